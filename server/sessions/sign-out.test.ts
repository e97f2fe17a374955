import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Services } from '../services.ts';
import { createTestClock } from '../testing/clock.ts';
import { dumpDatabase } from '../testing/database-dump.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { setCookieOf } from '../testing/set-cookies.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const NAME = '__Host-foyer';
const MINUTE = 60_000;

describe('POST /auth/sign-out', () => {
  // A sign-out that only cleared the cookie would leave every copy of the cookie working.
  it('ends the session on the server and takes the cookie out of the browser', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const copy = browser.clone();
    const answer = await browser.post('/auth/sign-out');
    assert.equal(answer.statusCode, 204);
    assert.equal(answer.body, '');
    const { value, attributes } = setCookieOf(answer, NAME);
    assert.equal(value, '');
    assert.deepEqual(
      new Set(attributes),
      new Set(['Max-Age=0', 'Path=/', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'HttpOnly', 'Secure', 'SameSite=Lax']),
    );
    assert.equal(browser.jar.has(NAME), false);
    for (const path of ['/api/me', '/api/me/profile', '/api/me/sessions']) {
      assert.equal((await copy.clone().get(path)).statusCode, 401, path);
    }
  });

  // Pages kept by the browser would show a name to whoever sits down next and presses Back.
  it('leaves nothing personal for the Back button', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const path of ['/', '/api/me', '/api/me/profile', '/api/me/sessions']) {
      const { headers } = await browser.get(path);
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.deepEqual([headers.etag, headers['last-modified']], [undefined, undefined], path);
    }
    assert.match(String((await browser.post('/auth/sign-out')).headers['clear-site-data']), /"cache"/);
  });

  it('may be repeated, and by somebody who is not signed in', async (t) => {
    const dataDir = temporaryFolder(t);
    const { browser, newBrowser } = await startTestServer(t, { dataDir });
    const dump = () => dumpDatabase(join(dataDir, 'foyer.sqlite'));
    const before = dump();
    assert.equal((await newBrowser().post('/auth/sign-out')).statusCode, 204);
    assert.equal(dump(), before, 'and leaves no row');
    await signedIn(browser);
    const copy = browser.clone();
    for (const again of [browser, copy, copy]) assert.equal((await again.post('/auth/sign-out')).statusCode, 204);
  });

  it('leaves other browsers of the person signed in', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(browser);
    const other = await signedIn(newBrowser());
    await browser.post('/auth/sign-out');
    assert.equal((await other.get('/api/me')).statusCode, 200);
    assert.equal((await other.get('/api/me/profile')).statusCode, 200);
  });

  it('leaves a tombstone without the person in it, and no tokens', async (t) => {
    const dataDir = temporaryFolder(t);
    const { browser } = await startTestServer(t, { dataDir });
    await signedIn(browser);
    const dump = () => dumpDatabase(join(dataDir, 'foyer.sqlite'));
    assert.match(dump(), /user_tokens .*\n?/);
    await browser.post('/auth/sign-out');
    assert.doesNotMatch(dump(), /user_tokens|zhangwei01|张伟|127\.0\.0\.1/);
    assert.match(dump(), /"ended_at":\d{13}/);
  });
});

