/** The Basic OP plan: what a relying party is given. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { startConformanceStage } from '../../testing/conformance-stage.ts';
import { post, type Query, withoutCookies } from '../../testing/oidc-client.ts';
import { checkRefusal, checkUserinfo } from '../../testing/relying-party.ts';

const profile = ['name', 'picture', 'preferred_username'];
const email = ['email', 'email_verified'];
const phone = ['phone_number', 'phone_number_verified'];

describe('Basic OP, answers', () => {
  it('oidcc-server', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { tokens, claims, steps } = await rp.complete();
    assert.ok(steps.some((step) => step.endsWith('/auth/sign-in')));
    const standard = ['at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sub'];
    assert.deepEqual(Object.keys(claims).toSorted(), standard, 'no claim that was not asked for');
    assert.equal((await rp.userinfo(tokens)).sub, claims.sub);
    const methods = (await rp.metadata()).token_endpoint_auth_methods_supported;
    assert.ok((methods as string[]).includes('client_secret_basic'));
  });

  it('oidcc-server-client-secret-post', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { code, nonce } = await rp.authorize();
    const form = { grant_type: 'authorization_code', code, redirect_uri: rp.client.redirectUri };
    const { tokens, claims } = await rp.checkTokens(await rp.redeem(form, 'client_secret_post'), nonce);
    assert.equal((await rp.userinfo(tokens)).sub, claims.sub);
    const methods = (await rp.metadata()).token_endpoint_auth_methods_supported;
    assert.ok((methods as string[]).includes('client_secret_post'));
  });

  it('oidcc-response-type-missing', async (t) => {
    const { rp } = await startConformanceStage(t);
    const error = checkRefusal(await rp.send({ response_type: undefined }));
    assert.ok(['unsupported_response_type', 'invalid_request'].includes(error), error);
  });

  it('oidcc-idtoken-signature', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { tokens } = await rp.complete();
    const { alg, kid } = decodeProtectedHeader(tokens.id_token);
    assert.equal(alg, 'RS256');
    assert.ok(kid);
    assert.ok(((await rp.metadata()).id_token_signing_alg_values_supported as string[]).includes('RS256'));
  });

  it('oidcc-userinfo-get', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { tokens, claims } = await rp.complete({ scope: 'openid profile email phone' });
    assert.equal((await rp.userinfo(tokens)).sub, claims.sub);
  });

  it('oidcc-userinfo-post-header', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { tokens, claims } = await rp.complete();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const answer = await withoutCookies(rp.browser).request({ method: 'POST', url: '/oidc/me', headers });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(checkUserinfo(answer).sub, claims.sub);
  });

  it('oidcc-userinfo-post-body', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { tokens, claims } = await rp.complete();
    const answer = await post(rp.browser, { path: '/oidc/me', form: { access_token: tokens.access_token } });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(checkUserinfo(answer).sub, claims.sub);
  });

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { claims } = await rp.complete({ nonce: undefined });
    assert.equal('nonce' in claims, false);
  });
});

describe('Basic OP, scopes', () => {
  /** What userinfo says beside the subject. */
  async function claimsOf(t: TestContext, changes: Query) {
    const { rp } = await startConformanceStage(t);
    const { tokens, claims } = await rp.complete(changes);
    const { sub, ...told } = await rp.userinfo(tokens);
    assert.equal(sub, claims.sub);
    return Object.keys(told).toSorted();
  }

  it('oidcc-scope-profile', async (t) => {
    assert.deepEqual(await claimsOf(t, { scope: 'openid profile' }), profile);
  });

  it('oidcc-scope-email', async (t) => {
    assert.deepEqual(await claimsOf(t, { scope: 'openid email' }), email);
  });

  it('oidcc-scope-phone', async (t) => {
    assert.deepEqual(await claimsOf(t, { scope: 'openid phone' }), phone);
  });

  it('oidcc-scope-all', async (t) => {
    const found = await claimsOf(t, { scope: 'openid profile email address phone' });
    assert.deepEqual(found, [...email, ...profile, ...phone].toSorted());
  });

  it('oidcc-alternate-happy-flow', async (t) => {
    const reordered = { nonce: 'n', state: 's', response_type: 'code', scope: 'email openid' };
    assert.deepEqual(await claimsOf(t, reordered), email);
  });
});
