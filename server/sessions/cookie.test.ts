import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Signer } from '@fastify/cookie';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Services } from '../services.ts';
import type { Browser } from '../testing/browser.ts';
import { createTestClock } from '../testing/clock.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { expiryOf, setCookieOf, setCookiesOf } from '../testing/set-cookies.ts';
import { chooseAtDingTalk, signedIn, signIn, startSignIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const NAME = '__Host-foyer';
const K1 = 'the first key of this install: long enough for it';
const K2 = 'the second key of this install: long enough for it';

describe('the session cookie', () => {
  // Without these attributes a sibling host could plant the cookie, a script could read it, or plain http could leak it.
  it('is an opaque __Host- cookie for https alone, out of reach of scripts', async (t) => {
    const { browser } = await startTestServer(t);
    const cookie = setCookieOf(await signIn(browser, { userId: 'zhangwei01' }), NAME);
    const [path, expires, ...rest] = cookie.attributes;
    assert.deepEqual([path, ...rest], ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']);
    assert.match(expires ?? '', /^Expires=\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/);
    assert.match(cookie.value, /^[\w-]{24}\.[\w+/%-]{43,}$/);
    assert.ok(`${cookie.name}=${cookie.value}`.length < 100);
  });

  it('has a plain name and no Secure attribute on http, which only this machine may use', async (t) => {
    const dingtalk = createSandbox({ redirectUris: ['http://localhost:3000/auth/callback'] });
    t.after(dingtalk.close);
    const origin = await dingtalk.listen({ host: '127.0.0.1', port: 0 });
    const hosts = { DINGTALK_LOGIN_URL: origin, DINGTALK_API_URL: origin, DINGTALK_OAPI_URL: origin };
    const env = { PUBLIC_URL: 'http://localhost:3000', ...hosts };
    const { browser } = await startTestServer(t, { env, dingtalk });
    const answer = await signIn(browser, { userId: 'zhangwei01' });
    const { attributes } = setCookieOf(answer, 'foyer');
    const [path, , ...rest] = attributes;
    assert.deepEqual([path, ...rest], ['Path=/', 'HttpOnly', 'SameSite=Lax']);
  });

  // A reverse proxy that ends TLS makes Foyer see http; a missing cookie would then send people round in circles.
  for (const forwarded of [{}, { 'x-forwarded-proto': 'http' }, { 'x-forwarded-proto': 'https' }]) {
    const how = 'x-forwarded-proto' in forwarded ? `says ${forwarded['x-forwarded-proto']}` : 'says nothing';
    it(`is set when a proxy ends TLS and ${how} of it`, async (t) => {
      const { app, config, browser } = await startTestServer(t);
      const { callback, cookie } = await goUpToCallback(browser);
      const headers = { host: config.publicUrl.host, accept: 'text/html', cookie, ...forwarded };
      const answer = await app.inject({ url: callback, headers });
      assert.ok(setCookieOf(answer, NAME).attributes.includes('Secure'));
    });
  }

  // The library counts the lifetime in milliseconds while its documentation says seconds: a session of 3.6 seconds.
  it('ends in the browser when the session ends at the latest', async (t) => {
    const { browser } = await startTestServer(t, { env: { SESSION_MAX_HOURS: '3' } });
    const answer = await signIn(browser, { userId: 'zhangwei01' });
    assert.ok(Math.abs(expiryOf(setCookieOf(answer, NAME)) - (Date.now() + 3 * 3_600_000)) < 2_000);
  });

  it('is sent once, at the sign-in, and not again with every answer', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const path of ['/api/me', '/api/me/sessions', '/api/me/profile', '/', '/auth/sign-in']) {
      const sent = setCookiesOf(await browser.open(path)).filter(({ name }) => name === NAME);
      assert.deepEqual(sent, [], path);
    }
  });
});

