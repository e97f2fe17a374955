import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { createKeyRing } from '../../keys/key-ring.ts';
import { createSealer } from '../../keys/seal.ts';
import { openSigningKeys } from '../../keys/signing-keys.ts';
import { createLogger } from '../../logger.ts';
import { Secret } from '../../secret.ts';
import { openDatabase } from '../../storage/open-database.ts';
import { createTestClock } from '../../testing/clock.ts';
import { createLogoutTokens } from './logout-token.ts';

const issuer = 'https://foyer.example.com/oidc';
const login = { clientId: 'grafana', subject: 'the-subject', sid: 'the-sid' };
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The keys of an install, tokens of it, and a tool that looks at them with what is published. */
async function openTokens(t: TestContext) {
  const { now, advance } = createTestClock();
  const db = openDatabase(':memory:');
  const secrets: [Secret] = [new Secret('a secret for tests that is long enough for any key')];
  const sealer = createSealer(createKeyRing({ secrets, environment: 'sandbox' }), 'signing keys');
  const signingKeys = await openSigningKeys({ db, sealer, now, log: createLogger('silent') });
  await signingKeys.ready();
  t.after(async () => {
    await signingKeys.close();
    db.close();
  });
  const published = createLocalJWKSet(signingKeys.jwks());
  const expected = { issuer, audience: 'grafana', typ: 'logout+jwt', algorithms: ['RS256'] };
  const verify = (token: string, other: Partial<typeof expected> = {}) =>
    jwtVerify(token, published, { ...expected, ...other, currentDate: new Date(now()) });
  return { tokens: createLogoutTokens({ signingKeys, issuer, now }), verify, now, advance, signingKeys };
}

describe('a logout token', () => {
  // A claim more or less, and a tool takes it for something else, or does not take it at all.
  it('says what the specification asks for, and nothing else', async (t) => {
    const { tokens, verify, now, signingKeys } = await openTokens(t);
    const token = await tokens.mint(login);
    const { payload } = await verify(token);
    const { iat = 0, jti = '', ...rest } = payload;
    assert.deepEqual(rest, {
      iss: issuer,
      aud: 'grafana',
      exp: iat + 120,
      events: { [EVENT]: {} },
      sub: 'the-subject',
      sid: 'the-sid',
    });
    assert.equal(iat, Math.floor(now() / 1_000));
    assert.match(jti, /^[\w-]{20,}$/);
    const { kid } = await signingKeys.current('RS256');
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'RS256', typ: 'logout+jwt', kid });
  });

  // With a nonce, or as an ordinary JWT, whoever gets hold of one could pass it off as an ID token and sign in with it.
  it('cannot pass for an ID token, nor for one of another tool', async (t) => {
    const { tokens, verify } = await openTokens(t);
    const token = await tokens.mint(login);
    assert.equal('nonce' in (await verify(token)).payload, false);
    await assert.rejects(verify(token, { typ: 'JWT' }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
    await assert.rejects(verify(token, { audience: 'gitlab' }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
    await assert.rejects(verify(token, { issuer: 'https://other.example.com' }), { claim: 'iss' });
  });

  // A tool that remembers what it has seen would take the second notice for a replay of the first.
  it('is another one each time', async (t) => {
    const { tokens, verify } = await openTokens(t);
    const [one, two] = [await verify(await tokens.mint(login)), await verify(await tokens.mint(login))];
    assert.notEqual(one.payload.jti, two.payload.jti);
  });

  it('is good for two minutes and no longer', async (t) => {
    const { tokens, verify, advance } = await openTokens(t);
    const token = await tokens.mint(login);
    advance(118_000);
    await verify(token);
    advance(3_000);
    await assert.rejects(verify(token), { code: 'ERR_JWT_EXPIRED' });
  });
});
