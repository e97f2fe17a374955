/** Fastify and one route: what the framework alone costs for the headers that Foyer's decision answers. */
import Fastify from 'fastify';
import { answerQuestions } from './answer-questions.ts';

const answer: Record<string, string> = JSON.parse(process.env.ANSWER ?? '');
const app = Fastify({ logger: false });
app.get('/forward-auth/nginx', (_request, reply) => reply.headers(answer).send());
answerQuestions(await app.listen({ host: '127.0.0.1', port: 0 }));
