import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildServer } from '../build-server.ts';
import { errorCatalogue } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { startTestServer } from '../testing/start-test-server.ts';

describe('a handler that takes too long', () => {
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
