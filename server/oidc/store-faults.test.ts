import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import {
  askAs,
  askToSignIn,
  authorizationQuery,
  authorize,
  createVerifier,
  openTool,
  readUserinfo,
  redeem,
  refresh,
  refusalOf,
  tokensOf,
} from '../testing/oidc-client.ts';
import { desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { untilSeen } from '../testing/until-seen.ts';

const OFFLINE = { scope: 'openid profile offline_access' };
const methods = [
  ...(['put', 'find', 'findByUid', 'findByUserCode', 'consume'] as const),
  ...(['destroy', 'withdraw', 'revokeGrant', 'sessionOfGrant'] as const),
];
const failures: [string, () => Promise<never>][] = [
  ['says that a file is missing', () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }))],
  ['fails with secrets in its message', () => Promise.reject(new Error('redis://:password@10.0.0.1 /srv/db.sqlite'))],
  ['does not answer', () => new Promise<never>(() => {})],
];

async function start(t: TestContext) {
  const fragile = createFragileArtifacts();
  const server = await startOidcServer(t, fragile);
  return { ...server, fragile };
}

/** Everything that asks for something, each once. */
async function askForEverything(browser: Browser, given: { code: Awaited<ReturnType<typeof authorize>> } & Given) {
  const form = Object.fromEntries(new URLSearchParams(authorizationQuery(wiki, createVerifier())));
  return {
    code: (await askToSignIn(browser, wiki)).answer,
    tokens: await redeem(browser, desk, given.code),
    refresh: await refresh(browser, desk, given.tokens),
    userinfo: await readUserinfo(browser, given.tokens),
    introspection: await askAs(browser, desk, introspection(given)),
    pushed: await askAs(browser, wiki, { path: '/oidc/request', form }),
  };
}

type Given = { tokens: Awaited<ReturnType<typeof openTool>> };
const introspection = ({ tokens }: Given) => ({
  path: '/oidc/token/introspection',
  form: { token: tokens.access_token },
});

const isRight = ({ statusCode, headers, body }: Answer) =>
  (statusCode === 303 && /[?&]code=/.test(String(headers.location))) ||
  ((statusCode === 200 || statusCode === 201) && !/"active":false/.test(body));

describe('a store that is down', () => {
  // What is not written down can be used twice, and what cannot be looked up may be over.
  for (const [what, fail] of failures) {
    it(`and ${what} gives nobody a code, tokens or an answer about anybody`, async (t) => {
      const { browser, fragile, log } = await start(t);
      const given = { tokens: await openTool(browser, desk, OFFLINE), code: await authorize(browser, desk, OFFLINE) };
      fragile.before = fail;
      for (const [name, answer] of Object.entries(await askForEverything(browser, given))) {
        assert.equal(isRight(answer), false, `${name}: ${answer.statusCode} ${answer.body}`);
        assert.doesNotMatch(answer.body, /password|10\.0\.0\.1|sqlite|ENOENT/, name);
        if (name === 'code') continue;
        assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5'], name);
      }
      assert.match(log(), /the provider failed/);
      fragile.before = () => {};
      assert.equal((await browser.get('/api/me')).statusCode, 200, 'and nobody is signed out by it');
      for (const [name, answer] of Object.entries(await askForEverything(browser, given)))
        assert.equal(isRight(answer), true, `${name} afterwards: ${answer.body}`);
    });
  }

  for (const broken of methods) {
    // Whatever step fails: half of an exchange must not be worth a whole one.
    it(`in "${broken}" alone never lets a code or a refresh token count twice`, async (t) => {
      const { browser, fragile } = await start(t);
      const given = { tokens: await openTool(browser, desk, OFFLINE), code: await authorize(browser, desk, OFFLINE) };
      fragile.before = (method) => {
        if (method === broken) throw new Error('down');
      };
      const first = [await redeem(browser, desk, given.code), await refresh(browser, desk, given.tokens)];
      fragile.before = () => {};
      const second = [await redeem(browser, desk, given.code), await refresh(browser, desk, given.tokens)];
      const counts = [0, 1].map((at) => [first[at], second[at]].filter((answer) => answer?.statusCode === 200).length);
      assert.ok(Number(counts[0]) <= 1, `${broken}: a code gave tokens twice`);
      // A refresh token may come again for a lost answer; then one successor is alive at most.
      const alive = await Promise.all(
        [first[1], second[1]]
          .filter((answer): answer is Answer => answer?.statusCode === 200)
          .map((answer) => refresh(browser, desk, tokensOf(answer))),
      );
      assert.ok(alive.filter(({ statusCode }) => statusCode === 200).length <= 1, broken);
      assert.ok((await openTool(browser, desk, OFFLINE)).refresh_token, 'and the tool can be opened again');
    });
  }

  it('tells a person so, and does not blame the tool', async (t) => {
    const { browser, fragile } = await start(t);
    await signedIn(browser);
    fragile.before = () => Promise.reject(new Error('down'));
    const answer = await browser.open('/oidc/session/end');
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5']);
    assert.match(answer.body, /请稍后再试/);
    assert.doesNotMatch(answer.body, /工具的登录请求有误|oops/);
    assert.match((await browser.open('/oidc/session/end', { 'accept-language': 'en' })).body, /try again/);
  });

  // "You are signed out", said to somebody who is not, leaves the next person at that desk signed in.
  it('of sessions does not say that somebody is signed out who is not', async (t) => {
    const store = createFragileStore();
    const { browser, log } = await startOidcServer(t, { replaceStores: store.replaceStores });
    const { id_token } = await openTool(browser, desk, OFFLINE);
    const page = await browser.open(`/oidc/session/end?id_token_hint=${id_token}`);
    store.before = (method) => {
      if (method === 'end') throw new Error('down');
    };
    const answer = await sendForm(browser, page);
    assert.equal(answer.statusCode, 503, answer.body);
    assert.equal(answer.headers.location, undefined);
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
    assert.match(log(), /the provider failed/);
    store.before = () => {};
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });

  // Everybody would have to sign in again when it is back.
  it('of sessions makes the provider say so to browsers, and keeps their cookies', async (t) => {
    const store = createFragileStore();
    const { browser } = await startOidcServer(t, { replaceStores: store.replaceStores });
    await signedIn(browser);
    store.before = (method) => {
      if (method === 'find') throw new Error('down');
    };
    const { answer } = await askToSignIn(browser, wiki);
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [503, undefined]);
    store.before = () => {};
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });
});

