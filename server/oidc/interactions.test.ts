import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { Answer, Browser } from '../testing/browser.ts';
import { askToSignIn, follow, openTool, redeem, type TestClient, tokensOf } from '../testing/oidc-client.ts';
import { board, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';

const [INTERACTION, RESUME] = ['__Secure-foyer-oidc-interaction', '__Secure-foyer-oidc-resume'];
const SCOPE = { scope: 'openid profile' };

const locationOf = (answer: Answer) => String(answer.headers.location).replace('https://foyer.example.com', '');

/** Comes to the stop where the provider hands the browser over. */
async function begin(browser: Browser, client: TestClient, changes = {}) {
  const { answer, verifier } = await askToSignIn(browser, client, { ...SCOPE, ...changes });
  const stop = locationOf(answer);
  assert.match(stop, /^\/oidc\/interaction\/[\w-]{43}$/, answer.body);
  return { answer, verifier, stop };
}

async function finish(
  browser: Browser,
  client: TestClient,
  begun: { answer: Answer; verifier: string },
  userId?: string,
) {
  const { location, steps, answer } = await follow(browser, client, {
    answer: begun.answer,
    ...(userId && { userId }),
  });
  assert.ok(location, `${steps.join(' → ')}: ${answer.body}`);
  const tokens = tokensOf(await redeem(browser, client, { location, verifier: begun.verifier }));
  return { ...tokens, name: decodeJwt(tokens.id_token).name };
}

const nameAt = async (browser: Browser) => (await browser.get('/api/me')).json().name;

describe('a sign-in that a tool asks for', () => {
  it('leads by redirects alone to DingTalk and back to the tool', async (t) => {
    const { browser } = await startOidcServer(t);
    const { answer } = await begin(browser, wiki);
    const { steps } = await follow(browser, wiki, { answer });
    assert.deepEqual(
      steps.map((step) => step.replace(/[\w-]{43}/, '<uid>')),
      [
        '303 /oidc/interaction/<uid>',
        '303 /auth/sign-in',
        '303 /oauth2/auth',
        '303 /oidc/interaction/<uid>',
        '303 /oidc/auth/<uid>',
        '303 /callback',
      ],
    );
  });

  it('is answered at once when somebody is signed in', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const { answer } = await askToSignIn(browser, wiki);
    assert.ok(locationOf(answer).startsWith(`${wiki.redirectUri}?code=`));
  });

  // People open all their tools in the morning, and each tab sends them to sign in.
  it('does not get in the way of another one, in whatever order they end', async (t) => {
    const { browser } = await startOidcServer(t);
    const tabs = [wiki, desk, board, wiki].map((client) => ({ client }));
    const begun: { client: TestClient; answer: Answer; verifier: string }[] = [];
    for (const { client } of tabs) begun.push({ client, ...(await begin(browser, client)) });
    const pages: { client: TestClient; verifier: string; page: URL }[] = [];
    for (const { client, answer, verifier } of begun) {
      const toSignIn = await browser.open(locationOf(answer));
      pages.push({ client, verifier, page: new URL(locationOf(await browser.open(locationOf(toSignIn)))) });
    }
    for (const { client, verifier, page } of pages.reverse()) {
      const answer = await browser.open(await chooseAtDingTalk(page, { userId: 'zhangwei01' }));
      assert.equal((await finish(browser, client, { answer, verifier })).name, '张伟', client.id);
    }
  });

  it('goes on in a tab that waited while the person signed in elsewhere', async (t) => {
    const { browser } = await startOidcServer(t);
    const waiting = await begin(browser, wiki);
    await signedIn(browser);
    const { steps } = await follow(browser, wiki, { answer: waiting.answer });
    assert.equal(
      steps.some((step) => step.includes('/auth/sign-in')),
      false,
      steps.join(),
    );
  });

  // A browser that was left at that point would go on where somebody else sits down.
  it('waits for an hour, and not longer', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const [early, late] = [await begin(browser, wiki), await begin(browser, wiki)];
    clock.advance(3_599_000);
    assert.equal((await finish(browser, wiki, early)).name, '张伟');
    clock.advance(1_000);
    assert.equal((await browser.open(late.stop)).statusCode, 400);
  });
});

