import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SignJWT } from 'jose';
import type { Answer, Browser } from '../testing/browser.ts';
import {
  type Authorization,
  askForTokens,
  authorize,
  codeOf,
  openTool,
  post,
  type Query,
  redeem,
  refusalOf,
  type TestClient,
} from '../testing/oidc-client.ts';
import { board, describeTool, desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const odd: TestClient = {
  id: 'odd/tool+1',
  secret: 'a+b%20c/d=e&f:g-that-is-long-enough-for-a-secret',
  redirectUri: 'https://odd.example.com/callback',
};
const oddTool = describeTool({ ...odd, id: 'odd' }, { oidc: ['clientId: odd/tool+1'] }).replace(
  `clientSecret: ${odd.secret}`,
  `clientSecret: "${odd.secret}"`,
);

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const encoded = ({ id, secret = '' }: TestClient) => basic(encodeURIComponent(id), encodeURIComponent(secret));

const redemption = ({ redirectUri }: TestClient, authorization: Authorization): Query => ({
  grant_type: 'authorization_code',
  code: codeOf(authorization),
  redirect_uri: redirectUri,
  code_verifier: authorization.verifier,
});

async function start(t: TestContext) {
  const server = await startOidcServer(t, { tools: `${oidcTools}${oddTool}` });
  await signedIn(server.browser);
  const ask = (form: Query, headers: Record<string, string> = {}, query = '') =>
    post(server.browser, { path: `/oidc/token${query}`, form, headers });
  return { ...server, ask };
}

const attempt = (browser: Browser, client: TestClient) => authorize(browser, client, { scope: 'openid' });
const assertRefused = (answer: Answer, what: string) =>
  assert.match(refusalOf(answer), /^(400 invalid_request|401 invalid_client)$/, what);

describe('a tool that shows who it is', () => {
  it('may put its secret into the header or into the body', async (t) => {
    const { browser, ask } = await start(t);
    for (const client of [wiki, odd]) {
      const form = redemption(client, await attempt(browser, client));
      assert.equal((await ask(form, encoded(client))).statusCode, 200);
      const body = { ...redemption(client, await attempt(browser, client)) };
      const answer = await ask({ ...body, client_id: client.id, client_secret: client.secret });
      assert.equal(answer.statusCode, 200, answer.body);
    }
  });

  // A good half of the clients in use never encode what they put into the header.
  it('may put an id and a secret with signs of their own into the header as they are', async (t) => {
    const { browser, ask } = await start(t);
    const form = redemption(odd, await attempt(browser, odd));
    assert.equal((await ask(form, basic(odd.id, String(odd.secret)))).statusCode, 200);
  });

  // Whoever reads a code on its way has no secret to show for it.
  it('is refused with a wrong secret, no secret, or another tool’s', async (t) => {
    const { browser, ask } = await start(t);
    const authorization = await attempt(browser, wiki);
    const form = redemption(wiki, authorization);
    const [secret, others] = [String(wiki.secret), String(desk.secret)];
    const wrong = ['x'.repeat(secret.length), `${secret}x`, secret.slice(0, -1), secret.toUpperCase(), '', others];
    for (const text of wrong) {
      assertRefused(await ask(form, basic('wiki', text)), `header ${text}`);
      assertRefused(await ask({ ...form, client_id: 'wiki', client_secret: text }), `body ${text}`);
    }
    assertRefused(await ask(form), 'nothing');
    assertRefused(await ask({ ...form, client_id: 'wiki' }), 'the id alone');
    assertRefused(await ask(form, basic('nobody', secret)), 'of nobody');
    assertRefused(await ask(form, basic('Wiki', secret)), 'another id');
    const { statusCode, headers } = await ask(form, basic('wiki', 'x'));
    assert.deepEqual([statusCode, headers['set-cookie']], [401, undefined]);
    assert.match(String(headers['www-authenticate']), /^Basic realm=/);
    assert.equal((await redeem(browser, wiki, authorization)).statusCode, 200, 'and the code is still good');
  });

  // What one side reads as a name the other reads as a name and a secret.
  it('is refused when its header is not one', async (t) => {
    const { browser, ask } = await start(t);
    const form = redemption(wiki, await attempt(browser, wiki));
    const good = encoded(wiki).authorization;
    for (const authorization of [
      ...['Basic', 'Basic ', 'Basic %%%', `${good} x`, good.replace('Basic', 'Bearer'), good.slice('Basic '.length)],
      `Basic ${Buffer.from('wiki').toString('base64')}`,
      `Basic ${Buffer.from(`wiki:${wiki.secret}\n`).toString('base64')}`,
      `Basic ${Buffer.from('wiki:%zz').toString('base64')}`,
      `Negotiate ${good}`,
    ])
      assertRefused(await ask(form, { authorization }), authorization);
  });

  // Of two that differ, one checks the first and another the second.
  it('is refused when it shows itself twice', async (t) => {
    const { browser, ask } = await start(t);
    const form = redemption(wiki, await attempt(browser, wiki));
    const own = { client_id: 'wiki', client_secret: wiki.secret };
    assertRefused(await ask({ ...form, ...own }, encoded(wiki)), 'header and body');
    assertRefused(await ask({ ...form, ...own }, encoded(desk)), 'header of another');
    assertRefused(await ask({ ...form, client_id: 'desk' }, encoded(wiki)), 'the id of another');
    const twice = `${new URLSearchParams({ ...form, ...own } as Record<string, string>)}&client_id=desk`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await browser.request({ method: 'POST', url: '/oidc/token', headers, payload: twice });
    assertRefused(answer, 'two ids');
  });

  // Addresses end up in logs.
  it('is refused when its secret stands in the address', async (t) => {
    const { browser, ask } = await start(t);
    const form = redemption(wiki, await attempt(browser, wiki));
    const query = `?client_id=wiki&client_secret=${wiki.secret}`;
    assertRefused(await ask(form, {}, query), 'in the query');
    assertRefused(await ask({ ...form, client_id: 'wiki' }, {}, query), 'id in the body');
  });

  // A way that nobody has registered is a way that nobody watches.
  it('is refused with a token in the place of its secret', async (t) => {
    const { browser, ask } = await start(t);
    const form = redemption(wiki, await attempt(browser, wiki));
    const claims = { iss: 'wiki', sub: 'wiki', aud: 'https://foyer.example.com/oidc', jti: 'j' };
    const signed = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().setExpirationTime('1m');
    const client_assertion = await signed.sign(Buffer.from(String(wiki.secret)));
    const kind = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    assertRefused(await ask({ ...form, client_assertion, client_assertion_type: kind }), 'an assertion');
  });

  // A secret that everybody can read out of a page must not look like one.
  it('needs none when it keeps no secret, and may not show one', async (t) => {
    const { browser, ask } = await start(t);
    const authorization = await attempt(browser, board);
    const form = { ...redemption(board, authorization), client_id: 'board' };
    assertRefused(await ask({ ...form, client_secret: 'x'.repeat(40) }), 'a secret');
    assertRefused(await ask(redemption(board, authorization), basic('board', 'x')), 'a header');
    assert.equal((await ask(form)).statusCode, 200);
  });

  // One of them left open opens what the others keep.
  it('is asked for its secret at every address where tools ask by themselves', async (t) => {
    const { browser } = await start(t);
    const { access_token: token } = await openTool(browser, wiki);
    for (const path of ['/oidc/token/introspection', '/oidc/token/revocation', '/oidc/request']) {
      const form = { token, response_type: 'code', scope: 'openid', redirect_uri: wiki.redirectUri };
      assertRefused(await post(browser, { path, form }), path);
      assertRefused(await post(browser, { path, form: { ...form, client_id: 'wiki' } }), `${path} with the id`);
      assertRefused(await post(browser, { path, form, headers: basic('wiki', 'x'.repeat(40)) }), `${path} wrong`);
    }
  });

  // A tool that was taken out of the file, or whose secret was replaced because it got away, is out at once.
  it('is judged by the file as it is now', async (t) => {
    const { browser, rewriteTools } = await start(t);
    const authorization = await attempt(browser, wiki);
    const renewed = { ...wiki, secret: 'another-secret-of-the-wiki-that-is-long-enough' };
    rewriteTools(describeTool(renewed));
    assertRefused(await redeem(browser, wiki, authorization), 'the old secret');
    assert.equal((await redeem(browser, renewed, authorization)).statusCode, 200);
    rewriteTools(describeTool(desk));
    assertRefused(await redeem(browser, renewed, authorization), 'a tool that is gone');
  });

  // RFC 9700, section 4.15: a tool that is called like a person is one to whoever reads "sub".
  it('never gets a token of its own', async (t) => {
    const { browser } = await start(t);
    const answer = await askForTokens(browser, desk, { grant_type: 'client_credentials' });
    assert.equal(refusalOf(answer), '400 unsupported_grant_type');
  });
});
