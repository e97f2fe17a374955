import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import {
  askAs,
  askToSignIn,
  openTool,
  readUserinfo,
  refresh,
  refusalOf,
  type TestClient,
  tokensOf,
} from '../testing/oidc-client.ts';
import { board, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';

const OFFLINE = { scope: 'openid profile offline_access' };

async function start(t: TestContext) {
  const server = await startOidcServer(t);
  const { browser } = server;
  const introspect = async (client: TestClient, token: string | undefined, hint?: string) =>
    askAs(browser, client, { path: '/oidc/token/introspection', form: { token, token_type_hint: hint } });
  const revoke = async (client: TestClient, token: string | undefined, hint?: string) =>
    askAs(browser, client, { path: '/oidc/token/revocation', form: { token, token_type_hint: hint } });
  return { ...server, introspect, revoke, tokens: await openTool(browser, desk, OFFLINE) };
}

const isGood = async (browser: Browser, tokens: { access_token: string }) =>
  (await readUserinfo(browser, tokens)).statusCode === 200;

describe('introspection', () => {
  it('tells a tool about its own tokens: whose they are, for what, and until when', async (t) => {
    const { introspect, tokens, clock } = await start(t);
    const now = Math.floor(clock.now() / 1_000);
    const about = (await introspect(desk, tokens.access_token)).json();
    assert.match(about.sub, /^[\w-]{43}$/);
    assert.deepEqual(about, {
      ...{ active: true, sub: about.sub, client_id: 'desk', iss: 'https://foyer.example.com/oidc' },
      ...{ iat: now, exp: now + 600, scope: OFFLINE.scope, token_type: 'Bearer' },
    });
    for (const hint of ['refresh_token', 'access_token', 'bogus', undefined]) {
      const renewing = (await introspect(desk, tokens.refresh_token, hint)).json();
      assert.deepEqual([renewing.active, renewing.client_id, renewing.token_type], [true, 'desk', undefined]);
    }
  });

  // A tool that learns whose tokens others hold can look around where it has no business.
  it('tells a tool nothing about the tokens of others', async (t) => {
    const { browser, introspect, tokens } = await start(t);
    const other = await openTool(browser, wiki);
    for (const token of [tokens.access_token, tokens.refresh_token])
      assert.deepEqual((await introspect(wiki, token)).json(), { active: false });
    assert.deepEqual((await introspect(desk, other.access_token)).json(), { active: false });
  });

  // Anybody can say that they are a public client.
  it('tells a tool nothing that shows no secret, even of its own tokens', async (t) => {
    const { browser, introspect } = await start(t);
    const own = await openTool(browser, board, { scope: 'openid' });
    const answer = await introspect(board, own.access_token);
    assert.ok(answer.statusCode === 401 || answer.json().active === false, answer.body);
  });

  // The difference would tell a thief which of many words was once a token.
  it('says no more of what is no token, or of one that has ended, than that', async (t) => {
    const { introspect, tokens, clock } = await start(t);
    for (const token of ['x', 'x'.repeat(43), tokens.id_token, ' '])
      assert.ok([{ active: false }.active].includes((await introspect(desk, token)).json().active ?? false), token);
    assert.equal(refusalOf(await introspect(desk, undefined)), '400 invalid_request');
    clock.advance(600_000);
    assert.deepEqual((await introspect(desk, tokens.access_token)).json(), { active: false });
  });

  // A tool that only looks would keep people signed in for ever.
  it('of a refresh token neither uses it up nor keeps a session alive', async (t) => {
    const { browser, introspect, tokens, clock } = await start(t);
    for (let count = 0; count < 3; count += 1) await introspect(desk, tokens.refresh_token);
    clock.advance(6 * 3_600_000);
    await introspect(desk, tokens.refresh_token);
    clock.advance(6 * 3_600_000);
    assert.deepEqual((await introspect(desk, tokens.refresh_token)).json(), { active: false });
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });
});

describe('revocation', () => {
  // A tool that signs somebody out believes that this is the end of it.
  it('ends the tokens of a tool, and the refresh token with them', async (t) => {
    const { browser, revoke, tokens } = await start(t);
    for (const [kind, hint] of [
      ['refresh_token', 'refresh_token'],
      ['access_token', 'access_token'],
      ['refresh_token', 'access_token'],
      ['access_token', undefined],
    ] as const) {
      const given = await openTool(browser, desk, OFFLINE);
      const answer = await revoke(desk, given[kind], hint);
      assert.deepEqual([answer.statusCode, answer.body], [200, '']);
      assert.equal(await isGood(browser, given), false, kind);
      assert.equal(refusalOf(await refresh(browser, desk, given)), '400 invalid_grant', kind);
    }
    assert.equal(await isGood(browser, tokens), false, 'all of one tool in one session belong together');
    assert.equal((await browser.get('/api/me')).statusCode, 200, 'the person stays signed in');
    assert.equal(await isGood(browser, await openTool(browser, desk)), true, 'and the tool can be opened again');
  });

  // A tool that ends the tokens of others locks people out of them.
  it('does nothing to the tokens of others, and says nothing about them', async (t) => {
    const { browser, revoke, tokens } = await start(t);
    for (const client of [wiki, board]) {
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        const answer = await revoke(client, token);
        assert.deepEqual([answer.statusCode, answer.body], [200, '']);
      }
    }
    assert.equal(await isGood(browser, tokens), true);
    assert.equal((await refresh(browser, desk, tokens)).statusCode, 200);
  });

  it('leaves the same tool alone in other browsers, and other tools in this one', async (t) => {
    const { browser, newBrowser, revoke, tokens } = await start(t);
    const elsewhere = newBrowser();
    const others = await openTool(elsewhere, desk, OFFLINE);
    const wikis = await openTool(browser, wiki);
    await revoke(desk, tokens.refresh_token);
    assert.deepEqual(
      [await isGood(browser, tokens), await isGood(browser, wikis), await isGood(elsewhere, others)],
      [false, true, true],
    );
    assert.equal((await refresh(elsewhere, desk, others)).statusCode, 200);
  });

  it('of what is no token, or is one no longer, is answered like any other (RFC 7009, section 2.2)', async (t) => {
    const { revoke, tokens } = await start(t);
    for (const token of ['x'.repeat(43), tokens.refresh_token, tokens.refresh_token])
      assert.equal((await revoke(desk, token)).statusCode, 200);
    assert.equal(refusalOf(await revoke(desk, undefined)), '400 invalid_request');
  });

  it('by a tool that keeps no secret works for its own', async (t) => {
    const { browser, revoke } = await start(t);
    const own = await openTool(browser, board, { scope: 'openid offline_access' });
    await revoke(board, own.refresh_token);
    assert.equal(await isGood(browser, own), false);
  });

  // Whoever was signed out would be in again.
  it('of the lost answer’s token is not undone by a retry', async (t) => {
    const { browser, revoke, tokens } = await start(t);
    const second = tokensOf(await refresh(browser, desk, tokens));
    await revoke(desk, second.refresh_token);
    assert.equal(refusalOf(await refresh(browser, desk, tokens)), '400 invalid_grant');
    const { answer } = await askToSignIn(browser, desk, OFFLINE);
    assert.match(String(answer.headers.location), /[?&]code=/);
  });
});
