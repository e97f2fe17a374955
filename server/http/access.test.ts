import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLogger } from '../logger.ts';
import { dumpDatabase } from '../testing/database-dump.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createApp } from './create-app.ts';
import { routeRules } from './route-rules.ts';
import { NoQuery } from './schema-parts.ts';

const pages = [
  '/',
  '/admin',
  '/admin/access',
  '/admin/audit',
  '/admin/departments/:id',
  '/admin/diagnosis',
  '/admin/directory',
  '/admin/external-contacts',
  '/admin/people',
  '/admin/people/add',
  '/admin/people/import',
  '/admin/people/invitations',
  '/admin/person/:userId',
  '/directory',
  '/directory/departments/:id',
  '/directory/people/:userId',
  '/no-access',
  '/profile',
  '/sessions',
  '/sign-in',
];

/** Reviewed: what anybody may call. A new line here is a decision, not a formality. */
const publicRoutes = [
  ...pages.flatMap((page) => [`GET ${page}`, `HEAD ${page}`]),
  'GET /.foyer/callback',
  'GET /.foyer/page.css',
  'GET /.foyer/refused',
  'GET /.foyer/signed-out',
  'GET /.foyer/start',
  'GET /api/dingtalk-errors/:code',
  'GET /api/sign-in/refusal',
  'GET /assets/:file',
  'GET /auth/callback',
  'GET /auth/sign-in',
  'GET /auth/tool',
  'GET /healthz',
  'GET /oidc/interaction/:uid',
  'GET /oidc/interaction/:uid/back',
  'GET /oidc/jwks',
  'GET /oidc/page.css',
  'GET /oidc/submit.js',
  'GET /readyz',
  'POST /auth/sign-out',
];

/** An address of this shape, with something in the place of each part that varies. */
function fill(url: string): string {
  return url.replace(/:(\w+)/g, 'x').replace('*', 'x');
}

const script = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };

describe('every address', () => {
  // A route that nobody thought about must be closed, not open.
  it('is closed to visitors who are not signed in, unless it is on the reviewed list', async (t) => {
    const { app, newBrowser } = await startTestServer(t);
    const table = app.routeTable.flatMap(({ url, methods, access }) =>
      methods.map((method) => ({ entry: `${method} ${url}`, method: method as 'GET', url, access })),
    );
    const open = table.filter(({ access }) => access === 'public').map(({ entry }) => entry);
    assert.deepEqual(open.sort(), publicRoutes.toSorted());
    const closed = table.filter(({ access }) => access === 'user' || access === 'admin');
    assert.ok(closed.length >= 5);
    for (const { method, url, entry } of closed) {
      for (const headers of [
        script,
        { ...script, cookie: '__Host-foyer=x.y' },
        { ...script, authorization: 'Bearer x' },
      ]) {
        const answer = await newBrowser().request({ method, url: fill(url), headers });
        assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'not_signed_in'], entry);
      }
    }
  });

  // Prefetching, link checkers and Back buttons call addresses again and again.
  it('changes nothing when it is read, however often', async (t) => {
    const dataDir = temporaryFolder(t);
    const { app, browser, dingtalk, services } = await startTestServer(t, { dataDir });
    await signedIn(browser);
    const file = join(dataDir, 'foyer.sqlite');
    await services.signingKeys.ready();
    const before = dumpDatabase(file);
    dingtalk.calls.reset();
    // What a tool begins there, a sign-in or a sign-out, is kept until the browser comes back.
    for (const { url, methods } of app.routeTable.filter(({ access }) => access !== 'tool')) {
      for (const method of methods.filter((name) => name === 'GET' || name === 'HEAD') as ('GET' | 'HEAD')[]) {
        for (let time = 0; time < 2; time += 1) {
          const answer = await browser.clone().request({ method, url: fill(url) });
          assert.ok(answer.statusCode < 500, `${method} ${url}: ${answer.body}`);
        }
      }
    }
    assert.equal(dumpDatabase(file), before);
    // The older family of DingTalk's APIs also reads by POST.
    const changes = dingtalk.calls.list().filter((call) => !/^GET |\/(get|getbyunionid)$/.test(call));
    assert.deepEqual(changes, []);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });
});

describe('a route that does not say who may call it', () => {
  const create = async () => {
    const app = createApp({ logger: createLogger('silent'), trustedProxies: [], headers: {} });
    await app.register(routeRules);
    return app;
  };

  // The one mistake that opens a door must be one that nobody can ship.
  it('keeps Foyer from starting', async () => {
    const app = await create();
    const schema = { querystring: NoQuery };
    assert.throws(() => app.get('/x', { schema }, async () => 'x'), /GET \/x does not declare who may call it/);
    assert.throws(() => app.get('/x', { schema, config: {} }, async () => 'x'), /who may call it/);
  });

  it('keeps Foyer from starting when it hides in a plugin', async () => {
    const app = await create();
    app.register(async (scope) => void scope.post('/hidden', async () => 'x'));
    await assert.rejects(async () => app.ready(), /POST \/hidden does not declare who may call it/);
  });

  it('keeps Foyer from starting when it does not declare its query', async () => {
    const app = await create();
    const config = { access: 'public' } as const;
    assert.throws(() => app.get('/x', { config }, async () => 'x'), /does not declare its query/);
  });

  it('is let through when it says so', async (t) => {
    const app = await create();
    t.after(() => app.close());
    app.get('/x', { config: { access: 'public' }, schema: { querystring: NoQuery } }, async () => 'x');
    assert.equal((await app.inject('/x')).body, 'x');
    assert.deepEqual(app.methodsOf('/x'), ['GET']);
    assert.deepEqual(app.methodsOf('/y'), []);
  });
});