describe('a session cookie that Foyer did not make', () => {
  const forgeries: [string, (good: string, services: Services) => string][] = [
    ['a correctly signed id that nobody has', (_good, services) => sign(services, 'x'.repeat(24))],
    ['an id without a signature', (good) => good.split('.')[0] ?? ''],
    ['an id with an empty signature', (good) => `${good.split('.')[0]}.`],
    ['an id signed with another key', (good) => new Signer(['another key']).sign(good.split('.')[0] ?? '')],
    ['a cut-off signature', (good) => good.slice(0, -2)],
    [
      'a signature with one letter changed',
      (good) => `${good.slice(0, -3)}${good.at(-3) === 'A' ? 'B' : 'A'}${good.slice(-2)}`,
    ],
    ['the id in other case', (good) => good.toUpperCase()],
    ['10,000 letters', () => 'a'.repeat(10_000)],
    ['a truncated escape', () => '%E0%A4%A'],
    ['an escape that is none', () => '%ZZ.%ZZ'],
    ['a NUL', (good) => `${good}%00`],
    ['a name of the language itself', (_good, services) => sign(services, '__proto__')],
    ['nothing', () => ''],
  ];
  // Whatever is answered with 5xx here is a way to crash requests; whatever is answered with 200 is a way in.
  for (const [what, forge] of forgeries) {
    it(`signs nobody in with ${what}`, async (t) => {
      const { browser, services } = await startTestServer(t);
      await signedIn(browser);
      const good = browser.jar.get(NAME) ?? '';
      const answer = await browser.get('/api/me', { cookie: `${NAME}=${forge(decodeURIComponent(good), services)}` });
      assert.equal(answer.statusCode, 401, answer.body);
      assert.equal(answer.json().error.code, 'not_signed_in');
      assert.equal((await browser.get('/api/me', { cookie: `${NAME}=${good}` })).statusCode, 200);
    });
  }

  // An attacker who plants an id of their choice before the sign-in would know the id of the session afterwards.
  it('is replaced, never adopted, by a sign-in', async (t) => {
    const { browser, services } = await startTestServer(t);
    const planted = sign(services, 'planted-by-an-attacker-x');
    browser.jar.set(NAME, planted);
    await signedIn(browser);
    assert.notEqual(browser.jar.get(NAME), planted);
    assert.equal((await browser.get('/api/me', { cookie: `${NAME}=${planted}` })).statusCode, 401);
  });

  it('is named once in the answer to a person who signs in again', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const answer = await signIn(browser, { userId: 'zhangwei01' });
    assert.notEqual(setCookieOf(answer, NAME).value, '');
  });

  it('is replaced by a new one when a person signs in again, and the old one is over', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const before = browser.clone();
    await signedIn(browser);
    assert.notEqual(browser.jar.get(NAME), before.jar.get(NAME));
    assert.equal((await before.get('/api/me')).statusCode, 401);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });
});

describe('a change of SESSION_SECRET', () => {
  // Without this, putting a new key in front signs the whole company out.
  it('keeps everybody signed in while the old key is listed, and ends with the old key alone', async (t) => {
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const start = (SESSION_SECRET: string) => startTestServer(t, { ...shared, env: { SESSION_SECRET } });

    const first = await start(K1);
    const firstCookie = setCookieOf(await signIn(first.browser, { userId: 'zhangwei01' }), NAME);
    const jar = first.browser.jar;

    clock.advance(600_000);
    const second = (await start(`${K2},${K1}`)).newBrowser();
    for (const [name, value] of jar) second.jar.set(name, value);
    const answer = await second.get('/api/me');
    assert.equal(answer.statusCode, 200, answer.body);
    const secondCookie = setCookieOf(answer, NAME);
    assert.notEqual(secondCookie.value, firstCookie.value);
    assert.deepEqual(secondCookie.attributes, firstCookie.attributes, 'the same attributes and the same end');
    assert.deepEqual(setCookiesOf(await second.get('/api/me')), [], 'and the new cookie is sent once');

    const third = await start(K2);
    const withNew = third.newBrowser();
    withNew.jar.set(NAME, second.jar.get(NAME) ?? '');
    assert.equal((await withNew.get('/api/me')).statusCode, 200);
    const withOld = third.newBrowser();
    withOld.jar.set(NAME, firstCookie.value);
    const refused = await withOld.get('/api/me');
    assert.equal(refused.statusCode, 401);
    assert.deepEqual(setCookieOf(refused, NAME).value, '');
    assert.equal(withOld.jar.has(NAME), false, 'the cookie is gone from the browser');
  });

  it('signs nobody out who opens several pages at once during it', async (t) => {
    const clock = createTestClock();
    const shared = { clock, dingtalk: await startTestSandbox(t, clock), dataDir: temporaryFolder(t) };
    const first = await startTestServer(t, { ...shared, env: { SESSION_SECRET: K1 } });
    await signedIn(first.browser);
    const second = (await startTestServer(t, { ...shared, env: { SESSION_SECRET: `${K2},${K1}` } })).newBrowser();
    for (const [name, value] of first.browser.jar) second.jar.set(name, value);
    const answers = await Promise.all(Array.from({ length: 10 }, () => second.get('/api/me')));
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.equal((await second.get('/api/me')).statusCode, 200);
    assert.equal((await second.get('/api/me/profile')).statusCode, 200, 'their tokens still open');
  });
});

