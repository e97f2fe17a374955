import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import { authorize, type TestClient } from '../testing/oidc-client.ts';
import { setCookieOf } from '../testing/set-cookies.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser } from '../testing/tool-browser.ts';
import type { SessionEntry } from './schema.ts';

const MINUTE = 60_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

describe('GET /api/me/sessions', () => {
  it('lists the browsers a person is signed in with, the latest active first, and says which one is asking', async (t) => {
    const { browser, newBrowser, clock } = await startTestServer(t);
    const start = clock.now();
    await signInAs(browser, { userAgent: FIREFOX });
    clock.advance(5 * MINUTE);
    const phone = await signInAs(newBrowser(), {});
    await signedIn(newBrowser(), 'dengkai');
    const [second, first] = await list(phone);
    assert.deepEqual(first, {
      id: first?.id,
      current: false,
      device: 'Firefox 128 · Linux',
      ip: '127.0.0.1',
      startedAt: new Date(start).toISOString(),
      lastSeenAt: new Date(start).toISOString(),
      tools: [],
    });
    assert.deepEqual([second?.current, second?.device], [true, '']);
    assert.equal((await list(phone)).length, 2);
    clock.advance(5 * MINUTE);
    const [latest] = await list(browser);
    assert.deepEqual([latest?.id, latest?.current], [first?.id, true]);
    assert.equal(latest?.lastSeenAt, new Date(clock.now()).toISOString(), 'asking is being active');
  });

  // The id is for ending a session. If it could sign in, every person's list would hold keys to their other browsers.
  it('gives ids that sign nobody in', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const [session] = await list(browser);
    for (const cookie of [`__Host-foyer=${session?.id}`, `__Host-foyer=${session?.id}.${session?.id}`]) {
      assert.equal((await browser.clone().get('/api/me', { cookie })).statusCode, 401);
    }
    const cookie = decodeURIComponent(browser.jar.get('__Host-foyer') ?? '');
    assert.equal(JSON.stringify(session).includes(cookie.split('.')[0] ?? cookie), false);
  });

  it('leaves out sessions that have ended, by themselves or by hand', async (t) => {
    const { browser, newBrowser, clock } = await startTestServer(t, { env: { SESSION_IDLE_MINUTES: '10' } });
    const idle = await signedIn(newBrowser());
    clock.advance(6 * MINUTE);
    await signedIn(browser);
    const out = await signedIn(newBrowser());
    await out.post('/auth/sign-out');
    assert.equal((await list(browser)).length, 2);
    clock.advance(6 * MINUTE);
    assert.equal((await list(browser)).length, 1);
    assert.equal((await idle.get('/api/me')).statusCode, 401);
  });

  it('is empty of other people', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(newBrowser(), 'dengkai');
    await signedIn(browser, 'zhangwei01');
    assert.equal((await list(browser)).length, 1);
  });
});

const toolAt = (id: string, host: string) => `
  - id: ${id}
    name: ${id.toUpperCase()}
    url: https://${host}/
    hosts: [${host}]
    allow: everyone
`;

describe('the tools of a browser in that list', () => {
  const tools = `${toolAt('wiki', 'wiki.example.com')}${toolAt('git', 'git.example.com')}`;

  it('are those that are open in it, latest first, and say since when', async (t) => {
    const { browser, newBrowser, clock } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const other = createToolBrowser(await signedIn(newBrowser()));
    const openedAt = new Date(clock.now()).toISOString();
    await tab.open('https://wiki.example.com/');
    clock.advance(5 * MINUTE);
    await tab.open('https://git.example.com/');
    await tab.open('https://wiki.example.com/page');
    const [mine, theirs] = [
      (await list(browser)).find(({ current }) => current),
      (await list(browser)).find(({ current }) => !current),
    ];
    assert.deepEqual(mine?.tools, [
      { id: 'git', name: 'GIT', openedAt: new Date(clock.now()).toISOString() },
      { id: 'wiki', name: 'WIKI', openedAt },
    ]);
    assert.deepEqual(theirs?.tools, []);
    await other.open('https://wiki.example.com/');
    assert.deepEqual((await list(browser)).map(({ tools: { length } }) => length).toSorted(), [1, 2]);
  });

  it('are no tool that was asked for and never reached', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.hand(await tab.openUntil('https://wiki.example.com/', '/.foyer/callback'));
    assert.deepEqual((await list(browser))[0]?.tools, []);
  });

  it('are also a tool whose first page was refused, once another one was not', async (t) => {
    const narrowed = `${toolAt('wiki', 'wiki.example.com')}    rules:\n      - path: /admin/**\n        allow: [administrators]\n`;
    const { browser } = await startTestServer(t, { tools: narrowed });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.hand(await tab.openUntil('https://wiki.example.com/', '/.foyer/callback'));
    assert.equal((await tab.ask('https://wiki.example.com/admin/')).statusCode, 403);
    assert.deepEqual((await list(browser))[0]?.tools, []);
    assert.equal((await tab.ask('https://wiki.example.com/')).statusCode, 200);
    assert.equal((await list(browser))[0]?.tools.length, 1);
  });

  it('are no tool that is not in the file any more, and one tool where two hosts are the same', async (t) => {
    const { browser, rewriteTools } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.open('https://wiki.example.com/');
    await tab.open('https://git.example.com/');
    rewriteTools(toolAt('wiki', 'wiki.example.com'));
    assert.deepEqual(
      (await list(browser))[0]?.tools.map(({ id }) => id),
      ['wiki'],
    );
    rewriteTools(
      toolAt('wiki', 'wiki.example.com').replace('[wiki.example.com]', '[wiki.example.com, git.example.com]'),
    );
    assert.deepEqual(
      (await list(browser))[0]?.tools.map(({ id }) => id),
      ['wiki'],
    );
  });

  it('close with the browser, when that is ended', async (t) => {
    const { browser, newBrowser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.open('https://wiki.example.com/');
    const other = await signedIn(newBrowser());
    const target = (await list(other)).find(({ tools: { length } }) => length > 0);
    await other.delete(`/api/me/sessions/${target?.id}`);
    assert.deepEqual(
      (await list(other)).map(({ tools }) => tools),
      [[]],
    );
    assert.equal((await tab.ask('https://wiki.example.com/')).statusCode, 401);
  });
});

