import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callback, startSandboxCaller } from '../testing/sandbox-caller.ts';
import { otherCorpId } from './app.ts';

describe('GET /oauth2/auth', () => {
  it('shows the people of the company as buttons, each once', async (t) => {
    const { sandbox, authorizeUrl } = await startSandboxCaller(t);
    const page = await (await fetch(authorizeUrl())).text();
    for (const person of sandbox.company.list()) {
      assert.equal(page.split(`value="${person.userId}"`).length, 2, person.name);
    }
    assert.match(page, /取消 Cancel/);
    assert.match(page, /已离职 <span class="en" lang="en">Left the company/);
  });

  it('may not be stored, framed or left with a referrer', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t);
    const { headers } = await fetch(authorizeUrl());
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
  });

  it('finds people by name, department and userId', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t);
    for (const q of ['张伟', '后端组 工程师', 'ZHANGWEI01']) {
      const page = await (await fetch(authorizeUrl({ q }))).text();
      assert.match(page, /value="zhangwei01"/, q);
      assert.doesNotMatch(page, /value="manager4220"/, q);
    }
  });

  it('offers the organization that corpId names first', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t);
    const page = await (await fetch(authorizeUrl({ corpId: otherCorpId }))).text();
    assert.match(page, /value="guqing"/);
    assert.match(page, /value="manager7315"/);
    assert.doesNotMatch(page, /value="zhangwei01"/);
  });

  // If this fails, whatever stands in the address runs in the browser of whoever opens it.
  it('escapes everything that came with the request', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t);
    const attack = '"><script>alert(1)</script>';
    const page = await (await fetch(authorizeUrl({ state: attack, q: attack, org: attack }))).text();
    assert.doesNotMatch(page, /<script/);
  });

  const refused: [string, Record<string, string | null>][] = [
    ['an unknown client_id', { client_id: 'dingnobody0000000000' }],
    ['a redirect_uri that is not registered', { redirect_uri: `${callback}/more` }],
    ['a redirect_uri that is missing', { redirect_uri: null }],
    ['another response_type', { response_type: 'token' }],
    ['a missing prompt', { prompt: null }],
    ['an unknown scope', { scope: 'openid profile' }],
    ['an empty scope', { scope: '' }],
  ];
  for (const [sentence, changes] of refused) {
    it(`shows an error page for ${sentence}, and never redirects`, async (t) => {
      const { authorizeUrl } = await startSandboxCaller(t);
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? new URLSearchParams({ user: 'zhangwei01' }) : null;
        const response = await fetch(authorizeUrl(changes), { method, body, redirect: 'manual' });
        assert.equal(response.status, 400);
        assert.match(response.headers.get('content-type') ?? '', /text\/html/);
      }
    });
  }

  it('shows an error page for a parameter that came twice', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t);
    assert.equal((await fetch(`${authorizeUrl()}&state=S2`)).status, 400);
  });
});

describe('POST /oauth2/auth', () => {
  it('sends the browser back with code, authCode and the state', async (t) => {
    const { choose } = await startSandboxCaller(t);
    const target = await choose({ user: 'zhangwei01' }, { state: 'a b&c=1/?' });
    assert.equal(`${target.origin}${target.pathname}`, callback);
    assert.match(target.searchParams.get('code') ?? '', /^[0-9a-f]{32}$/);
    assert.equal(target.searchParams.get('authCode'), target.searchParams.get('code'));
    assert.equal(target.searchParams.get('state'), 'a b&c=1/?');
  });

  it('sends no state when none came', async (t) => {
    const { choose } = await startSandboxCaller(t);
    assert.equal((await choose({ user: 'zhangwei01' }, { state: null })).searchParams.has('state'), false);
  });

  it('says access_denied when the person cancels', async (t) => {
    const { choose } = await startSandboxCaller(t);
    assert.equal((await choose({ decision: 'deny' })).search, '?error=access_denied&state=S1');
  });

  it('knows nobody of one organization in the other', async (t) => {
    const { choose } = await startSandboxCaller(t);
    assert.equal((await choose({ org: otherCorpId, user: 'zhangwei01' })).href, 'about:blank#400');
  });

  // If this fails, any page a developer opens can sign their browser in as somebody else.
  it('refuses a form of another site', async (t) => {
    const { authorizeUrl, origin } = await startSandboxCaller(t);
    const send = (headers: Record<string, string>) =>
      fetch(authorizeUrl(), {
        method: 'POST',
        headers,
        body: new URLSearchParams({ user: 'zhangwei01' }),
        redirect: 'manual',
      });
    assert.equal((await send({ 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await send({ 'sec-fetch-site': 'same-site' })).status, 403);
    assert.equal((await send({ origin: 'http://localhost:3000' })).status, 403);
    assert.equal((await send({ 'sec-fetch-site': 'same-origin' })).status, 302);
    assert.equal((await send({ origin })).status, 302);
  });
});