describe('the stop of somebody else', () => {
  // Whoever gets a victim to finish their sign-in is signed in to the tool as the victim.
  it('cannot be opened or finished in another browser, and nothing happens to either', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    for (const other of [newBrowser(), await signedIn(newBrowser(), 'wuyutong')]) {
      for (const path of [begun.stop, `${begun.stop}/back`, begun.stop.replace('interaction', 'auth')]) {
        const answer = await other.open(path);
        assert.equal(answer.statusCode, 400, path);
        assert.equal(answer.headers.location, undefined);
      }
    }
    assert.equal((await finish(browser, wiki, begun)).name, '张伟');
  });

  // The id stands in the address, where others may read it. It must not be enough.
  it('cannot be had with a cookie that anybody can write', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    const victim = await begin(browser, wiki);
    const thief = await signedIn(newBrowser(), 'wuyutong');
    const own = await begin(thief, wiki, { prompt: 'login' });
    const uid = victim.stop.split('/').at(-1) ?? '';
    for (const [name, path] of [
      [INTERACTION, victim.stop],
      [RESUME, victim.stop.replace('interaction', 'auth')],
    ] as const) {
      const planted = thief.clone();
      planted.jar.set(`${name};${path}`, uid);
      assert.equal((await planted.open(path)).statusCode, 400, 'without a signature');
      const ownPath = path.replace(uid, own.stop.split('/').at(-1) ?? '');
      planted.jar.set(`${name}.sig;${path}`, String(thief.jar.get(`${name}.sig;${ownPath}`)));
      assert.equal((await planted.open(path)).statusCode, 400, 'with the signature of another');
      planted.jar.set(`${name};${path}`, String(thief.jar.get(`${name};${ownPath}`)));
      const other = await planted.open(path);
      assert.ok(other.statusCode === 400 || name === RESUME, 'with a whole cookie of another');
      assert.equal(String(other.headers.location).includes('code='), false);
    }
    assert.equal((await finish(browser, wiki, victim)).name, '张伟');
  });

  // Going back in the browser must not sign in anybody again.
  it('is not there once it has been finished', async (t) => {
    const { browser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    await finish(browser, wiki, begun);
    for (const path of [begun.stop, `${begun.stop}/back`, begun.stop.replace('interaction', 'auth')])
      assert.equal((await browser.open(path)).statusCode, 400, path);
  });

  // Another page would take its visitors through a sign-in that they do not see.
  it('does not open in a frame, or for a prefetch', async (t) => {
    const { browser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    assert.equal((await browser.open(begun.stop, { 'sec-fetch-dest': 'iframe' })).statusCode, 403);
    assert.equal((await browser.open(begun.stop, { 'sec-purpose': 'prefetch' })).statusCode, 400);
    assert.equal((await finish(browser, wiki, begun)).name, '张伟');
  });
});

describe('another person in the same browser', () => {
  // A code for one of them in the tool's session of the other mixes up two people.
  it('who signs in while a tool waits is whom the tool gets', async (t) => {
    const { browser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    await signedIn(browser, 'wuyutong');
    assert.equal((await finish(browser, wiki, begun)).name, '吴雨桐');
    assert.equal(await nameAt(browser), '吴雨桐');
  });

  // The tool would go on with the first one’s name and the second one’s hands.
  it('who signs in when a tool asks for a new sign-in is whom the tool gets', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    await signedIn(browser);
    clock.advance(1_000);
    const begun = await begin(browser, wiki, { prompt: 'login' });
    assert.equal((await finish(browser, wiki, begun, 'wuyutong')).name, '吴雨桐');
    assert.equal(await nameAt(browser), '吴雨桐');
  });

  // What was answered by the one would be given to the other.
  it('who signs in at the very last step is never taken for the first', async (t) => {
    const { browser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    await signedIn(browser);
    const resume = locationOf(await browser.open(begun.stop));
    await signedIn(browser, 'wuyutong');
    const answer = await browser.open(resume);
    const { name } = await finish(browser, wiki, { answer, verifier: begun.verifier });
    assert.equal(name, '吴雨桐');
    assert.equal(await nameAt(browser), '吴雨桐', 'and is not signed out by it');
  });

  // A sign-out would not hold against a tab that was just on its way.
  it('who signed out before the last step is asked to sign in', async (t) => {
    const { browser } = await startOidcServer(t);
    const begun = await begin(browser, wiki);
    await signedIn(browser);
    const resume = locationOf(await browser.open(begun.stop));
    await browser.post('/auth/sign-out');
    const answer = await browser.open(resume);
    assert.match(locationOf(answer), /^\/oidc\/interaction\//);
    const { name } = await finish(browser, wiki, { answer, verifier: begun.verifier }, 'wuyutong');
    assert.equal(name, '吴雨桐');
  });

  // The fresh sign-in of the one proves nothing about the other.
  it('who asked for a new sign-in is asked again when somebody else has taken their place', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    await signedIn(browser);
    clock.advance(1_000);
    const begun = await begin(browser, wiki, { prompt: 'login' });
    clock.advance(1_000);
    await signedIn(browser);
    const resume = locationOf(await browser.open(begun.stop));
    await signedIn(browser, 'wuyutong');
    clock.advance(1_000);
    const answer = await browser.open(resume);
    assert.match(locationOf(answer), /^\/oidc\/interaction\//);
    const { name } = await finish(browser, wiki, { answer, verifier: begun.verifier }, 'wuyutong');
    assert.equal(name, '吴雨桐');
  });

  // Two people at one desk would have one account.
  it('gets tokens of their own from the same tool, and the first one’s end', async (t) => {
    const { browser } = await startOidcServer(t);
    const first = await openTool(browser, desk, SCOPE);
    await signedIn(browser, 'wuyutong');
    const second = await openTool(browser, desk, SCOPE);
    assert.notEqual(decodeJwt(first.id_token).sub, decodeJwt(second.id_token).sub);
    const ask = (token: string) => browser.clone().get('/oidc/me', { authorization: `Bearer ${token}` });
    assert.deepEqual(
      [(await ask(first.access_token)).statusCode, (await ask(second.access_token)).statusCode],
      [401, 200],
    );
  });

  it('who cancels at DingTalk gives the tool nothing', async (t) => {
    const { browser } = await startOidcServer(t);
    await begin(browser, wiki);
    const page = await startSignIn(browser);
    const answer = await browser.open(await chooseAtDingTalk(page, { userId: null }));
    assert.match(locationOf(answer), /^\/sign-in\?error=sign_in_cancelled$/);
  });
});
