import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cookieHeader } from '../testing/cookie-jar.ts';
import hostile from '../testing/hostile-proxied-requests.json' with { type: 'json' };
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation } from '../testing/tool-browser.ts';

const TOOL = 'https://tool.example.com';
const dialects = ['nginx', 'caddy', 'traefik', 'haproxy', 'envoy'] as const;

const tools = `
  - id: tool
    name: Tool
    url: ${TOOL}/
    hosts: [tool.example.com]
    allow: everyone
    username: userId
  - id: wiki
    name: Wiki
    url: https://wiki.example.com:8443/
    hosts: ["wiki.example.com:8443"]
    allow: [administrators]
`;

/** Each odd address, as each proxy can pass it on, and the answer to somebody who is signed in. */
const questions = hostile.originalUris.flatMap(({ uri }) =>
  dialects
    .filter((dialect) => dialect !== 'envoy' || uri.startsWith('/'))
    .map((dialect) => ({ dialect, uri, status: isReadable(uri) ? 200 : dialect === 'nginx' ? 403 : 400 })),
);

function isReadable(uri: string): boolean {
  return uri.startsWith('/') && !/%(?![\da-f]{2})|%[01]|\\/i.test(uri);
}

describe('a request that a proxy asks about', () => {
  // Whoever finds one address that is answered with 200 has found the way into every tool.
  it('never passes without a session, whatever its path, method, agent or address', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const uris = [
      '/',
      '/public',
      '/favicon.ico',
      '/robots.txt',
      '/.well-known/x',
      '/healthz',
      '/api/',
      '/.foyer/',
      '/.foyer/start',
      '/oidc/x',
    ];
    for (const dialect of dialects) {
      const tab = createToolBrowser(browser, { dialect });
      for (const uri of [
        ...uris,
        ...hostile.originalUris.map((each) => each.uri).filter((each) => each.startsWith('/')),
      ]) {
        for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
          const answer = await tab.ask(
            `${TOOL}${uri}`,
            { 'user-agent': 'kube-probe/1.33', authorization: 'Bearer %' },
            method,
          );
          assert.ok([400, 401, 403].includes(answer.statusCode), `${dialect} ${method} ${uri}: ${answer.statusCode}`);
          assert.equal(answer.headers['remote-user'], undefined);
        }
      }
    }
  });

  // Answered for another host, it would carry this person's name to a tool that they were not asked about.
  it('is answered with an identity for its own host alone, however odd its address', async (t) => {
    const { app, browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    await tab.open(`${TOOL}/`);
    const cookie = cookieHeader(tab.jarOf('tool.example.com'));
    const port = await listenForTest(app);
    const ask = (lines: string[]) =>
      sendRaw(port, [...lines, `Cookie: ${cookie}`, 'Accept: text/html', 'Connection: close', '', ''].join('\r\n'));
    for (const { dialect, uri, status } of questions) {
      const answer = await ask(toLines(dialect, uri));
      assert.equal(answer.status, status, `${dialect} ${uri}`);
      assert.equal(/remote-user: zhangwei01/i.test(answer.head), status === 200);
    }
  });

  it('selects its tool by exactly its host', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    await tab.open(`${TOOL}/`);
    const cookie = cookieHeader(tab.jarOf('tool.example.com'));
    for (const [host, status] of [
      ['tool.example.com', 200],
      ['TOOL.Example.COM', 200],
      ['tool.example.com.', 400],
      ['tool.example.com:443', 403],
      ['tool.example.com:8443', 403],
      ['tool.example.com:', 400],
      ['wiki.example.com', 403],
      ['eviltool.example.com', 403],
      ['tool.example.com.evil.example', 403],
      ['a@tool.example.com', 400],
      ['tool.example.com, evil.example', 400],
      ['tool.example.com evil.example', 400],
      ['tool.example.com/', 400],
      ['tool.example.com#', 400],
      ['tool%2eexample.com', 400],
      ['tool.example.com\\', 400],
      ['[::1]', 400],
      ['*', 400],
      ['', 400],
      ['__proto__', 400],
      ['constructor', 403],
    ] as const) {
      const answer = await tab.ask(`${TOOL}/`, { ...navigation, cookie, 'x-forwarded-host': host });
      assert.equal(answer.statusCode, status, host);
      assert.equal(answer.headers['remote-user'], status === 200 ? 'zhangwei01' : undefined);
    }
  });

  it('is for the tool as a whole: the session of one host is none at another', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    await tab.open(`${TOOL}/`, { userId: 'manager4220' });
    const cookie = cookieHeader(tab.jarOf('tool.example.com'));
    assert.equal((await tab.ask('https://wiki.example.com:8443/', { ...navigation, cookie })).statusCode, 401);
    assert.equal((await tab.open('https://wiki.example.com:8443/')).answer.statusCode, 200);
  });

  it('is for one host also where a tool has several', async (t) => {
    const hosts = tools.replace('[tool.example.com]', '[tool.example.com, other.example.com]');
    const { browser } = await startTestServer(t, { tools: hosts });
    const tab = createToolBrowser(browser);
    await tab.open(`${TOOL}/`);
    const cookie = cookieHeader(tab.jarOf('tool.example.com'));
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await tab.ask(`${TOOL}/`)).statusCode, 200);
      assert.equal((await tab.ask('https://other.example.com/', { ...navigation, cookie })).statusCode, 401);
    }
  });

  // Headers whose names are folded the way CGI does it are other headers to Foyer.
  it('is not changed by headers that only look like those of a proxy', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    const lies = {
      x_forwarded_host: 'evil.example',
      'x.forwarded.uri': '/x',
      'x-original-uri': '/x',
      'x-rewrite-url': '/x',
    };
    const answer = await tab.ask(`${TOOL}/page`, { ...navigation, ...lies });
    assert.equal(answer.headers.location, `${TOOL}/.foyer/start?to=%2Fpage`);
  });
});

