import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import { authorizationQuery, type TestClient } from '../testing/oidc-client.ts';
import { chooseAtDingTalk, signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const METRICS: TestClient = {
  id: 'the-metrics',
  secret: 'a-secret-of-metrics-that-is-long-enough',
  redirectUri: 'https://metrics.example.com/callback',
};

const toolsFor = (allow: string) => `
  - id: metrics
    name: 监控大盘
    url: https://metrics.example.com/
    oidc:
      clientId: ${METRICS.id}
      clientSecret: ${METRICS.secret}
      redirectUris: [${METRICS.redirectUri}]
    allow: ${allow}
`;
const FOR_ENGINEERS = toolsFor('[{ department: 研发部 }]');

const start = (t: TestContext) => startTestServer(t, { tools: FOR_ENGINEERS });

/** What the tool sends a browser to. */
const wayIn = `/oidc/auth?${authorizationQuery(METRICS, 'verifier-that-is-as-long-as-one-has-to-be-by-rfc7636')}`;

type Opened = { path: string; answer: Answer };

/** Opens an address of Foyer's and follows it as long as it leads to Foyer, or to DingTalk, where somebody is chosen. */
async function follow(browser: Browser, address: string, userId = ''): Promise<Opened & { left: URL | null }> {
  for (let path = address; ; ) {
    const answer = await browser.open(path);
    const { location } = answer.headers;
    if (location === undefined) return { path, answer, left: null };
    const next = new URL(location, 'https://foyer.example.com');
    if (next.href.startsWith(METRICS.redirectUri)) return { path, answer, left: next };
    path = next.host === 'foyer.example.com' ? next.pathname + next.search : await chooseAtDingTalk(next, { userId });
  }
}

/** Comes from the tool as somebody whom its rules refuse. */
async function comeRefused(browser: Browser): Promise<Opened> {
  await signedIn(browser, '0423752');
  const opened = await follow(browser, wayIn);
  assert.equal(opened.answer.statusCode, 403, opened.answer.body.slice(0, 200));
  assert.match(opened.path, /^\/oidc\/interaction\/[\w-]{43}$/);
  return opened;
}

const answerOf = (left: URL | null) => Object.fromEntries(left?.searchParams ?? []);

describe('a person whom the rules of a tool refuse, at the provider', () => {
  it('gets the page that says so, and which tool it is about', async (t) => {
    const { browser } = await start(t);
    const { answer } = await comeRefused(browser);
    assert.match(String(answer.headers['content-type']), /^text\/html/);
    assert.match(
      answer.body,
      /<meta name="foyer-error" content="access_denied" data-request-id="[\w-]{13}" data-tool="metrics" \/>/,
    );
  });

  it('leads the tool to its answer by going back to it, and is not asked to sign in for that', async (t) => {
    const { browser } = await start(t);
    const { path } = await comeRefused(browser);
    const { left } = await follow(browser, `${path}/back`);
    const { error, state, iss, code } = answerOf(left);
    assert.deepEqual(
      [error, state, iss, code],
      ['access_denied', 'state-of-the-tool', 'https://foyer.example.com/oidc', undefined],
    );
  });

  it('goes on to the tool from the very page, once the rules let them in', async (t) => {
    const { browser, rewriteTools } = await start(t);
    const { path } = await comeRefused(browser);
    rewriteTools(toolsFor('everyone'));
    const { left } = await follow(browser, path);
    assert.ok(answerOf(left).code, String(left));
  });

  it('may go on with another account, as that person', async (t) => {
    const { browser } = await start(t);
    const { path } = await comeRefused(browser);
    const again = `/auth/sign-in?return_to=${encodeURIComponent(path)}`;
    const { left } = await follow(browser, again, 'zhangwei01');
    assert.ok(answerOf(left).code, String(left));
    assert.equal((await browser.get('/api/me')).json().userId, 'zhangwei01');
  });

  // Whoever could open it would learn what somebody else was asked, or answer in their place.
  it('is the only one who can open that page, or go back from it', async (t) => {
    const { browser, newBrowser } = await start(t);
    const { path } = await comeRefused(browser);
    const stranger = await signedIn(newBrowser(), 'zhangwei01');
    for (const address of [path, `${path}/back`]) {
      const answer = await stranger.open(address);
      assert.equal(answer.statusCode, 400, address);
      assert.match(answer.body, /content="sign_in_expired" data-request-id="[\w-]{13}" data-tool=""/);
      assert.equal(answer.headers.location, undefined);
    }
  });

  it('hears that nobody knows the stop any more, once it has been answered', async (t) => {
    const { browser } = await start(t);
    const { path } = await comeRefused(browser);
    await follow(browser, `${path}/back`);
    assert.match((await browser.open(path)).body, /<meta name="foyer-error" content="sign_in_expired"/);
  });

  it('is refused the same way when the tool is closed to them only by the time they come back', async (t) => {
    const { browser, rewriteTools } = await start(t);
    await signedIn(browser, 'zhangwei01');
    assert.ok(answerOf((await follow(browser, wayIn)).left).code);
    rewriteTools(toolsFor('[administrators]'));
    const { answer } = await follow(browser, wayIn);
    assert.equal(answer.statusCode, 403);
    assert.match(answer.body, /data-tool="metrics"/);
  });
});
