/** Express with express-openid-connect, as its documentation sets it up. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import express, { type ErrorRequestHandler } from 'express';
import openid from 'express-openid-connect';
import type { ClientPlan, ForeignClient } from './foreign-client.ts';

/** Express as a client. It shows the claims of the ID token, and keeps them in a cookie. */
export const expressClient: ForeignClient = {
  redirectPath: '/callback',
  backchannelPath: '/backchannel-logout',
  signOutPath: () => '/logout',
  isPatientWithKeys: true,
  run: async (t, plan) => runExpress(t, plan),
  read: (body) => {
    const { sub, name, preferred_username: username, email, groups } = JSON.parse(body);
    return { sub, name, username, email, groups };
  },
};

async function runExpress(t: TestContext, { origin, port, issuer, clientId, clientSecret }: ClientPlan): Promise<void> {
  const app = express();
  app.get('/goodbye', (_request, response) => void response.send('goodbye'));
  app.use(
    openid.auth({
      issuerBaseURL: issuer,
      baseURL: origin,
      clientID: clientId,
      clientSecret,
      secret: 'a secret of this test that signs cookies',
      authorizationParams: { response_type: 'code', scope: 'openid profile email groups' },
      idpLogout: true,
      backchannelLogout: { store: createStore() },
      routes: { postLogoutRedirect: '/goodbye' },
      enableTelemetry: false,
    }),
  );
  app.get('/{*path}', (request, response) => void response.json(request.oidc.user));
  app.use(showError);
  const server = createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
}

const showError: ErrorRequestHandler = (error, _request, response, _next) =>
  void response.status(error.status ?? 500).json({ error: error.error, message: error.message });

type Store = Exclude<NonNullable<openid.ConfigParams['backchannelLogout']>, boolean>['store'];

/** What express-openid-connect asks of a store: there it notes which sessions are over. */
function createStore(): NonNullable<Store> {
  const entries = new Map<string, Parameters<NonNullable<Store>['set']>[1]>();
  return {
    get: (id, done) => done(null, entries.get(id)),
    set: (id, entry, done) => {
      entries.set(id, entry);
      done?.();
    },
    destroy: (id, done) => {
      entries.delete(id);
      done?.();
    },
  };
}
