/** express-openid-connect as its documentation sets it up, in front of a route that answers as Foyer's decision does. */
import { once } from 'node:events';
import express, { type ErrorRequestHandler } from 'express';
import openid from 'express-openid-connect';
import { answerQuestions } from './answer-questions.ts';

const { PORT = '', ISSUER = '', CLIENT = '{}', ANSWER = '{}' } = process.env;
const baseURL = `http://127.0.0.1:${PORT}`;
const client: { client_id: string; client_secret: string } = JSON.parse(CLIENT);
const answer: Record<string, string> = JSON.parse(ANSWER);

const app = express();
app.use(
  openid.auth({
    issuerBaseURL: ISSUER,
    baseURL,
    clientID: client.client_id,
    clientSecret: client.client_secret,
    secret: client.client_secret,
    authorizationParams: { response_type: 'code', scope: 'openid profile' },
    authRequired: false,
    // Without a session the load is to be refused, not sent to the provider; people start at /login.
    errorOnRequiredAuth: true,
  }),
);
app.get('/guarded', openid.requiresAuth(), ({ oidc }, response) => {
  response
    .set({ ...answer, 'remote-user': String(oidc.user?.preferred_username) })
    .status(200)
    .end();
});
const refuse: ErrorRequestHandler = (_error, _request, response, _next) => void response.status(401).end();
app.use(refuse);
const server = app.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
answerQuestions(baseURL);
