import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { JSONWebKeySet } from 'jose';
import { conforms } from '../conforms.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { JwksResponse } from './schema.ts';

const url = '/oidc/jwks';
type Named = { kid: string };

const host = 'foyer.example.com';

const canaries = Object.fromEntries(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].map((name) => [name, 'canary']));

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
    assert.deepEqual(
      answer.json().keys.map(({ alg }: { alg: string }) => alg),
      ['ES256', 'RS256'],
      'from the first answer on: half the keys would be kept for five minutes',
    );
  });

  // Whoever finds an algorithm there that needs no key, or a key that is too short, may sign for anybody.
  it('gives nothing but keys of full strength for two algorithms, each once, and no private member', async (t) => {
    const { app, services } = await startTestServer(t);
    await services.signingKeys.ready();
    await services.signingKeys.rotate({ signsAfterMs: 3_600_000 });
    const { keys } = (await app.inject({ url, headers: { host } })).json() as JSONWebKeySet;
    assert.equal(keys.length, 4);
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 4);
    for (const jwk of keys) {
      const members = jwk.alg === 'RS256' ? ['n', 'e'] : ['crv', 'x', 'y'];
      assert.deepEqual(Object.keys(jwk).toSorted(), [...members, 'kty', 'use', 'alg', 'kid'].toSorted());
      const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey({ key: jwk, format: 'jwk' });
      assert.deepEqual(
        [type, details?.modulusLength ?? details?.namedCurve],
        jwk.alg === 'RS256' ? ['rsa', 2_048] : ['ec', 'prime256v1'],
      );
    }
  });

  // One private member in a public answer, and anybody can sign for anybody.
  it('gives nothing away, even when the keys hold more than is public', async (t) => {
    const { app } = await startTestServer(t, {
      adapt: (services) => ({
        ...services,
        signingKeys: {
          ...services.signingKeys,
          jwks: () => ({ keys: services.signingKeys.jwks().keys.map((key) => ({ ...key, ...canaries })) }),
        },
      }),
    });
    const answer = await app.inject({ url, headers: { host } });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().keys.length, 2);
    assert.doesNotMatch(answer.body, /canary|"(d|p|q|dp|dq|qi|k)"/);
  });

  it('gives the same keys after a restart', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    const [first, second] = [await startTestServer(t, { dataDir }), await startTestServer(t, { dataDir })];
    const ask = async ({ app }: typeof first) => (await app.inject({ url, headers: { host } })).body;
    assert.equal(await ask(first), await ask(second));
  });

  it('follows the keys when they are replaced, without a restart', async (t) => {
    const { app, services, clock } = await startTestServer(t);
    const kids = async () => (await app.inject({ url, headers: { host } })).json().keys.map(({ kid }: Named) => kid);
    const before = await kids();
    await services.signingKeys.rotate({ signsAfterMs: 3_600_000 });
    const after = await kids();
    assert.deepEqual([after.length, after.slice(0, 2)], [4, before]);
    clock.advance(3_600_000 + 70 * 60_000);
    assert.deepEqual(await kids(), after.slice(2));
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
