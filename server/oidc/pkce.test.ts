import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import {
  askAs,
  askForTokens,
  askToSignIn,
  authorizationQuery,
  authorize,
  challengeOf,
  codeOf,
  createVerifier,
  openTool,
  type Query,
  redeem,
  refusalOf,
  type TestClient,
} from '../testing/oidc-client.ts';
import { board, oldTool, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const without = { code_challenge: undefined, code_challenge_method: undefined };
const plain = (verifier: string): Query => ({ code_challenge: verifier, code_challenge_method: 'plain' });
const wrongChallenges: [string, Query][] = [
  ['plain', plain(createVerifier())],
  ['plain, because nothing else is said', { code_challenge: createVerifier(), code_challenge_method: undefined }],
  ['of a method that nobody knows', { code_challenge: createVerifier(), code_challenge_method: 'S512' }],
  ['of a method without a challenge', { ...without, code_challenge_method: 'S256' }],
  ['too short', { code_challenge: 'x'.repeat(42) }],
  ['too long', { code_challenge: 'x'.repeat(129) }],
  ['of other characters', { code_challenge: `${'x'.repeat(42)}=` }],
  ['empty', { code_challenge: '' }],
];

async function refusedWith(browser: Browser, client: TestClient, changes: Query): Promise<string | null> {
  const { answer } = await askToSignIn(browser, client, { scope: 'openid', ...changes });
  assert.equal(answer.statusCode, 303, answer.body);
  const location = new URL(String(answer.headers.location));
  assert.equal(`${location.origin}${location.pathname}`, client.redirectUri);
  assert.equal(location.searchParams.get('code'), null);
  return location.searchParams.get('error');
}

const redeemWith = (browser: Browser, client: TestClient, form: Query) =>
  askForTokens(browser, client, { grant_type: 'authorization_code', redirect_uri: client.redirectUri, ...form });

describe('PKCE (RFC 7636)', () => {
  // Without it, whoever gets hold of a code on its way can redeem it, or slip their own code to somebody.
  it('is asked of every tool, whether it has a secret or not', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const client of [wiki, board]) assert.equal(await refusedWith(browser, client, without), 'invalid_request');
    for (const client of [wiki, board]) assert.ok((await openTool(browser, client, { scope: 'openid' })).id_token);
  });

  // A challenge that is the verifier itself is read by whoever reads the request.
  it('takes no challenge but one of S256', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const client of [wiki, board, oldTool]) {
      for (const [what, changes] of wrongChallenges)
        assert.equal(await refusedWith(browser, client, changes), 'invalid_request', `${client.id}: ${what}`);
    }
  });

  // What the front door refuses must not come in at the back.
  it('takes the same from pushed requests', async (t) => {
    const { browser } = await startOidcServer(t);
    const push = (client: TestClient, changes: Query) => {
      const query = new URLSearchParams(authorizationQuery(client, createVerifier(), { scope: 'openid', ...changes }));
      return askAs(browser, client, { path: '/oidc/request', form: Object.fromEntries(query) });
    };
    for (const client of [wiki, board]) {
      for (const [what, changes] of [...wrongChallenges, ['none', without] as const])
        assert.equal(refusalOf(await push(client, changes)), '400 invalid_request', `${client.id}: ${what}`);
      assert.equal((await push(client, {})).statusCode, 201);
    }
  });

  // The proof would prove nothing.
  it('gives no tokens for another verifier than the one of the request', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const client of [wiki, board]) {
      const asked = await authorize(browser, client, { scope: 'openid' });
      const code = codeOf(asked);
      const { verifier } = asked;
      const wrong = [createVerifier(), challengeOf(verifier), `${verifier}x`, verifier.slice(1), '', undefined];
      for (const code_verifier of wrong) {
        const answer = await redeemWith(browser, client, { code, code_verifier });
        assert.match(refusalOf(answer), /^400 invalid_(grant|request)$/, String(code_verifier));
      }
      assert.equal((await redeem(browser, client, asked)).statusCode, 200);
    }
  });
});

describe('a tool that may do without PKCE', () => {
  it('signs people in without it', async (t) => {
    const { browser } = await startOidcServer(t);
    const { location } = await authorize(browser, oldTool, without);
    assert.equal((await redeemWith(browser, oldTool, { code: codeOf({ location }) })).statusCode, 200);
  });

  // A proof that may be left out proves nothing.
  it('is held to it once it has begun with it', async (t) => {
    const { browser } = await startOidcServer(t);
    const { location, verifier } = await authorize(browser, oldTool);
    assert.equal(refusalOf(await redeemWith(browser, oldTool, { code: codeOf({ location }) })), '400 invalid_grant');
    assert.equal((await redeem(browser, oldTool, { location, verifier })).statusCode, 200);
  });

  // RFC 9700, section 4.8: whoever takes the challenge out of a request would otherwise switch the proof off.
  it('gets no tokens for a verifier whose challenge was taken out of the request', async (t) => {
    const { browser } = await startOidcServer(t);
    const { location } = await authorize(browser, oldTool, without);
    const form = { code: codeOf({ location }), code_verifier: createVerifier() };
    assert.equal(refusalOf(await redeemWith(browser, oldTool, form)), '400 invalid_grant');
  });
});
