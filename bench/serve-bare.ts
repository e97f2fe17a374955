/** Fastify and one route: what the framework alone costs for the answer that Foyer gives. */
import Fastify from 'fastify';
import { MeResponse } from '../server/profile/schema.ts';
import { answerQuestions } from './answer-questions.ts';

const answer: MeResponse = JSON.parse(process.env.ANSWER ?? '');
const app = Fastify({ logger: false });
app.get('/api/me', { schema: { response: { 200: MeResponse } } }, async () => answer);
answerQuestions(await app.listen({ host: '127.0.0.1', port: 0 }));