describe('a request under way while its session ends', () => {
  /** Holds every call of one store method until it is let go. */
  const hold = async (t: TestContext, method: 'find' | 'touch' | 'save' | 'replaceTokens', env = {}) => {
    const store = createFragileStore();
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const first = await startTestServer(t, shared);
    const slow = await startTestServer(t, { ...shared, adapt: store.adapt, env });
    await signedIn(first.browser);
    const browser = slow.newBrowser();
    for (const [name, value] of first.browser.jar) browser.jar.set(name, value);
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    store.before = async (called) => {
      if (called !== method) return;
      reached.resolve();
      await release.promise;
    };
    return { ...slow, first, browser, reached: reached.promise, release: () => release.resolve() };
  };
  const older = 'a secret for tests that is long enough for any key';
  const rotated = { SESSION_SECRET: `a newer secret for tests that is long enough as well,${older}` };
  const cases = [
    ['reads its session', 'find', '/api/me', {}, 0],
    ['notes activity', 'touch', '/api/me', {}, 2 * MINUTE],
    ['saves its session again, under a new key', 'save', '/api/me', rotated, 0],
    ['renews its tokens', 'replaceTokens', '/api/me/profile', {}, 2 * 60 * MINUTE - MINUTE / 2],
  ] as const;

  // The session plugin writes a session back when a request ends; without a tombstone the cookie would work again.
  for (const [what, method, path, env, later] of cases) {
    for (const how of ['signed out', 'ended from another browser'] as const) {
      it(`does not bring it back when it ${what} and is ${how} meanwhile`, async (t) => {
        const { first, newBrowser, browser, clock, reached, release, services } = await hold(t, method, env);
        clock.advance(later);
        const other = await signedIn(first.newBrowser());
        const slow = browser.get(path);
        await reached;
        const ending = how === 'signed out' ? first.browser.post('/auth/sign-out') : other.delete('/api/me/sessions');
        assert.equal((await ending).statusCode, 204);
        release();
        const answer = await slow;
        assert.ok([200, 401].includes(answer.statusCode), answer.body);
        const replay = newBrowser();
        for (const [name, value] of browser.jar) replay.jar.set(name, value);
        assert.equal((await replay.get('/api/me')).statusCode, 401);
        assert.equal((await first.browser.clone().get('/api/me')).statusCode, 401);
        const { subject } = (await other.get('/api/me')).json();
        assert.equal((await services.store.listBySubject(subject)).length, 1, 'only the other browser is left');
      });
    }
  }
});

describe('a restart', () => {
  it('keeps everybody signed in, with their tokens', async (t) => {
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const before = await startTestServer(t, { ...shared, adapt: closesOnce });
    await signedIn(before.browser);
    await before.app.close();
    await before.services.close();
    const after = (await startTestServer(t, shared)).newBrowser();
    for (const [name, value] of before.browser.jar) after.jar.set(name, value);
    assert.equal((await after.get('/api/me')).json().userId, 'zhangwei01');
    assert.equal((await after.get('/api/me/profile')).statusCode, 200);
  });

  it('does not bring back who has signed out', async (t) => {
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const before = await startTestServer(t, { ...shared, adapt: closesOnce });
    await signedIn(before.browser);
    const copy = before.browser.clone();
    await before.browser.post('/auth/sign-out');
    await before.app.close();
    await before.services.close();
    const after = (await startTestServer(t, shared)).newBrowser();
    for (const [name, value] of copy.jar) after.jar.set(name, value);
    assert.equal((await after.get('/api/me')).statusCode, 401);
  });
});

describe('two processes on one database', () => {
  // During an upgrade the old and the new process run side by side; neither may remember what the other has ended.
  it('agree at once about who is signed in and who no longer is', async (t) => {
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const [one, two] = [await startTestServer(t, shared), await startTestServer(t, shared)];
    await signedIn(one.browser);
    for (const [name, value] of one.browser.jar) two.browser.jar.set(name, value);
    for (let request = 0; request < 3; request += 1) {
      assert.equal((await two.browser.get('/api/me')).statusCode, 200);
      assert.equal((await one.browser.get('/api/me')).statusCode, 200);
    }
    assert.equal((await two.browser.clone().post('/auth/sign-out')).statusCode, 204);
    assert.equal((await one.browser.clone().get('/api/me')).statusCode, 401);
    assert.equal((await two.browser.clone().get('/api/me')).statusCode, 401);
  });
});

function closesOnce(services: Services): Services {
  let closed: Promise<void> | undefined;
  return {
    ...services,
    close: () => {
      closed ??= services.close();
      return closed;
    },
  };
}
