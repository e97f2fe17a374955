import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxApp } from '../sandbox/sandbox.ts';
import type { Browser } from '../testing/browser.ts';
import { createTestClock } from '../testing/clock.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { runs } from '../testing/random-runs.ts';
import { completeSignIn, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';

const manyStarts = { env: { SIGN_IN_STARTS_PER_MINUTE: '100000' } };
const pendingPrefix = '__Host-foyer-sign-in-';

function stateOf(page: URL): string {
  return page.searchParams.get('state') ?? '';
}

function pendingCookies({ jar }: Browser): string[] {
  return [...jar.keys()].filter((name) => name.startsWith(pendingPrefix));
}

/** Comes back from DingTalk as zhangwei01 and gives the address that is gone to. */
async function locationAfter(browser: Browser, page: URL): Promise<string> {
  return String((await completeSignIn(browser, page, { userId: 'zhangwei01' })).headers.location);
}

describe('GET /auth/sign-in', () => {
  it('leads to DingTalk with exactly the documented parameters', async (t) => {
    const { browser } = await startTestServer(t);
    const page = await startSignIn(browser);
    const { state = '', ...fixed } = Object.fromEntries(page.searchParams);
    assert.equal(page.pathname, '/oauth2/auth');
    assert.deepEqual(fixed, {
      client_id: sandboxApp.clientId,
      redirect_uri: 'https://foyer.example.com/auth/callback',
      response_type: 'code',
      scope: 'openid corpid',
      prompt: 'consent',
      corpId: sandboxApp.corpId,
    });
    assert.match(state, /^[\w-]{22,}$/);
  });

  // DingTalk documents a blank as %20; where the plus sign is taken literally, the company is never named.
  it('writes the blank in the scope as %20, so that DingTalk names the company', async (t) => {
    const { browser } = await startTestServer(t);
    assert.match((await startSignIn(browser)).search, /[?&]scope=openid%20corpid(&|$)/);
  });

  // A parameter taken over from the link would let its author choose the app, the scope or the way back.
  it('takes nothing from the link but the page to come back to', async (t) => {
    const { browser } = await startTestServer(t);
    const usual = Object.fromEntries((await startSignIn(browser)).searchParams);
    const query =
      'client_id=x&scope=all&redirect_uri=https%3A%2F%2Fevil.example&prompt=none&response_type=token&corpId=dingevil&state=known&code_challenge=x';
    for (const injected of [
      query,
      `return_to=%2F%3F${query}`,
      `return_to=%2F%26client_id%3Dx`,
      'return_to=%2F%23%26scope%3Dall',
    ]) {
      const answer = await browser.open(`/auth/sign-in?${injected}`);
      const page = new URL(String(answer.headers.location));
      assert.equal(answer.statusCode, 303);
      assert.deepEqual([...page.searchParams.keys()].sort(), Object.keys(usual).sort());
      const { state, ...fixed } = Object.fromEntries(page.searchParams);
      assert.deepEqual({ ...fixed, state: usual.state }, usual);
      assert.notEqual(state, 'known');
    }
  });

  // A way back made from the request would send the code to whoever can name a host.
  for (const [peer, remoteAddress] of [
    ['an unknown address', '203.0.113.9'],
    ['a trusted proxy', '127.0.0.1'],
  ] as const) {
    it(`never names another way back, whatever host ${peer} names`, async (t) => {
      const { browser } = await startTestServer(t);
      const ask = (headers: Record<string, string>) =>
        browser.request({ method: 'GET', url: '/auth/sign-in', headers, remoteAddress });
      for (const forwarded of [
        { 'x-forwarded-host': 'evil.example' },
        { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '81' },
        { forwarded: 'host=evil.example;proto=http' },
        { 'x-original-host': 'evil.example', 'x-forwarded-prefix': '/evil' },
      ]) {
        const answer = await ask({ host: 'foyer.example.com', ...forwarded });
        assert.equal(answer.statusCode, 303);
        const page = new URL(String(answer.headers.location));
        assert.equal(page.searchParams.get('redirect_uri'), 'https://foyer.example.com/auth/callback');
      }
      for (const host of [
        'evil.example',
        'foyer.example.com.evil.example',
        'foyer.example.com:444',
        'foyer.example.com.',
      ]) {
        const answer = await ask({ host });
        assert.ok([400, 421].includes(answer.statusCode), `${host}: ${answer.statusCode}`);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
    });
  }

  // A state that is shared or can be guessed lets a stranger finish their own sign-in in an employee's browser.
  it('gives every attempt a state of its own, on every server', async (t) => {
    const clock = createTestClock();
    const dingtalk = await startTestSandbox(t, clock);
    const servers = await Promise.all([0, 1].map(() => startTestServer(t, { ...manyStarts, clock, dingtalk })));
    const states = new Set<string>();
    const each = runs(500);
    for (const { newBrowser } of servers) {
      for (let start = 0; start < each; start += 1) states.add(stateOf(await startSignIn(newBrowser())));
    }
    assert.equal(states.size, 2 * each);
    // 22 characters of base64url are the first to hold 128 bits.
    for (const state of states) assert.match(state, /^[A-Za-z0-9_-]{22,128}$/);
  });

  // A visitor who only starts would otherwise fill the disk.
  it('stores nothing for those who only start', async (t) => {
    const { newBrowser, stored } = await startStoredServer(t, manyStarts);
    const before = stored.countRows();
    for (let start = 0; start < runs(200); start += 1) await startSignIn(newBrowser(), `/profile?n=${start}`);
    assert.equal(stored.countRows(), before);
  });

  // The cookie is what binds DingTalk's answer to this browser: a page or another host must neither read nor plant it.
  it('keeps the attempt in a cookie of this host alone, out of reach of scripts, for ten minutes', async (t) => {
    const { browser } = await startTestServer(t);
    const answer = await browser.open('/auth/sign-in?return_to=/profile');
    const state = stateOf(new URL(String(answer.headers.location)));
    const [pair, ...attributes] = String(answer.headers['set-cookie']).split('; ');
    assert.match(pair ?? '', /^__Host-foyer-sign-in-[\w-]{8}=[\w.-]+$/);
    assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
    assert.equal([answer.headers['set-cookie']].flat().length, 1);
    assert.ok(!String(pair).includes(state), 'the state is sealed inside');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
  });

  it('uses the cookie without the prefix on a loopback address, where there is no https', async (t) => {
    const { app } = await startTestServer(t, { env: { PUBLIC_URL: 'http://localhost:3000' } });
    const answer = await app.inject({ url: '/auth/sign-in', headers: { host: 'localhost:3000', accept: 'text/html' } });
    assert.match(String(answer.headers['set-cookie']), /^foyer-sign-in-[\w-]{8}=/);
    assert.doesNotMatch(String(answer.headers['set-cookie']), /Secure|Domain/);
  });

  // With one place for all attempts the last tab would win, and the first sign-in would fail for no visible reason.
  it('lets two tabs that started together both finish, in either order', async (t) => {
    const { browser } = await startTestServer(t);
    const [first, second] = await Promise.all([startSignIn(browser, '/profile'), startSignIn(browser, '/sessions')]);
    assert.equal(await locationAfter(browser, second), '/sessions');
    assert.equal(await locationAfter(browser, first), '/profile');
    assert.deepEqual(pendingCookies(browser), []);
  });

  // Browsers and proxies drop requests whose cookies grow too long, and the employee could not sign in at all.
  it('keeps the newest five of fifty attempts, and the cookies short', async (t) => {
    const { browser, clock } = await startTestServer(t);
    await signedIn(browser);
    const pages: URL[] = [];
    for (let start = 0; start < 50; start += 1) {
      clock.advance(1_000);
      pages.push(await startSignIn(browser, `/profile?start=${start}`));
      assert.ok(pendingCookies(browser).length <= 5);
      assert.ok(cookieHeader(browser.jar).length < 4096, `${cookieHeader(browser.jar).length}`);
    }
    const newest = pages.slice(-5);
    for (const [index, page] of newest.entries()) {
      assert.equal(await locationAfter(browser, page), `/profile?start=${45 + index}`);
    }
    const sixth = pages.at(-6);
    assert.ok(sixth);
    assert.equal(await locationAfter(browser, sixth), '/sign-in?error=sign_in_state_mismatch');
  });

  // A cookie of more than 4096 bytes is thrown away by the browser, and the way back then ends in a refusal.
  it('never makes a cookie that browsers throw away, however long the address to come back to', async (t) => {
    const { browser, clock } = await startTestServer(t);
    for (const returnTo of [`/${'a'.repeat(2047)}`, `/directory?q=${'张'.repeat(300)}`, `/${'张'.repeat(900)}`]) {
      clock.advance(1_000);
      const page = await startSignIn(browser, returnTo);
      for (const [name, value] of browser.jar) assert.ok(name.length + value.length < 4096, `${value.length} bytes`);
      assert.ok(cookieHeader(browser.jar).length < 4096);
      assert.doesNotMatch(await locationAfter(browser, page), /error/);
    }
  });

  it('clears what somebody else put in the place of an attempt', async (t) => {
    const { browser, clock } = await startTestServer(t);
    browser.jar.set(`${pendingPrefix}planted1`, 'x'.repeat(200));
    const page = await startSignIn(browser, '/profile');
    assert.deepEqual(pendingCookies(browser), [`${pendingPrefix}${stateOf(page).slice(0, 8)}`]);
    clock.advance(1_000);
    assert.equal(await locationAfter(browser, page), '/profile');
  });

  it('waits ten minutes for the employee to come back, and no longer', async (t) => {
    const { browser, newBrowser, clock, dingtalk } = await startTestServer(t);
    const late = newBrowser();
    const [page, latePage] = [await startSignIn(browser, '/profile'), await startSignIn(late, '/profile')];
    clock.advance(600_000);
    assert.equal(await locationAfter(browser, page), '/profile');
    clock.advance(1);
    const callsBefore = dingtalk.calls.count('POST /v1.0/oauth2/userAccessToken');
    assert.equal(await locationAfter(late, latePage), '/sign-in?error=sign_in_expired');
    assert.equal(dingtalk.calls.count('POST /v1.0/oauth2/userAccessToken'), callsBefore);
  });

  // Link checkers and prefetching browsers would use attempts up that nobody made.
  it('starts nothing for link checkers, prefetching and other methods', async (t) => {
    const { browser } = await startTestServer(t);
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const) {
      const answer = await browser.request({
        method,
        url: '/auth/sign-in',
        headers: { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin' },
      });
      assert.ok([404, 405].includes(answer.statusCode), `${method}: ${answer.statusCode}`);
      if (method === 'HEAD') assert.equal(answer.statusCode, 405);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    for (const headers of [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
    ] as const) {
      const answer = await browser.open('/auth/sign-in', { ...headers });
      assert.ok(
        answer.statusCode >= 400 && answer.statusCode < 500,
        `${JSON.stringify(headers)}: ${answer.statusCode}`,
      );
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal((await browser.open('/auth/sign-in')).statusCode, 303);
  });

  // A sign-in in a frame or behind an image happens without the person seeing whose page it is.
  it('starts nothing inside a frame or as part of another page', async (t) => {
    const { browser } = await startTestServer(t);
    for (const [destination, status] of [
      ['iframe', 403],
      ['frame', 403],
      ['image', 400],
      ['script', 400],
      ['empty', 400],
      ['object', 400],
      ['embed', 400],
    ] as const) {
      const headers = { 'sec-fetch-dest': destination, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      const answer = await browser.open('/auth/sign-in', headers);
      assert.equal(answer.statusCode, status, destination);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const linked = await browser.open('/auth/sign-in', { 'sec-fetch-site': 'cross-site' });
    assert.equal(linked.statusCode, 303, 'a link on another site may lead here');
  });

  it('starts a sign-in for old browsers that say nothing about a request', async (t) => {
    const { browser } = await startTestServer(t);
    assert.equal((await browser.request({ method: 'GET', url: '/auth/sign-in' })).statusCode, 303);
  });
});

describe('GET /auth/sign-in, too often from one address', () => {
  // Without a limit one machine could keep the server busy with starts; the limit must not touch who is signed in.
  it('refuses with the time to wait, and leaves signed-in people alone', async (t) => {
    const { browser, newBrowser } = await startTestServer(t, { env: { SIGN_IN_STARTS_PER_MINUTE: '5' } });
    await signedIn(browser);
    const visitor = newBrowser();
    for (let start = 1; start < 5; start += 1) await startSignIn(visitor);
    const refused = await visitor.request({ method: 'GET', url: '/auth/sign-in' });
    assert.equal(refused.statusCode, 429);
    assert.equal(refused.json().error.code, 'too_many_requests');
    assert.match(String(refused.headers['retry-after']), /^[1-9]\d?$/);
    assert.equal(refused.headers['set-cookie'], undefined);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    const elsewhere = await visitor.request({ method: 'GET', url: '/auth/sign-in', remoteAddress: '203.0.113.9' });
    assert.equal(elsewhere.statusCode, 303);
  });

  // Whoever has an IPv6 network has more addresses than there are attempts.
  it('counts all addresses of one IPv6 network together', async (t) => {
    const { newBrowser } = await startTestServer(t, { env: { SIGN_IN_STARTS_PER_MINUTE: '3' } });
    const start = (remoteAddress: string) =>
      newBrowser().request({ method: 'GET', url: '/auth/sign-in', remoteAddress });
    for (const host of ['1', '2', '3']) assert.equal((await start(`2001:db8:0:1::${host}`)).statusCode, 303);
    assert.equal((await start('2001:db8:0:1:ffff::4')).statusCode, 429);
    assert.equal((await start('2001:db8:0:2::1')).statusCode, 303);
  });

  // A header that anybody can write would make every request look like another visitor's.
  it('does not believe a forwarded address from a machine that is not a trusted proxy', async (t) => {
    const { newBrowser } = await startTestServer(t, { env: { SIGN_IN_STARTS_PER_MINUTE: '3' } });
    const start = (remoteAddress: string, claimed: string) =>
      newBrowser().request({
        method: 'GET',
        url: '/auth/sign-in',
        remoteAddress,
        headers: { 'x-forwarded-for': claimed },
      });
    const statuses = async (remoteAddress: string) => {
      const answers: number[] = [];
      for (const host of [1, 2, 3, 4]) answers.push((await start(remoteAddress, `198.51.100.${host}`)).statusCode);
      return answers;
    };
    assert.deepEqual(await statuses('203.0.113.9'), [303, 303, 303, 429]);
    assert.deepEqual(await statuses('127.0.0.1'), [303, 303, 303, 303]);
  });
});
