import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { decodeJwt } from 'jose';
import type { Browser } from '../testing/browser.ts';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import {
  askForTokens,
  openTool,
  readUserinfo,
  refresh,
  refusalOf,
  type Tokens,
  tokensOf,
} from '../testing/oidc-client.ts';
import { board, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const OFFLINE = { scope: 'openid profile offline_access' };
/** As the settings have it where nothing else is set. */
const [IDLE, LONGEST] = [12 * HOUR, 168 * HOUR];

/** Without connections in between, requests that are made at once come at once. */
const together = { isOnTheWire: false };

const statusOf = async (browser: Browser, tokens: Tokens) => (await readUserinfo(browser, tokens)).statusCode;

async function start(t: TestContext, options = {}) {
  const server = await startOidcServer(t, options);
  return { ...server, first: await openTool(server.browser, desk, OFFLINE) };
}

describe('a refresh token', () => {
  it('is traded for a new one, with tokens that are new as well', async (t) => {
    const { browser, clock, first } = await start(t);
    clock.advance(5 * MINUTE);
    const second = tokensOf(await refresh(browser, desk, first));
    assert.equal(new Set([first, second].flatMap((one) => [one.access_token, one.refresh_token])).size, 4);
    assert.deepEqual([await statusOf(browser, first), await statusOf(browser, second)], [200, 200]);
    const [was, is] = [decodeJwt(first.id_token), decodeJwt(second.id_token)];
    assert.deepEqual([is.sub, is.aud, is.auth_time], [was.sub, was.aud, was.auth_time]);
    assert.equal(is.iat, (was.iat ?? 0) + 300);
    assert.equal(second.scope, 'openid profile offline_access');
  });

  for (const latencyMs of [0, 5, 20, 50]) {
    // Two families that grow out of one token: one of them is a thief's.
    it(`serves one of twenty who use it at once, with a store that takes ${latencyMs} ms`, async (t) => {
      const fragile = createFragileArtifacts();
      const { browser, first, log } = await start(t, { ...fragile, ...together });
      fragile.latencyMs = latencyMs;
      const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(browser, desk, first)));
      const outcomes = answers.map((answer) => (answer.statusCode === 200 ? '200' : refusalOf(answer)));
      assert.deepEqual(outcomes.toSorted(), ['200', ...Array(19).fill('400 invalid_grant')]);
      const served = answers.find((answer) => answer.statusCode === 200);
      assert.ok(served);
      // A tool with several processes does this by mistake, and must not be thrown out for it.
      assert.equal((await refresh(browser, desk, tokensOf(served))).statusCode, 200);
      assert.doesNotMatch(log(), /the provider failed/);
    });
  }

  // Over a real connection the last of them may come when the first is answered, like a tool that has heard nothing.
  it('leaves one successor at most, however many use it and whenever they come', async (t) => {
    const { browser, first } = await start(t);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(browser, desk, first)));
    const served = answers.filter(({ statusCode }) => statusCode === 200);
    assert.ok(served.length >= 1);
    const again = await Promise.all(served.map((answer) => refresh(browser, desk, tokensOf(answer))));
    assert.equal(again.filter(({ statusCode }) => statusCode === 200).length, 1);
  });

  it('may come again right after an answer that got lost, and the one of that answer ends', async (t) => {
    const { browser, clock, first } = await start(t);
    const lost = tokensOf(await refresh(browser, desk, first));
    clock.advance(29 * SECOND);
    const second = tokensOf(await refresh(browser, desk, first));
    assert.notEqual(second.refresh_token, lost.refresh_token);
    assert.equal(refusalOf(await refresh(browser, desk, lost)), '400 invalid_grant');
    assert.equal(await statusOf(browser, second), 200);
    assert.equal((await refresh(browser, desk, second)).statusCode, 200);
  });

  // RFC 9700, section 4.14.2: of the two who have it, one is a thief, and only an end of everything shuts them out.
  it('that comes after its successor was used ends the whole family', async (t) => {
    const { browser, first } = await start(t);
    const second = tokensOf(await refresh(browser, desk, first));
    const third = tokensOf(await refresh(browser, desk, second));
    assert.equal(refusalOf(await refresh(browser, desk, first)), '400 invalid_grant');
    for (const tokens of [first, second, third]) {
      assert.equal(await statusOf(browser, tokens), 401);
      assert.equal(refusalOf(await refresh(browser, desk, tokens)), '400 invalid_grant');
    }
    assert.equal((await browser.get('/api/me')).statusCode, 200, 'the person stays signed in');
  });

  // The grace for a lost answer must not be a grace for whoever reads a log the next day.
  it('that comes again later ends the whole family, whether its successor was used or not', async (t) => {
    const { browser, clock, first } = await start(t);
    const second = tokensOf(await refresh(browser, desk, first));
    clock.advance(30 * SECOND);
    assert.equal(refusalOf(await refresh(browser, desk, first)), '400 invalid_grant');
    assert.equal(refusalOf(await refresh(browser, desk, second)), '400 invalid_grant');
    assert.equal(await statusOf(browser, second), 401);
  });

  // A thief of one token must not be able to throw everybody out.
  it('of somebody else in the same tool goes on when a family ends', async (t) => {
    const { browser, newBrowser, first } = await start(t);
    const others = [
      [newBrowser(), { ...OFFLINE, userId: 'wuyutong' }],
      [newBrowser(), OFFLINE],
    ] as const;
    const kept = await Promise.all(others.map(([other, changes]) => openTool(other, desk, changes)));
    const second = tokensOf(await refresh(browser, desk, first));
    await refresh(browser, desk, second);
    assert.equal(refusalOf(await refresh(browser, desk, first)), '400 invalid_grant');
    for (const tokens of kept) assert.equal((await refresh(browser, desk, tokens)).statusCode, 200);
  });

  // Whoever steals one from a tool must not be able to use it from another.
  it('of one tool is nothing to another', async (t) => {
    const { browser, first } = await start(t);
    assert.equal(refusalOf(await refresh(browser, board, first)), '400 invalid_grant');
    assert.equal(refusalOf(await refresh(browser, wiki, first)), '400 invalid_request', 'the wiki has none at all');
    assert.equal((await refresh(browser, desk, first)).statusCode, 200);
  });

  // Otherwise a token for little is a token for everything.
  it('gives no more than it was given for, and less when less is asked', async (t) => {
    const { browser, first } = await start(t);
    const ask = (tokens: Tokens, scope: string) =>
      askForTokens(browser, desk, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, scope });
    assert.equal(refusalOf(await ask(first, 'openid profile phone')), '400 invalid_scope');
    const less = tokensOf(await ask(first, 'openid'));
    assert.equal(less.scope, 'openid');
    assert.deepEqual(Object.keys((await readUserinfo(browser, less)).json()), ['sub']);
    assert.equal(decodeJwt(less.id_token).name, undefined);
  });

  it('that was never given is none', async (t) => {
    const { browser } = await start(t);
    for (const refresh_token of ['x'.repeat(43), 'x', ' '])
      assert.equal(refusalOf(await refresh(browser, desk, { refresh_token })), '400 invalid_grant');
  });
});

