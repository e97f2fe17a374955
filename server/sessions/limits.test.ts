import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countWrites, createFragileStore } from '../testing/fragile-store.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const env = { SESSION_IDLE_MINUTES: '10', SESSION_MAX_HOURS: '1' };

describe('the end of a session by itself', () => {
  // The cookie's own end is the browser's business; a stolen cookie comes without a browser. The server must count.
  it('comes after the idle limit, whatever the cookie says', async (t) => {
    const { browser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    clock.advance(10 * MINUTE - SECOND);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    clock.advance(10 * MINUTE - SECOND);
    assert.equal((await browser.get('/api/me')).statusCode, 200, 'the request before counted as activity');
    clock.advance(10 * MINUTE + SECOND);
    const copy = browser.clone();
    const answer = await copy.get('/api/me');
    assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'not_signed_in']);
    clock.advance(-5 * MINUTE);
    assert.equal(browser.jar.has('__Host-foyer'), true);
  });

  // A session kept alive by a script would otherwise never end.
  it('comes at the absolute limit, however active the person is', async (t) => {
    const { browser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    for (let minute = 1; minute < 60; minute += 1) {
      clock.advance(MINUTE);
      assert.equal((await browser.get('/api/me')).statusCode, 200, `minute ${minute}`);
    }
    clock.advance(MINUTE);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  it('is announced by /api/me: the idle limit moves with activity, and never past the absolute one', async (t) => {
    const { browser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    const read = async () => (await browser.get('/api/me')).json().session;
    const start = clock.now();
    const iso = (at: number) => new Date(at).toISOString();
    const expiresAt = iso(start + 60 * MINUTE);
    const first = { startedAt: iso(start), idleExpiresAt: iso(start + 10 * MINUTE), expiresAt };
    assert.deepEqual(await read(), first);
    for (let minutes = 9; minutes <= 54; minutes += 9) {
      clock.advance(9 * MINUTE);
      await read();
    }
    assert.deepEqual(await read(), { startedAt: iso(start), idleExpiresAt: expiresAt, expiresAt });
  });

  // A person who asked to stay signed in would be told that the end is as near as before.
  it('is told as prolonged by the very answer to the request that prolonged it', async (t) => {
    const { browser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    clock.advance(9 * MINUTE);
    const { session } = (await browser.get('/api/me')).json();
    assert.equal(session.idleExpiresAt, new Date(clock.now() + 10 * MINUTE).toISOString());
  });

  // An active person who is signed out once a minute would call the product broken.
  for (const minutes of ['1', '2', '3']) {
    it(`does not come while somebody is active every half minute, with an idle limit of ${minutes}`, async (t) => {
      const { browser, clock } = await startTestServer(t, { env: { SESSION_IDLE_MINUTES: minutes } });
      await signedIn(browser);
      for (let at = 1; at <= 20; at += 1) {
        clock.advance(MINUTE / 2);
        assert.equal((await browser.get('/api/me')).statusCode, 200, `after ${at / 2} minutes`);
      }
    });
  }

  it('does not sign anybody out of DingTalk or of another browser', async (t) => {
    const { browser, newBrowser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    clock.advance(8 * MINUTE);
    const other = await signedIn(newBrowser());
    clock.advance(8 * MINUTE);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
    assert.equal((await other.get('/api/me')).statusCode, 200);
    assert.equal((await other.get('/api/me/sessions')).json().sessions.length, 1);
  });
});

describe('reading', () => {
  // A write for every read makes the disk the limit of how many people can work at once.
  it('notes activity at most once a minute', async (t) => {
    const store = createFragileStore();
    const { browser, clock } = await startTestServer(t, { env, adapt: store.adapt });
    await signedIn(browser);
    store.calls.clear();
    for (let request = 0; request < 100; request += 1) {
      clock.advance((MINUTE - SECOND) / 100);
      assert.equal((await browser.get('/api/me')).statusCode, 200);
    }
    assert.ok(countWrites(store) <= 1, `${countWrites(store)} writes`);
    clock.advance(2 * MINUTE);
    await Promise.all(Array.from({ length: 20 }, () => browser.get('/api/me')));
    assert.ok(countWrites(store) >= 1, 'and does note it');
    store.calls.clear();
    await browser.get('/api/me');
    assert.equal(countWrites(store), 0);
  });

  it('asks the store once for each request', async (t) => {
    const store = createFragileStore();
    const { browser } = await startTestServer(t, { adapt: store.adapt });
    await signedIn(browser);
    store.calls.clear();
    await browser.get('/api/me');
    assert.deepEqual([...store.calls], [['find', 1]]);
  });
});