describe('a second server on the same database', () => {
  it('goes on with everything that the first has begun', async (t) => {
    const first = await startStoredServer(t, { tools: oidcTools });
    const { dataDir, clock, dingtalk, browser } = first;
    const second = await startTestServer(t, { tools: oidcTools, dataDir, clock, dingtalk });
    const { answer, verifier } = await askToSignIn(browser, desk, OFFLINE);
    const elsewhere = second.newBrowser();
    const carry = () => {
      for (const [name, value] of browser.jar) elsewhere.jar.set(name, value);
    };
    carry();
    const stop = await elsewhere.open(String(answer.headers.location));
    assert.match(String(stop.headers.location), /^\/auth\/sign-in/);
    await signedIn(browser);
    carry();
    const resume = await elsewhere.open(String(answer.headers.location));
    const back = await elsewhere.open(new URL(String(resume.headers.location)).pathname);
    const location = new URL(String(back.headers.location));
    const tokens = tokensOf(await redeem(browser, desk, { location, verifier }));
    assert.equal((await readUserinfo(elsewhere, tokens)).statusCode, 200);
    // What the one has written is not in the memory of the other for a moment; the code counts once from the first on.
    await untilSeen(async () => {
      assert.equal(refusalOf(await redeem(elsewhere, desk, { location, verifier })), '400 invalid_grant');
      return (await readUserinfo(browser, tokens)).statusCode === 401;
    });
  });

  // Two processes would be a way to use everything twice.
  it('counts a code and a refresh token once, although each asks another one', async (t) => {
    const first = await startStoredServer(t, { tools: oidcTools });
    const { dataDir, clock, dingtalk, browser } = first;
    const second = await startTestServer(t, { tools: oidcTools, dataDir, clock, dingtalk });
    const authorization = await authorize(browser, desk, OFFLINE);
    const both = [browser, second.browser];
    const redeemed = await Promise.all(both.map((one) => redeem(one, desk, authorization)));
    assert.ok(redeemed.filter(({ statusCode }) => statusCode === 200).length <= 1);
    // What the one has ended is in the memory of the other for a moment.
    await untilSeen(async () => (await askToSignIn(browser, desk, OFFLINE)).answer.headers.location?.includes('code='));
    const tokens = await openTool(browser, desk, OFFLINE);
    const refreshed = await Promise.all(both.map((one) => refresh(one, desk, tokens)));
    const given = refreshed.filter(({ statusCode }) => statusCode === 200).map(tokensOf);
    assert.ok(given.length >= 1);
    // The second may be taken for the tool that has not heard the first answer: then what was given first is void.
    const again = await Promise.all(given.map((one) => refresh(browser, desk, one)));
    assert.ok(again.filter(({ statusCode }) => statusCode === 200).length <= 1);
  });

  it('goes on after the first has ended', async (t) => {
    const { dataDir, clock, dingtalk, browser, app } = await startStoredServer(t, { tools: oidcTools });
    const tokens = await openTool(browser, desk, OFFLINE);
    await app.close();
    const next = await startTestServer(t, { tools: oidcTools, dataDir, clock, dingtalk });
    assert.equal((await readUserinfo(next.browser, tokens)).statusCode, 200);
    assert.equal((await refresh(next.browser, desk, tokens)).statusCode, 200);
  });
});
