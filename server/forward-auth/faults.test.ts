import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFragileStore } from '../testing/fragile-store.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { createToolBrowser, navigation, script } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const MINUTE = 60_000;

const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    username: userId
`;

const failures = {
  fails: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379')),
  'has no socket': () => Promise.reject(Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' })),
  hangs: () => new Promise<void>(() => {}),
};

// A failure that let one request through would let everybody through, for as long as it lasts.
describe('while the store is down', () => {
  for (const [how, fail] of Object.entries(failures)) {
    it(`nobody gets into a tool, and nobody loses their cookie, when it ${how}`, async (t) => {
      const store = createFragileStore();
      const { browser, clock } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
      const working = store.before;
      const tab = createToolBrowser(await signedIn(browser));
      await tab.open(`${WIKI}/`);
      const callback = await tab.openUntil(`${WIKI}/.foyer/start?to=/x`, '/.foyer/callback');
      clock.advance(2 * MINUTE);
      store.before = fail;
      const startedAt = performance.now();
      const unknown = { ...navigation, cookie: `__Host-foyer-tool=${'a'.repeat(43)}` };
      const answers = await Promise.all([
        tab.ask(`${WIKI}/`),
        tab.ask(`${WIKI}/`, script, 'POST'),
        tab.ask(`${WIKI}/`, unknown),
        tab.hand(callback),
      ]);
      for (const answer of answers) {
        assert.equal(answer.statusCode, 503);
        assert.equal(answer.headers['retry-after'], '5');
        assert.equal(answer.headers['set-cookie'], undefined);
        assert.equal(answer.headers['remote-user'], undefined);
        assert.doesNotMatch(answer.body, /ECONNREFUSED|ENOENT|6379/);
      }
      const page = answers.pop();
      for (const answer of answers) assert.equal(answer.json().error.code, 'store_unavailable');
      assert.match(
        String(page?.body),
        /现在打不开[\s\S]*<p class="reference">[\da-f]{8}-[\da-f]{4}<\/p>/,
        'people get a page',
      );
      assert.ok(performance.now() - startedAt < 1_500);
      store.before = working;
      assert.equal((await tab.ask(`${WIKI}/`)).headers['remote-user'], 'zhangwei01');
    });
  }

  for (const dialect of ['caddy', 'traefik', 'haproxy', 'envoy'] as const) {
    it(`says so to ${dialect} with 503, and to nobody as a redirect`, async (t) => {
      const store = createFragileStore();
      const { browser } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
      store.before = failures.fails;
      const tab = createToolBrowser(browser, { dialect });
      const answer = await tab.ask(`${WIKI}/`, { ...navigation, cookie: `__Host-foyer-tool=${'a'.repeat(43)}` });
      assert.deepEqual([answer.statusCode, answer.headers.location], [503, undefined]);
    });
  }

  // What is in memory was true a moment ago, and what another process writes is noticed within a second.
  it('whoever was let in a moment ago goes on for less than a minute, as the same person', async (t) => {
    const store = createFragileStore();
    const { browser, clock } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    await tab.ask(`${WIKI}/`);
    store.before = failures.fails;
    clock.advance(MINUTE - 1_000);
    assert.equal((await tab.ask(`${WIKI}/`)).headers['remote-user'], 'zhangwei01');
    clock.advance(1_000);
    for (let time = 0; time < 3; time += 1) assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 503);
  });

  // Nobody who is signed out needs the store to be told so: sign-ins would not work, but the tool says why.
  it('whoever brings no cookie is sent to the sign-in all the same', async (t) => {
    const store = createFragileStore();
    const { browser } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    store.before = failures.fails;
    const tab = createToolBrowser(browser);
    assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 401);
    assert.equal((await tab.hand(`${WIKI}/.foyer/start`)).statusCode, 303);
    assert.equal((await tab.hand(`${WIKI}/.foyer/page.css`)).statusCode, 200);
  });

  it('nothing counts that could not be written: a ticket is used up or good, and never both', async (t) => {
    const store = createFragileStore();
    const { browser } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    store.before = (method) => (method === 'toolSessions.redeem' ? failures.fails() : undefined);
    assert.equal((await tab.hand(callback)).statusCode, 503);
    store.before = () => {};
    assert.equal((await tab.hand(callback)).statusCode, 303);
    store.before = (method) => (method === 'toolSessions.noteUse' ? failures.fails() : undefined);
    assert.equal(
      (await tab.ask(`${WIKI}/`)).statusCode,
      503,
      'a first use that is not noted could be counted as a loop',
    );
    store.before = () => {};
    assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 200);
  });
});

// A write for every click makes the disk the limit of how many people can work at once.
describe('reading does not mean writing', () => {
  it('a hundred requests within a minute are one write at most, and no question to the store', async (t) => {
    const store = createFragileStore();
    const { browser, clock } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    await tab.ask(`${WIKI}/`);
    store.calls.clear();
    for (let request = 0; request < 100; request += 1) {
      clock.advance(590);
      assert.equal((await tab.ask(`${WIKI}/page${request}`)).statusCode, 200);
    }
    assert.deepEqual([...store.calls], []);
    clock.advance(MINUTE);
    await Promise.all(Array.from({ length: 20 }, () => tab.ask(`${WIKI}/`)));
    assert.deepEqual([...store.calls], [['touch', 1]]);
    store.calls.clear();
    for (let request = 0; request < 50; request += 1) await tab.ask(`${WIKI}/`);
    assert.deepEqual([...store.calls], [], 'and after a busy moment it is quiet again');
  });

  it('requests without a cookie, or with one that nobody made, write nothing and keep nothing', async (t) => {
    const { browser, stored } = await startStoredServer(t, { tools });
    const tab = createToolBrowser(browser);
    const before = stored.dump();
    for (let request = 0; request < 50; request += 1) {
      await tab.ask(`${WIKI}/${request}`);
      await tab.ask(`${WIKI}/`, { ...navigation, cookie: `__Host-foyer-tool=${`${request}`.padStart(43, 'a')}` });
      await tab.hand(`${WIKI}/.foyer/start?to=/${request}`);
      await tab.hand(`${WIKI}/.foyer/callback?ticket=${request}`);
      await tab.hand(`${WIKI}/.foyer/signed-out`);
      await tab.hand(`${WIKI}/.foyer/refused`);
    }
    assert.equal(stored.dump(), before);
  });

  it('a refusal is activity too, and writes nothing else', async (t) => {
    const store = createFragileStore();
    const { browser, rewriteTools, clock } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    await tab.ask(`${WIKI}/`);
    rewriteTools(tools.replace('everyone', '[administrators]'));
    store.calls.clear();
    for (let request = 0; request < 20; request += 1) assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 403);
    assert.deepEqual([...store.calls], []);
    clock.advance(MINUTE);
    assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 403);
    assert.deepEqual([...store.calls], [['touch', 1]]);
  });
});