describe('a tool that signs people in by itself, in that list', () => {
  const client = (id: string): TestClient => ({
    id: `client-of-${id}`,
    secret: `a-secret-of-${id}-that-is-as-long-as-any`,
    redirectUri: `https://${id}.example.com/callback`,
  });
  const signingIn = (id: string, hosts = '') => `
  - id: ${id}
    name: ${id.toUpperCase()}
    url: https://${id}.example.com/
    ${hosts}
    oidc:
      clientId: ${client(id).id}
      clientSecret: ${client(id).secret}
      redirectUris: [${client(id).redirectUri}]
    allow: everyone
`;

  it('stands among the others, in the browser in which it was opened', async (t) => {
    const tools = `${toolAt('wiki', 'wiki.example.com')}${signingIn('metrics')}${signingIn('git')}`;
    const { browser, newBrowser, clock } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await signedIn(newBrowser());
    const times: string[] = [];
    for (const open of [
      () => authorize(browser, client('metrics')),
      () => tab.open('https://wiki.example.com/'),
      () => authorize(browser, client('git')),
    ]) {
      times.push(new Date(clock.now()).toISOString());
      await open();
      clock.advance(5 * MINUTE);
    }
    const sessions = await list(browser);
    assert.deepEqual(sessions.find(({ current }) => current)?.tools, [
      { id: 'git', name: 'GIT', openedAt: times[2] },
      { id: 'wiki', name: 'WIKI', openedAt: times[1] },
      { id: 'metrics', name: 'METRICS', openedAt: times[0] },
    ]);
    assert.deepEqual(sessions.find(({ current }) => !current)?.tools, []);
  });

  it('is one tool when it is behind a proxy as well, opened when it was opened last', async (t) => {
    const tools = signingIn('metrics', 'hosts: [metrics.example.com]');
    const { browser, clock } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await authorize(browser, client('metrics'));
    clock.advance(5 * MINUTE);
    await tab.open('https://metrics.example.com/');
    const [session] = await list(browser);
    assert.deepEqual(session?.tools, [
      { id: 'metrics', name: 'METRICS', openedAt: new Date(clock.now()).toISOString() },
    ]);
  });

  it('is gone when it is not in the file any more, or is no client there', async (t) => {
    const { browser, rewriteTools } = await startTestServer(t, { tools: signingIn('metrics') });
    await authorize(await signedIn(browser), client('metrics'));
    assert.equal((await list(browser))[0]?.tools.length, 1);
    rewriteTools(toolAt('metrics', 'metrics.example.com'));
    assert.deepEqual((await list(browser))[0]?.tools, []);
  });

  it('is not there for somebody whom its rules refused', async (t) => {
    const tools = signingIn('metrics').replace('allow: everyone', 'allow: [administrators]');
    const { browser } = await startTestServer(t, { tools });
    await signedIn(browser);
    await assert.rejects(authorize(browser, client('metrics')), /403/);
    assert.deepEqual((await list(browser))[0]?.tools, []);
  });
});