describe('who may ask', () => {
  const headers = {
    'x-original-url': `${TOOL}/`,
    'x-original-method': 'GET',
    'x-forwarded-uri': '/public',
    'x-original-uri': '/public',
  };

  // Anybody else who reaches Foyer could find out who may open what, and spend its time.
  it('is a trusted proxy alone: to everybody else there is nothing', async (t) => {
    const { browser, app } = await startTestServer(t, { tools, env: { TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::/32' } });
    const addresses = ['nginx', 'caddy', 'traefik', 'haproxy', 'envoy/', 'envoy/x'].map(
      (name) => `/forward-auth/${name}`,
    );
    assert.ok(app.routeTable.filter(({ access }) => access === 'proxy').length >= 5);
    for (const url of addresses) {
      for (const remoteAddress of ['127.0.0.1', '203.0.113.7', '192.168.0.1', '11.0.0.1']) {
        const lies = { ...headers, 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' };
        const answer = await browser.request({ url, headers: lies, remoteAddress });
        assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'not_found'], `${url} ${remoteAddress}`);
      }
    }
    const trusted = await browser.request({ url: '/forward-auth/nginx', headers, remoteAddress: '10.1.2.3' });
    assert.equal(trusted.statusCode, 401);
  });

  it('is known by the machine’s own address where nothing is set', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const ask = (remoteAddress: string) => browser.request({ url: '/forward-auth/nginx', headers, remoteAddress });
    assert.equal((await ask('127.0.0.1')).statusCode, 401);
    assert.equal((await ask('10.0.0.1')).statusCode, 404);
  });
});

/** What a proxy writes when it asks about a request with this path and query, byte for byte. */
function toLines(dialect: (typeof dialects)[number], uri: string): string[] {
  if (dialect === 'envoy')
    return [`GET /forward-auth/envoy${uri} HTTP/1.1`, 'Host: tool.example.com', 'X-Forwarded-Proto: https'];
  const first = [`GET /forward-auth/${dialect} HTTP/1.1`, 'Host: foyer.example.com'];
  if (dialect === 'nginx') return [...first, `X-Original-URL: ${TOOL}${uri}`, 'X-Original-Method: GET'];
  const forwarded = ['Method: GET', 'Proto: https', 'Host: tool.example.com', `Uri: ${uri}`];
  return [...first, ...forwarded.map((line) => `X-Forwarded-${line}`)];
}
