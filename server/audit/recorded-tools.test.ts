/** What the real server writes down while people open tools, behind proxies and by signing in to them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  askAs,
  askToSignIn,
  authorizationQuery,
  authorize,
  follow,
  openTool,
  tokensOf,
} from '../testing/oidc-client.ts';
import { describeTool, desk, payroll, startOidcServer } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { brief, recorded } from '../testing/recorded.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation, script } from '../testing/tool-browser.ts';

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
  - id: payroll
    name: 工资
    url: https://payroll.example.com/
    hosts: [payroll.example.com]
    allow: [{ user: gonglin }]
`;
const elsewhere = { 'x-forwarded-for': '203.0.113.7' };

describe('tools behind proxies, in the audit log', () => {
  it('are opened with the first request of a tool session, however many follow, at once or later', async (t) => {
    const server = await startTestServer(t, { tools });
    const tab = createToolBrowser(server.browser);
    await tab.open(`${WIKI}/`);
    await Promise.all(Array.from({ length: 10 }, (_, n) => tab.ask(`${WIKI}/${n}.png`, script)));
    const [row, ...more] = await recorded(server, 'tool_opened');
    assert.deepEqual(more, []);
    assert.deepEqual(row?.target, { kind: 'tool', id: 'wiki', name: 'Wiki' });
    assert.equal(row?.actor?.userId, 'zhangwei01');
    const other = createToolBrowser(await signedIn(server.newBrowser()));
    await other.open(`${WIKI}/`);
    assert.equal((await recorded(server, 'tool_opened')).length, 2);
  });

  it('are refused with who wanted to open which, at the hand-over and inside the tool', async (t) => {
    const server = await startTestServer(t, { tools });
    const tab = createToolBrowser(server.browser);
    await tab.open(`${WIKI}/`);
    for (let n = 0; n < 5; n += 1) assert.equal((await tab.ask(`${WIKI}/admin/${n}`, script)).statusCode, 403);
    await tab.open('https://payroll.example.com/');
    assert.deepEqual(
      (await recorded(server, 'access_refused')).map((row) => [row.actor?.userId, row.target?.id, row.outcome]),
      [
        ['zhangwei01', 'wiki', 'refused'],
        ['zhangwei01', 'payroll', 'refused'],
      ],
    );
  });

  for (const isOnTheWire of [false, true]) {
    const way = isOnTheWire ? 'before the framework sees it' : 'by the framework';
    it(`are opened from where the first request came, answered ${way}`, async (t) => {
      const server = await startTestServer(t, { tools, isOnTheWire });
      const tab = createToolBrowser(await signedIn(server.browser));
      await tab.hand(await tab.openUntil(`${WIKI}/`, '/.foyer/callback'));
      assert.deepEqual(await recorded(server, 'tool_opened'), []);
      for (const from of ['203.0.113.7', '203.0.113.8'])
        assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, 'x-forwarded-for': from })).statusCode, 200);
      assert.deepEqual(
        (await recorded(server, 'tool_opened')).map(({ from }) => from),
        ['203.0.113.7'],
      );
    });
  }

  it('are opened anew with the next session in the same browser', async (t) => {
    const server = await startTestServer(t, { tools });
    const tab = createToolBrowser(server.browser);
    await tab.open(`${WIKI}/`);
    await server.browser.post('/auth/sign-out');
    await tab.open(`${WIKI}/`);
    assert.equal((await recorded(server, 'tool_opened')).length, 2);
  });
});

describe('tools that sign people in, in the audit log', () => {
  it('are opened once in a session', async (t) => {
    const server = await startOidcServer(t);
    await openTool(server.browser, desk);
    await openTool(server.browser, desk);
    const rows = await recorded(server, 'tool_opened');
    assert.deepEqual(
      rows.map(({ actor, target }) => [actor?.userId, target?.kind]),
      [['zhangwei01', 'tool']],
    );
  });

  it('are refused with who wanted to', async (t) => {
    const oidc = `\n    oidc:\n      clientId: ${desk.id}\n      clientSecret: ${desk.secret}\n      redirectUris: [${desk.redirectUri}]\n`;
    const closed = `\n  - id: desk-tool\n    name: Desk\n    url: https://desk.example.com/\n    allow: [{ user: gonglin }]${oidc}`;
    const server = await startTestServer(t, { tools: closed });
    await signedIn(server.browser);
    const query = authorizationQuery(desk, 'verifier-that-is-as-long-as-one-has-to-be-by-rfc7636');
    const stop = await server.browser.open(`/oidc/auth?${query}`);
    await server.browser.open(new URL(String(stop.headers.location), 'http://x').pathname);
    assert.deepEqual(
      (await recorded(server, 'access_refused')).map(({ actor, target }) => [actor?.userId, target?.id]),
      [['zhangwei01', 'desk-tool']],
    );
    assert.deepEqual(await recorded(server, 'tool_opened'), []);
  });

  it('are opened from where the browser is that opens them, not from where its session was', async (t) => {
    const server = await startOidcServer(t);
    await signedIn(server.browser);
    const query = authorizationQuery(desk, 'verifier-that-is-as-long-as-one-has-to-be-by-rfc7636');
    const answer = await server.browser.open(`/oidc/auth?${query}`, elsewhere);
    assert.ok(String(answer.headers.location).startsWith(desk.redirectUri), answer.body);
    const [row] = await recorded(server, 'tool_opened');
    assert.deepEqual([row?.from, row?.target], ['203.0.113.7', { kind: 'tool', id: 'desk', name: 'desk' }]);
    // Whoever has to sign in first comes back another way.
    const other = server.newBrowser();
    const { location } = await authorize(other, desk, { userId: 'dengkai' });
    assert.ok(location);
    assert.equal((await recorded(server, 'tool_opened'))[1]?.from, '127.0.0.1');
  });

  it('are opened on a device by whoever says yes, from where they say it', async (t) => {
    const cli = { id: 'cli', redirectUri: 'https://cli.example.com/callback' };
    const oidc = ['deviceFlow: true'];
    const server = await startOidcServer(t, { tools: describeTool(cli, { oidc }) });
    await signedIn(server.browser);
    const codes = (await askAs(server.browser, cli, { path: '/oidc/device/auth', form: { scope: 'openid' } })).json();
    const { user_code, device_code } = codes;
    const page = await sendForm(server.browser, await server.browser.open('/oidc/device'), { user_code });
    assert.deepEqual(await recorded(server, 'tool_opened'), []);
    const { answer } = await follow(server.browser, cli, {
      answer: await sendForm(server.browser, page, {}, elsewhere),
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    tokensOf(await askAs(server.browser, cli, { path: '/oidc/token', form: { grant_type, device_code } }));
    const [row, ...more] = await recorded(server, 'tool_opened');
    assert.deepEqual(more, []);
    assert.deepEqual([brief(row), row?.target?.id], ['tool_opened done zhangwei01 tool -', 'cli']);
    assert.equal(row?.from, '203.0.113.7');
  });

  // Nobody sees a page of ours then, and the attempt must not go unseen as well.
  it('are refused with who wanted to, also where the tool asks silently', async (t) => {
    const server = await startOidcServer(t);
    await signedIn(server.browser);
    const { answer } = await askToSignIn(server.browser, payroll, { prompt: 'none' });
    assert.match(String(answer.headers.location), /error=access_denied/);
    const rows = await recorded(server, 'access_refused');
    assert.deepEqual(
      rows.map((row) => [brief(row), row.target?.id, row.from]),
      [['access_refused refused zhangwei01 tool access_denied', 'payroll', '127.0.0.1']],
    );
    await askToSignIn(server.newBrowser(), payroll, { prompt: 'none' });
    assert.equal((await recorded(server, 'access_refused')).length, 1, 'a visitor is nobody');
  });
});
