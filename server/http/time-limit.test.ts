import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildServer } from '../build-server.ts';
import { errorCatalogue } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createApp } from './create-app.ts';
import { routeRules } from './route-rules.ts';

describe('a handler that takes too long', () => {
  it('has a limit on every route but those that proxies ask, which wait for the store at most', async () => {
    const app = createApp({ logger: createLogger('silent'), trustedProxies: [], headers: {} });
    await app.register(routeRules);
    const limits: unknown[] = [];
    app.addHook('onRoute', ({ handlerTimeout }) => void limits.push(handlerTimeout));
    for (const access of ['public', 'user', 'admin', 'proxy', 'tool'] as const) {
      app.get(`/${access}`, { config: { access }, schema: { querystring: {} } }, async () => 'x');
    }
    await app.ready();
    assert.deepEqual(limits, [10_000, 10_000, 10_000, undefined, 10_000]);
  });

  // Without it, one call that never ends holds a connection for ever.
  it('is answered for with 503 "timed_out", and the server goes on', async (t) => {
    const { config, services } = await startTestServer(t);
    const app = await buildServer(config, { ...services, logger: createLogger('silent') });
    t.after(() => app.close());
    const headers = { host: config.publicUrl.host };
    // The limit of a route may be narrower than that of the server, which nobody wants to wait for here.
    const options = { config: { access: 'public' as const }, schema: { querystring: {} }, handlerTimeout: 50 };
    app.get('/never', options, () => new Promise(() => {}));
    const answer = await app.inject({ url: '/never', headers });
    assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'timed_out']);
    assert.match(String(answer.headers['retry-after']), /^\d+$/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal((await app.inject({ url: '/healthz', headers })).statusCode, 200);
    assert.equal(errorCatalogue.timed_out.status, 503);
  });
});
