import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import {
  askAs,
  askForTokens,
  askToSignIn,
  authorizationQuery,
  authorize,
  codeOf,
  createVerifier,
  openTool,
  refusalOf,
  type TestClient,
} from '../testing/oidc-client.ts';
import { describeTool } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const { registered, reject, orderOfChecks } = hostile.oidcRedirectUri;
const tool: TestClient = { id: 'tool', secret: 'the-secret-of-the-tool-that-is-long-enough', redirectUri: registered };
const local: TestClient = { id: 'local', redirectUri: 'http://127.0.0.1:4711/cb' };
const app: TestClient = { id: 'app', redirectUri: 'com.example.app:/cb' };
const other: TestClient = {
  id: 'other',
  secret: 'the-secret-of-the-other-that-is-long-enough',
  redirectUri: 'https://other.example.com/cb',
};
const tools = [tool, local, app, other].map((client) => describeTool(client)).join('');

/** Our own, beside the table. */
const more = [
  'https://tool.example.com/cb?',
  'https://tool.example.com/cb?x=1',
  'https://tool.example.com/cb%20',
  'https://tool.example.com/%63b',
  'https://tool.example.com//cb',
  'https://tool.example.com./cb',
  'https://tool.example.com.evil.example/cb',
  'https://Tool.example.com/cb',
  'HTTPS://tool.example.com/cb',
  'https:tool.example.com/cb',
  'https:/tool.example.com/cb',
  '//tool.example.com/cb',
  ' https://tool.example.com/cb',
  'https://tool.example.com/cb ',
  'https://tool.example.com/cb\n',
  'https://tool.example.com/cb\0',
  'https://user@tool.example.com/cb',
  'https://tool.example.com/cb\u200b',
  'https://tоol.example.com/cb',
  'https://tool。example.com/cb',
  'https://tool.example.com:8443/cb',
  'https://foyer.example.com/cb',
  'https://other.example.com/cb',
  'javascript:alert(1)//https://tool.example.com/cb',
  'data:text/html,https://tool.example.com/cb',
  'http://127.0.0.1:4711/cb',
  '',
];

