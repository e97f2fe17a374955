import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

type Headers = Record<string, string>;

const OURS = 'https://foyer.example.com';
const header = { 'x-foyer-csrf': '1' };
const script = { ...header, 'sec-fetch-site': 'same-origin' };

const refused: readonly [string, Headers][] = [
  ['without our header', { 'sec-fetch-site': 'same-origin', origin: OURS }],
  ['with our header empty', { ...script, 'x-foyer-csrf': '' }],
  ['with another value of our header', { ...script, 'x-foyer-csrf': 'true' }],
  ['with our header twice', { ...script, 'x-foyer-csrf': '1, 1' }],
  ['from another site', { ...header, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['from a sibling host', { ...header, 'sec-fetch-site': 'same-site', origin: 'https://tool.example.com' }],
  ['typed into the address bar', { ...header, 'sec-fetch-site': 'none' }],
  ['with an unknown Sec-Fetch-Site', { ...header, 'sec-fetch-site': 'Same-Origin', origin: OURS }],
  ['with an empty Sec-Fetch-Site', { ...header, 'sec-fetch-site': '', origin: OURS }],
  ['with Sec-Fetch-Site twice', { ...header, 'sec-fetch-site': 'same-origin, cross-site', origin: OURS }],
  [
    'from another site, with a good origin that contradicts it',
    { ...header, 'sec-fetch-site': 'cross-site', origin: OURS },
  ],
  ['of an old browser, from another origin', { ...header, origin: 'https://evil.example' }],
  ['of an old browser, from a sibling host', { ...header, origin: 'https://tool.example.com' }],
  ['of an old browser, from a look-alike', { ...header, origin: `${OURS}.evil.example` }],
  ['of an old browser, from our host on http', { ...header, origin: 'http://foyer.example.com' }],
  ['of an old browser, from another port', { ...header, origin: `${OURS}:8443` }],
  ['of an old browser, from a frame without origin', { ...header, origin: 'null' }],
  ['of an old browser, with a Referer in place of an origin', { ...header, referer: `${OURS}/` }],
  ['of a browser that says nothing', header],
];

const accepted: readonly [string, Headers][] = [
  ['from our own page', script],
  ['from our own page, with an empty JSON object', { ...script, 'content-type': 'application/json' }],
  ['from our own page in an old browser', { ...header, origin: OURS }],
];

describe('every address that changes something', () => {
  it('is one of these', async (t) => {
    const { app } = await startTestServer(t);
    assert.deepEqual(actsOf(app), [
      'POST /auth/sign-out',
      'DELETE /api/me/sessions',
      'DELETE /api/me/sessions/:id',
      'POST /api/admin/directory/runs',
      'POST /api/admin/people',
      'PATCH /api/admin/people/:userId',
      'DELETE /api/admin/people/:userId',
      'POST /api/admin/imports',
      'POST /api/admin/imports/:id/start',
      'POST /api/admin/imports/:id/stop',
      'PATCH /api/admin/departments/:id',
      'POST /api/admin/external-contacts',
    ]);
  });

  // Without this, a page of anybody, or a tool on a sibling host, acts in the name of whoever opens it.
  for (const [what, headers] of refused) {
    it(`refuses a request ${what}, and nothing changes`, async (t) => {
      const { browser, other, acts } = await start(t);
      for (const act of acts) {
        const answer = await send(browser, act, headers);
        assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'csrf_refused'], act.url);
      }
      assert.equal((await browser.get('/api/me')).statusCode, 200);
      assert.equal((await other.get('/api/me')).statusCode, 200);
    });
  }

  for (const [what, headers] of accepted) {
    it(`accepts a request ${what}`, async (t) => {
      for (const position of [0, 1, 2, 3]) {
        const { browser, acts } = await start(t);
        const act = acts[position];
        assert.ok(act);
        const payload = 'content-type' in headers ? { payload: '{}' } : {};
        const { statusCode } = await send(browser, { ...act, ...payload }, headers);
        assert.equal(statusCode, act.url.startsWith('/api/admin/') ? 202 : 204, act.url);
      }
    });
  }

  it('refuses a request of another site even from somebody who is not signed in', async (t) => {
    const { newBrowser } = await startTestServer(t);
    const answer = await send(newBrowser(), { method: 'POST', url: '/auth/sign-out' }, { 'x-foyer-csrf': '1' });
    assert.equal(answer.statusCode, 403);
  });
});

describe('signing out by a link', () => {
  // A link or an image on any page would sign people out.
  it('does not work', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await browser.request({ method, url: '/auth/sign-out', headers: script });
      assert.deepEqual([answer.statusCode, answer.headers.allow], [405, 'POST']);
    }
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });
});

type Act = { method: 'POST' | 'PATCH' | 'DELETE'; url: string; payload?: string };

function actsOf(app: TestServer['app']): string[] {
  // What a proxy asks changes nothing, whatever the method of the request that it asks about. What a tool asks comes
  // without cookies, and the forms of the provider prove by themselves that they come from its pages.
  const routes = app.routeTable.filter(({ access }) => access !== 'proxy' && access !== 'tool');
  const entries = routes.flatMap(({ url, methods }) => methods.map((method) => `${method} ${url}`));
  return entries.filter((entry) => !/^(GET|HEAD|OPTIONS) /.test(entry));
}

async function start(t: TestContext) {
  const { app, browser, newBrowser } = await startTestServer(t);
  await signedIn(browser, 'manager4220');
  const other = await signedIn(newBrowser(), 'manager4220');
  const { sessions } = (await other.get('/api/me/sessions')).json();
  const { id } = sessions.find(({ current }: { current: boolean }) => !current);
  const acts = actsOf(app).map((entry): Act => {
    const [method, url = ''] = entry.split(' ');
    return { method: method as Act['method'], url: url.replace(':id', id) };
  });
  return { browser, other, acts };
}

function send(browser: Browser, act: Act, headers: Headers) {
  return browser.request({ ...act, headers });
}
