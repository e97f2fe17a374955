import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFragileStore } from '../testing/fragile-store.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, script } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const REPORTS = 'https://reports.example.com';

const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    username: userId
  - id: reports
    name: Reports
    url: ${REPORTS}/
    hosts: [reports.example.com]
    allow: [{ department: 财务部 }]
`;

describe('GET /forward-auth/nginx', () => {
  it('lets a request pass with the person’s identity, in an answer without a body', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    const { answer } = await tab.open(`${WIKI}/page`);
    assert.deepEqual([answer.statusCode, answer.body], [200, '']);
    assert.equal(answer.headers['remote-user'], 'zhangwei01');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('sends a page that somebody opens on by 401 with the address in a header, for nginx cannot pass on a redirect', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const answer = await createToolBrowser(browser).ask(`${WIKI}/a%2Fb?x=1&y=a+b`);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers['x-foyer-location'], `${WIKI}/.foyer/start?to=%2Fa%252Fb%3Fx%3D1%26y%3Da%2Bb`);
    assert.equal(answer.headers.location, undefined);
    const ours = await createToolBrowser(browser).ask(`${WIKI}/.foyer/callback?ticket=x`);
    assert.equal(ours.headers['x-foyer-location'], `${WIKI}/.foyer/start?to=%2F`, 'nobody is brought back to a ticket');
  });

  // A script cannot do anything with a page to sign in: it would take it for the answer it asked for.
  it('sends nothing else on: not a script, not a form, not an upgrade', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    const form = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
    const upgrade = {
      'sec-fetch-mode': 'websocket',
      'sec-fetch-dest': 'websocket',
      connection: 'Upgrade',
      upgrade: 'websocket',
    };
    for (const [headers, method] of [
      [script, 'GET'],
      [{ accept: 'application/json' }, 'GET'],
      [{}, 'GET'],
      [form, 'POST'],
      [form, 'PUT'],
      [upgrade, 'GET'],
    ] as const) {
      const answer = await tab.ask(`${WIKI}/page`, headers, method);
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.headers['x-foyer-location'], undefined);
    }
  });

  it('counts a HEAD as a page that somebody opens, and a browser without fetch metadata by what it accepts', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    for (const [headers, method] of [
      [{ 'sec-fetch-mode': 'navigate' }, 'HEAD'],
      [{ accept: 'text/html,*/*' }, 'GET'],
    ] as const) {
      const answer = await tab.ask(`${WIKI}/page`, headers, method);
      assert.equal(answer.headers['x-foyer-location'], `${WIKI}/.foyer/start?to=%2Fpage`);
    }
  });

  it('refuses whoever the rules do not let in with 403', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    const token = tab.jarOf('wiki.example.com').get('__Host-foyer-tool') ?? '';
    assert.equal((await tab.ask(`${REPORTS}/`)).statusCode, 401, 'signed out there');
    tab.jarOf('reports.example.com').set('__Host-foyer-tool', token);
    assert.equal((await tab.ask(`${REPORTS}/`)).statusCode, 401, 'the session of another host is none here');
    const { answer } = await createToolBrowser(browser).open(`${REPORTS}/`);
    assert.equal(answer.statusCode, 403);
  });

  // To nginx, anything but 2xx, 401 and 403 is a failure of its own, which it shows to people as 500.
  it('answers with nothing but 200, 401, 403 and 503, whatever it is asked about', async (t) => {
    const store = createFragileStore();
    const { browser } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    const addresses = [
      ...[
        '',
        '/',
        'x',
        '*',
        'https://',
        'https://wiki.example.com',
        'https://wiki.example.com#x',
        '//wiki.example.com/',
      ],
      ...['https://wiki.example.com/%', 'https://wiki.example.com/%00', 'https://wiki.example.com/\\', 'https://[::1/'],
      ...['https://wiki.example.com:99999/', 'https://a@wiki.example.com/', 'https://wiki.example.com./'],
      ...[
        'http://wiki.example.com/',
        'ftp://wiki.example.com/',
        'https://unknown.example.com/',
        'https://foyer.example.com/',
      ],
    ];
    for (const address of addresses) {
      for (const method of ['GET', 'POST', 'get', 'GET /', '']) {
        const asked = { 'x-original-url': address, 'x-original-method': method };
        const answer = await tab.ask(`${WIKI}/`, { 'sec-fetch-mode': 'navigate', ...asked });
        assert.equal(answer.statusCode, 403, `${method} ${address}`);
        assert.equal(answer.headers['remote-user'], undefined);
      }
    }
    const missing = await browser.request({ url: '/forward-auth/nginx', headers: { 'x-original-method': 'GET' } });
    assert.equal(missing.statusCode, 403);
    store.before = () => Promise.reject(new Error('down'));
    assert.equal((await createToolBrowser(browser).ask(`${WIKI}/`)).statusCode, 401, 'no cookie, no question');
    const stranger = { cookie: `__Host-foyer-tool=${'a'.repeat(43)}` };
    assert.equal((await tab.ask(`${WIKI}/`, stranger)).statusCode, 503);
  });

  it('takes no query: an address of the endpoint that somebody else can add to is a mistake', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const headers = { 'x-original-url': `${WIKI}/`, 'x-original-method': 'GET' };
    for (const name of ['nginx', 'caddy', 'traefik', 'haproxy']) {
      const answer = await browser.request({ url: `/forward-auth/${name}?skip=1`, headers });
      assert.deepEqual([answer.statusCode, answer.json().error.code], [400, 'invalid_request'], name);
    }
  });
});

/** nginx throws the bodies of its questions away, and fetches them here. */
describe('GET /.foyer/signed-out and /.foyer/refused', () => {
  const asked = (address: string, method = 'GET') => ({ 'x-original-url': address, 'x-original-method': method });

  it('say in words for programs where to sign in: at the page that the request came from', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    const headers = { ...script, ...asked(`${WIKI}/api/save`, 'POST'), referer: `${WIKI}/page?id=1` };
    const answer = await tab.hand(`${WIKI}/.foyer/signed-out`, headers);
    const { error, signInUrl } = answer.json();
    assert.deepEqual([answer.statusCode, error.code], [401, 'not_signed_in']);
    assert.match(error.requestId, /^[\da-f]{8}-[\da-f]{4}$/);
    assert.equal(signInUrl, `${WIKI}/.foyer/start?to=%2Fpage%3Fid%3D1`);
    const refused = await tab.hand(`${WIKI}/.foyer/refused`, headers);
    assert.deepEqual([refused.statusCode, refused.json().error.code], [403, 'access_denied']);
    assert.equal(refused.json().explainUrl, `${WIKI}/.foyer/start?to=%2Fapi%2Fsave`, 'which says why');
  });

  it('show people a page, in the language of their browser', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
    const sent = await tab.hand(`${WIKI}/.foyer/signed-out`, { ...page, ...asked(`${WIKI}/save`, 'POST') });
    assert.equal(sent.statusCode, 401);
    assert.match(String(sent.headers['content-type']), /^text\/html/);
    assert.match(sent.body, /登录已过期/);
    assert.doesNotMatch(sent.body, /http-equiv="refresh"/, 'what was typed is on the page before');
    const english = { ...page, ...asked(`${WIKI}/secret?x="><script>`), 'accept-language': 'en-GB,en;q=0.9' };
    const refused = await tab.hand(`${WIKI}/.foyer/refused`, english);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /<html lang="en">.*You may not open this page/s);
    assert.match(
      refused.body,
      /http-equiv="refresh" content="0; url=https:\/\/wiki\.example\.com\/\.foyer\/start\?to=%2Fsecret/,
    );
    assert.doesNotMatch(refused.body, /<script/);
  });

  // Otherwise a link could have Foyer show somebody else's address under the tool's name.
  it('lead to the first page of the tool when the address they are told of is another host’s or is not readable', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    for (const address of ['https://evil.example.com/x', `${REPORTS}/x`, 'x', `${WIKI}/%`]) {
      const answer = await tab.hand(`${WIKI}/.foyer/signed-out`, { ...script, ...asked(address) });
      assert.deepEqual([answer.statusCode, answer.json().signInUrl], [401, `${WIKI}/.foyer/start?to=%2F`], address);
    }
  });
});