describe('a Cookie header that somebody tampered with', () => {
  // A sibling host can plant a second cookie of the name; the first of two would win, and it could be the attacker's.
  it('counts for nothing when the session cookie comes twice, and the log says so', async (t) => {
    const { app, browser, log } = await startTestServer(t);
    await signedIn(browser);
    const port = await listenForTest(app);
    const good = `${NAME}=${browser.jar.get(NAME)}`;
    const ask = (...cookies: string[]) => sendRaw(port, me(cookies.map((cookie) => `Cookie: ${cookie}`)));
    for (const cookies of [
      [`${NAME}=evil; ${good}`],
      [`${good}; ${NAME}=evil`],
      [`${good};${NAME}=`],
      [`${good}; other=1;  ${good}`],
      [good, `${NAME}=evil`],
      [`${NAME}=evil`, good],
    ]) {
      assert.equal((await ask(...cookies)).status, 401, cookies.join(' | '));
    }
    assert.equal(log().match(/came more than once/g)?.length, 6);
    assert.equal((await ask(`a=1; ${good}; b=2`)).status, 200);
    assert.equal((await ask(`x${good}; ${good}`)).status, 200, 'a longer name is another cookie');
  });

  // Browsers and servers trim names differently; a look-alike must not pass for the cookie that only Foyer can set.
  it('signs nobody in with a name that merely looks like the cookie', async (t) => {
    const { app, browser, newBrowser } = await startTestServer(t);
    await signedIn(browser, 'zhangwei01');
    const mine = await signedIn(newBrowser(), 'dengkai');
    const port = await listenForTest(app);
    const theirs = browser.jar.get(NAME) ?? '';
    const own = `${NAME}=${mine.jar.get(NAME)}`;
    const lookAlikes = [
      `\u00a0${NAME}=${theirs}`,
      `\u2000${NAME}=${theirs}`,
      `${NAME}\u00a0=${theirs}`,
      `__host-foyer=${theirs}`,
      `__HOST-FOYER=${theirs}`,
      `foyer=${theirs}`,
      `__Host-Foyer=${theirs}`,
      `=${NAME}=${theirs}`,
      `%5F_Host-foyer=${theirs}`,
      `${NAME}[]=${theirs}`,
      `a="; ${NAME}x=${theirs}`,
    ];
    for (const encoding of ['utf8', 'latin1'] as const) {
      for (const lookAlike of lookAlikes) {
        const alone = await sendRaw(port, Buffer.from(me([`Cookie: ${lookAlike}`]), encoding));
        assert.ok([400, 401].includes(alone.status), `${alone.status} ${lookAlike}`);
        for (const header of [`${lookAlike}; ${own}`, `${own}; ${lookAlike}`]) {
          const both = await sendRaw(port, Buffer.from(me([`Cookie: ${header}`]), encoding));
          assert.ok(both.status !== 200 || both.body.includes('"dengkai"'), header);
          assert.ok(both.status < 500, header);
        }
      }
    }
    assert.equal((await sendRaw(port, me([`Cookie: $Version=1; ${own}`]))).status, 200);
  });

  it('gives a value in quotes to nobody else', async (t) => {
    const { app, browser } = await startTestServer(t);
    await signedIn(browser, 'zhangwei01');
    const port = await listenForTest(app);
    const value = browser.jar.get(NAME) ?? '';
    for (const cookie of [`${NAME}="${value}"`, `${NAME}="${value}`, `${NAME}=${value}, ${NAME}=evil`]) {
      const answer = await sendRaw(port, me([`Cookie: ${cookie}`]));
      assert.ok(answer.status === 401 || (answer.status === 200 && answer.body.includes('"zhangwei01"')), cookie);
    }
  });

  it('is refused with 431 when it is stuffed with cookies, and nobody else notices', async (t) => {
    const { app, browser } = await startTestServer(t);
    await signedIn(browser);
    const port = await listenForTest(app);
    const bomb = Array.from({ length: 100 }, (_, index) => `c${index}=${'x'.repeat(200)}`).join('; ');
    assert.equal((await sendRaw(port, me([`Cookie: ${bomb}`]))).status, 431);
    assert.equal((await sendRaw(port, me([`Cookie: ${NAME}=${browser.jar.get(NAME)}`]))).status, 200);
  });
});

describe('a visitor who is not signed in', () => {
  // Otherwise any crawler fills the database, and the sweep that removes expired rows never catches up.
  it('leaves no row and gets no cookie, a thousand pages long', async (t) => {
    const { newBrowser, stored } = await startStoredServer(t);
    const before = stored.dump();
    for (let visit = 0; visit < 1_000; visit += 1) {
      const answer = await newBrowser().open(['/', '/sign-in', '/profile', '/api/me', '/nowhere'][visit % 5] ?? '/');
      assert.deepEqual(setCookiesOf(answer), []);
    }
    assert.equal(stored.dump(), before);
  });

  it('leaves no row even after starting a sign-in', async (t) => {
    const { newBrowser, stored } = await startStoredServer(t);
    const before = stored.dump();
    for (let start = 0; start < 20; start += 1) await startSignIn(newBrowser());
    assert.equal(stored.dump(), before);
  });
});

