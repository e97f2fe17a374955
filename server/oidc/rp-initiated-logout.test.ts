import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import type { Answer, Browser } from '../testing/browser.ts';
import { askToSignIn, openTool, type Query, readUserinfo, refresh, refusalOf } from '../testing/oidc-client.ts';
import { DESK_BYE, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { formOf, sendForm } from '../testing/page-form.ts';
import { setCookieOf } from '../testing/set-cookies.ts';
import { signedIn } from '../testing/sign-in.ts';

const OFFLINE = { scope: 'openid profile offline_access' };
const END = '/oidc/session/end';

const queryOf = (query: Query) =>
  String(
    new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  );

const askToSignOut = (browser: Browser, query: Query = {}) =>
  browser.open(`${END}?${queryOf(query)}`, { 'sec-fetch-site': 'cross-site' });

const isSignedIn = async (browser: Browser) => (await browser.get('/api/me')).statusCode === 200;

/** A page that asks has two buttons; one that has been asked already sends itself. */
const asks = (page: Answer) => {
  assert.equal(page.statusCode, 200, page.body);
  assert.equal(page.headers.location, undefined);
  const sendsItself = page.body.includes('<script src="/oidc/submit.js" defer></script>');
  assert.equal(formOf(page).buttons.length, sendsItself ? 1 : 2);
  return !sendsItself;
};

async function start(t: TestContext) {
  const server = await startOidcServer(t);
  const tokens = await openTool(server.browser, desk, OFFLINE);
  return { ...server, tokens, hint: tokens.id_token };
}

describe('a tool that signs somebody out', () => {
  it('is followed without a question when it shows whom it signed in, and the browser goes back to it', async (t) => {
    const { browser, tokens, hint } = await start(t);
    const state = 'state of the tool &=';
    const page = await askToSignOut(browser, { id_token_hint: hint, post_logout_redirect_uri: DESK_BYE, state });
    assert.equal(asks(page), false);
    const answer = await sendForm(browser, page);
    assert.equal(answer.statusCode, 303);
    assert.equal(new URL(String(answer.headers.location)).searchParams.get('state'), state);
    assert.ok(String(answer.headers.location).startsWith(`${DESK_BYE}?state=`));
    assert.equal(await isSignedIn(browser), false);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
    assert.equal(refusalOf(await refresh(browser, desk, tokens)), '400 invalid_grant');
  });

  // A sign-out that left the cookie would leave every copy of it at work.
  it('ends the session at Foyer itself, and takes its cookie out of the browser', async (t) => {
    const { browser, hint, log } = await start(t);
    const copy = browser.clone();
    const answer = await sendForm(browser, await askToSignOut(browser, { id_token_hint: hint }));
    const { value, attributes } = setCookieOf(answer, '__Host-foyer');
    assert.equal(value, '');
    assert.deepEqual(
      new Set(attributes),
      new Set(['Max-Age=0', 'Path=/', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'HttpOnly', 'Secure', 'SameSite=Lax']),
    );
    assert.match(String(answer.headers['clear-site-data']), /"cache"/);
    assert.deepEqual([await isSignedIn(browser), await isSignedIn(copy)], [false, false]);
    assert.match(log(), /signed out by a tool/);
    const goodbye = await browser.open(new URL(String(answer.headers.location)).pathname);
    assert.equal(goodbye.statusCode, 200);
    assert.match(goodbye.body, /您已退出登录/);
  });

  // What stays open behind somebody is open to whoever comes next.
  it('ends everything in this browser, and nothing in others', async (t) => {
    const { browser, newBrowser, hint } = await start(t);
    const [wikis, other] = [await openTool(browser, wiki), newBrowser()];
    const elsewhere = await openTool(other, desk, OFFLINE);
    await sendForm(browser, await askToSignOut(browser, { id_token_hint: hint }));
    assert.equal((await readUserinfo(browser, wikis)).statusCode, 401);
    assert.equal((await readUserinfo(other, elsewhere)).statusCode, 200);
    assert.equal(await isSignedIn(other), true);
  });

  it('may come with a token that has ended long ago', async (t) => {
    const { browser, clock, hint } = await start(t);
    clock.advance(11 * 3_600_000);
    const page = await askToSignOut(browser, { id_token_hint: hint, post_logout_redirect_uri: DESK_BYE });
    assert.equal(asks(page), false);
    assert.equal((await sendForm(browser, page)).headers.location, DESK_BYE);
  });

  it('may come with a form', async (t) => {
    const { browser, hint } = await start(t);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
    const payload = queryOf({ id_token_hint: hint, post_logout_redirect_uri: DESK_BYE, state: 's' });
    const sent = await browser.request({ method: 'POST', url: END, headers, payload });
    assert.equal(sent.statusCode, 303);
    const answer = await sendForm(browser, await browser.open(String(sent.headers.location)));
    assert.equal(answer.headers.location, `${DESK_BYE}?state=s`);
    assert.equal(await isSignedIn(browser), false);
  });
});

describe('the question whether to sign out', () => {
  // Any page could send people here, and a link that signs out is a link that annoys.
  it('is asked where nobody shows whom they signed in, and nothing happens before the answer', async (t) => {
    const { browser } = await start(t);
    for (const query of [{}, { client_id: 'desk' }, { state: 's' }, { logout_hint: 'zhangwei01' }]) {
      assert.equal(asks(await askToSignOut(browser, query)), true);
      assert.equal(await isSignedIn(browser), true);
    }
    const answer = await sendForm(browser, await askToSignOut(browser), { logout: 'yes' });
    assert.match(String(answer.headers.location), /\/oidc\/session\/end\/success$/);
    assert.equal(await isSignedIn(browser), false);
  });

  it('can be answered with no', async (t) => {
    const { browser, tokens } = await start(t);
    for (const query of [{}, { client_id: 'desk', post_logout_redirect_uri: DESK_BYE }]) {
      const answer = await sendForm(browser, await askToSignOut(browser, query));
      assert.equal(answer.statusCode, 303);
      assert.equal(await isSignedIn(browser), true);
    }
    // The tool alone has been left; it can be opened again without a sign-in.
    const { answer } = await askToSignIn(browser, desk, { prompt: 'none', ...OFFLINE });
    assert.match(String(answer.headers.location), /[?&]code=/);
    assert.ok([200, 401].includes((await readUserinfo(browser, tokens)).statusCode));
  });

  // The hint of another person, or of another sign-in, says nothing about whoever sits there now.
  it('is asked when the hint is of somebody else, or of another sign-in', async (t) => {
    const { browser, newBrowser, hint } = await start(t);
    const other = newBrowser();
    await signedIn(other, 'wuyutong');
    assert.equal(asks(await askToSignOut(other, { id_token_hint: hint, post_logout_redirect_uri: DESK_BYE })), true);
    assert.equal(await isSignedIn(other), true);
    assert.equal(await isSignedIn(browser), true);
  });

  it('leads back to a tool that is named, once it has been answered', async (t) => {
    const { browser } = await start(t);
    const query = { client_id: 'desk', post_logout_redirect_uri: DESK_BYE, state: 's' };
    const answer = await sendForm(browser, await askToSignOut(browser, query), { logout: 'yes' });
    assert.equal(answer.headers.location, `${DESK_BYE}?state=s`);
  });

  it('speaks Chinese and English', async (t) => {
    const { browser } = await start(t);
    assert.match((await browser.open(END)).body, /<html lang="zh-CN">.*退出登录？/s);
    assert.match((await browser.open(END, { 'accept-language': 'en-GB' })).body, /<html lang="en">.*Sign out\?/s);
  });
});

describe('a sign-out that is not right', () => {
  const refused: [string, (hint: string) => Query][] = [
    [
      'an address that nobody registered',
      (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: 'https://evil.example/' }),
    ],
    [
      'an address with a query of its own',
      (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: `${DESK_BYE}?foo=bar` }),
    ],
    [
      'the address of another tool',
      (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: 'https://wiki.example.com/bye' }),
    ],
    ['an address and only the id of another tool', () => ({ client_id: 'wiki', post_logout_redirect_uri: DESK_BYE })],
    ['the id of another tool', (hint) => ({ id_token_hint: hint, client_id: 'wiki' })],
    ['the id of no tool', () => ({ client_id: 'nobody' })],
    ['a hint that is none', () => ({ id_token_hint: 'x', post_logout_redirect_uri: DESK_BYE })],
    ['a hint that was changed', (hint) => ({ id_token_hint: `${hint}x`, post_logout_redirect_uri: DESK_BYE })],
    [
      'a hint without a signature',
      (hint) => ({ id_token_hint: `eyJhbGciOiJub25lIn0.${hint.split('.')[1]}.`, post_logout_redirect_uri: DESK_BYE }),
    ],
  ];

  // An open redirect, or a sign-out that anybody can cause.
  for (const [what, toQuery] of refused) {
    it(`for ${what} is refused on our own page, and nobody is signed out`, async (t) => {
      const { browser, hint } = await start(t);
      const answer = await askToSignOut(browser, toQuery(hint));
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.headers.location, undefined);
      assert.doesNotMatch(answer.body, /<form|evil/);
      assert.equal(await isSignedIn(browser), true);
    });
  }

  // Anybody could sign anybody out.
  it('for a hint that somebody else has signed is refused', async (t) => {
    const { browser, hint } = await start(t);
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT(decodeJwt(hint)).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    assert.equal((await askToSignOut(browser, { id_token_hint: forged })).statusCode, 400);
    assert.equal(await isSignedIn(browser), true);
  });

  // Foyer would send people wherever a link wants them.
  it('for an address alone leads nowhere', async (t) => {
    const { browser } = await start(t);
    const page = await askToSignOut(browser, { post_logout_redirect_uri: 'https://evil.example/', state: 's' });
    assert.equal(asks(page), true);
    assert.doesNotMatch(page.body + page.headers['content-security-policy'], /evil/);
    const answer = await sendForm(browser, page, { logout: 'yes' });
    assert.match(String(answer.headers.location), /^(https:\/\/foyer\.example\.com)?\/oidc\/session\/end\/success$/);
  });

  // Otherwise a page elsewhere could answer the question in somebody's place.
  it('without what stands in our form is refused', async (t) => {
    const { browser, newBrowser } = await start(t);
    const thief = await signedIn(newBrowser(), 'wuyutong');
    const [page, thiefs] = [await askToSignOut(browser), await askToSignOut(thief)];
    for (const xsrf of ['', 'x', formOf(thiefs).fields.xsrf ?? '', undefined]) {
      const form = { logout: 'yes', ...(xsrf !== undefined && { xsrf }) };
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const payload = String(new URLSearchParams(form));
      const answer = await browser.request({ method: 'POST', url: `${END}/confirm`, headers, payload });
      assert.equal(answer.statusCode, 400, String(xsrf));
      assert.equal(await isSignedIn(browser), true);
    }
    assert.equal((await sendForm(browser, page, { logout: 'yes' })).statusCode, 303);
    assert.equal((await sendForm(browser, page, { logout: 'yes' })).statusCode, 400, 'a second time');
  });
});

