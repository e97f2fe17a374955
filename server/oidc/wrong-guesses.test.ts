import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import { askAs, openTool, readUserinfo, refresh } from '../testing/oidc-client.ts';
import { describeTool, desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { signedIn } from '../testing/sign-in.ts';

const MOST = 60;
const MINUTE = 60_000;
const env = { TRUSTED_PROXIES: '127.0.0.1' };
const elsewhere = { 'x-forwarded-for': '198.51.100.9' };
const kiosk = describeTool(
  { id: 'kiosk', redirectUri: 'https://kiosk.example.com/callback' },
  { oidc: ['deviceFlow: true'] },
);

async function start(t: TestContext) {
  const server = await startOidcServer(t, { env, tools: `${oidcTools}${kiosk}` });
  const tokens = await openTool(server.browser, desk, { scope: 'openid offline_access' });
  const guess = async (path = '/oidc/token', headers = {}) => {
    const form = { grant_type: 'authorization_code', token: 'x' };
    const thief = { ...desk, secret: 'x'.repeat(40) };
    return (await askAs(server.browser, thief, { path, form, headers })).statusCode;
  };
  return { ...server, tokens, guess };
}

const typeIn = async (browser: Browser, user_code: string) =>
  (await sendForm(browser, await browser.open('/oidc/device'), { user_code })).statusCode;

describe('somebody who guesses', () => {
  // Secrets could be tried as fast as the machine answers, and everybody would wait meanwhile.
  it('at the secret of a tool is heard so often a minute, wherever it is shown, and then not even when right', async (t) => {
    const { browser, tokens, guess, clock } = await start(t);
    const paths = ['/oidc/token', '/oidc/token/introspection', '/oidc/token/revocation', '/oidc/request'];
    for (let count = 0; count < MOST; count += 1) assert.equal(await guess(paths[count % paths.length]), 401);
    for (const path of paths) assert.equal(await guess(path), 429, path);
    assert.equal((await refresh(browser, desk, tokens)).statusCode, 429);
    clock.advance(MINUTE - 1);
    assert.equal(await guess(), 429);
    clock.advance(1);
    assert.equal((await refresh(browser, desk, tokens)).statusCode, 200);
  });

  // Whoever knows the name of a tool could keep everybody out of it.
  it('keeps nobody out who is elsewhere', async (t) => {
    const { browser, tokens, guess } = await start(t);
    for (let count = 0; count <= MOST; count += 1) await guess('/oidc/token', elsewhere);
    assert.equal(await guess('/oidc/token', elsewhere), 429);
    assert.equal(await guess(), 401);
    assert.equal((await refresh(browser, desk, tokens)).statusCode, 200);
  });

  it('keeps nobody from what takes no secret', async (t) => {
    const { browser, tokens, guess } = await start(t);
    for (let count = 0; count <= MOST; count += 1) await guess();
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
    assert.equal((await browser.get('/oidc/.well-known/openid-configuration')).statusCode, 200);
  });

  it('is told why, and when to come again', async (t) => {
    const { browser, guess } = await start(t);
    for (let count = 0; count <= MOST; count += 1) await guess();
    const answer = await askAs(browser, desk, { path: '/oidc/token', form: { grant_type: 'refresh_token' } });
    assert.deepEqual([answer.statusCode, answer.json().error.code], [429, 'too_many_requests']);
    assert.equal(answer.headers['retry-after'], '60');
  });

  // Whoever hits the code of somebody else's device signs in on it, or has the device signed in as them.
  it('at the codes of devices is heard so often a minute', async (t) => {
    const { browser } = await start(t);
    await signedIn(browser);
    for (let count = 0; count < MOST; count += 1) assert.equal(await typeIn(browser, 'BBBB-BBBB'), 200);
    assert.equal((await browser.open('/oidc/device')).statusCode, 429);
  });
});

describe('a tool that is right', () => {
  it('is heard as often as it likes', async (t) => {
    const { browser } = await start(t);
    for (let count = 0; count <= MOST; count += 1) {
      const answer = await askAs(browser, wiki, { path: '/oidc/token/introspection', form: { token: 'x' } });
      assert.equal(answer.statusCode, 200);
    }
  });
});
