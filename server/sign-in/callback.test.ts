import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createKeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import { sandboxApp } from '../sandbox/sandbox.ts';
import { Secret } from '../secret.ts';
import { toSessionKey } from '../sessions/session-store.ts';
import type { Answer, Browser } from '../testing/browser.ts';
import { createTestClock } from '../testing/clock.ts';
import hostileInputs from '../testing/hostile-inputs.json' with { type: 'json' };
import { refusalCode } from '../testing/refusal-code.ts';
import { chooseAtDingTalk, signedIn, signIn, startSignIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { type Stored, startStoredServer } from '../testing/stored.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { pendingCookieName, sealPending } from './pending.ts';

const tokenCall = 'POST /v1.0/oauth2/userAccessToken';
const sessionCookie = '__Host-foyer';

type Vector = {
  id: string;
  title: string;
  given: string;
  request: { method: string; target: string; headers?: Record<string, string>; parallel?: number };
  expect: {
    tokenCalls: number;
    session: string;
    transaction: string;
    status: number | number[] | string;
    error: string | null;
    absentHeaders?: string[];
    locationMustNotContain?: string;
  };
};

const vectors = hostileInputs.callback as Vector[];

/** The table's error words in ours. */
const codes: Readonly<Record<string, string>> = {
  missing_state: 'sign_in_state_mismatch',
  unknown_state: 'sign_in_state_mismatch',
  reused: 'sign_in_state_mismatch',
  invalid_request: 'invalid_request',
  access_denied: 'sign_in_cancelled',
  provider_error: 'dingtalk_refused',
};

function stateOf(url: URL): string {
  return url.searchParams.get('state') ?? '';
}

function fullPendingName(state: string): string {
  return `__Host-${pendingCookieName(state)}`;
}

/** An attempt that has come as far as DingTalk's answer, which has not been delivered yet. */
type Attempt = { browser: Browser; state: string; code: string; cookieName: string; sealed: string };

async function attempt(browser: Browser, userId = 'zhangwei01'): Promise<Attempt> {
  const page = await startSignIn(browser, '/profile');
  const state = stateOf(page);
  const callback = new URL(await chooseAtDingTalk(page, { userId }), 'https://foyer.example.com');
  const cookieName = fullPendingName(state);
  const sealed = browser.jar.get(cookieName) ?? '';
  return { browser, state, code: callback.searchParams.get('code') ?? '', cookieName, sealed };
}

function callbackOf({ code, state }: Attempt): string {
  return `/auth/callback?authCode=${code}&state=${state}`;
}

type StoredServer = TestServer & { stored: Stored };

/** Brings about what a row of the table starts from: who delivers the callback, and whose attempt it is about. */
const givens: Readonly<Record<string, (server: StoredServer) => Promise<{ own: Attempt; code2?: string }>>> = {
  pending: async ({ browser }) => ({ own: await attempt(browser) }),
  'pending-in-other-browser': async ({ newBrowser }) => ({ own: await attempt(newBrowser()) }),
  async completed({ browser }) {
    const own = await attempt(browser);
    assert.equal((await browser.open(callbackOf(own))).headers.location, '/profile');
    const { code: code2, cookieName } = await attempt(browser);
    browser.jar.delete(cookieName);
    browser.jar.set(own.cookieName, own.sealed);
    return { own, code2 };
  },
  async 'pending-cookie-removed'({ browser }) {
    const own = await attempt(browser);
    browser.jar.delete(own.cookieName);
    return { own };
  },
  async 'pending-sealed-with-removed-key'({ browser, clock }) {
    const own = await attempt(browser);
    const keyRing = createKeyRing({
      secrets: [new Secret('a retired secret that is long enough to be one')],
      environment: `live ${sandboxApp.corpId}`,
    });
    const pending = { state: own.state, returnTo: '/profile', startedAt: clock.now() };
    browser.jar.set(own.cookieName, await sealPending(createSealer(keyRing, 'pending sign-in'), pending));
    return { own };
  },
  async 'signed-in-session-cookie-as-transaction'({ browser }) {
    await signedIn(browser);
    const own = await attempt(browser);
    browser.jar.set(own.cookieName, browser.jar.get(sessionCookie) ?? '');
    return { own };
  },
  async 'signed-in + pending'({ browser }) {
    await signedIn(browser);
    return { own: await attempt(browser) };
  },
};

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

function fillIn(target: string, { code, state }: Attempt, code2 = ''): string {
  return target
    .replace('{CODE2}', code2)
    .replace('{CODE}', code)
    .replace('{OTHER_STATE}', state)
    .replace('{STATE_SWAPCASE}', swapCase(state))
    .replace('{STATE}', state)
    .replace('{A*8192}', 'A'.repeat(8192));
}

function setCookieNames(answer: Answer): string[] {
  return [answer.headers['set-cookie'] ?? []].flat().map((header) => header.slice(0, header.indexOf('=')));
}

function assertAnswered(answer: Answer, { status, error }: Vector['expect']): void {
  const code = error === null ? null : codes[error];
  if (code !== null) {
    // Where the table has a 400, a person gets a page that explains it.
    assert.equal(refusalCode(answer), code, `${answer.statusCode} ${answer.headers.location}`);
  } else if (status === 303) {
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/profile']);
  } else {
    assert.ok([status].flat().includes(answer.statusCode), `${answer.statusCode}`);
  }
}

/** Proves what became of the attempt by finishing it: kept means that the employee still gets in, with the same state. */
async function assertAttempt(own: Attempt, expected: string): Promise<void> {
  own.browser.jar.set(own.cookieName, own.sealed);
  const answer = await own.browser.open(callbackOf(own));
  if (expected === 'kept') assert.equal(answer.headers.location, '/profile');
  else assert.equal(refusalCode(answer), 'sign_in_state_mismatch');
}

type Before = { cookie: string | undefined; sessions: number; tokens: number; me: string };

async function deliver(
  t: TestContext,
  vector: Vector,
  setUp: (server: StoredServer) => Promise<unknown>,
): Promise<void> {
  const server = await startStoredServer(t);
  const { browser, dingtalk, stored } = server;
  await setUp(server);
  const { own, code2 } = await (givens[vector.given] ?? assert.fail(vector.given))(server);
  const before = {
    cookie: browser.jar.get(sessionCookie),
    sessions: stored.countSessions(),
    tokens: stored.countTokens(),
    me: (await browser.get('/api/me')).body,
  };
  dingtalk.calls.reset();
  const { method, target, headers = {}, parallel = 1 } = vector.request;
  const request = {
    method: method as 'GET',
    url: fillIn(target, own, code2),
    headers: { accept: 'text/html', ...headers },
    remoteAddress: '203.0.113.9',
  };
  const answers = await Promise.all(Array.from({ length: parallel }, () => browser.request(request)));
  assert.equal(dingtalk.calls.count(tokenCall), vector.expect.tokenCalls);
  assertAnswers(answers, vector.expect);
  if (vector.expect.session === 'unchanged') await assertSessionUnchanged(server, before, answers);
  else await assertSessionCreated(server, before);
  const cleared = answers.some((each) => String(each.headers['set-cookie']).includes(`${own.cookieName}=;`));
  assert.equal(cleared, vector.expect.transaction === 'consumed');
  await assertAttempt(own, vector.expect.transaction === 'kept' ? 'kept' : 'used up');
}

function assertAnswers(answers: readonly Answer[], expect: Vector['expect']): void {
  const [first] = answers;
  assert.ok(first);
  for (const { statusCode } of answers) assert.ok(statusCode < 500);
  for (const name of expect.absentHeaders ?? []) assert.equal(first.headers[name], undefined);
  assert.ok(!String(first.headers.location).includes(expect.locationMustNotContain ?? 'evil'));
  if (answers.length === 1) {
    assertAnswered(first, expect);
    return;
  }
  const outcomes = answers.map((each) => refusalCode(each) ?? String(each.headers.location));
  assert.deepEqual(outcomes.sort(), ['/profile', 'sign_in_state_mismatch']);
}

async function assertSessionUnchanged({ browser, stored }: StoredServer, before: Before, answers: readonly Answer[]) {
  for (const answer of answers) assert.ok(!setCookieNames(answer).includes(sessionCookie));
  assert.equal(browser.jar.get(sessionCookie), before.cookie);
  assert.deepEqual([stored.countSessions(), stored.countTokens()], [before.sessions, before.tokens]);
  assert.equal(withoutRequestId((await browser.get('/api/me')).body), withoutRequestId(before.me));
}

/** One session more, or one in the place of the one that was there. */
async function assertSessionCreated({ browser, stored }: StoredServer, before: Before): Promise<void> {
  const replaced = before.cookie === undefined ? 0 : 1;
  assert.equal(stored.countSessions(), before.sessions + 1 - replaced);
  assert.equal(stored.countTokens(), before.tokens + 1 - replaced);
  assert.notEqual(browser.jar.get(sessionCookie), before.cookie);
  assert.equal((await browser.get('/api/me')).json().userId, 'zhangwei01');
}

/** The request id differs each time; everything else about a person must not. */
function withoutRequestId(body: string): string {
  return body.replace(/"requestId":"[^"]*"/, '');
}

describe('GET /auth/callback, every way to get it wrong', () => {
  // Each row is a way in which a stranger, a broken client or DingTalk itself could sign in the wrong person, or use
  // up the attempt of the right one.
  for (const vector of vectors) {
    const { id, title, expect } = vector;
    const outcome = expect.error === null ? `answers ${expect.status}` : `refuses with ${codes[expect.error]}`;
    it(`${outcome}: ${title} (${id})`, (t) => deliver(t, vector, async () => {}));
  }

  // Otherwise any site could sign people out by sending their browser here.
  for (const vector of vectors.filter(({ given, expect }) => expect.session === 'unchanged' && given === 'pending')) {
    it(`keeps the person signed in who was: ${vector.title} (${vector.id})`, (t) =>
      deliver(t, vector, ({ browser }) => signedIn(browser, 'wuyutong')));
  }

  it('refuses a state that only begins like the right one', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    const own = await attempt(browser);
    for (const state of [
      own.state.slice(0, 8),
      `${own.state.slice(0, -1)}!`,
      `${own.state}x`,
      own.state.slice(0, -1),
    ]) {
      const answer = await browser.open(`/auth/callback?authCode=${own.code}&state=${encodeURIComponent(state)}`);
      assert.equal(refusalCode(answer), 'sign_in_state_mismatch', state);
    }
    assert.equal(dingtalk.calls.count(tokenCall), 0);
    await assertAttempt(own, 'kept');
  });

  it('refuses every odd spelling of the parameters, and keeps the attempt', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    const own = await attempt(browser);
    const { code, state } = own;
    for (const query of [
      `authCode=${code}&authCode=${code}&state=${state}`,
      `authCode[]=${code}&state=${state}`,
      `authCode=${code}&state=`,
      `authCode=%20${code}&state=${state}`,
      `authCode=${code}%00&state=${state}`,
      `authCode=${code}%0A&state=${state}`,
      `authCode=${'张'.repeat(3)}&state=${state}`,
      `code=${code}&authCode=&state=${state}`,
      `authCode=${code}&error=access_denied&state=${state}`,
      `error=access_denied&error=x&state=${state}`,
      `error=&state=${state}`,
      `error=${'x'.repeat(513)}&state=${state}`,
      `state=${state}`,
      `authCode=${code}&state=${'s'.repeat(513)}`,
      `authCode=${code}&state=${state}&iss=`,
      `authCode=${code}&state=${state}&iss=https://evil.example&iss=https://evil.example`,
      `AUTHCODE=${code}&state=${state}`,
    ]) {
      const answer = await browser.open(`/auth/callback?${query}`);
      assert.equal(refusalCode(answer), 'invalid_request', query);
    }
    const nameless = await browser.open(`/auth/callback?authCode=${code}&state[]=${state}&STATE=${state}`);
    assert.equal(refusalCode(nameless), 'sign_in_state_mismatch');
    assert.equal(dingtalk.calls.count(tokenCall), 0);
    await assertAttempt(own, 'kept');
  });

  it('accepts the issuer that answers at the authorization page, and equal codes under both names', async (t) => {
    const { browser, config } = await startTestServer(t);
    assert.ok(config.dingtalk.mode === 'live');
    const { origin } = config.dingtalk.app.hosts.login;
    const own = await attempt(browser);
    const answer = await browser.open(`${callbackOf(own)}&code=${own.code}&iss=${encodeURIComponent(origin)}`);
    assert.equal(answer.headers.location, '/profile');
  });
});

