import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import {
  askAs,
  authorizationQuery,
  createVerifier,
  follow,
  openTool,
  type Query,
  redeem,
  refresh,
  type TestClient,
  tokensOf,
} from '../testing/oidc-client.ts';
import { board, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const OFFLINE = { scope: 'openid profile offline_access' };

/** Pushes a request first, as RFC 9126 has it, and goes on with what is given for it. */
async function openPushed(browser: Browser, client: TestClient, changes: Query = {}, beside: Query = {}) {
  const verifier = createVerifier();
  const form = Object.fromEntries(new URLSearchParams(authorizationQuery(client, verifier, changes)));
  const pushed = await askAs(browser, client, { path: '/oidc/request', form });
  assert.equal(pushed.statusCode, 201, pushed.body);
  const { request_uri } = pushed.json<{ request_uri: string }>();
  const query = new URLSearchParams({ client_id: client.id, request_uri, ...beside } as Record<string, string>);
  const { location, answer } = await follow(browser, client, { answer: await browser.open(`/oidc/auth?${query}`) });
  assert.ok(location, answer.body);
  const used = await browser.open(`/oidc/auth?${query}`);
  return { used, location, tokens: tokensOf(await redeem(browser, client, { location, verifier })) };
}

describe('a refresh token', () => {
  const asked: [string, Query][] = [
    ['asks for it', {}],
    ['asks for it with consent, as others want it', { prompt: 'consent' }],
    ['asks for it silently', { prompt: 'none' }],
    ['asks for it with a new sign-in', { prompt: 'login' }],
    ['asks for it with both', { prompt: 'login consent' }],
  ];
  const start = async (t: TestContext) => {
    const server = await startOidcServer(t);
    await signedIn(server.browser);
    server.clock.advance(2_000);
    return server;
  };

  // Tools that follow the specification to the letter ask for consent, and first-party tools have none to ask for.
  for (const [what, changes] of asked) {
    it(`is given to a tool that ${what}`, async (t) => {
      const { browser, clock } = await start(t);
      for (const client of [desk, board]) {
        if (changes.prompt?.includes('login')) {
          clock.advance(2_000);
        }
        const tokens = await openWithNewSignIn(browser, client, { ...OFFLINE, ...changes }, () => clock.advance(2_000));
        assert.equal(tokens.scope, OFFLINE.scope);
        assert.equal((await refresh(browser, client, tokens)).statusCode, 200);
      }
    });
  }

  it('is given to a tool that pushes its request, whatever stands beside it', async (t) => {
    const { browser } = await start(t);
    for (const client of [desk, board]) {
      for (const changes of [{}, { prompt: 'consent' }]) {
        const { tokens } = await openPushed(browser, client, { ...OFFLINE, ...changes });
        assert.equal(tokens.scope, OFFLINE.scope);
        assert.equal((await refresh(browser, client, tokens)).statusCode, 200);
      }
    }
  });

  // It outlives the tab. A tool that did not ask for it has no place to keep it.
  it('is not given to a tool that does not ask for it', async (t) => {
    const { browser } = await start(t);
    for (const changes of [{}, { prompt: 'consent' }]) {
      const tokens = await openTool(browser, desk, { scope: 'openid profile', ...changes });
      assert.deepEqual([tokens.refresh_token, tokens.scope], [undefined, 'openid profile']);
    }
    const { tokens } = await openPushed(browser, desk, { scope: 'openid profile' });
    assert.deepEqual([tokens.refresh_token, tokens.scope], [undefined, 'openid profile']);
  });

  // What is pushed is what the tool has said. The address goes through a browser, where others can add to it.
  it('is not given for what is added to the address of a pushed request', async (t) => {
    const { browser } = await start(t);
    const beside = { scope: OFFLINE.scope, foyer_offline: 'wanted', prompt: 'consent' };
    const { tokens } = await openPushed(browser, desk, { scope: 'openid profile' }, beside);
    assert.deepEqual([tokens.refresh_token, tokens.scope], [undefined, 'openid profile']);
  });

  // The file says who may work while nobody looks.
  it('is not given to a tool that has not got the scope', async (t) => {
    const { browser } = await start(t);
    for (const foyer_offline of [undefined, 'wanted']) {
      const tokens = await openTool(browser, wiki, { scope: 'openid offline_access', foyer_offline });
      assert.deepEqual([tokens.refresh_token, tokens.scope], [undefined, 'openid']);
    }
  });
});

describe('a pushed request', () => {
  // An address that works again signs in whoever finds it in a history.
  it('signs people in once, and within a minute', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const { location, used } = await openPushed(browser, wiki);
    assert.equal(location.searchParams.get('state'), 'state-of-the-tool');
    assert.ok(used.statusCode === 400 || String(used.headers.location).includes('error=invalid_request_uri'));
    const form = Object.fromEntries(new URLSearchParams(authorizationQuery(wiki, createVerifier())));
    const { request_uri, expires_in } = (await askAs(browser, wiki, { path: '/oidc/request', form })).json();
    assert.equal(expires_in, 60);
    clock.advance(60_000);
    const late = await browser.open(`/oidc/auth?${new URLSearchParams({ client_id: 'wiki', request_uri })}`);
    assert.equal(late.statusCode, 400);
  });

  // What one tool has pushed would run under the name of another.
  it('is nothing to another tool', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const form = Object.fromEntries(new URLSearchParams(authorizationQuery(wiki, createVerifier())));
    const { request_uri } = (await askAs(browser, wiki, { path: '/oidc/request', form })).json();
    const answer = await browser.open(`/oidc/auth?${new URLSearchParams({ client_id: 'desk', request_uri })}`);
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.headers.location, undefined);
  });
});

/** A new sign-in is one that happens after it was asked for. */
async function openWithNewSignIn(browser: Browser, client: TestClient, changes: Query, later: () => void) {
  const verifier = createVerifier();
  const answer = await browser.open(`/oidc/auth?${authorizationQuery(client, verifier, changes)}`);
  later();
  const { location, answer: last } = await follow(browser, client, { answer });
  assert.ok(location, last.body);
  return tokensOf(await redeem(browser, client, { location, verifier }));
}
