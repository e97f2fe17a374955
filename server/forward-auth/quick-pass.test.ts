import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { listenForTest } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation } from '../testing/tool-browser.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';

const WIKI = 'https://wiki.example.com';
const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    rules:
      - path: /admin/**
        allow: [administrators]
`;

type Headers = Record<string, string>;
type Answer = { status: number; headers: Record<string, unknown> };

/** A server that listens, and somebody who has the wiki open: asked over the wire, and past it. */
async function start(t: TestContext) {
  const server = await startTestServer(t, { tools });
  const tab = createToolBrowser(server.browser);
  await tab.open(`${WIKI}/`);
  const port = await listenForTest(server.app);
  const cookie = cookieHeader(tab.jarOf('wiki.example.com'));
  const question = (address: string, more: Headers = {}): Headers => ({
    ...navigation,
    ...{ cookie, 'x-original-url': address, 'x-original-method': 'GET' },
    ...more,
  });
  const wire = (headers: Headers, method = 'GET') => ask(port, headers, method);
  const inside = async (headers: Headers): Promise<Answer> => {
    const answer = await server.app.inject({ url: '/forward-auth/nginx', headers });
    return { status: answer.statusCode, headers: answer.headers };
  };
  // From the second time on, the answer is there at once.
  for (const _time of ['first', 'second', 'third']) await wire(question(`${WIKI}/`));
  return { ...server, tab, question, wire, inside };
}

function ask(port: number, headers: Headers, method: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = request({ port, host: '127.0.0.1', path: '/forward-auth/nginx', method, headers }, (answer) => {
    answer.resume();
    answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: withoutDate(answer.headers) }));
  });
  call.once('error', reject).end();
  return promise;
}

function withoutDate({ date: _, 'keep-alive': _keepAlive, ...headers }: Record<string, unknown>) {
  return headers;
}

describe('a decision that is given before the framework sees the question', () => {
  // Two ways to an answer that differ are two sets of rules, of which one is tested.
  it('is the very answer that the framework would have given', async (t) => {
    const { question, wire, inside } = await start(t);
    for (const headers of [
      question(`${WIKI}/page?x=1`),
      question(`${WIKI}/`, { cookie: `a=1; ${question('').cookie}; b=2` }),
    ]) {
      const [quick, usual] = [await wire(headers), await inside(headers)];
      assert.equal(quick.status, 200);
      assert.equal(quick.headers['remote-name'], '%E5%BC%A0%E4%BC%9F');
      assert.deepEqual(quick.headers, withoutDate(usual.headers));
    }
  });

  it('is given in no other case: a refusal, a stranger, another host, an odd address, another method', async (t) => {
    const { question, wire } = await start(t);
    for (const [status, headers] of [
      [403, question(`${WIKI}/admin/users`)],
      [401, question(`${WIKI}/`, { cookie: '__Host-foyer-tool=nobody' })],
      [401, question(`${WIKI}/`, { cookie: '' })],
      [403, question('https://other.example.com/')],
      [403, question(`${WIKI}/%zz`)],
      [403, question('')],
    ] as const) {
      const answer = await wire(headers);
      assert.deepEqual([answer.status, answer.headers['remote-user']], [status, undefined], JSON.stringify(headers));
      assert.ok(answer.headers['content-security-policy'], 'the framework has answered');
    }
    assert.equal((await wire(question(`${WIKI}/`), 'POST')).status, 421);
  });

  it('is not given any more once the session has ended', async (t) => {
    const { question, wire, browser } = await start(t);
    assert.equal((await wire(question(`${WIKI}/`))).status, 200);
    assert.equal((await browser.post('/auth/sign-out')).statusCode, 204);
    assert.equal((await wire(question(`${WIKI}/`))).status, 401);
  });

  it('is left to the framework while Foyer stops, which then tells the connection so', async (t) => {
    const { question, wire, services } = await start(t);
    services.lifecycle.isStopping = true;
    assert.equal((await wire(question(`${WIKI}/`))).status, 200);
  });
});
