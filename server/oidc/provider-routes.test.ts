import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Answer } from '../testing/browser.ts';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import {
  askAs,
  askToSignIn,
  authorizationQuery,
  authorize,
  createVerifier,
  openTool,
  post,
  readUserinfo,
  redeem,
  refresh,
  tokensOf,
  withoutCookies,
} from '../testing/oidc-client.ts';
import { board, describeTool, desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { signedIn } from '../testing/sign-in.ts';

const TOKEN = '/oidc/token';
const FORM = 'application/x-www-form-urlencoded';

/** One answer of every kind. */
async function everyAnswer(t: TestContext): Promise<[string, Answer][]> {
  const { browser, newBrowser } = await startOidcServer(t);
  const [visitor, open] = [newBrowser(), (url: string) => browser.open(url)];
  const asked = (await askToSignIn(visitor, wiki)).answer;
  const tokens = await openTool(browser, desk, { scope: 'openid offline_access' });
  const form = Object.fromEntries(new URLSearchParams(authorizationQuery(wiki, createVerifier())));
  const question = await open('/oidc/session/end');
  return [
    ['discovery', await open('/oidc/.well-known/openid-configuration')],
    ['a stop', asked],
    ['the way to sign in', await visitor.open(String(asked.headers.location))],
    ['a code', (await askToSignIn(browser, wiki)).answer],
    ['an error for the tool', (await askToSignIn(browser, wiki, { prompt: 'bogus' })).answer],
    ['an error for a person', await open('/oidc/auth?client_id=nobody')],
    ['a stop that is gone', await open(`/oidc/auth/${'x'.repeat(43)}`)],
    ['tokens', await refresh(browser, desk, tokens)],
    ['no tokens', await refresh(browser, desk, { refresh_token: 'x' })],
    ['userinfo', await readUserinfo(browser, tokens)],
    ['no userinfo', await readUserinfo(browser, { access_token: 'x' })],
    ['a pushed request', await askAs(browser, wiki, { path: '/oidc/request', form })],
    ['introspection', await askAs(browser, desk, { path: '/oidc/token/introspection', form: { token: 'x' } })],
    ['revocation', await askAs(browser, desk, { path: '/oidc/token/revocation', form: { token: 'x' } })],
    ['the question whether to sign out', question],
    ['a sign-out', await sendForm(browser, question, { logout: 'yes' })],
    ['the page after it', await open('/oidc/session/end/success')],
    ['nothing', await open('/oidc/nothing')],
    ['no such method', await browser.request({ method: 'GET', url: TOKEN })],
  ];
}

describe('every answer of the provider', () => {
  // The library answers past the framework, and what the framework adds to every answer must not get lost there.
  it('carries the security headers of all of Foyer’s answers', async (t) => {
    for (const [what, { headers }] of await everyAnswer(t)) {
      assert.match(String(headers['content-security-policy']), /default-src 'none'/, what);
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, what);
      assert.doesNotMatch(String(headers['content-security-policy']), /unsafe|\*/, what);
      assert.deepEqual(
        ['x-content-type-options', 'x-frame-options', 'referrer-policy', 'strict-transport-security'].map(
          (name) => headers[name],
        ),
        ['nosniff', 'DENY', 'no-referrer', 'max-age=31536000; includeSubDomains'],
        what,
      );
      assert.equal(headers['cache-control'], 'no-store', what);
      assert.equal('x-powered-by' in headers, false, what);
    }
  });

  // RFC 9700, section 4.12: a redirect that keeps the method hands a form with secrets on to the next server.
  it('redirects with 303 and in no other way', async (t) => {
    const redirects = (await everyAnswer(t)).filter(([, { statusCode }]) => statusCode >= 300 && statusCode < 400);
    assert.equal(redirects.length, 5);
    for (const [what, { statusCode }] of redirects) assert.equal(statusCode, 303, what);
  });

  // Names of files and versions are a map for whoever looks for a way in.
  it('says nothing of how it was made', async (t) => {
    for (const [what, { body }] of await everyAnswer(t))
      assert.doesNotMatch(body, /\.ts:|\.js:|node_modules|SQLITE|at \w+ \(|oidc-provider|panva/, what);
  });
});

describe('an address of the provider', () => {
  it('answers to its own methods, and names them to whoever tries another', async (t) => {
    const { browser } = await startOidcServer(t);
    const table = [
      ['/oidc/token', 'POST, OPTIONS'],
      ['/oidc/token/introspection', 'POST, OPTIONS'],
      ['/oidc/token/revocation', 'POST, OPTIONS'],
      ['/oidc/request', 'POST, OPTIONS'],
      ['/oidc/me', 'GET, POST, OPTIONS'],
      ['/oidc/auth', 'GET, POST'],
      ['/oidc/session/end', 'GET, POST'],
      ['/oidc/session/end/confirm', 'POST'],
      ['/oidc/.well-known/openid-configuration', 'GET, OPTIONS'],
      ['/oidc/jwks', 'GET'],
    ] as const;
    for (const [url, allowed] of table) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (allowed.split(', ').includes(method)) continue;
        const answer = await withoutCookies(browser).request({ method, url });
        assert.deepEqual([answer.statusCode, answer.headers.allow], [405, allowed], `${method} ${url}`);
      }
    }
  });

  // HEAD would run what GET does: a link checker would use up what only a person should.
  it('does nothing for HEAD', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const url = `/oidc/auth?${authorizationQuery(wiki, createVerifier())}`;
    const answer = await browser.request({ method: 'HEAD', url });
    assert.deepEqual([answer.statusCode, answer.headers.location], [405, undefined]);
  });

  // Whoever sends more wants memory, and all of it.
  it('takes no more than anybody needs to say', async (t) => {
    const { browser } = await startOidcServer(t);
    const ask = (payload: string, type = FORM) =>
      withoutCookies(browser).request({ method: 'POST', url: TOKEN, headers: { 'content-type': type }, payload });
    const long = await ask(`grant_type=authorization_code&client_id=wiki&code=${'x'.repeat(100_000)}`);
    assert.ok([400, 413].includes(long.statusCode), String(long.statusCode));
    for (const [payload, type] of [
      ['{"grant_type":"authorization_code"}', 'application/json'],
      ['<a/>', 'text/xml'],
      ['x', 'text/plain'],
      ['--b--', 'multipart/form-data; boundary=b'],
    ] as const)
      assert.equal((await ask(payload, type)).statusCode, 400, type);
    assert.equal((await browser.open(`/oidc/auth?state=${'x'.repeat(9_000)}`)).statusCode, 414);
    for (const path of ['/oidc/auth', '/oidc/session/end']) {
      const answer = await post(browser, { path, form: { state: 'x'.repeat(9_000) } });
      assert.equal(answer.statusCode, 400, path);
      const json = {
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/json' },
        payload: '{}',
      } as const;
      assert.equal((await withoutCookies(browser).request(json)).statusCode, 415, path);
    }
  });

  // One of the two is checked and the other one used, somewhere on the way.
  it('takes nothing twice', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const query = authorizationQuery(wiki, createVerifier());
    for (const name of ['client_id', 'scope', 'state', 'nonce', 'code_challenge', 'response_type', 'prompt']) {
      const answer = await browser.open(`/oidc/auth?${query}&${name}=a&${name}=b`);
      assert.doesNotMatch(String(answer.headers.location), /[?&]code=/, name);
    }
  });

  // Whoever waits holds a connection.
  it('gives up when the answer does not come', async (t) => {
    const fragile = createFragileArtifacts();
    const { browser } = await startOidcServer(t, fragile);
    const authorization = await authorize(browser, wiki);
    const reached = Promise.withResolvers<void>();
    fragile.before = () => {
      reached.resolve();
      return new Promise(() => {});
    };
    t.mock.timers.reset();
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const pending = redeem(browser, wiki, authorization);
    await reached.promise;
    t.mock.timers.tick(10_000);
    const answer = await pending;
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5']);
    assert.equal(answer.json().error, 'temporarily_unavailable');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });
});

