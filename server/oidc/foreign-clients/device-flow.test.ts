/** What a command-line tool with openid-client finds at Foyer: it has no address to come back to, and no secret. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import * as openid from 'openid-client';
import { dumpDatabase } from '../../testing/database-dump.ts';
import { signOutAtFoyer, startFoyerForClients } from '../../testing/foreign-client.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { isDingTalkPage, openWebBrowser, type WebBrowser } from '../../testing/web-browser.ts';

const SCOPE = 'openid profile groups offline_access';

const tools = `
  - id: cli
    name: 命令行工具
    url: https://cli.example.com/
    allow: [{ department: 研发部 }]
    oidc: { public: true, deviceFlow: true, scopes: [${SCOPE.replaceAll(' ', ', ')}] }
`;

/** Starts the tool, which shows its code and an address. */
async function begin(t: TestContext, options: { dataDir?: string } = {}) {
  const foyer = await startFoyerForClients(t, tools, options);
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  const tool = await openid.discovery(new URL(`${foyer.origin}/oidc`), 'cli', undefined, openid.None(), { execute });
  const shown = await openid.initiateDeviceAuthorization(tool, { scope: SCOPE });
  /** Asks whether somebody has confirmed it by now; it need not wait where somebody has. */
  const complete = () => openid.pollDeviceAuthorizationGrant(tool, { ...shown, interval: 0 });
  return { foyer, tool, shown, address: shown.verification_uri_complete ?? '', complete, browser: openWebBrowser() };
}

type Choice = { userId?: string };

/** Opens the address with the code in it, and gives the page on which somebody is asked. */
async function openConfirmation(browser: WebBrowser, address: string) {
  const page = await browser.submit(await browser.open(address));
  assert.match(page.body, /命令行工具/);
  return page;
}

/** Says yes there; gives the page at which that ends. */
const allow = async (browser: WebBrowser, address: string, choice?: Choice) =>
  browser.submit(await openConfirmation(browser, address), {}, choice);

const hasError = (error: string) => (cause: unknown) =>
  (cause as { error?: string }).error === error || assert.fail(`${error} was expected: ${String(cause)}`);

describe('openid-client on the command line', () => {
  it('signs in whoever confirms its code in a browser, and renews its tokens', async (t) => {
    const { browser, address, complete, tool } = await begin(t);
    const done = await allow(browser, address);
    assert.match(done.body, /设备已登录/);
    assert.ok(done.steps.includes('DingTalk'), done.steps.join(' → '));
    const tokens = await complete();
    const { name, groups, sub } = tokens.claims() ?? assert.fail('no ID token');
    assert.deepEqual([name, groups], ['张伟', ['青禾科技/研发部/技术中心/后端组']]);
    const renewed = await openid.refreshTokenGrant(tool, tokens.refresh_token ?? '');
    assert.equal(renewed.claims()?.sub, sub);
  });

  it('shows a code that can be typed in, in whatever letters, and asks no sign-in of who is signed in', async (t) => {
    const { browser, address, shown, complete } = await begin(t);
    assert.match(shown.user_code, /^[A-Z]{4}-[A-Z]{4}$/);
    await browser.open(new URL('/auth/sign-in', address).href);
    const form = await browser.open(shown.verification_uri);
    const confirmation = await browser.submit(form, { user_code: shown.user_code.toLowerCase().replace('-', ' ') });
    assert.match(confirmation.body, new RegExp(shown.user_code));
    const { steps } = await browser.submit(confirmation);
    assert.ok(!steps.includes('DingTalk'), steps.join(' → '));
    assert.equal((await complete()).claims()?.name, '张伟');
  });

  // Whoever guesses codes must not find out by them which tools wait.
  it('is not reached by a code that it has not shown', async (t) => {
    const { browser, shown } = await begin(t);
    const wrong = await browser.submit(await browser.open(shown.verification_uri), { user_code: 'BBBB-BBBB' });
    assert.match(wrong.body, /这个代码不对/);
    assert.doesNotMatch(wrong.body, /命令行工具/);
  });

  it('hears that somebody has said no', async (t) => {
    const { browser, address, complete } = await begin(t);
    const confirmation = await openConfirmation(browser, address);
    assert.match((await browser.submit(confirmation, { abort: 'yes' })).body, /已取消/);
    await assert.rejects(complete(), hasError('access_denied'));
  });

  it('hears of somebody whom its rules refuse when they go back', async (t) => {
    const { browser, address, complete } = await begin(t);
    const refused = await allow(browser, address, { userId: '0423752' });
    assert.equal(refused.status, 403);
    await browser.open(`${refused.address}/back`);
    await assert.rejects(complete(), hasError('access_denied'));
  });

  // One code is one sign-in: whoever has seen the tool's traffic must not sign in with it again.
  it('gets tokens for a code once, and none that outlive the session in the browser', async (t) => {
    const { browser, address, complete, tool, foyer } = await begin(t);
    await allow(browser, address);
    const tokens = await complete();
    await assert.rejects(complete(), hasError('invalid_grant'));
    await allow(browser, await showAnother(tool));
    await signOutAtFoyer(browser, foyer.origin);
    await assert.rejects(openid.refreshTokenGrant(tool, tokens.refresh_token ?? ''), hasError('invalid_grant'));
  });
});

describe('the code of a device, in the database', () => {
  // Whoever reads it there could ask for the tokens before the tool does.
  it('is not to be read, neither before nor while somebody confirms it', async (t) => {
    const dataDir = temporaryFolder(t);
    const { browser, shown, address } = await begin(t, { dataDir });
    const dump = () => dumpDatabase(join(dataDir, 'foyer.sqlite'));
    const [before, stop] = [dump(), await browser.submit(await openConfirmation(browser, address), {}, atDingTalk)];
    const now = dump();
    assert.ok(isDingTalkPage(new URL(stop.address)), stop.steps.join(' → '));
    for (const text of [before, now]) {
      assert.match(text, /DeviceCode/);
      assert.ok(!text.includes(shown.device_code));
    }
    assert.match(now, /Interaction/);
  });
});

const atDingTalk = { until: isDingTalkPage };

async function showAnother(tool: openid.Configuration): Promise<string> {
  return (await openid.initiateDeviceAuthorization(tool, { scope: SCOPE })).verification_uri_complete ?? '';
}