describe('the database', () => {
  // A copy of the database (a backup, a stolen disk) must not sign anybody in, here or at DingTalk.
  it('holds neither the id of a cookie nor a token of DingTalk', async (t) => {
    const { browser, dataDir, services, stored } = await startStoredServer(t);
    await signedIn(browser);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
    const cookie = decodeURIComponent(browser.jar.get(NAME) ?? '');
    const [id = '', signature = ''] = cookie.split('.');
    const [me] = await services.store.listBySubject((await browser.get('/api/me')).json().subject);
    assert.ok(me);
    const token = await services.tokens.withUserToken(me.key, AbortSignal.timeout(5_000), async (secret) => secret);
    const files = ['foyer.sqlite', 'foyer.sqlite-wal'].map((file) => readFileSync(join(dataDir, file), 'latin1'));
    const everything = [stored.dump(), ...files].join();
    assert.ok(everything.includes('zhangwei01'), 'the session is there');
    for (const secret of [id, signature, token]) assert.equal(everything.includes(secret), false);
  });
});

describe('cookies of different kinds', () => {
  // All of them are made here, with keys of one install; one that passed for another would be a way in.
  it('do not stand in for each other', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    const page = await startSignIn(browser, '/profile');
    const state = page.searchParams.get('state') ?? '';
    const [pendingName = '', pending = ''] = [...browser.jar][0] ?? [];
    assert.match(pendingName, /^__Host-foyer-sign-in-/);
    const refused = await browser.clone().open(`/auth/callback?state=${state}&error=access_denied`);
    const refusal = setCookieOf(refused, '__Host-foyer-refusal').value;
    const session = (await signedIn(newBrowser())).jar.get(NAME) ?? '';

    const ask = (path: string, cookie: string) => newBrowser().open(path, { cookie });
    for (const other of [pending, refusal]) {
      assert.equal((await ask('/api/me', `${NAME}=${other}`)).statusCode, 401);
    }
    for (const other of [session, refusal]) {
      const answer = await ask(`/auth/callback?code=abc&state=${state}`, `${pendingName}=${other}`);
      assert.equal(answer.headers.location, '/sign-in?error=sign_in_state_mismatch');
    }
    for (const other of [session, pending]) {
      const answer = await ask('/api/sign-in/refusal', `__Host-foyer-refusal=${other}`);
      assert.deepEqual(answer.json(), { refusal: null });
    }
    assert.equal(
      (await ask('/api/sign-in/refusal', `__Host-foyer-refusal=${refusal}`)).json().refusal.returnTo,
      '/profile',
    );
  });
});

describe('signing out while the store is down', () => {
  for (const failing of ['everything', 'end'] as const) {
    it(`is not confirmed, yet takes the cookie out of this browser (${failing} fails)`, async (t) => {
      const fragile = createFragileStore();
      const { browser } = await startTestServer(t, { adapt: fragile.adapt });
      await signedIn(browser);
      const copy = browser.clone();
      fragile.before = (method) => {
        if (failing === 'everything' || method === failing) throw new Error('the disk is full');
      };
      const answer = await browser.post('/auth/sign-out');
      assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'store_unavailable']);
      assert.equal(browser.jar.has(NAME), false);
      fragile.before = () => {};
      assert.equal((await copy.get('/api/me')).statusCode, 200, 'the person can still see and end it');
      assert.equal((await copy.post('/auth/sign-out')).statusCode, 204);
      assert.equal((await copy.get('/api/me')).statusCode, 401);
    });
  }
});

/** A request for /api/me as bytes. */
function me(lines: string[]): string {
  return ['GET /api/me HTTP/1.1', 'Host: foyer.example.com', ...lines, 'Connection: close', '', ''].join('\r\n');
}

function sign(services: Services, id: string): string {
  const keys = services.keyRing('session cookie').map(({ bytes }) => Buffer.from(bytes).toString('base64url'));
  return encodeURIComponent(new Signer(keys).sign(id));
}

/** A sign-in up to the callback, and the cookies the browser would send with it. */
async function goUpToCallback(browser: Browser): Promise<{ callback: string; cookie: string }> {
  const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
  return { callback, cookie: cookieHeader(browser.jar) };
}
