import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation, script } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const REPORTS = 'https://reports.example.com';

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
      - path: /**
        methods: [DELETE]
        allow: [administrators]
  - id: reports
    name: Reports
    url: ${REPORTS}/
    hosts: [reports.example.com]
    allow: [{ department: 财务部 }]
`;

const websocket = { 'sec-fetch-mode': 'websocket', connection: 'Upgrade', upgrade: 'websocket' };

for (const dialect of ['caddy', 'traefik', 'haproxy'] as const) {
  describe(`GET /forward-auth/${dialect}`, () => {
    it('sends a page that somebody opens to the sign-in and back, and lets it pass then', async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      const first = await tab.ask(`${WIKI}/a%20b?x=1`);
      assert.deepEqual([first.statusCode, first.body], [303, '']);
      assert.equal(first.headers.location, `${WIKI}/.foyer/start?to=%2Fa%2520b%3Fx%3D1`);
      const { answer, address } = await tab.open(`${WIKI}/a%20b?x=1`);
      assert.deepEqual([answer.statusCode, address], [200, `${WIKI}/a%20b?x=1`]);
      assert.equal(answer.headers['remote-user'], 'zhangwei01');
    });

    // A redirect would be followed by a script, a form would lose what was typed, and an upgrade cannot be redirected.
    it('answers a script, a form and an upgrade with 401 and words, never with a redirect', async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      const referer = `${WIKI}/page?id=1`;
      for (const [headers, method] of [
        [{ ...script, referer }, 'GET'],
        [{ ...script, referer }, 'POST'],
        [{ ...websocket, referer }, 'GET'],
        [{ accept: 'application/json', referer }, 'GET'],
      ] as const) {
        const answer = await tab.ask(`${WIKI}/api`, headers, method);
        assert.deepEqual([answer.statusCode, answer.headers.location], [401, undefined]);
        assert.equal(answer.json().error.code, 'not_signed_in');
        assert.equal(answer.json().signInUrl, `${WIKI}/.foyer/start?to=%2Fpage%3Fid%3D1`);
      }
    });

    it('shows a person who is refused a page that leads on to the reason', async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      await tab.open(`${WIKI}/`);
      const answer = await tab.ask(`${WIKI}/admin/users?page=2`);
      assert.equal(answer.statusCode, 403);
      assert.match(answer.body, /url=https:\/\/wiki\.example\.com\/\.foyer\/start\?to=%2Fadmin%2Fusers%3Fpage%3D2"/);
      const { answer: reason, steps } = await tab.open(`${WIKI}/.foyer/start?to=%2Fadmin%2Fusers%3Fpage%3D2`);
      assert.equal(reason.statusCode, 403, 'and not another round');
      assert.deepEqual(steps.at(-1), '403 https://foyer.example.com/auth/tool');
      assert.match(reason.body, /<meta name="foyer-error" content="access_denied"/);
    });

    it('tells a program that is refused with 403 and words', async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      await tab.open(`${WIKI}/`);
      const answer = await tab.ask(`${WIKI}/page`, { ...script, referer: `${WIKI}/page` }, 'DELETE');
      assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'access_denied']);
      assert.equal(answer.json().explainUrl, `${WIKI}/.foyer/start?to=%2Fpage`);
      assert.equal((await tab.ask(`${WIKI}/page`, script)).statusCode, 200, 'GET is not narrowed');
      const manager = createToolBrowser(browser.clone(), { dialect });
      manager.foyer.jar.clear();
      await manager.open(`${WIKI}/`, { userId: 'manager4220' });
      assert.equal((await manager.ask(`${WIKI}/page`, script, 'DELETE')).statusCode, 200);
    });

    it('answers 400 where it cannot read the request, and 403 for a host that no tool has', async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      for (const [headers, status, code] of [
        [{ 'x-forwarded-uri': '/%zz' }, 400, 'invalid_request'],
        [{ 'x-forwarded-uri': '' }, 400, 'invalid_request'],
        [{ 'x-forwarded-method': 'GET\tX' }, 400, 'invalid_request'],
        [{ 'x-forwarded-host': 'wiki.example.com, evil.example.com' }, 400, 'invalid_request'],
        [{ 'x-forwarded-proto': 'https, http' }, 400, 'invalid_request'],
        [{ 'x-forwarded-host': 'unknown.example.com' }, 403, 'access_denied'],
        [{ 'x-forwarded-proto': 'http' }, 403, 'access_denied'],
        [{ 'x-forwarded-host': 'foyer.example.com' }, 403, 'access_denied'],
      ] as const) {
        const answer = await tab.ask(`${WIKI}/`, { ...navigation, ...headers });
        const found = [answer.statusCode, answer.json().error?.code, answer.headers.location];
        assert.deepEqual(found, [status, code, undefined], JSON.stringify(headers));
      }
      const { 'x-forwarded-uri': _, ...headers } = {
        ...{ 'x-forwarded-method': 'GET', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'wiki.example.com' },
        'x-forwarded-uri': '/',
      };
      assert.equal((await browser.request({ url: `/forward-auth/${dialect}`, headers })).statusCode, 400);
    });
  });
}

describe('where to go after a request that is no page', () => {
  const signInUrlFor = async (tab: ReturnType<typeof createToolBrowser>, referer: string | undefined) => {
    const answer = await tab.ask(`${WIKI}/api/save`, { ...script, ...(referer !== undefined && { referer }) }, 'POST');
    return answer.json().signInUrl;
  };

  it('is the page it was sent from, and the first page of the tool where that is not said', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    const start = `${WIKI}/.foyer/start?to=`;
    assert.equal(await signInUrlFor(tab, `${WIKI}/a/b?c=%E4%B8%AD`), `${start}%2Fa%2Fb%3Fc%3D%25E4%25B8%25AD`);
    assert.equal(await signInUrlFor(tab, undefined), `${start}%2F`);
    // Many tools let browsers say their host only.
    assert.equal(await signInUrlFor(tab, `${WIKI}/`), `${start}%2F`);
  });

  // Whoever writes the address of the page could otherwise choose where a person ends after signing in.
  it('is never a page of another origin, nor one of Foyer’s own', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    for (const referer of [
      ...[
        `${REPORTS}/x`,
        'http://wiki.example.com/x',
        'https://wiki.example.com:8443/x',
        'https://wiki.example.com.evil.example/x',
      ],
      ...[
        'https://a@wiki.example.com/x',
        'https://wiki.example.com',
        '/x',
        'javascript:x',
        `${WIKI}/.foyer/start?to=/x`,
        '',
      ],
    ]) {
      assert.equal(await signInUrlFor(tab, referer), `${WIKI}/.foyer/start?to=%2F`, referer);
    }
  });

  it('is told by a page where a form was sent, also by a browser that knows no fetch metadata', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    for (const headers of [navigation, { accept: 'text/html,application/xhtml+xml;q=0.9' }]) {
      const answer = await tab.ask(`${WIKI}/save`, { ...headers, referer: `${WIKI}/form` }, 'POST');
      assert.equal(answer.statusCode, 401);
      assert.match(String(answer.headers['content-type']), /^text\/html/);
      assert.match(answer.body, /href="https:\/\/wiki\.example\.com\/\.foyer\/start\?to=%2Fform" target="_blank"/);
    }
  });
});

// These answers reach browsers under the tool's name, and must be as hard to misuse as Foyer's own pages.
describe('the answers that reach a browser under the name of a tool', () => {
  it('carry the headers of every page of Foyer’s', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    const answers = [
      await tab.ask(`${WIKI}/`),
      await tab.ask(`${WIKI}/`, script),
      await tab.ask(`${WIKI}/`, navigation, 'POST'),
    ];
    await tab.open(`${WIKI}/`);
    answers.push(
      await tab.ask(`${WIKI}/admin/`),
      await tab.ask(`${WIKI}/admin/`, script),
      await tab.hand(`${WIKI}/.foyer/start`),
    );
    answers.push(await tab.hand(`${WIKI}/.foyer/callback?ticket=x`));
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [303, 401, 401, 403, 403, 303, 403],
    );
    for (const { headers } of answers) {
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.match(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
    }
  });

  // Foyer would decide for the tool, its other ports and every host below it that they are https, for a year.
  it('say nothing about https: that is for the tool to say', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser, { dialect: 'caddy' });
    for (const answer of [
      await tab.ask(`${WIKI}/`),
      await tab.ask(`${WIKI}/`, script),
      await tab.hand(`${WIKI}/.foyer/start`),
    ]) {
      assert.equal(answer.headers['strict-transport-security'], undefined);
    }
    assert.match(String((await browser.open('/')).headers['strict-transport-security']), /^max-age=31536000/);
  });
});