describe('scripts of other sites', () => {
  const [OWN, EVIL] = ['https://board.example.com', 'https://evil.example'];
  const leave = ({ headers }: Answer) => headers['access-control-allow-origin'];

  // What a script may read of another origin is somebody's data, with their cookies or without.
  it('may not read what the provider answers', async (t) => {
    const app = { id: 'app', redirectUri: 'com.example.app:/callback' };
    const { browser } = await startOidcServer(t, { tools: `${oidcTools}${describeTool(app)}` });
    const tokens = await openTool(browser, board, { scope: 'openid' });
    const asking = withoutCookies(browser);
    for (const origin of [
      EVIL,
      'null',
      'https://wiki.example.com',
      `${OWN}.evil.example`,
      'http://board.example.com',
    ]) {
      for (const url of ['/oidc/token', '/oidc/me', '/oidc/token/revocation', '/oidc/request']) {
        const headers = { origin, 'access-control-request-method': 'POST' };
        assert.equal(leave(await asking.request({ method: 'OPTIONS', url, headers })), undefined, `${origin} ${url}`);
      }
      const headers = { origin, authorization: `Bearer ${tokens.access_token}` };
      const userinfo = await asking.request({ method: 'GET', url: '/oidc/me', headers });
      assert.equal(leave(userinfo), undefined, origin);
      assert.doesNotMatch(userinfo.body, /"sub"/);
      const forms = [{ client_id: 'board' }, { client_id: 'app' }, { client_id: 'nobody' }, {}];
      for (const form of forms)
        assert.equal(leave(await post(browser, { path: TOKEN, form, headers: { origin } })), undefined, origin);
    }
  });

  it('may when a tool lives there that keeps no secret', async (t) => {
    const { browser } = await startOidcServer(t);
    const { location, verifier } = await authorize(browser, board, { scope: 'openid' });
    const preflight = { origin: OWN, 'access-control-request-method': 'POST' };
    const asking = withoutCookies(browser);
    const allowed = await asking.request({ method: 'OPTIONS', url: TOKEN, headers: preflight });
    assert.deepEqual([allowed.statusCode, leave(allowed)], [204, OWN]);
    const form = {
      ...{ grant_type: 'authorization_code', client_id: 'board', redirect_uri: board.redirectUri },
      ...{ code: String(location.searchParams.get('code')), code_verifier: verifier },
    };
    const answer = await post(browser, { path: TOKEN, form, headers: { origin: OWN } });
    assert.equal(leave(answer), OWN);
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    const authorization = `Bearer ${tokensOf(answer).access_token}`;
    const userinfo = await asking.request({ method: 'GET', url: '/oidc/me', headers: { origin: OWN, authorization } });
    assert.deepEqual([userinfo.statusCode, leave(userinfo)], [200, OWN]);
  });

  // Whoever got hold of a token could read it out in any page that is allowed to ask.
  it('may not with the token of another tool, although one lives there', async (t) => {
    const { browser } = await startOidcServer(t);
    const { access_token } = await openTool(browser, wiki);
    const headers = { origin: OWN, authorization: `Bearer ${access_token}` };
    const answer = await withoutCookies(browser).request({ method: 'GET', url: '/oidc/me', headers });
    assert.equal(leave(answer), undefined);
    assert.doesNotMatch(answer.body, /"sub"/);
  });

  it('may read discovery, which is for everybody', async (t) => {
    const { browser } = await startOidcServer(t);
    const answer = await browser.get('/oidc/.well-known/openid-configuration', { origin: EVIL });
    assert.ok([EVIL, '*'].includes(String(leave(answer))));
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
  });
});