describe('DELETE /api/me/sessions/:id', () => {
  it('ends another browser, which is refused at its next request', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(browser);
    const other = await signedIn(newBrowser());
    const target = (await list(browser)).find(({ current }) => !current);
    const answer = await browser.delete(`/api/me/sessions/${target?.id}`);
    assert.deepEqual([answer.statusCode, answer.body, answer.headers['set-cookie']], [204, '', undefined]);
    for (const path of ['/api/me', '/api/me/profile', '/api/me/sessions']) {
      assert.equal((await other.clone().get(path)).statusCode, 401, path);
    }
    assert.equal((await list(browser)).length, 1);
  });

  it('ends the very browser that asks, and takes its cookie', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const copy = browser.clone();
    const [session] = await list(browser);
    const answer = await browser.delete(`/api/me/sessions/${session?.id}`);
    assert.equal(answer.statusCode, 204);
    const { value, attributes } = setCookieOf(answer, '__Host-foyer');
    assert.equal(value, '');
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) assert.ok(attributes.includes(attribute));
    assert.equal((await copy.get('/api/me')).statusCode, 401);
  });

  // A different answer would tell which ids exist; ending somebody else's session would lock a colleague out.
  it('knows nothing of another person’s session, exactly as of one that never was', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(browser, 'zhangwei01');
    const colleague = await signedIn(newBrowser(), 'dengkai');
    const [theirs] = await list(colleague);
    const ended = await signedIn(newBrowser(), 'zhangwei01');
    const gone = (await list(ended)).find(({ current }) => current);
    await ended.post('/auth/sign-out');
    const ids = [theirs?.id, gone?.id, randomUUID(), 'x', '__proto__', 'null', '%00', "'%20OR%201=1--"];
    const answers = await Promise.all(ids.map((id) => browser.delete(`/api/me/sessions/${id}`)));
    for (const answer of answers) assert.deepEqual(comparable(answer), comparable(answers[0] as Answer));
    assert.equal(answers[0]?.statusCode, 404);
    assert.equal((await colleague.get('/api/me')).statusCode, 200);
  });

  it('refuses an id that is too long to be one', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const answer = await browser.delete(`/api/me/sessions/${'x'.repeat(101)}`);
    assert.ok([400, 404, 414].includes(answer.statusCode), `${answer.statusCode}`);
  });
});

describe('DELETE /api/me/sessions', () => {
  it('ends every other browser of the person, and nobody else’s', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(browser);
    const others = [await signedIn(newBrowser()), await signedIn(newBrowser()), await signedIn(newBrowser())];
    const colleague = await signedIn(newBrowser(), 'dengkai');
    assert.equal((await browser.delete('/api/me/sessions')).statusCode, 204);
    for (const other of others) assert.equal((await other.get('/api/me')).statusCode, 401);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    assert.equal((await colleague.get('/api/me')).statusCode, 200);
    assert.deepEqual(
      (await list(browser)).map(({ current }) => current),
      [true],
    );
    assert.equal((await browser.delete('/api/me/sessions')).statusCode, 204, 'also when there is none to end');
  });
});

describe('the address shown for a browser', () => {
  const ask = async (browser: Browser, remoteAddress: string, forwarded?: string) => {
    const headers = { 'sec-fetch-mode': 'cors', ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) };
    const answer = await browser.request({ url: '/api/me/sessions', remoteAddress, headers });
    return (answer.json().sessions as SessionEntry[]).find(({ current }) => current)?.ip;
  };
  const env = { TRUSTED_PROXIES: '10.0.0.0/8' };

  // If anybody's X-Forwarded-For counted, a thief's browser would be listed under the address of the office.
  for (const [what, remoteAddress, forwarded, expected] of [
    ['is that of the connection', '203.0.113.7', undefined, '203.0.113.7'],
    ['is what a trusted proxy says', '10.1.2.3', '198.51.100.4', '198.51.100.4'],
    ['is not what a stranger says', '203.0.113.7', '198.51.100.4', '203.0.113.7'],
    ['is not what a stranger told the proxy', '10.1.2.3', '192.0.2.1, 198.51.100.4', '198.51.100.4'],
    ['is the first that is no proxy of ours', '10.1.2.3', '192.0.2.1, 198.51.100.4, 10.9.9.9', '198.51.100.4'],
    ['is that of the proxy when it says nothing', '10.1.2.3', undefined, '10.1.2.3'],
  ] as const) {
    it(what, async (t) => {
      const { browser, clock } = await startTestServer(t, { env });
      await signedIn(browser);
      clock.advance(2 * MINUTE);
      assert.equal(await ask(browser, remoteAddress, forwarded), expected);
    });
  }

  it('stays short and without markup when a proxy passes garbage on', async (t) => {
    const { browser, clock } = await startTestServer(t, { env });
    await signedIn(browser);
    for (const garbage of ['<script>', 'x'.repeat(5_000), 'unknown', '_hidden', '"[2001:db8::1]:80"', ',,,', '']) {
      clock.advance(2 * MINUTE);
      const ip = await ask(browser, '10.1.2.3', garbage);
      assert.match(ip ?? '', /^[\da-fA-F.:]{0,45}$/, garbage.slice(0, 20));
    }
  });
});

async function list(browser: Browser): Promise<SessionEntry[]> {
  const answer = await browser.get('/api/me/sessions');
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().sessions;
}

async function signInAs(browser: Browser, { userAgent }: { userAgent?: string }): Promise<Browser> {
  const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
  const answer = await browser.open(callback, userAgent === undefined ? {} : { 'user-agent': userAgent });
  assert.equal(answer.headers.location, '/');
  return browser;
}

/** An answer without what differs in every answer. */
function comparable({ statusCode, headers, body }: Answer) {
  const { date, ...rest } = headers;
  return { statusCode, headers: rest, body: body.replace(/"requestId":"[^"]*"/, '') };
}