describe('GET /auth/callback without an attempt in this browser', () => {
  // The OAuth library accepts a callback without state when it is told to expect none.
  it('refuses before DingTalk is asked', async (t) => {
    const { browser, newBrowser, dingtalk } = await startTestServer(t);
    const { code, state } = await attempt(newBrowser());
    for (const query of [
      `authCode=${code}`,
      `authCode=${code}&state=`,
      `authCode=${code}&state=${state}`,
      `authCode=${code}&state=undefined`,
    ]) {
      const answer = await browser.open(`/auth/callback?${query}`);
      assert.ok(refusalCode(answer), query);
    }
    assert.equal(dingtalk.calls.count(tokenCall), 0);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  // One word in the source would switch the check off for everybody.
  it('checks the state everywhere: nothing in the server asks the library to skip it', () => {
    const word = ['skip', 'StateCheck'].join('');
    const root = join(import.meta.dirname, '..');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(ts|mjs|json)$/.test(name),
    );
    assert.ok(files.length > 50);
    const found = files.filter((name) => readFileSync(join(root, name), 'utf8').includes(word));
    assert.deepEqual(found, []);
  });
});

describe('GET /auth/callback, the same one many times at once', () => {
  // If two of them got through, whoever sees an address once could sign in beside the employee.
  for (const [where, count] of [
    ['one server', 1],
    ['two servers that share a database', 2],
  ] as const) {
    it(`signs in once and asks DingTalk once, on ${where}`, async (t) => {
      const clock = createTestClock();
      const dingtalk = await startTestSandbox(t, clock);
      const dataDir = temporaryFolder(t);
      const first = await startStoredServer(t, { clock, dingtalk, dataDir });
      const servers = count === 1 ? [first] : [first, await startTestServer(t, { clock, dingtalk, dataDir })];
      const own = await attempt(first.browser);
      const copies = Array.from({ length: 50 }, (_, index) => {
        const browser = (servers[index % count] ?? first).newBrowser();
        browser.jar.set(own.cookieName, own.sealed);
        return browser;
      });
      const answers = await Promise.all(copies.map((browser) => browser.open(callbackOf(own))));
      const outcomes = Object.groupBy(answers, (answer) => refusalCode(answer) ?? String(answer.headers.location));
      assert.deepEqual(
        Object.entries(outcomes)
          .map(([outcome, list = []]) => [outcome, list.length])
          .sort(),
        [
          ['/profile', 1],
          ['sign_in_state_mismatch', 49],
        ],
      );
      assert.equal(dingtalk.calls.count(tokenCall), 1);
      assert.deepEqual([first.stored.countSessions(), first.stored.countTokens()], [1, 1]);
    });
  }

  // A used state that is forgotten at a restart could be used once more.
  it('remembers across a restart which attempts came back', async (t) => {
    const clock = createTestClock();
    const dingtalk = await startTestSandbox(t, clock);
    const dataDir = temporaryFolder(t);
    const before = await startTestServer(t, { clock, dingtalk, dataDir });
    const own = await attempt(before.browser);
    assert.equal((await before.browser.open(callbackOf(own))).headers.location, '/profile');
    await before.app.close();
    const after = await startTestServer(t, { clock, dingtalk, dataDir });
    const browser = after.newBrowser();
    browser.jar.set(own.cookieName, own.sealed);
    assert.equal(refusalCode(await browser.open(callbackOf(own))), 'sign_in_state_mismatch');
    assert.equal(dingtalk.calls.count(tokenCall), 1);
  });

  it('forgets a used state only when its attempt could not come back any more', async (t) => {
    const { browser, services, clock, stored } = await startStoredServer(t);
    const own = await attempt(browser);
    await browser.open(callbackOf(own));
    clock.advance(599_999);
    await services.usedStates.sweep();
    assert.equal(stored.rows('SELECT 1 FROM used_states').length, 1);
    await assertAttempt(own, 'used up');
    clock.advance(2);
    await services.usedStates.sweep();
    assert.equal(stored.rows('SELECT 1 FROM used_states').length, 0);
    assert.notEqual(refusalCode(await browser.open(callbackOf(own))), null);
  });
});

describe('GET /auth/callback and the session that was there before', () => {
  function keyOf(browser: Browser): string {
    return toSessionKey((browser.jar.get(sessionCookie) ?? '').split('.')[0] ?? '');
  }

  // A session id from before the sign-in may be known to whoever planted it.
  it('gives a new session id, and the old one is dead in the store', async (t) => {
    const { browser, stored } = await startStoredServer(t);
    await signedIn(browser);
    const old = browser.clone();
    await signIn(browser, { userId: 'zhangwei01' });
    assert.notEqual(browser.jar.get(sessionCookie), old.jar.get(sessionCookie));
    assert.equal((await old.get('/api/me')).statusCode, 401);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    const [row] = stored.rows('SELECT record, subject, ip FROM sessions WHERE key = ?', keyOf(old));
    assert.ok(row === undefined || (row.record === '' && row.subject === '' && row.ip === ''));
    assert.equal(stored.rows('SELECT 1 FROM user_tokens WHERE session_key = ?', keyOf(old)).length, 0);
  });

  it('does not take over the id of a session that nobody is signed in to', async (t) => {
    const { browser, services, stored } = await startStoredServer(t);
    const { default: cookieSigner } = await import('@fastify/cookie');
    const id = 'planted-id-that-somebody-knows-well';
    const [newest] = services.keyRing('session cookie');
    const signed = cookieSigner.sign(id, Buffer.from(newest.bytes).toString('base64url'));
    browser.jar.set(sessionCookie, encodeURIComponent(signed));
    const thief = browser.clone();
    await signIn(browser, { userId: 'zhangwei01' });
    assert.ok(!(browser.jar.get(sessionCookie) ?? '').startsWith(id));
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    assert.equal((await thief.get('/api/me')).statusCode, 401);
    assert.equal(stored.rows('SELECT 1 FROM sessions WHERE key = ? AND ended_at IS NULL', toSessionKey(id)).length, 0);
  });

  // A colleague's live cookie in the employee's browser would let the colleague read along.
  it('ends a session that somebody planted, and keeps only the employee in the new one', async (t) => {
    const { browser, newBrowser, stored } = await startStoredServer(t);
    const attacker = await signedIn(newBrowser(), 'wuyutong');
    browser.jar.set(sessionCookie, attacker.jar.get(sessionCookie) ?? '');
    await signIn(browser, { userId: 'zhangwei01' });
    assert.equal((await attacker.get('/api/me')).statusCode, 401);
    assert.equal((await browser.get('/api/me')).json().userId, 'zhangwei01');
    const { profile } = (await browser.get('/api/me/profile')).json();
    assert.equal(profile.nick, '阿伟');
    assert.ok(!stored.dump().includes('wuyutong'));
  });

  // Whoever signs in after somebody else on the same machine must not find anything of them.
  it('leaves nothing of the person who was signed in before', async (t) => {
    const { browser, dingtalk, stored } = await startStoredServer(t);
    await signedIn(browser, 'zhangwei01');
    const first = dingtalk.company.find('zhangwei01');
    assert.ok(first);
    assert.ok(stored.dump().includes(first.account.unionId));
    await signIn(browser, { userId: 'wuyutong' });
    const dump = stored.dump();
    for (const trace of [
      first.userId,
      first.name,
      first.account.unionId,
      first.account.openId,
      first.account.avatarUrl ?? '-',
    ]) {
      assert.ok(!dump.includes(trace), trace);
    }
    const body = `${(await browser.get('/api/me')).body}${(await browser.get('/api/me/profile')).body}`;
    assert.ok(body.includes('wuyutong') && !body.includes(first.userId) && !body.includes(first.account.unionId));
  });

  it('keeps the session of the employee when a later attempt is refused by DingTalk', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const refused = await signIn(browser, { userId: 'songyiran' });
    assert.equal(refusalCode(refused), 'employee_inactive');
    assert.ok(!setCookieNames(refused).includes(sessionCookie));
    assert.equal((await browser.get('/api/me')).json().userId, 'zhangwei01');
  });
});

