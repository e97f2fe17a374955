/** The RP-Initiated Logout OP plan. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { AFTER_LOGOUT, startConformanceStage } from '../../testing/conformance-stage.ts';
import type { Query } from '../../testing/oidc-client.ts';
import { sendForm } from '../../testing/page-form.ts';
import { checkRefusal, type RelyingParty } from '../../testing/relying-party.ts';

const STATE = 's'.repeat(128);

/** Signs in, and opens the end session endpoint with what a test makes of the usual request. */
async function logOut(t: TestContext, change: (usual: Query, idToken: string) => Query | Promise<Query>) {
  const { rp } = await startConformanceStage(t);
  const { tokens } = await rp.complete();
  const { end_session_endpoint: endpoint } = await rp.metadata();
  const usual = { id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTER_LOGOUT, state: STATE };
  const query = await change(usual, tokens.id_token);
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const page = await rp.browser.open(`${new URL(String(endpoint)).pathname}?${new URLSearchParams(entries)}`);
  return { rp, page };
}

type LoggedOut = Awaited<ReturnType<typeof logOut>>;

/** The browser comes back to the relying party, and nobody is signed in any more. */
async function comesBack({ rp, page }: LoggedOut, expected: Record<string, string>): Promise<void> {
  assert.equal(page.statusCode, 200, page.body);
  const location = new URL(String((await sendForm(rp.browser, page)).headers.location));
  assert.equal(`${location.origin}${location.pathname}`, AFTER_LOGOUT);
  assert.deepEqual(Object.fromEntries(location.searchParams), expected);
  await isOut(rp);
}

const isOut = async (rp: RelyingParty) =>
  assert.equal(checkRefusal(await rp.send({ prompt: 'none' })), 'login_required');

/** A page with an error, or with a question; nobody is sent anywhere by it. */
async function showsPage({ rp, page }: LoggedOut): Promise<void> {
  assert.ok([200, 400].includes(page.statusCode), page.body);
  assert.equal(page.headers.location, undefined);
  assert.doesNotMatch(page.body, /suite\.example\.com|submit\.js/);
  assert.equal((await rp.send({ prompt: 'none' })).params?.has('code'), true, 'still signed in');
}

/** The person is asked, says yes, and is told on our own page that they are signed out. */
async function endsOnOurPage({ rp, page }: LoggedOut): Promise<void> {
  const answer = await sendForm(rp.browser, page, { logout: 'yes' });
  const location = new URL(String(answer.headers.location));
  assert.equal(location.origin, 'https://foyer.example.com');
  assert.match((await rp.browser.open(location.pathname)).body, /您已退出登录/);
  await isOut(rp);
}

describe('RP-Initiated Logout OP', () => {
  it('oidcc-rp-initiated-logout-discovery-endpoint-verification', async (t) => {
    const { rp } = await startConformanceStage(t);
    const { end_session_endpoint: endpoint } = await rp.metadata();
    assert.equal(endpoint, 'https://foyer.example.com/oidc/session/end');
  });

  it('oidcc-rp-initiated-logout', async (t) => comesBack(await logOut(t, (usual) => usual), { state: STATE }));

  it('oidcc-rp-initiated-logout-no-state', async (t) =>
    comesBack(await logOut(t, (usual) => ({ ...usual, state: undefined })), {}));

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async (t) =>
    showsPage(await logOut(t, (usual) => ({ ...usual, post_logout_redirect_uri: `${AFTER_LOGOUT}/bad` }))));

  it('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async (t) =>
    showsPage(await logOut(t, (usual) => ({ ...usual, post_logout_redirect_uri: `${AFTER_LOGOUT}?foo=bar` }))));

  it('oidcc-rp-initiated-logout-modified-id-token-hint', async (t) =>
    showsPage(
      await logOut(t, (usual, idToken) => {
        const header = Buffer.from('{"alg":"none"}').toString('base64url');
        return { ...usual, id_token_hint: `${header}.${idToken.split('.')[1]}.` };
      }),
    ));

  it('oidcc-rp-initiated-logout-bad-id-token-hint', async (t) =>
    showsPage(
      await logOut(t, async (usual) => {
        const { privateKey } = await generateKeyPair('RS256');
        const token = new SignJWT({ iss: 'https://foyer.example.com/oidc', sub: 'somebody', aud: 'suite' });
        const signed = token.setProtectedHeader({ alg: 'RS256' }).setIssuedAt().setExpirationTime('5m');
        return { ...usual, id_token_hint: await signed.sign(privateKey) };
      }),
    ));

  it('oidcc-rp-initiated-logout-no-id-token-hint', async (t) =>
    showsPage(await logOut(t, (usual) => ({ ...usual, id_token_hint: undefined }))));

  it('oidcc-rp-initiated-logout-no-params', async (t) => endsOnOurPage(await logOut(t, () => ({}))));

  it('oidcc-rp-initiated-logout-only-state', async (t) => endsOnOurPage(await logOut(t, () => ({ state: STATE }))));

  it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async (t) =>
    endsOnOurPage(await logOut(t, (usual) => ({ ...usual, post_logout_redirect_uri: undefined }))));
});