describe('somebody who is signed out already', () => {
  it('goes back to the tool without a question', async (t) => {
    const { browser, hint } = await start(t);
    await browser.post('/auth/sign-out');
    const query = { id_token_hint: hint, post_logout_redirect_uri: DESK_BYE, state: 's' };
    const page = await askToSignOut(browser, query);
    assert.equal(page.statusCode, 200);
    assert.doesNotMatch(page.body, /退出登录？/);
    const answer = await sendForm(browser, page);
    assert.equal(answer.headers.location, `${DESK_BYE}?state=s`);
  });

  it('comes to the page that says so when no tool is named', async (t) => {
    const { newBrowser } = await start(t);
    const visitor = newBrowser();
    const answer = await sendForm(visitor, await askToSignOut(visitor));
    assert.match((await visitor.open(new URL(String(answer.headers.location)).pathname)).body, /您已退出登录/);
  });

  // Whoever comes next must not come upon what the first has left.
  it('can sign in again as somebody else', async (t) => {
    const { browser, hint } = await start(t);
    await sendForm(browser, await askToSignOut(browser, { id_token_hint: hint }));
    const { id_token } = await openTool(browser, desk, { ...OFFLINE, userId: 'wuyutong' });
    assert.equal(decodeJwt(id_token).name, '吴雨桐');
  });
});

