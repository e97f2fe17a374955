import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createFragileStore } from '../testing/fragile-store.ts';
import { startTestServer } from '../testing/start-test-server.ts';

describe('GET /healthz', () => {
  // A process that is restarted because its store is slow makes a small problem a large one.
  it('says that the process lives, whatever the store and DingTalk do', async (t) => {
    const { browser, store, dingtalk } = await start(t);
    store.before = () => new Promise(() => {});
    dingtalk.faults.on('reset');
    for (let time = 0; time < 5; time += 1) {
      const answer = await browser.get('/healthz');
      assert.deepEqual([answer.statusCode, answer.json()], [200, { status: 'ok' }]);
    }
    assert.deepEqual([store.calls.size, dingtalk.calls.list()], [0, []]);
  });
});

describe('GET /readyz', () => {
  const fail = () => {
    throw new Error('canary: the disk is gone');
  };

  it('survives two misses of the store, and not a third', async (t) => {
    const { browser, store } = await start(t);
    const ask = async () => (await browser.get('/readyz')).statusCode;
    assert.equal(await ask(), 200);
    store.before = fail;
    assert.deepEqual([await ask(), await ask(), await ask(), await ask()], [200, 200, 503, 503]);
    store.before = () => {};
    assert.equal(await ask(), 200);
    store.before = fail;
    assert.deepEqual([await ask(), await ask(), await ask()], [200, 200, 503], 'and counts from the beginning');
  });

  it('says no more than that', async (t) => {
    const { browser, store } = await start(t);
    store.before = fail;
    for (let miss = 0; miss < 2; miss += 1) await browser.get('/readyz');
    const answer = await browser.get('/readyz');
    const { error } = answer.json();
    assert.deepEqual(Object.keys(error), ['code', 'requestId']);
    assert.equal(error.code, 'store_unavailable');
    assert.match(String(answer.headers['retry-after']), /^\d+$/);
    assert.doesNotMatch(answer.body, /canary/);
  });

  it('counts a store that does not answer as a miss, and answers in its place', async (t) => {
    const { browser, store } = await start(t);
    store.before = () => new Promise(() => {});
    const answers = [];
    for (let miss = 0; miss < 3; miss += 1) answers.push((await browser.get('/readyz')).statusCode);
    assert.deepEqual(answers, [200, 200, 503]);
  });

  // An outage of DingTalk would otherwise take Foyer, and with it every tool, out of the load balancer.
  it('does not look at DingTalk', async (t) => {
    const { browser, dingtalk } = await start(t);
    dingtalk.faults.on('reset');
    for (let time = 0; time < 4; time += 1) assert.equal((await browser.get('/readyz')).statusCode, 200);
    assert.deepEqual(dingtalk.calls.list(), []);
  });
});

async function start(t: TestContext) {
  const store = createFragileStore();
  return { ...(await startTestServer(t, { adapt: store.adapt })), store };
}
