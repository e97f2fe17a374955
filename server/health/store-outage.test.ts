import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { guarded } from '../storage/guarded.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { setCookiesOf } from '../testing/set-cookies.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const outages: readonly [string, object | string][] = [
  ['a refused connection', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:6379' }],
  ['a missing socket', { code: 'ENOENT', message: 'connect ENOENT /run/redis.sock' }],
  ['a missing session, as a library may say it', { code: 'ENOENT', statusCode: 404 }],
  ['a full disk', { code: 'ERR_SQLITE_ERROR', errcode: 13, message: 'database or disk is full' }],
  ['a locked database', { code: 'ERR_SQLITE_ERROR', errcode: 5, message: 'database is locked' }],
  ['a damaged database', { code: 'ERR_SQLITE_ERROR', errcode: 11, message: 'database disk image is malformed' }],
  ['a read-only store', { message: 'READONLY You can not write against a read only replica.' }],
  ['a store that is loading', { message: 'LOADING Redis is loading the dataset in memory' }],
  ['a store out of memory', { message: 'OOM command not allowed' }],
  ['a store that wants a password', { message: 'NOAUTH Authentication required.' }],
  ['a store that has moved', { message: 'MOVED 3999 127.0.0.1:6381' }],
  ['an error that claims to be the client’s', { statusCode: 401, message: 'x' }],
  ['something that is no error', 'garbage'],
];

/** What a request asks of the store after it has found its session, once the tokens are about to end. */
const halfWay = [
  ['touch', '/api/me'],
  ['listBySubject', '/api/me/sessions'],
  ['findTokens', '/api/me/profile'],
  ['replaceTokens', '/api/me/profile'],
] as const;
const ALMOST_TWO_HOURS_MS = 2 * 3_600_000 - 30_000;

describe('a store that fails', () => {
  // Answered as "not signed in", a hiccup of the store would sign the company out and start a storm of sign-ins.
  for (const [what, failure] of outages) {
    it(`means "try again", and nobody is signed out: ${what}`, async (t) => {
      const { browser, store, log } = await start(t);
      await signedIn(browser);
      store.before = () => {
        throw typeof failure === 'string' ? failure : Object.assign(new Error(), failure);
      };
      for (const [method, url] of [
        ['GET', '/api/me'],
        ['GET', '/api/me/profile'],
        ['GET', '/api/me/sessions'],
        ['DELETE', '/api/me/sessions'],
        ['DELETE', '/api/me/sessions/x'],
      ] as const) {
        const answer = await (method === 'GET' ? browser.get(url) : browser.delete(url));
        assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'store_unavailable'], url);
        assert.match(String(answer.headers['retry-after']), /^\d+$/);
        assert.deepEqual(setCookiesOf(answer), []);
      }
      assert.match(log(), /store_unavailable/);
      store.before = () => {};
      assert.equal((await browser.get('/api/me')).statusCode, 200, 'the same cookie works again');
    });
  }

  for (const [method, url] of halfWay) {
    it(`means "try again" also when it fails half-way: ${method}`, async (t) => {
      const { browser, store, clock } = await start(t);
      await signedIn(browser);
      clock.advance(ALMOST_TWO_HOURS_MS);
      store.before = (called) => {
        if (called === method) throw Object.assign(new Error('canary'), { code: 'ENOENT' });
      };
      const answer = await browser.get(url);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'store_unavailable']);
      assert.deepEqual(setCookiesOf(answer), []);
      assert.doesNotMatch(answer.body, /canary/);
    });
  }

  for (const method of ['saveTokens', 'save', 'end'] as const) {
    it(`does not let a sign-in through half-way: ${method}`, async (t) => {
      const { browser, store, services } = await start(t);
      const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
      store.before = (called) => {
        if (called === method) throw new Error('canary');
      };
      const answer = await browser.open(callback);
      assert.equal(answer.headers.location, '/sign-in?error=store_unavailable');
      assert.equal(browser.jar.has('__Host-foyer'), false);
      store.before = () => {};
      assert.equal((await browser.get('/api/me')).statusCode, 401);
      await signedIn(browser);
      const { subject } = (await browser.get('/api/me')).json();
      assert.equal((await services.store.listBySubject(subject)).length, 1, 'no session is left over');
    });
  }
});

