import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readCompany } from '../testing/company-run.ts';
import { startStoredServer } from '../testing/stored.ts';
import type { Browser } from '../testing/browser.ts';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import {
  askAs,
  askToSignIn,
  authorize,
  openTool,
  readUserinfo,
  redeem,
  refresh,
  refusalOf,
  type Tokens,
} from '../testing/oidc-client.ts';
import { describeTool, desk, EVERY_SCOPE, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { untilSeen } from '../testing/until-seen.ts';

const OFFLINE = { scope: 'openid profile offline_access' };
const HOUR = 3_600_000;

/** Everything that a tool can do with what it was given. */
async function outcomes(browser: Browser, tokens: Tokens) {
  const userinfo = await readUserinfo(browser, tokens);
  const renewed = await refresh(browser, desk, tokens);
  const form = { token: tokens.access_token };
  const introspection = await askAs(browser, desk, { path: '/oidc/token/introspection', form });
  return {
    userinfo: userinfo.statusCode,
    refresh: renewed.statusCode === 200 ? '200' : refusalOf(renewed),
    isActive: introspection.json().active,
  };
}

const closed = { allow: '[{ user: "0423752" }]', oidc: [EVERY_SCOPE] };
const over = { userinfo: 401, refresh: '400 invalid_grant', isActive: false };
const alive = { userinfo: 200, refresh: '200', isActive: true };

async function answerToNone(browser: Browser): Promise<string | null> {
  const { answer } = await askToSignIn(browser, wiki, { prompt: 'none' });
  return new URL(String(answer.headers.location)).searchParams.get('error');
}

type Stage = TestServer & { tokens: Tokens };

async function start(t: TestContext): Promise<Stage> {
  const server = await startOidcServer(t);
  return { ...server, tokens: await openTool(server.browser, desk, OFFLINE) };
}

describe('everything that a tool was given for somebody', () => {
  const ends: [string, (stage: Stage) => Promise<unknown>][] = [
    ['signs out at Foyer', ({ browser }) => browser.post('/auth/sign-out')],
    [
      'is signed out from another browser of theirs',
      async ({ newBrowser }) => (await signedIn(newBrowser())).delete('/api/me/sessions'),
    ],
    [
      'has left, and the walk through the directory sees it',
      async ({ dingtalk, services }) => {
        await readCompany(services);
        dingtalk.company.markLeft('zhangwei01');
        await readCompany(services);
      },
    ],
    [
      'has left (60121), and somebody looks them up',
      async ({ dingtalk, clock, browser }) => {
        clock.advance(120_000);
        dingtalk.company.markLeft('zhangwei01');
        await browser.get('/api/me/contact');
      },
    ],
    [
      'is inactive',
      async ({ dingtalk, newBrowser }) => {
        dingtalk.company.setActive('zhangwei01', false);
        await signIn(newBrowser(), { userId: 'zhangwei01' });
      },
    ],
    ['does nothing for as long as sessions last', async ({ clock }) => clock.advance(12 * HOUR)],
    ['may not enter the tool any more', async ({ rewriteTools }) => rewriteTools(describeTool(desk, closed))],
  ];

  // A tool goes on for somebody who is out unless Foyer says no at its very next question.
  for (const [what, end] of ends) {
    it(`ends at once when the person ${what}`, async (t) => {
      const stage = await start(t);
      const { browser, newBrowser, tokens } = stage;
      const colleague = newBrowser();
      const others = await openTool(colleague, desk, { ...OFFLINE, userId: 'wuyutong' });
      const pending = await authorize(browser, desk, OFFLINE);
      await end(stage);
      assert.deepEqual(await outcomes(browser, tokens), over);
      assert.notEqual((await redeem(browser, desk, pending)).statusCode, 200, 'nor for a code that lies about');
      if (/sessions last|enter/.test(what)) return;
      assert.deepEqual(await outcomes(colleague, others), alive, 'and not that of anybody else');
      assert.equal(await answerToNone(browser), 'login_required');
      assert.equal((await colleague.get('/api/me')).statusCode, 200);
    });
  }

  for (const step of ['consume', 'sessionOfGrant', 'put'] as const) {
    // Somebody signs out while the tool is just asking: what it is given then must be worth nothing.
    it(`is worth nothing when the person signs out while it is made ("${step}")`, async (t) => {
      const fragile = createFragileArtifacts();
      const { browser } = await startOidcServer(t, fragile);
      const authorization = await authorize(browser, desk, OFFLINE);
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      fragile.before = async (method) => {
        if (method !== step) return;
        reached.resolve();
        await released.promise;
      };
      const asked = redeem(browser, desk, authorization);
      await reached.promise;
      assert.equal((await browser.post('/auth/sign-out')).statusCode, 204);
      released.resolve();
      const answer = await asked;
      if (answer.statusCode !== 200) assert.equal(refusalOf(answer), '400 invalid_grant');
      else assert.deepEqual(await outcomes(browser, answer.json<Tokens>()), over);
    });
  }

  // Signing out here is not signing out everywhere.
  it('lives on in their other browsers when they sign out in one', async (t) => {
    const { browser, newBrowser, tokens } = await start(t);
    const other = newBrowser();
    const kept = await openTool(other, desk, OFFLINE);
    await browser.post('/auth/sign-out');
    assert.deepEqual(await outcomes(browser, tokens), over);
    assert.deepEqual(await outcomes(other, kept), alive);
    assert.equal(await answerToNone(other), null);
  });

  // A session that comes back must not bring back what was given in the one that ended.
  it('stays over when the person signs in again', async (t) => {
    const { browser, tokens } = await start(t);
    await browser.post('/auth/sign-out');
    const fresh = await openTool(browser, desk, OFFLINE);
    assert.deepEqual(await outcomes(browser, tokens), over);
    assert.deepEqual(await outcomes(browser, fresh), alive);
  });

  it('is there again when the rules let the person in again: nobody has taken it away', async (t) => {
    const { browser, tokens, rewriteTools } = await start(t);
    rewriteTools(describeTool(desk, closed));
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
    rewriteTools(oidcTools);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
  });

  // A tool that was thrown out would go on reading.
  it('ends with the tool, when that is taken out of the file', async (t) => {
    const { browser, tokens, rewriteTools } = await start(t);
    rewriteTools(describeTool(wiki));
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
    assert.equal(refusalOf(await refresh(browser, desk, tokens)), '401 invalid_client');
  });

  // A tool that may know less from now on must not learn the rest with what it was granted before.
  it('gives no more than the file lets the tool know by now', async (t) => {
    const { browser, rewriteTools } = await startOidcServer(t);
    const tokens = await openTool(browser, desk, { scope: 'openid profile phone offline_access' });
    assert.equal((await readUserinfo(browser, tokens)).json().phone_number, '+8613700001007');
    rewriteTools(describeTool(desk, { oidc: ['scopes: [openid, profile, offline_access]'] }));
    assert.equal((await readUserinfo(browser, tokens)).json().phone_number, undefined);
  });

  // What is in the memory of one must not outlive what the other has ended.
  it('ends with the session, within a second, for another server on the same database', async (t) => {
    const { dataDir, clock, dingtalk, browser } = await startStoredServer(t, { tools: oidcTools });
    const second = await startTestServer(t, { tools: oidcTools, dataDir, clock, dingtalk });
    const tokens = await openTool(browser, desk, OFFLINE);
    assert.deepEqual(await outcomes(second.browser, tokens), alive);
    await browser.post('/auth/sign-out');
    await untilSeen(async () => (await readUserinfo(second.browser, tokens)).statusCode === 401);
    assert.deepEqual(await outcomes(second.browser, tokens), over);
  });
});
