import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Browser } from '../testing/browser.ts';
import { openTool, readUserinfo, refresh, type Tokens, tokensOf, withoutCookies } from '../testing/oidc-client.ts';
import { board, describeTool, desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const ISSUER = 'https://foyer.example.com/oidc';

async function verified(browser: Browser, audience: string, { id_token }: Tokens) {
  const keys = (await withoutCookies(browser).get('/oidc/jwks')).json<JSONWebKeySet>();
  const rules = { issuer: ISSUER, audience, algorithms: ['RS256'], requiredClaims: ['exp', 'iat', 'sub', 'nonce'] };
  return (await jwtVerify(id_token, createLocalJWKSet(keys), rules)).payload;
}

/** The left half of a hash, as OpenID Connect Core, section 3.1.3.6 has it. */
function halfHash(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}

describe('an ID token', () => {
  // Whatever of it is missing or wrong, a token of one tool, one person or one request is good for another.
  it('says who issued it, to whom, about whom, for which request, since when and until when', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    await signedIn(browser);
    const signedInAt = Math.floor(clock.now() / 1_000);
    clock.advance(600_000);
    for (const client of [wiki, board]) {
      const tokens = await openTool(browser, client, { scope: 'openid', nonce: `nonce of ${client.id}` });
      const { sub, ...claims } = await verified(browser, client.id, tokens);
      const now = Math.floor(clock.now() / 1_000);
      assert.match(String(sub), /^[\w-]{43}$/);
      assert.deepEqual(claims, {
        ...{ iss: ISSUER, aud: client.id, nonce: `nonce of ${client.id}` },
        ...{ iat: now, exp: now + 3_600, auth_time: signedInAt },
        at_hash: halfHash(tokens.access_token),
      });
    }
  });

  // A tool that takes another algorithm than it expects can be made to take a token that anybody has signed.
  it('is signed with RS256, by a key that is named and published', async (t) => {
    const { browser, services } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki);
    const header = decodeProtectedHeader(id_token);
    assert.deepEqual(Object.keys(header).toSorted(), ['alg', 'kid']);
    const key = services.signingKeys.jwks().keys.find(({ kid }) => kid === header.kid);
    assert.deepEqual([header.alg, key?.alg], ['RS256', 'RS256']);
  });

  // The access token of a refresh is another one.
  it('of a refresh says the same of the same sign-in, and belongs to its own access token', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const first = await openTool(browser, desk, { scope: 'openid offline_access' });
    clock.advance(60_000);
    const second = tokensOf(await refresh(browser, desk, first));
    const [was, is] = [decodeJwt(first.id_token), decodeJwt(second.id_token)];
    assert.deepEqual(
      [is.iss, is.sub, is.aud, is.auth_time, is.nonce],
      [was.iss, was.sub, was.aud, was.auth_time, was.nonce],
    );
    assert.equal(is.at_hash, halfHash(second.access_token));
    assert.notEqual(is.at_hash, was.at_hash);
  });

  it('has a nonce only where one was asked for', async (t) => {
    const { browser } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki, { nonce: undefined });
    assert.equal('nonce' in decodeJwt(id_token), false);
  });

  it('names the session where the tool is told of its end, the same one each time', async (t) => {
    const told = {
      ...wiki,
      id: 'told',
      redirectUri: 'https://told.example.com/callback',
      secret: `${wiki.secret}-too`,
    };
    const address = 'backchannelLogoutUri: https://told.example.com/out';
    const tools = `${oidcTools}${describeTool(told, { oidc: [address] })}`;
    const { browser, newBrowser } = await startOidcServer(t, { tools });
    const sidOf = async (who: Browser) => decodeJwt((await openTool(who, told)).id_token).sid;
    const sid = await sidOf(browser);
    assert.match(String(sid), /^[\w-]{20,}$/);
    assert.equal(await sidOf(browser), sid);
    assert.notEqual(await sidOf(newBrowser()), sid);
    assert.equal(decodeJwt((await openTool(browser, wiki)).id_token).sid, undefined);
  });

  // The hash of an access token is worth nothing without it, and the token itself has no place there.
  it('holds no token, and userinfo no hash of one', async (t) => {
    const { browser } = await startOidcServer(t);
    const tokens = await openTool(browser, desk, { scope: 'openid profile offline_access' });
    const told = JSON.stringify(decodeJwt(tokens.id_token)) + (await readUserinfo(browser, tokens)).body;
    assert.equal(told.includes(tokens.access_token) || told.includes(String(tokens.refresh_token)), false);
    assert.equal('at_hash' in (await readUserinfo(browser, tokens)).json(), false);
  });
});

describe('the subject', () => {
  // Who somebody is must not hang on anything that changes hands.
  it('is the same in every tool, at userinfo and after a new sign-in, whatever else changes', async (t) => {
    const { browser, newBrowser, dingtalk } = await startOidcServer(t);
    const first = await openTool(browser, wiki);
    const { sub } = decodeJwt(first.id_token);
    assert.equal((await readUserinfo(browser, first)).json().sub, sub);
    dingtalk.company.rename('zhangwei01', '张大伟');
    dingtalk.company.setTitle('zhangwei01', '架构师');
    dingtalk.company.movePerson('zhangwei01', [460000301]);
    const later = await openTool(newBrowser(), desk, { scope: 'openid profile dingtalk' });
    assert.equal(decodeJwt(later.id_token).sub, sub);
    assert.equal(decodeJwt(later.id_token).name, '张大伟');
  });

  // A userId is given out again, and the colleague who gets it must not find the files of whoever had it before.
  it('is another one for somebody else who was given the same userId', async (t) => {
    const { newBrowser, dingtalk } = await startOidcServer(t);
    const { sub } = decodeJwt((await openTool(newBrowser(), wiki)).id_token);
    dingtalk.company.markLeft('zhangwei01');
    const newcomer = { userId: 'zhangwei01', name: '张薇', account: 'another', departmentIds: [460000301] } as const;
    dingtalk.company.addPerson(newcomer);
    const { id_token } = await openTool(newBrowser(), wiki);
    assert.equal(decodeJwt(id_token).name, '张薇');
    assert.notEqual(decodeJwt(id_token).sub, sub);
  });
});
