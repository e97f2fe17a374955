import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation, script } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';

const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    username: userId
    rules:
      - path: /admin/**
        allow: [administrators]
`;

describe('/forward-auth/envoy/…', () => {
  it('reads path, query, method and host of the very request that arrives', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    const { answer, address } = await tab.open(`${WIKI}/a%20b/?x=1&to=%2Fadmin`);
    assert.deepEqual([answer.statusCode, address], [200, `${WIKI}/a%20b/?x=1&to=%2Fadmin`]);
    assert.equal(answer.headers['remote-user'], 'zhangwei01');
    assert.equal((await tab.ask(`${WIKI}/admin/`)).statusCode, 403);
    assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, host: 'WIKI.example.com' })).statusCode, 200);
    assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, host: 'unknown.example.com' })).statusCode, 403);
    assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, 'x-forwarded-proto': 'http' })).statusCode, 403);
    const { 'x-forwarded-proto': _, ...headers } = { 'x-forwarded-proto': '', host: 'wiki.example.com' };
    assert.equal((await browser.request({ url: '/forward-auth/envoy/', headers })).statusCode, 400);
  });

  it('sends a page on by a redirect, and answers everything else in words', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    const page = await tab.ask(`${WIKI}/a?b=c`);
    assert.deepEqual([page.statusCode, page.headers.location], [303, `${WIKI}/.foyer/start?to=%2Fa%3Fb%3Dc`]);
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      const answer = await tab.ask(`${WIKI}/a`, script, method);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'not_signed_in'], method);
    }
  });

  // The headers in which other proxies write the request down come from the client here: Envoy passes them on.
  it('believes no header about path, host or method', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    await tab.open(`${WIKI}/`);
    const lies = {
      ...{ 'x-forwarded-uri': '/', 'x-forwarded-host': 'wiki.example.com', 'x-forwarded-method': 'OPTIONS' },
      ...{ 'x-original-url': `${WIKI}/`, 'x-original-method': 'GET', 'x-envoy-original-path': '/' },
    };
    assert.equal((await tab.ask(`${WIKI}/admin/`, { ...navigation, ...lies })).statusCode, 403);
    assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, ...lies, host: 'evil.example.com' })).statusCode, 403);
  });

  // Node knows some thirty methods, and a tool that speaks WebDAV uses most of them.
  it('is asked with any method, with or without what is left of a body', async (t) => {
    const { app, browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    await tab.open(`${WIKI}/`);
    const port = await listenForTest(app);
    const head = `Host: wiki.example.com\r\nX-Forwarded-Proto: https\r\nCookie: ${cookieHeader(tab.jarOf('wiki.example.com'))}\r\n`;
    const lines = ['Content-Length: 0\r\n', '', 'Content-Type: application/json\r\nContent-Length: 0\r\n'];
    for (const method of [
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'DELETE',
      'OPTIONS',
      'PROPFIND',
      'REPORT',
      'MKCOL',
      'LOCK',
      'PATCH',
    ]) {
      for (const more of lines) {
        const answer = await sendRaw(
          port,
          `${method} /forward-auth/envoy/dav HTTP/1.1\r\n${head}${more}Connection: close\r\n\r\n`,
        );
        assert.equal(answer.status, 200, `${method} ${more}${answer.body}`);
        assert.match(answer.head, /\r\nRemote-User: zhangwei01\r\n/);
      }
    }
    const withBody = `Content-Type: text/xml\r\nContent-Length: 3\r\nConnection: close\r\n\r\n<a>`;
    assert.equal((await sendRaw(port, `PUT /forward-auth/envoy/dav HTTP/1.1\r\n${head}${withBody}`)).status, 200);
    const twoHosts = `GET /forward-auth/envoy/dav HTTP/1.1\r\n${head}Host: evil.example.com\r\n\r\n`;
    assert.equal((await sendRaw(port, twoHosts)).status, 400);
  });

  it('leaves an upgrade to be judged like any request, and never redirects it', async (t) => {
    const { app, browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    await tab.open(`${WIKI}/`);
    const port = await listenForTest(app);
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const ask = (cookie: string) =>
      sendRaw(
        port,
        `GET /forward-auth/envoy/socket HTTP/1.1\r\nHost: wiki.example.com\r\nX-Forwarded-Proto: https\r\n${upgrade}${cookie}\r\n`,
      );
    const passed = await ask(`Cookie: ${cookieHeader(tab.jarOf('wiki.example.com'))}\r\n`);
    assert.equal(passed.status, 200);
    const refused = await ask('');
    assert.equal(refused.status, 401);
    assert.doesNotMatch(refused.head, /\r\nlocation:/i);
  });

  it('decides about addresses as they came, without reading anything into them', async (t) => {
    const { app, browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'envoy' });
    await tab.open(`${WIKI}/`);
    const port = await listenForTest(app);
    const head = `Host: wiki.example.com\r\nX-Forwarded-Proto: https\r\nCookie: ${cookieHeader(tab.jarOf('wiki.example.com'))}\r\n`;
    for (const [target, status] of [
      ['/forward-auth/envoy/open', 200],
      ['/forward-auth/envoy/%61dmin/', 403],
      ['/forward-auth/envoy/ADMIN/x', 403],
      ['/forward-auth/envoy/x/../admin/', 403],
      ['/forward-auth/envoy/x/%2e%2e/admin/', 403],
      ['/forward-auth/envoy//admin/', 403],
      ['/forward-auth/envoy/admin;v=1/', 403],
      ['/forward-auth/envoy/%', 400],
      ['/forward-auth/envoy/%ff', 400],
      ['/forward-auth/envoy', 421],
      ['https://wiki.example.com/forward-auth/envoy/', 400],
    ] as const) {
      const answer = await sendRaw(port, `GET ${target} HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
      assert.equal(answer.status, status, target);
    }
  });
});
