import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { conforms } from '../conforms.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { JwksResponse } from './schema.ts';

const url = '/oidc/jwks';
const host = 'foyer.example.com';

describe('GET /oidc/jwks', () => {
  it('gives everybody the keys, to be kept for five minutes', async (t) => {
    const { app, services } = await startTestServer(t);
    const answer = await app.inject({ url, headers: { host } });
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^application\/jwk-set\+json/);
    assert.equal(answer.headers['cache-control'], 'public, max-age=300');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.ok(conforms(JwksResponse, answer.json()));
    assert.deepEqual(answer.json(), services.signingKeys.jwks());
    assert.equal(answer.json().keys.length, 1);
  });

  // One private member in a public answer, and anybody can sign for anybody.
  it('gives nothing away, even when the keys hold more than is public', async (t) => {
    const { app } = await startTestServer(t, {
      adapt: (services) => ({
        ...services,
        signingKeys: {
          ...services.signingKeys,
          jwks: () => ({ keys: services.signingKeys.jwks().keys.map((key) => ({ ...key, d: 'canary' })) }),
        },
      }),
    });
    const answer = await app.inject({ url, headers: { host } });
    assert.equal(answer.statusCode, 200);
    assert.doesNotMatch(answer.body, /canary|"d"/);
  });

  it('gives the same keys after a restart', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    const [first, second] = [await startTestServer(t, { dataDir }), await startTestServer(t, { dataDir })];
    const ask = async ({ app }: typeof first) => (await app.inject({ url, headers: { host } })).body;
    assert.equal(await ask(first), await ask(second));
  });

  // Tools that have just started could otherwise let nobody in while the store is down.
  it('answers while the store is down', async (t) => {
    const store = createFragileStore();
    const { browser } = await startTestServer(t, { adapt: store.adapt });
    await signedIn(browser);
    store.before = () => {
      throw new Error('down');
    };
    assert.equal((await browser.get('/api/me')).statusCode, 503);
    assert.equal((await browser.get(url)).statusCode, 200);
  });

  it('refuses other hosts, methods and a query', async (t) => {
    const { app } = await startTestServer(t);
    assert.equal((await app.inject({ url, headers: { host: 'wiki.example.com' } })).statusCode, 421);
    assert.equal((await app.inject({ url, method: 'POST', headers: { host } })).statusCode, 405);
    assert.equal((await app.inject({ url: `${url}?x=1`, headers: { host } })).statusCode, 400);
  });
});
