import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { decodeJwt } from 'jose';
import type { Answer, Browser } from '../testing/browser.ts';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import { askAs, follow, readUserinfo, refresh, refusalOf, type TestClient, tokensOf } from '../testing/oidc-client.ts';
import { describeTool, desk, oidcTools, startOidcServer } from '../testing/oidc-tools.ts';
import { formOf, sendForm } from '../testing/page-form.ts';
import { signedIn } from '../testing/sign-in.ts';

const cli: TestClient = { id: 'cli', redirectUri: 'https://cli.example.com/callback' };
const kiosk: TestClient = { id: 'kiosk', redirectUri: 'https://kiosk.example.com/callback' };
const oidc = ['deviceFlow: true', 'scopes: [openid, profile, offline_access]'];
const tools = [
  oidcTools,
  describeTool(cli, { oidc, allow: '[{ department: 研发部 }]' }),
  describeTool(kiosk, { oidc }),
].join('');

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
type Codes = { device_code: string; user_code: string; verification_uri: string; expires_in: number };

async function start(t: TestContext, options = {}) {
  const server = await startOidcServer(t, { tools, ...options });
  const { browser } = server;
  const askFor = async (client: TestClient, scope = 'openid profile') =>
    askAs(browser, client, { path: '/oidc/device/auth', form: { scope } });
  const codes = (await askFor(cli)).json<Codes>();
  const poll = async (client: TestClient = cli, { device_code }: Codes = codes) =>
    askAs(browser, client, { path: '/oidc/token', form: { grant_type: GRANT, device_code } });
  return { ...server, askFor, codes, poll };
}

/** Types the code in; gives the page that comes then. */
const typeIn = async (browser: Browser, user_code: string) =>
  sendForm(browser, await browser.open('/oidc/device'), { user_code });

/** Says yes, and signs in where that is asked; gives the last page. */
async function confirm(browser: Browser, page: Answer, userId = 'zhangwei01'): Promise<Answer> {
  return (await follow(browser, cli, { answer: await sendForm(browser, page), userId })).answer;
}

