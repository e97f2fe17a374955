/** The sandbox, with as many people as its argument says (`10000x400`), and calls enough unless it is told otherwise. */
import { createSandbox } from '../server/sandbox/sandbox.ts';
import { answerQuestions } from './answer-questions.ts';

// The benchmark starts its servers with settings alone, and says the same in SANDBOX_SIZE.
const [people = 0, departments = 0] = (process.argv[2] ?? process.env.SANDBOX_SIZE ?? '').split('x').map(Number);
const sandbox = createSandbox({
  redirectUris: [process.env.REDIRECT_URI ?? ''],
  callsPerSecond: Number(process.env.CALLS_PER_SECOND ?? 100_000),
  size: { people, departments },
});
answerQuestions(await sandbox.listen({ host: '127.0.0.1', port: 0 }));
