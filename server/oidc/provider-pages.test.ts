import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../testing/browser.ts';
import { authorizationQuery, createVerifier } from '../testing/oidc-client.ts';
import { describeTool, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const evil = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</p><a href="https://evil.example/">x</a>',
  'javascript:alert(1)',
  '&lt;script&gt;alert(1)',
  '\u202e\u0000\u2028<b>',
];

function assertHarmless({ statusCode, headers, body }: Answer, what: string): void {
  assert.equal(statusCode, 400, what);
  assert.match(String(headers['content-type']), /^text\/html; charset=utf-8/, what);
  assert.match(String(headers['content-security-policy']), /script-src 'self';/, what);
  assert.equal(headers.location, undefined, what);
  const tags = [...body.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => String(name).toLowerCase());
  const known = ['!doctype', 'html', 'head', 'meta', 'title', 'link', 'body', 'main', 'h1', 'p'];
  assert.deepEqual(
    tags.filter((tag) => !known.includes(tag)),
    [],
    what,
  );
  assert.doesNotMatch(body, /<[^>]*\son\w+=|(?:href|src|action)="(?!\/)/i, what);
}

describe('the page that says that a tool has asked wrongly', () => {
  // Everything on it but our own words comes from whoever made the link.
  it('shows what came with the request as text, or not at all', async (t) => {
    const { browser } = await startOidcServer(t);
    const names = ['client_id', 'redirect_uri', 'state', 'scope', 'response_type', 'prompt', 'max_age', 'login_hint'];
    const wrong = { redirect_uri: 'https://evil.example/' };
    for (const name of names) {
      for (const text of evil) {
        const query = authorizationQuery(wiki, createVerifier(), { ...wrong, [name]: text });
        assertHarmless(await browser.open(`/oidc/auth?${query}`), `${name}=${text}`);
      }
    }
    for (const text of evil) {
      const uid = encodeURIComponent(text);
      for (const path of [`/oidc/session/end?client_id=${uid}`, `/oidc/session/end?id_token_hint=${uid}`])
        assertHarmless(await browser.open(path), path);
      const gone = await browser.open(`/oidc/auth/${uid.replaceAll('%2F', '')}`);
      assert.ok([400, 404].includes(gone.statusCode), uid);
      assert.doesNotMatch(gone.body, /<script>alert|<img|<svg|<b>/);
    }
  });

  it('names OAuth’s word for what was wrong, in Chinese and English', async (t) => {
    const { browser } = await startOidcServer(t);
    const query = authorizationQuery(wiki, createVerifier(), { redirect_uri: 'https://evil.example/' });
    const chinese = (await browser.open(`/oidc/auth?${query}`)).body;
    assert.match(chinese, /<html lang="zh-CN">.*工具的登录请求有误.*invalid_redirect_uri/s);
    const english = (await browser.open(`/oidc/auth?${query}`, { 'accept-language': 'en' })).body;
    assert.match(english, /<html lang="en">.*in a way that is wrong.*invalid_redirect_uri/s);
  });

  it('is JSON for whoever is no browser', async (t) => {
    const { browser } = await startOidcServer(t);
    const answer = await browser.get(`/oidc/auth/${'x'.repeat(43)}`, { accept: 'application/json' });
    assert.ok([400, 404].includes(answer.statusCode));
    assert.doesNotMatch(answer.body, /\.ts|stack/);
  });
});

describe('the page of a sign-out', () => {
  it('shows the name of no tool as markup', async (t) => {
    const tools = describeTool(wiki).replace('name: wiki', 'name: "<script>alert(1)</script>"');
    const { browser } = await startTestServer(t, { tools, isOnTheWire: true });
    const answer = await browser.open('/oidc/session/end?client_id=wiki');
    assert.equal(answer.statusCode, 200);
    assert.doesNotMatch(answer.body, /<script>alert/);
  });
});