describe('signing in on a device', () => {
  // Whoever is sent a code by a stranger signs the stranger in. What no tool needs must not be there to be used so.
  it('is not there while no tool asks for it', async (t) => {
    const { browser, rewriteTools } = await startOidcServer(t);
    const discovery = async () => (await browser.get('/oidc/.well-known/openid-configuration')).json();
    const statuses = async () => [
      (await browser.open('/oidc/device')).statusCode,
      (await askAs(browser, desk, { path: '/oidc/device/auth', form: { scope: 'openid' } })).statusCode,
    ];
    assert.deepEqual(await statuses(), [404, 404]);
    assert.equal('device_authorization_endpoint' in (await discovery()), false);
    assert.equal((await discovery()).grant_types_supported.includes(GRANT), false);
    rewriteTools(tools);
    assert.equal((await browser.open('/oidc/device')).statusCode, 200);
    assert.equal((await discovery()).device_authorization_endpoint, 'https://foyer.example.com/oidc/device/auth');
    assert.ok((await discovery()).grant_types_supported.includes(GRANT));
    rewriteTools(oidcTools);
    assert.deepEqual(await statuses(), [404, 404]);
  });

  // One tool in the file must not open a way for all of them.
  it('is refused to a tool that has not got it, while others have', async (t) => {
    const { askFor, poll } = await start(t);
    assert.equal((await askFor(desk)).statusCode, 400);
    assert.equal(refusalOf(await poll(desk)), '400 invalid_request');
  });

  it('shows which tool asks and the code, and gives it tokens once the person has said yes', async (t) => {
    const { browser, codes, poll } = await start(t);
    assert.match(codes.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.equal(codes.verification_uri, 'https://foyer.example.com/oidc/device');
    assert.equal(refusalOf(await poll()), '400 authorization_pending');
    const page = await typeIn(browser, codes.user_code.toLowerCase().replace('-', ' '));
    assert.match(page.body, /<strong>cli<\/strong>/);
    assert.ok(page.body.includes(codes.user_code));
    assert.match((await confirm(browser, page)).body, /设备已登录/);
    const tokens = tokensOf(await poll());
    assert.equal(decodeJwt(tokens.id_token).name, '张伟');
    assert.equal(tokens.refresh_token, undefined);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
  });

  it('gives a refresh token where it was asked for', async (t) => {
    const { browser, askFor, poll } = await start(t);
    const codes = (await askFor(cli, 'openid offline_access')).json<Codes>();
    await confirm(browser, await typeIn(browser, codes.user_code));
    const tokens = tokensOf(await poll(cli, codes));
    assert.equal((await refresh(browser, cli, tokens)).statusCode, 200);
  });

  // A device would go on for somebody who has left.
  it('ends with the session in which the person said yes', async (t) => {
    const { browser, codes, poll } = await start(t);
    await confirm(browser, await typeIn(browser, codes.user_code));
    const tokens = tokensOf(await poll());
    await browser.post('/auth/sign-out');
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
  });

  // The rules of the tool are the same, whichever way somebody comes.
  it('gives nothing for a person whom the rules keep out', async (t) => {
    const { browser, codes, poll } = await start(t);
    const page = await confirm(browser, await typeIn(browser, codes.user_code), '0423752');
    assert.equal(page.statusCode, 403);
    assert.notEqual((await poll()).statusCode, 200);
  });

  it('can be called off, and the device hears that', async (t) => {
    const { browser, codes, poll } = await start(t);
    const page = await sendForm(browser, await typeIn(browser, codes.user_code), { abort: 'yes' });
    assert.match(page.body, /已取消/);
    assert.equal(refusalOf(await poll()), '400 access_denied');
  });
});

describe('a code on a device', () => {
  // Whoever guesses codes must not find out by them which tools wait.
  it('that nobody has shown is not known, and says nothing about any tool', async (t) => {
    const { browser } = await start(t);
    for (const code of ['BBBB-BBBB', 'x', '', '<script>alert(1)</script>']) {
      const page = await typeIn(browser, code);
      assert.match(page.body, /这个代码不对/);
      assert.doesNotMatch(page.body, /cli|<script>alert/);
    }
  });

  // The longer it is good, the more can be guessed.
  it('is good for ten minutes', async (t) => {
    const { browser, clock, codes, askFor, poll } = await start(t);
    assert.equal(codes.expires_in, 600);
    clock.advance(600_000);
    assert.match((await typeIn(browser, codes.user_code)).body, /这个代码不对/);
    assert.match(refusalOf(await poll()), /^400 (expired_token|invalid_grant)$/);
    const fresh = (await askFor(cli)).json<Codes>();
    clock.advance(599_000);
    await confirm(browser, await typeIn(browser, fresh.user_code));
    assert.equal((await poll(cli, fresh)).statusCode, 200);
  });

  // A code that was read over a shoulder would sign in two.
  it('counts once, for one person and for one device', async (t) => {
    const { browser, newBrowser, codes, poll } = await start(t);
    await confirm(browser, await typeIn(browser, codes.user_code));
    const other = await signedIn(newBrowser(), 'wuyutong');
    assert.match((await typeIn(other, codes.user_code)).body, /这个代码不对/);
    const tokens = tokensOf(await poll());
    assert.equal(decodeJwt(tokens.id_token).name, '张伟');
    assert.equal(refusalOf(await poll()), '400 invalid_grant');
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401, 'of two who have it, one is a thief');
  });

  // Two devices would be signed in by one yes.
  it('gives tokens to one of twenty who ask at once', async (t) => {
    const fragile = createFragileArtifacts();
    const { browser, codes, poll } = await start(t, { ...fragile, isOnTheWire: false });
    await confirm(browser, await typeIn(browser, codes.user_code));
    fragile.latencyMs = 5;
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll()));
    assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1);
  });

  // The yes was for the tool whose name stood there.
  it('of one tool is nothing to another', async (t) => {
    const { browser, codes, poll } = await start(t);
    await confirm(browser, await typeIn(browser, codes.user_code));
    assert.equal(refusalOf(await poll(kiosk)), '400 invalid_grant');
    assert.equal((await poll()).statusCode, 200);
  });

  // A page elsewhere could say yes in somebody's place.
  it('is confirmed with what stands in our form alone', async (t) => {
    const { browser, newBrowser, codes, poll } = await start(t);
    await signedIn(browser);
    const thief = await signedIn(newBrowser(), 'wuyutong');
    const thiefs = formOf(await typeIn(thief, codes.user_code)).fields.xsrf ?? '';
    await browser.open('/oidc/device');
    for (const xsrf of ['', 'x', thiefs]) {
      const answer = await browser.request({
        method: 'POST',
        url: '/oidc/device',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: String(new URLSearchParams({ xsrf, user_code: codes.user_code, confirm: 'yes' })),
      });
      assert.doesNotMatch(answer.body, /设备已登录/);
    }
    assert.equal(refusalOf(await poll()), '400 authorization_pending');
  });
});