describe('how long a tool may renew its tokens', () => {
  it('is as long as it does so, because its work is activity of the session', async (t) => {
    const { browser, clock, first } = await start(t);
    let tokens = first;
    for (let hours = 0; hours < 36; hours += 6) {
      clock.advance(6 * HOUR);
      tokens = tokensOf(await refresh(browser, desk, tokens));
    }
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });

  // A browser that was left behind would be signed in for ever.
  it('ends when nobody does anything', async (t) => {
    const { browser, clock, first } = await start(t);
    clock.advance(IDLE);
    assert.equal(refusalOf(await refresh(browser, desk, first)), '400 invalid_grant');
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  // Work that goes on for ever would make a session that goes on for ever.
  it('ends with the session at the latest, however busy the tool is', async (t) => {
    const { browser, clock, first } = await start(t);
    let tokens = first;
    for (let at = 6 * HOUR; at < LONGEST; at += 6 * HOUR) {
      clock.advance(6 * HOUR);
      tokens = tokensOf(await refresh(browser, desk, tokens));
    }
    clock.advance(6 * HOUR - SECOND);
    tokens = tokensOf(await refresh(browser, desk, tokens));
    clock.advance(SECOND);
    assert.equal(refusalOf(await refresh(browser, desk, tokens)), '400 invalid_grant');
    assert.equal(await statusOf(browser, tokens), 401);
  });
});
