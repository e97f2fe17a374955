/** The Basic OP plan: what a relying party may ask for, and what happens to a code. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ConformanceStage, startConformanceStage } from '../../testing/conformance-stage.ts';
import { challengeOf, createVerifier, type Query, readUserinfo, refusalOf } from '../../testing/oidc-client.ts';
import { checkRefusal, type Completed } from '../../testing/relying-party.ts';

const needsPage = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'];
const hasSignedIn = ({ steps }: Pick<Completed, 'steps'>) => steps.some((step) => step.endsWith('/auth/sign-in'));

/** A request with something that must at least make no difference. */
async function completesWith(t: TestContext, changes: (stage: ConformanceStage) => Query | Promise<Query>) {
  const stage = await startConformanceStage(t);
  const completed = await stage.rp.complete(await changes(stage));
  assert.equal(hasSignedIn(completed), true);
  assert.equal((await stage.rp.userinfo(completed.tokens)).sub, completed.claims.sub);
  return completed;
}

/** Two sign-ins one after the other, of which the second must go on without a page. */
async function sameTwice(t: TestContext, first: Query, second: (completed: Completed) => Query): Promise<void> {
  const { rp, clock } = await startConformanceStage(t);
  const one = await rp.complete(first);
  clock.advance(2_000);
  const other = await rp.complete(second(one));
  assert.equal(hasSignedIn(other), false);
  assert.deepEqual([other.claims.sub, other.claims.auth_time], [one.claims.sub, one.claims.auth_time]);
  assert.equal(typeof other.claims.auth_time, 'number');
}

/** Two sign-ins one after the other, of which the second must be a new one. */
async function signsInTwice(t: TestContext, second: Query): Promise<void> {
  const { rp, clock } = await startConformanceStage(t);
  const one = await rp.complete();
  clock.advance(2_000);
  const other = await rp.complete(second);
  assert.equal(hasSignedIn(other), true);
  assert.equal(other.claims.sub, one.claims.sub);
  assert.ok(Number(other.claims.auth_time) > Number(one.claims.auth_time));
  assert.ok(Math.abs(Number(other.claims.auth_time) - clock.now() / 1_000) < 60);
}

describe('Basic OP, requests', () => {
  it('oidcc-display-page', async (t) => void (await completesWith(t, () => ({ display: 'page' }))));

  it('oidcc-display-popup', async (t) => void (await completesWith(t, () => ({ display: 'popup' }))));

  it('oidcc-ui-locales', async (t) => void (await completesWith(t, () => ({ ui_locales: 'se' }))));

  it('oidcc-claims-locales', async (t) => void (await completesWith(t, () => ({ claims_locales: 'se' }))));

  it('oidcc-login-hint', async (t) => void (await completesWith(t, () => ({ login_hint: 'buffy@foyer.example.com' }))));

  it('oidcc-ensure-request-with-unknown-parameter-succeeds', async (t) =>
    void (await completesWith(t, () => ({ extra: 'foobar' }))));

  it('oidcc-ensure-request-with-acr-values-succeeds', async (t) => {
    let supported: string[] = [];
    const { claims } = await completesWith(t, async ({ rp }) => {
      supported = (await rp.metadata()).acr_values_supported as string[];
      return { acr_values: supported.join(' ') };
    });
    assert.ok(supported.includes(String(claims.acr)));
  });

  it('oidcc-ensure-request-with-valid-pkce-succeeds', async (t) => {
    const { rp } = await startConformanceStage(t);
    const verifier = createVerifier();
    const changes = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
    assert.ok((await rp.complete(changes, { verifier })).tokens.access_token);
  });

  it('oidcc-ensure-post-request-succeeds', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { claims } = await rp.complete({}, { method: 'POST' });
    const again = await rp.complete({}, { method: 'POST' });
    assert.deepEqual([again.claims.sub, hasSignedIn(again)], [claims.sub, false]);
  });

  it('oidcc-ensure-registered-redirect-uri', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { page, params } = await rp.send({ redirect_uri: `${rp.client.redirectUri}/unregistered` });
    assert.deepEqual([page.statusCode, params], [400, null]);
    assert.match(page.body, /redirect_uri/);
  });
});

describe('Basic OP, sign-ins', () => {
  it('oidcc-prompt-login', async (t) => signsInTwice(t, { prompt: 'login' }));

  it('oidcc-max-age-1', async (t) => signsInTwice(t, { max_age: '1' }));

  it('oidcc-max-age-10000', async (t) => sameTwice(t, { max_age: '15000' }, () => ({ max_age: '10000' })));

  it('oidcc-prompt-none-logged-in', async (t) => sameTwice(t, {}, () => ({ prompt: 'none' })));

  it('oidcc-id-token-hint', async (t) =>
    sameTwice(t, {}, ({ tokens }) => ({ prompt: 'none', id_token_hint: tokens.id_token })));

  it('oidcc-prompt-none-not-logged-in', async (t) => {
    const { rp } = await startConformanceStage(t);
    const visit = await rp.send({ prompt: 'none', state: 's'.repeat(128) });
    assert.ok(needsPage.includes(checkRefusal(visit)));
    assert.equal(visit.steps.length, 1);
  });
});

describe('Basic OP, codes and refresh tokens', () => {
  /** Redeems a code for the second time, so much later. */
  async function reuse(t: TestContext, laterMs: number) {
    const { rp, clock } = await startConformanceStage(t);
    const { tokens, tokenRequest } = await rp.complete();
    clock.advance(laterMs);
    const answer = await rp.redeem(tokenRequest);
    assert.equal(refusalOf(answer), '400 invalid_grant');
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.match(answer.json().error_description, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/);
    assert.equal((await readUserinfo(rp.browser, tokens)).statusCode, 401);
  }

  it('oidcc-codereuse', async (t) => reuse(t, 0));

  it('oidcc-codereuse-30seconds', async (t) => reuse(t, 30_000));

  it('oidcc-refresh-token', async (t) => {
    const { rp, second, clock } = await startConformanceStage(t);
    const metadata = await rp.metadata();
    assert.ok((metadata.scopes_supported as string[]).includes('offline_access'));
    assert.ok((metadata.grant_types_supported as string[]).includes('refresh_token'));
    const changes = { scope: 'openid offline_access', prompt: 'consent' };
    const others: string[] = [];
    for (const party of [rp, second]) {
      const { tokens, claims } = await party.complete(changes);
      assert.match(String(tokens.refresh_token), /^[\w-]{22,}$/);
      clock.advance(1_000);
      const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      const renewed = await party.checkTokens(await party.redeem(form), String(claims.nonce));
      assert.notEqual(renewed.tokens.access_token, tokens.access_token);
      const { iss, sub, aud, auth_time, azp } = renewed.claims;
      assert.deepEqual(
        [iss, sub, aud, auth_time, azp],
        ['iss', 'sub', 'aud', 'auth_time', 'azp'].map((name) => claims[name]),
      );
      assert.ok(Number(renewed.claims.iat) > Number(claims.iat));
      assert.equal((await party.userinfo(renewed.tokens)).sub, sub);
      others.push(String(renewed.tokens.refresh_token));
    }
    const stolen = await rp.redeem({ grant_type: 'refresh_token', refresh_token: others[1] });
    assert.equal(refusalOf(stolen), '400 invalid_grant');
  });
});
