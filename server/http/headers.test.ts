import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { InjectOptions } from 'fastify';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Answer } from '../testing/browser.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

/** Exactly this. Whoever loosens it for a library has to say so here. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

const expected = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
const act = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin' };

type Case = [what: string, status: number, request: InjectOptions];
const cases: readonly Case[] = [
  ['a page', 200, { url: '/', headers: page }],
  ['the head of a page', 200, { method: 'HEAD', url: '/' }],
  ['a health check', 200, { url: '/healthz' }],
  ['a sign-out', 204, { method: 'POST', url: '/auth/sign-out', headers: act }],
  ['the way to DingTalk', 303, { url: '/auth/sign-in', headers: page }],
  ['a refused callback', 303, { url: '/auth/callback?code=x&state=y', headers: page }],
  ['a bad query', 400, { url: '/healthz?x=1' }],
  ['an address that is no text', 400, { url: '/%E0%A4%A' }],
  ['a visitor who is not signed in', 401, { url: '/api/me' }],
  ['a forged request', 403, { method: 'POST', url: '/auth/sign-out' }],
  ['an unknown address', 404, { url: '/nowhere' }],
  ['a page that is not there', 404, { url: '/nowhere', headers: page }],
  ['the head of a page that is not there', 404, { method: 'HEAD', url: '/nowhere', headers: page }],
  ['another method', 405, { method: 'PUT', url: '/' }],
  [
    'a body that is too long',
    413,
    {
      method: 'POST',
      url: '/auth/sign-out',
      headers: { ...act, 'content-type': 'application/json' },
      payload: `"${'x'.repeat(65_536)}"`,
    },
  ],
  [
    'a body of another type',
    415,
    { method: 'POST', url: '/auth/sign-out', headers: { ...act, 'content-type': 'text/plain' }, payload: 'x' },
  ],
  ['another host', 421, { url: '/', headers: { host: 'evil.example' } }],
];

describe('every answer', () => {
  // A header that only good answers carry is missing exactly where an attacker looks: in the odd ones.
  for (const [what, status, request] of cases) {
    it(`carries the protecting headers: ${what} (${status})`, async (t) => {
      const { browser } = await startTestServer(t);
      const answer = await browser.request(request);
      assert.equal(answer.statusCode, status, answer.body);
      assertProtected(answer);
      assert.equal(answer.headers['cache-control'], 'no-store');
    });
  }

  it('carries the protecting headers: a failure of ours (500, 503)', async (t) => {
    const store = createFragileStore();
    const { browser, app } = await startTestServer(t, { adapt: store.adapt });
    await signedIn(browser);
    store.before = () => {
      throw new Error('down');
    };
    for (const answer of [await browser.get('/api/me'), await browser.open('/auth/sign-in')]) {
      assert.equal(answer.statusCode, 503);
      assertProtected(answer);
    }
    assert.equal((await app.inject({ url: '/healthz' })).statusCode, 200);
  });

  it('carries the protecting headers: a built asset, which alone may be kept', async (t) => {
    const { browser, services } = await startTestServer(t);
    const file = /\/assets\/[\w.-]+\.(js|css)/.exec(services.webAssets.renderPage({}))?.[0];
    if (file === undefined) return t.skip('the page names no asset');
    assertProtected(await browser.get(file));
  });

  it('says nothing of what it is made of', async (t) => {
    const { browser } = await startTestServer(t);
    for (const [, , request] of cases) {
      const { headers } = await browser.request(request);
      assert.deepEqual([headers.server, headers['x-powered-by']], [undefined, undefined]);
    }
  });

  it('carries at least nosniff and no-store when it is no HTTP at all', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    for (const bytes of ['nonsense\r\n\r\n', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`]) {
      const { status, head, body } = await sendRaw(port, bytes);
      assert.ok([400, 431].includes(status), head);
      assert.match(head, /X-Content-Type-Options: nosniff/);
      assert.match(head, /Cache-Control: no-store/);
      assert.deepEqual(Object.keys(JSON.parse(body)), ['error']);
    }
  });
});

describe('Strict-Transport-Security', () => {
  // On http://localhost it would send every other program of a developer's machine to https, for a year.
  it('is not sent on http', async (t) => {
    const browser = await startOnHttp(t);
    for (const url of ['/', '/api/me', '/nowhere']) {
      const { headers } = await browser.open(url);
      assert.equal(headers['strict-transport-security'], undefined);
      assert.equal(headers['content-security-policy'], CONTENT_SECURITY_POLICY);
    }
  });
});

describe('Cross-Origin Resource Sharing', () => {
  // One wrong echo of an origin lets that site read whatever the person sees.
  for (const origin of [
    'https://evil.example',
    'null',
    'https://foyer.example.com.evil.example',
    'http://foyer.example.com',
    'https://tool.example.com',
    'https://foyer.example.com',
  ]) {
    it(`gives nothing to ${origin}`, async (t) => {
      const { app, browser } = await startTestServer(t);
      await signedIn(browser);
      // What browsers may ask of the provider depends on the tool, and has tests of its own.
      for (const { url } of app.routeTable.filter(({ url }) => !url.startsWith('/oidc/'))) {
        const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-foyer-csrf' };
        for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
          const { headers } = await browser.clone().request({ method, url, headers: { origin, ...preflight } });
          const granted = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
          assert.deepEqual(granted, [], `${method} ${url}`);
        }
      }
    });
  }
});

function assertProtected({ headers }: Answer): void {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]]));
  assert.deepEqual(found, expected);
  assert.match(String(headers['permissions-policy']), /camera=\(\).*geolocation=\(\).*microphone=\(\)/);
}

async function startOnHttp(t: TestContext) {
  const dingtalk = createSandbox({ redirectUris: [] });
  t.after(dingtalk.close);
  const origin = await dingtalk.listen({ host: '127.0.0.1', port: 0 });
  const hosts = { DINGTALK_LOGIN_URL: origin, DINGTALK_API_URL: origin, DINGTALK_OAPI_URL: origin };
  const { browser } = await startTestServer(t, { env: { PUBLIC_URL: 'http://localhost:3000', ...hosts }, dingtalk });
  return browser;
}
