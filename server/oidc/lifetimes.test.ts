import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { askAs, askToSignIn, openTool, readUserinfo, withoutCookies } from '../testing/oidc-client.ts';
import { describeTool, desk, EVERY_SCOPE, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

describe('how long things last', () => {
  for (const [what, oidc, minutes] of [
    ['ten minutes', [], 10],
    ['as many minutes as the file says', ['accessTokenMinutes: 1'], 1],
    ['an hour at most', ['accessTokenMinutes: 60'], 60],
  ] as const) {
    it(`an access token: ${what}`, async (t) => {
      const { browser, clock } = await startOidcServer(t, { tools: describeTool(wiki, { oidc }) });
      const tokens = await openTool(browser, wiki);
      assert.equal(tokens.expires_in, minutes * 60);
      clock.advance(minutes * MINUTE - SECOND);
      assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
      clock.advance(SECOND);
      assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
    });
  }

  it('an ID token: an hour', async (t) => {
    const { browser } = await startOidcServer(t);
    const { exp = 0, iat = 0 } = decodeJwt((await openTool(browser, wiki)).id_token);
    assert.equal(exp - iat, 3_600);
  });

  // A token that outlives the session signs somebody in whom Foyer has signed out.
  it('an access token: no longer than the session', async (t) => {
    const tools = describeTool(wiki, { oidc: ['accessTokenMinutes: 60'] });
    const { browser, clock } = await startOidcServer(t, { tools, env: { SESSION_MAX_HOURS: '1' } });
    await signedIn(browser);
    clock.advance(HOUR - 5 * MINUTE);
    const tokens = await openTool(browser, wiki);
    clock.advance(5 * MINUTE - SECOND);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
    clock.advance(SECOND);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  // A second session beside ours would sign people in whom Foyer has signed out.
  it('what the provider remembers of somebody: as long as their session', async (t) => {
    const { browser, clock } = await startOidcServer(t, { env: { SESSION_MAX_HOURS: '2' } });
    await openTool(browser, wiki);
    const silently = async () => String((await askToSignIn(browser, wiki, { prompt: 'none' })).answer.headers.location);
    for (const later of [HOUR, HOUR - SECOND]) {
      clock.advance(later);
      assert.match(await silently(), /[?&]code=/);
    }
    clock.advance(SECOND);
    assert.match(await silently(), /error=login_required/);
  });

  it('what has ended: in the store until it is next swept', async (t) => {
    const tools = describeTool(desk, { oidc: [EVERY_SCOPE] });
    const { browser, clock, services, stored } = await startStoredServer(t, { tools });
    assert.ok((await openTool(browser, desk, { scope: 'openid offline_access' })).refresh_token);
    const count = () => Number(stored.rows('SELECT count(*) AS n FROM oidc_artifacts')[0]?.n);
    assert.ok(count() > 2);
    clock.advance(200 * HOUR);
    await services.artifacts.sweep();
    assert.equal(count(), 0);
  });
});

describe('the library', () => {
  // It warns of what is for a developer's machine alone: pages that let in anybody, keys that everybody knows.
  it('has nothing to warn of', async (t) => {
    const said: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error'] as const)
      t.mock.method(console, method, (...words: unknown[]) => void said.push(words.join(' ')));
    const { browser } = await startOidcServer(t);
    await openTool(browser, wiki);
    assert.deepEqual(said, []);
  });

  // They take any name, and any password.
  it('serves no pages of its own on which anybody may say who they are', async (t) => {
    const { browser } = await startOidcServer(t);
    const { answer } = await askToSignIn(browser, wiki);
    const stop = String(answer.headers.location);
    for (const method of ['POST', 'PUT'] as const) {
      const payload = 'prompt=login&login=somebody&password=x';
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const asked = await browser.request({ method, url: stop, headers, payload });
      assert.equal(asked.statusCode, 405, asked.body);
    }
    assert.equal((await browser.open(`${stop}/abort`)).statusCode, 404);
  });

  // Its own keys are in its source.
  it('signs with the keys of this install alone', async (t) => {
    const [one, other] = [await startTestServer(t), await startTestServer(t)];
    const kids = async ({ browser }: typeof one) =>
      (await withoutCookies(browser).get('/oidc/jwks')).json().keys.map(({ kid }: { kid: string }) => kid);
    const [first, second] = [await kids(one), await kids(other)];
    assert.equal(new Set([...first, ...second]).size, 4);
    assert.equal(first.includes('keystore-CHANGE-ME'), false);
  });
});

describe('somebody who asks again and again', () => {
  // Each start of a sign-in makes the store keep something.
  it('is stopped at so many starts a minute from one address; whoever is signed in is not', async (t) => {
    const { browser, newBrowser, clock } = await startOidcServer(t, { env: { SIGN_IN_STARTS_PER_MINUTE: '3' } });
    await signedIn(browser);
    clock.advance(2 * MINUTE);
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await askToSignIn(newBrowser(), wiki)).answer.statusCode);
    assert.deepEqual(statuses, [303, 303, 303, 429, 429]);
    for (let count = 0; count < 5; count += 1)
      assert.match(String((await askToSignIn(browser, wiki)).answer.headers.location), /[?&]code=/);
  });

  // Each makes the store keep something.
  it('with pushed requests has to be a tool', async (t) => {
    const { browser } = await startOidcServer(t);
    const nobody = { ...wiki, secret: 'x'.repeat(40) };
    const answer = await askAs(browser, nobody, { path: '/oidc/request', form: { response_type: 'code' } });
    assert.equal(answer.statusCode, 401);
  });
});