describe('the pages of a sign-out', () => {
  // Chromium holds `form-action` against the redirect after the form as well.
  it('let their form lead to the tool that asked, and nowhere else', async (t) => {
    const { browser, hint } = await start(t);
    const policyOf = (page: Answer) =>
      /form-action ([^;]*)/.exec(String(page.headers['content-security-policy']))?.[1]?.trim();
    assert.equal(policyOf(await askToSignOut(browser)), "'self'");
    assert.equal(policyOf(await askToSignOut(browser, { id_token_hint: hint })), "'self'");
    const query = { id_token_hint: hint, post_logout_redirect_uri: DESK_BYE };
    assert.equal(policyOf(await askToSignOut(browser, query)), "'self' https://desk.example.com");
    await browser.post('/auth/sign-out');
    assert.equal(policyOf(await askToSignOut(browser, query)), "'self' https://desk.example.com");
  });

  // A link could make our page say anything.
  it('show nothing that came with the request, but the state in the address of the tool', async (t) => {
    const { browser } = await start(t);
    const evil = '"><script>alert(1)</script>';
    for (const query of [
      { state: evil },
      { ui_locales: evil, logout_hint: evil },
      { client_id: evil },
      { id_token_hint: evil },
    ])
      assert.doesNotMatch((await askToSignOut(browser, query)).body, /alert\(1\)/);
  });
});
