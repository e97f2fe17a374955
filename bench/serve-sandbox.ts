/** The sandbox, with calls enough for a benchmark. */
import { createSandbox } from '../server/sandbox/sandbox.ts';
import { answerQuestions } from './answer-questions.ts';

const sandbox = createSandbox({ redirectUris: [process.env.REDIRECT_URI ?? ''], callsPerSecond: 100_000 });
answerQuestions(await sandbox.listen({ host: '127.0.0.1', port: 0 }));