function assertOnOurOwnPage(answer: Answer, what: string): void {
  assert.equal(answer.statusCode, 400, what);
  assert.equal(answer.headers.location, undefined, what);
  assert.match(String(answer.headers['content-type']), /^text\/html/, what);
  // Nothing on the page leads anywhere but to Foyer itself.
  assert.doesNotMatch(answer.body, /(?:href|action|src)="(?!\/)|http-equiv/i, what);
}

const start = async (t: TestContext) => {
  const server = await startTestServer(t, { tools, isOnTheWire: true });
  const browsers: [string, Browser][] = [
    ['a visitor', server.browser],
    ['somebody signed in', await signedIn(server.newBrowser())],
  ];
  return { ...server, browsers };
};

describe('the address that a tool wants people sent back to', () => {
  // A code that goes to another address signs a thief in as whoever clicked a link.
  it('is the registered one, letter by letter, or the browser goes nowhere', async (t) => {
    const { browsers } = await start(t);
    const rest = authorizationQuery(tool, createVerifier(), { redirect_uri: undefined });
    for (const [who, browser] of browsers) {
      for (const { id, query } of reject) {
        const answer = await browser.open(`/oidc/auth?${rest}&redirect_uri=${query}`);
        assertOnOurOwnPage(answer, `${id} ${who}`);
      }
      for (const redirect_uri of more) {
        const { answer } = await askToSignIn(browser, tool, { redirect_uri });
        assertOnOurOwnPage(answer, `${JSON.stringify(redirect_uri)} ${who}`);
      }
    }
  });

  // An error that is sent to an address nobody has checked is an open redirect with our name on it.
  it('is looked at before everything else', async (t) => {
    const { browsers } = await start(t);
    for (const [who, browser] of browsers) {
      for (const { id, query } of orderOfChecks)
        assertOnOurOwnPage(await browser.open(`/oidc/auth?${query}`), `${id} ${who}`);
      const wrong = [
        { response_type: 'token' },
        { response_mode: 'form_post' },
        { scope: 'payroll' },
        { scope: undefined },
        { prompt: 'none' },
        { prompt: 'none login' },
        { code_challenge: undefined },
        { code_challenge_method: 'plain' },
        { request: 'x' },
        { request_uri: 'https://evil.example/x' },
        { registration: '{}' },
        { max_age: '-1' },
        { id_token_hint: 'x' },
        { client_id: 'nobody' },
        { client_id: undefined },
      ];
      for (const changes of wrong) {
        const evil = { redirect_uri: 'https://evil.example/cb', ...changes };
        assertOnOurOwnPage((await askToSignIn(browser, tool, evil)).answer, `${JSON.stringify(changes)} ${who}`);
      }
    }
  });

  // One of the two is checked and the other one used, somewhere on the way.
  it('may not come twice', async (t) => {
    const { browsers } = await start(t);
    const query = authorizationQuery(tool, createVerifier());
    for (const [who, browser] of browsers) {
      for (const second of [registered, 'https://evil.example/cb']) {
        const twice = `${query}&redirect_uri=${encodeURIComponent(second)}`;
        assertOnOurOwnPage(await browser.open(`/oidc/auth?${twice}`), who);
      }
    }
  });

  // A check that stands in one of three ways in is no check.
  it('is as exact in a pushed request, and in a form', async (t) => {
    const { browser, browsers } = await start(t);
    for (const redirect_uri of [...reject.map((row) => row.redirect_uri), ...more, undefined]) {
      const form = Object.fromEntries(
        new URLSearchParams(authorizationQuery(tool, createVerifier(), { redirect_uri })),
      );
      const pushed = await askAs(browser, tool, { path: '/oidc/request', form });
      assert.equal(refusalOf(pushed), '400 invalid_request', String(redirect_uri));
    }
    for (const [who, posting] of browsers) {
      const payload = authorizationQuery(tool, createVerifier(), { redirect_uri: 'https://evil.example/cb' });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
      let answer = await posting.request({ method: 'POST', url: '/oidc/auth', headers, payload });
      if (answer.statusCode === 303) answer = await posting.open(String(answer.headers.location));
      assertOnOurOwnPage(answer, who);
    }
  });

  it('takes everybody back when it is the registered one', async (t) => {
    const { browsers } = await start(t);
    for (const [, browser] of browsers) {
      const { location } = await authorize(browser, tool);
      assert.equal(`${location.origin}${location.pathname}`, registered);
    }
  });

  // Whoever stole a code on its way could redeem it at an address of their own.
  it('is the same one again when the code is redeemed', async (t) => {
    const { browser } = await start(t);
    for (const redirect_uri of ['https://tool.example.com/cb/', other.redirectUri, undefined]) {
      const { location, verifier } = await authorize(browser, tool);
      const form = { grant_type: 'authorization_code', code: codeOf({ location }), code_verifier: verifier };
      const answer = await askForTokens(browser, tool, { ...form, redirect_uri });
      assert.match(refusalOf(answer), /^400 invalid_(grant|request)$/, String(redirect_uri));
    }
  });
});

describe('an app on somebody’s own machine', () => {
  // RFC 8252, section 7.3: the port is whichever is free at that moment; nothing else may differ.
  it('may listen on any port of the loopback address, and nowhere else', async (t) => {
    const { browser } = await start(t);
    await signedIn(browser);
    const free = { ...local, redirectUri: 'http://127.0.0.1:59999/cb' };
    assert.ok((await openTool(browser, free)).access_token);
    for (const redirect_uri of [
      'http://127.0.0.1:4711/cb/',
      'http://127.0.0.1:4711/other',
      'http://127.0.0.2:4711/cb',
      'http://localhost:4711/cb',
      'http://[::1]:4711/cb',
      'https://127.0.0.1:4711/cb',
      'http://x@127.0.0.1:4711/cb',
      'http://127.0.0.1.evil.example:4711/cb',
      'http://127.0.0.1:4711@evil.example/cb',
    ]) {
      assertOnOurOwnPage((await askToSignIn(browser, local, { redirect_uri })).answer, redirect_uri);
    }
  });

  // Another app on the same device would get the code.
  it('may have a scheme of its own, and only that one', async (t) => {
    const { browser } = await start(t);
    await signedIn(browser);
    assert.ok((await openTool(browser, app)).access_token);
    for (const redirect_uri of ['com.example.app:/cb2', 'com.example.app://cb', 'com.example.other:/cb']) {
      assertOnOurOwnPage((await askToSignIn(browser, app, { redirect_uri })).answer, redirect_uri);
    }
  });
});
