/** Verifiers that keep the keys they have fetched, while these are replaced. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createApp } from '../http/create-app.ts';
import { routeRules } from '../http/route-rules.ts';
import { createLogger } from '../logger.ts';
import { jwksRoute } from '../oidc/jwks-route.ts';
import { openTestDatabase, signTokens, startKeys } from '../testing/test-keys.ts';
import type { SigningKeys } from './signing-keys.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The route at a real address, on the clock that jose goes by as well. */
async function startFoyer(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 5, 1) });
  const { keys } = await startKeys(openTestDatabase(t), { now: Date.now });
  const app = createApp({ logger: createLogger('silent'), trustedProxies: [], headers: {} });
  await app.register(routeRules);
  await app.register(jwksRoute, { signingKeys: keys });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  return { keys, url: new URL('/oidc/jwks', origin) };
}

/** A verifier that keeps what it has for a time, and looks at nothing new before, whatever it is shown. */
function createStubbornVerifier(url: URL, keptMs: number | 'as long as it may'): JWTVerifyGetKey {
  let kept: { keys: JWTVerifyGetKey; until: number } | undefined;
  return async (header, token) => {
    if (kept === undefined || kept.until <= Date.now()) {
      const answer = await fetch(url);
      const [, seconds] = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '') ?? [];
      const ms = keptMs === 'as long as it may' ? Number(seconds) * 1_000 : keptMs;
      kept = { keys: createLocalJWKSet((await answer.json()) as JSONWebKeySet), until: Date.now() + ms };
    }
    return kept.keys(header, token);
  };
}

type Walk = { keys: SigningKeys; verifiers: readonly JWTVerifyGetKey[] };

/** Signs and verifies over and over while time passes: every token that has not ended, with every verifier. */
async function createWalk(t: TestContext, { keys, verifiers }: Walk) {
  let live: string[] = [];
  let verified = 0;
  return {
    verified: () => verified,
    async walk(forMs: number, stepMs: number) {
      for (let passed = 0; passed < forMs; passed += stepMs) {
        t.mock.timers.tick(stepMs);
        await keys.sweep();
        live = [...live, ...(await signTokens(keys, Date.now))].filter((token) => isLive(token));
        for (const verifier of verifiers) {
          for (const token of live) await jwtVerify(token, verifier);
          verified += live.length;
        }
      }
    },
  };
}

function isLive(token: string): boolean {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return exp * 1_000 > Date.now();
}

describe('verifiers that keep the keys they have fetched', () => {
  // A sign-in that fails now and then, once in 90 days, is never found again.
  it('verify everything at every moment while keys are replaced by command', async (t) => {
    const { keys, url } = await startFoyer(t);
    const verifiers = [
      createRemoteJWKSet(url),
      createStubbornVerifier(url, 'as long as it may'),
      createStubbornVerifier(url, 55 * MINUTE),
    ];
    const { walk, verified } = await createWalk(t, { keys, verifiers });
    await walk(30 * MINUTE, 5 * MINUTE);
    await keys.rotate({ signsAfterMs: HOUR });
    await walk(55 * MINUTE, 5 * MINUTE);
    await walk(10 * MINUTE, MINUTE);
    await keys.rotate({ signsAfterMs: 6 * MINUTE });
    // The one that keeps them for an hour is not served by so short a notice.
    verifiers.pop();
    await walk(15 * MINUTE, MINUTE);
    await walk(2 * HOUR, 10 * MINUTE);
    assert.deepEqual(keys.states().filter(({ phase }) => phase !== 'retired').length, 2);
    t.diagnostic(`${verified()} verifications`);
    assert.ok(verified() > 1_000);
  });

  it('verify everything at every moment while keys are replaced by age', async (t) => {
    const { keys, url } = await startFoyer(t);
    const verifiers = [
      createRemoteJWKSet(url),
      createStubbornVerifier(url, 'as long as it may'),
      createStubbornVerifier(url, 23 * HOUR),
    ];
    const { walk, verified } = await createWalk(t, { keys, verifiers });
    const before = (await keys.current('RS256')).kid;
    await walk(89 * DAY - HOUR, 12 * HOUR);
    await walk(2 * HOUR, 10 * MINUTE);
    await walk(22 * HOUR, 30 * MINUTE);
    await walk(4 * HOUR, 5 * MINUTE);
    assert.notEqual((await keys.current('RS256')).kid, before);
    assert.equal(keys.jwks().keys.length, 2);
    t.diagnostic(`${verified()} verifications`);
    assert.ok(verified() > 5_000);
  });

  it('refuse what a key has signed that leaked, as soon as they ask again', async (t) => {
    const { keys, url } = await startFoyer(t);
    const verifiers = [createStubbornVerifier(url, 'as long as it may'), createRemoteJWKSet(url)];
    const [token = ''] = await signTokens(keys, Date.now);
    for (const verifier of verifiers) await jwtVerify(token, verifier);
    await keys.rotate({ isLeaked: true });
    t.mock.timers.tick(10 * MINUTE);
    const [newToken = ''] = await signTokens(keys, Date.now);
    for (const verifier of verifiers) {
      await assert.rejects(jwtVerify(token, verifier), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
      await jwtVerify(newToken, verifier);
    }
  });
});
