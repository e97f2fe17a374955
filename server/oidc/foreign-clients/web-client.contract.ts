/** What every web site must find at Foyer, whatever library signs its people in. Each client's own test file runs this. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type ForeignClient, openForeignStage, signOutAtFoyer } from '../../testing/foreign-client.ts';
import { isDingTalkPage, type WebBrowser } from '../../testing/web-browser.ts';

const DAY_MS = 24 * 3_600_000;
const BETWEEN_LOOKS_MS = 20;
const LONGEST_MS = 10_000;

/** Runs the contract; `missing` says why it cannot be run here. */
export function describeWebClient(name: string, client: ForeignClient, missing: string | false): void {
  describe(`${name} as a client of Foyer`, { skip: missing }, () => {
    const open = (t: TestContext) => openForeignStage(t, client);
    const { backchannelPath, signOutPath, isPatientWithKeys } = client;
    describeSigningIn(open, client);
    describeKeys(open);
    if (!isPatientWithKeys) describeUnknownKeys(open);
    if (backchannelPath !== undefined) describeNotices(open);
    if (signOutPath !== undefined) describeSigningOut(open, signOutPath);
    // Whoever is told has no session left to sign out of.
    if (signOutPath !== undefined && backchannelPath === undefined) describeSigningOutTwice(open, signOutPath);
  });
}

type Open = (t: TestContext) => ReturnType<typeof openForeignStage>;

function describeSigningIn(open: Open, client: ForeignClient): void {
  it('leads whoever is signed out through the sign-in to the very page that was asked for', async (t) => {
    const { browser, page } = await open(t);
    const answer = await browser.open(page);
    assert.equal(answer.address, page, answer.steps.join(' → '));
    assert.equal(answer.status, 200, answer.body);
  });

  it('learns the name and every group in Chinese, letter by letter', async (t) => {
    const { browser, page } = await open(t);
    const { sub, ...known } = client.read((await browser.open(page, { userId: 'luoxiaoming' })).body);
    assert.match(sub, /^[\w-]{43}$/);
    assert.deepEqual(known, {
      name: '罗晓鸣',
      username: 'luoxiaoming',
      email: 'luoxiaoming@corp.qinghe.example',
      groups: ['青禾科技/研发部/技术中心', '青禾科技/研发部', 'role:主管', 'role:架构委员'],
    });
  });

  it('asks nothing of somebody who is signed in at Foyer already', async (t) => {
    const { browser, page, client: running } = await open(t);
    const first = client.read((await browser.open(page)).body);
    browser.cookies.forget(running.origin);
    const { address, body, steps } = await browser.open(page, { until: isDingTalkPage });
    assert.equal(address, page, steps.join(' → '));
    assert.deepEqual(client.read(body), first);
    assert.ok(!steps.some((step) => /interaction|sign-in/.test(step)), steps.join(' → '));
  });

  // Whoever the rules keep out must not get in by the way back that the page offers.
  it('hears of somebody whom the rules refuse when they go back to it, and keeps them out', async (t) => {
    const { browser, page } = await open(t);
    const refused = await browser.open(page, { userId: '0423752' });
    assert.equal(refused.status, 403);
    assert.match(refused.address, /\/oidc\/interaction\/[\w-]{43}$/);
    assert.match(refused.body, /access_denied/);
    const back = await browser.open(`${refused.address}/back`);
    assert.equal(back.address.startsWith(new URL(page).origin), true, back.steps.join(' → '));
    assert.match(back.body, client.refusal ?? /access_denied/);
    assert.notEqual((await browser.visit(page)).status, 200);
  });
}

function describeKeys(open: Open): void {
  it('goes on when the next key begins to sign, which it was shown a day before', async (t) => {
    const { browser, foyer, page } = await open(t);
    const { signingKeys } = foyer.services;
    const old = (await signingKeys.current('RS256')).kid;
    await signingKeys.rotate({ signsAfterMs: DAY_MS });
    assert.equal((await browser.open(page)).status, 200);
    foyer.clock.advance(DAY_MS);
    assert.notEqual((await signingKeys.current('RS256')).kid, old);
    browser.cookies.forget(page);
    assert.equal((await browser.open(page)).status, 200);
  });
}

/** After the key was in wrong hands there is no day to wait. */
function describeUnknownKeys(open: Open): void {
  it('looks for a key that it was never shown', async (t) => {
    const { browser, foyer, page } = await open(t);
    assert.equal((await browser.open(page)).status, 200);
    await foyer.services.signingKeys.rotate({ isLeaked: true });
    browser.cookies.forget(page);
    assert.equal((await browser.open(page)).status, 200);
  });
}

function describeNotices(open: Open): void {
  // A tool that is not told keeps somebody in who has left the building.
  it('lets nobody in who has signed out at Foyer', async (t) => {
    const { browser, page, foyer } = await open(t);
    assert.equal((await browser.open(page)).status, 200);
    assert.equal((await browser.visit(page)).status, 200);
    await signOutAtFoyer(browser, foyer.origin);
    await untilRefused(browser, page);
  });
}

type SignOutPath = NonNullable<ForeignClient['signOutPath']>;

function describeSigningOut(open: Open, signOutPath: SignOutPath): void {
  it('signs out at Foyer as well, and gets people back', async (t) => {
    const { browser, page, client, foyer } = await open(t);
    assert.equal((await browser.open(page)).status, 200);
    const asked = await browser.open(`${client.origin}${signOutPath(client.origin)}`);
    assert.equal(asked.address.startsWith(`${foyer.origin}/oidc/session/end?`), true, asked.steps.join(' → '));
    // The page sends itself: whoever clicked "sign out" is not asked again.
    assert.match(asked.body, /<script src="\/oidc\/submit\.js" defer><\/script>/);
    const left = await browser.submit(asked);
    assert.equal(left.address, `${client.origin}/goodbye`, left.steps.join(' → '));
    assert.equal((await browser.visit(`${foyer.origin}/api/me`)).status, 401);
    const { address, steps } = await browser.open(page, { until: isDingTalkPage });
    assert.ok(isDingTalkPage(new URL(address)), steps.join(' → '));
  });
}

/** For clients that are not told: their own session goes on. */
function describeSigningOutTwice(open: Open, signOutPath: SignOutPath): void {
  it('gets people back from signing out at Foyer when they have done so before', async (t) => {
    const { browser, page, client, foyer } = await open(t);
    assert.equal((await browser.open(page)).status, 200);
    await signOutAtFoyer(browser, foyer.origin);
    const left = await browser.submit(await browser.open(`${client.origin}${signOutPath(client.origin)}`));
    assert.equal(left.address, `${client.origin}/goodbye`, left.steps.join(' → '));
  });
}

/** Waits until a page is not shown any more. */
async function untilRefused(browser: WebBrowser, page: string): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  while ((await browser.visit(page)).status === 200) await wait(BETWEEN_LOOKS_MS, undefined, { signal });
}