describe('GET /auth/callback and what others could see of it', () => {
  // Code and state travel in the address; whoever reads a log or a Referer could use them.
  it('goes on at once to a clean address, with nothing on the page and nothing passed on', async (t) => {
    const { browser } = await startTestServer(t);
    const own = await attempt(browser);
    const answer = await browser.open(callbackOf(own));
    assert.equal(answer.statusCode, 303);
    assert.equal(answer.headers.location, '/profile');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.body, '');
    for (const header of [answer.headers['set-cookie'] ?? []].flat()) {
      const attributes = header.split('; ').slice(1);
      for (const each of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) assert.ok(attributes.includes(each), header);
      assert.doesNotMatch(header, /Domain/i);
    }
  });

  it('writes neither code nor state nor a token into the log, whatever the outcome', async (t) => {
    const { browser, dingtalk, services, log, newBrowser } = await startTestServer(t);
    const secrets: string[] = [];
    const remember = (own: Attempt) => void secrets.push(own.state, own.code, own.sealed);
    const good = await attempt(browser);
    remember(good);
    await browser.open(callbackOf(good));
    await browser.open(callbackOf(good));
    for (const fault of ['code-expired', 'bad-gateway-html', 'html-200', 'reset'] as const) {
      dingtalk.faults.on(fault);
      const own = await attempt(newBrowser());
      remember(own);
      assert.ok(refusalCode(await own.browser.open(callbackOf(own))));
      dingtalk.faults.clear();
    }
    const unasked = newBrowser();
    await unasked.open('/auth/callback?authCode=canary-code-1&state=canary-state-1');
    await unasked.open('/auth/callback?authCode=canary-code-2&state=canary-state-2&state=canary-state-3');
    await unasked.open('/auth/callback?error=canary-error-1&state=canary-state-4');
    await unasked.request({ method: 'POST', url: '/auth/callback?authCode=canary-code-3&state=canary-state-5' });
    await unasked.request({ method: 'GET', url: '/auth/callback/?authCode=canary-code-4&state=canary-state-6' });
    const session = browser.jar.get(sessionCookie) ?? '-';
    const key = toSessionKey(session.split('.')[0] ?? '');
    const kept = await services.tokens.withUserToken(key, AbortSignal.timeout(1_000), async (token) => token);
    const text = log();
    assert.ok(text.includes('/auth/callback'), 'something was logged');
    for (const secret of [...secrets, kept, session, session.split('.')[0] ?? '-', 'canary-']) {
      assert.ok(!text.includes(secret), `${secret.slice(0, 12)}… is in the log`);
    }
  });

  // Text that came from outside on a page of ours is somebody else speaking in our name.
  it('shows none of the words that came with a refusal', async (t) => {
    const { browser } = await startTestServer(t);
    for (const words of [
      '<script>alert(1)</script>',
      'Call 555 0100',
      'server_error',
      'constructor',
      '__proto__',
      '../x',
    ]) {
      const page = await startSignIn(browser);
      const answer = await browser.open(
        `/auth/callback?error=${encodeURIComponent(words)}&error_description=canary&state=${stateOf(page)}`,
      );
      assert.equal(answer.headers.location, '/sign-in?error=dingtalk_refused');
      assert.equal(answer.body, '');
      const refusal = (await browser.get('/api/sign-in/refusal')).body;
      assert.ok(!refusal.includes('canary') && !refusal.includes(words));
    }
  });

  // Another status would repeat a POST with its body at the next address.
  it('answers every redirect of the whole server with 303', async (t) => {
    const { app, browser, newBrowser } = await startTestServer(t);
    await signedIn(browser);
    const urls = app.routeTable.map(({ url }) => url.replace(/:\w+/g, 'x').replace('*', 'x'));
    const odd = ['/profile', '/sign-in', '/unknown', '/auth', '/AUTH/SIGN-IN', '//evil.example', '/profile/'];
    const asks = [...new Set([...urls, ...odd])].flatMap((url) =>
      (['GET', 'HEAD', 'POST', 'DELETE'] as const).map((method) => ({ method, url, headers: { accept: 'text/html' } })),
    );
    const statuses = new Set<number>();
    for (const ask of asks) {
      // A copy each time: one of these requests signs out.
      for (const visitor of [browser.clone(), newBrowser()]) statuses.add((await visitor.request(ask)).statusCode);
    }
    assert.deepEqual(
      [...statuses].filter((status) => status >= 300 && status < 400),
      [303],
    );
  });

  // Very old web views of DingTalk send no fetch metadata; an image or frame of another site always does.
  it('lets browsers through that say nothing about the request, and nobody who says it is no page', async (t) => {
    const { browser } = await startTestServer(t);
    const own = await attempt(browser);
    for (const destination of ['image', 'iframe', 'frame', 'script', 'empty', 'object', 'style']) {
      const answer = await browser.open(callbackOf(own), {
        'sec-fetch-dest': destination,
        'sec-fetch-site': 'cross-site',
      });
      assert.ok(refusalCode(answer), destination);
    }
    assert.ok(refusalCode(await browser.open(callbackOf(own), { 'sec-purpose': 'prefetch' })));
    const answer = await browser.request({ method: 'GET', url: callbackOf(own) });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/profile']);
  });
});