describe('a record of used sign-ins that fails', () => {
  // A state that could not be marked as used must not be used: it would work a second time.
  for (const [what, claim] of [
    ['fails', () => Promise.reject(Object.assign(new Error('canary'), { code: 'ERR_SQLITE_ERROR' }))],
    ['never answers', () => new Promise<boolean>(() => {})],
  ] as const) {
    it(`lets nobody in, and means "try again": it ${what}`, async (t) => {
      const { browser, dingtalk } = await startTestServer(t, {
        adapt: (services) => ({ ...services, usedStates: guarded({ ...services.usedStates, claim }) }),
      });
      const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
      dingtalk.calls.reset();
      const answer = await Promise.race([browser.open(callback), giveUp()]);
      assert.equal(answer?.headers.location, '/sign-in?error=store_unavailable');
      assert.deepEqual(dingtalk.calls.list(), [], 'and DingTalk was not asked');
    });
  }
});

describe('a store that never answers', () => {
  // Without a limit every request waits for ever, and the process fills up with them.
  it('is given up on: every answer is 503, and the cookie works again afterwards', async (t) => {
    const { browser, store } = await start(t);
    await signedIn(browser);
    store.before = () => new Promise(() => {});
    const asked = ['/api/me', '/api/me/profile', '/api/me/sessions'].map((url) => browser.get(url));
    const answers = await Promise.all([
      ...asked,
      browser.open('/auth/sign-in'),
      browser.clone().post('/auth/sign-out'),
    ]);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [503, 503, 503, 503, 503],
    );
    for (const answer of answers.slice(0, 4)) assert.deepEqual(setCookiesOf(answer), []);
    store.before = () => {};
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });

  for (const [method, url] of halfWay) {
    it(`is given up on also half-way: ${method}`, async (t) => {
      const { browser, store, clock } = await start(t);
      await signedIn(browser);
      clock.advance(ALMOST_TWO_HOURS_MS);
      store.before = (called) => (called === method ? new Promise(() => {}) : undefined);
      const answer = await Promise.race([browser.get(url), giveUp()]);
      assert.equal(answer?.statusCode, 503);
    });
  }

  it('is given up on also at the end of a sign-in', async (t) => {
    const { browser, store } = await start(t);
    const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
    store.before = (called) => (called === 'saveTokens' ? new Promise(() => {}) : undefined);
    const answer = await Promise.race([browser.open(callback), giveUp()]);
    assert.equal(answer?.headers.location, '/sign-in?error=store_unavailable');
  });
});

describe('while the store is down', () => {
  it('pages, assets and health checks are served, signed in or not', async (t) => {
    const { browser, newBrowser, store, services } = await start(t);
    await signedIn(browser);
    const asset = /\/assets\/[\w.-]+/.exec(services.webAssets.renderPage({}))?.[0];
    store.before = () => {
      throw new Error('down');
    };
    store.calls.clear();
    for (const url of ['/', '/sign-in', '/profile', '/sessions', '/healthz', ...(asset ? [asset] : [])]) {
      for (const visitor of [browser, newBrowser()]) assert.equal((await visitor.open(url)).statusCode, 200, url);
    }
    assert.equal(store.calls.size, 0);
    assert.equal((await newBrowser().open('/auth/sign-in')).statusCode, 303, 'a visitor may even start to sign in');
  });
});

/** Ends the wait when nothing else does. */
function giveUp(): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  setTimeout(() => resolve(null), 1_200).unref();
  return promise;
}

async function start(t: TestContext) {
  const store = createFragileStore();
  return { ...(await startTestServer(t, { adapt: store.adapt })), store };
}
