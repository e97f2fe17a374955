import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSealer } from '../keys/seal.ts';
import type { FaultId } from '../sandbox/fault-table.ts';
import { sandboxApp } from '../sandbox/sandbox.ts';
import { toSessionKey } from '../sessions/session-store.ts';
import type { Answer, Browser } from '../testing/browser.ts';
import { account, details, goodTokens, scriptSignIn } from '../testing/scripted-person.ts';
import { chooseAtDingTalk, signedIn, signIn, startSignIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { type Stored, startStoredServer } from '../testing/stored.ts';

const tokenCall = 'POST /v1.0/oauth2/userAccessToken';
const profileCall = 'GET /v1.0/contact/users/me';
const appTokenCall = 'POST /v1.0/oauth2/accessToken';

/** Two hours, after which DingTalk's access tokens are over; a session lives on. */
const TOKEN_LIFE_MS = 7_200_000;

function keyOf(browser: Browser) {
  return toSessionKey((browser.jar.get('__Host-foyer') ?? '').split('.')[0] ?? '');
}

function tokensOf(stored: Stored, browser: Browser): { sealed: string; version: number } {
  const [row] = stored.rows('SELECT sealed, version FROM user_tokens WHERE session_key = ?', keyOf(browser));
  assert.ok(row);
  return { sealed: String(row.sealed), version: Number(row.version) };
}

function codeOf(answer: Answer): string | undefined {
  return answer.json().error?.code;
}

describe('GET /api/me', () => {
  it('tells who is signed in, as the company says, and nothing more', async (t) => {
    const { browser, clock, dingtalk, config } = await startTestServer(t);
    await signedIn(browser);
    const person = dingtalk.company.find('zhangwei01');
    const answer = await browser.get('/api/me');
    assert.equal(answer.statusCode, 200);
    const { subject, session, ...me } = answer.json();
    assert.deepEqual(me, {
      userId: 'zhangwei01',
      unionId: person?.account.unionId,
      corpId: sandboxApp.corpId,
      name: '张伟',
      title: '后端工程师',
      avatarUrl: person?.avatarUrl,
      isAdmin: false,
      isFoyerAdmin: false,
      appKind: 'internal',
    });
    assert.match(subject, /^[\w-]{43}$/);
    assert.deepEqual(session, {
      startedAt: new Date(clock.now()).toISOString(),
      idleExpiresAt: new Date(clock.now() + config.sessions.idleMs).toISOString(),
      expiresAt: new Date(clock.now() + config.sessions.maxMs).toISOString(),
    });
  });

  it('leaves out what the company does not say', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser, 'wanggang88');
    const keys = Object.keys((await browser.get('/api/me')).json()).sort();
    const always = ['appKind', 'corpId', 'isAdmin', 'isFoyerAdmin', 'name', 'session', 'subject', 'unionId', 'userId'];
    assert.deepEqual(keys, [...always, 'title'].sort());
  });

  it('says when Foyer is a third-party enterprise app', async (t) => {
    const { browser } = await startTestServer(t, { env: { DINGTALK_APP_KIND: 'third-party' } });
    await signedIn(browser);
    assert.equal((await browser.get('/api/me')).json().appKind, 'third-party');
  });

  it('is for signed-in people, and kept by no cache', async (t) => {
    const { browser } = await startTestServer(t);
    for (const url of ['/api/me', '/api/me/profile']) {
      const answer = await browser.get(url);
      assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'not_signed_in']);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    await signedIn(browser);
    for (const url of ['/api/me', '/api/me/profile']) {
      assert.equal((await browser.get(url)).headers['cache-control'], 'no-store');
      assert.equal((await browser.get(`${url}?user=wuyutong`)).statusCode, 400);
    }
  });
});

describe('GET /api/me/profile', () => {
  it('shows the DingTalk account of the person', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    const own = dingtalk.company.find('zhangwei01')?.account;
    const answer = await browser.get('/api/me/profile');
    assert.deepEqual(answer.json(), { profile: { ...own, stateCode: '86' }, missing: [] });
  });

  it('says of every absent field why it is absent', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser, 'wanggang88');
    const { profile, missing } = (await browser.get('/api/me/profile')).json();
    assert.deepEqual(Object.keys(profile).sort(), ['nick', 'openId', 'unionId']);
    assert.deepEqual(missing, [
      { field: 'avatarUrl', reason: 'no_avatar_chosen' },
      { field: 'mobile', reason: 'mobile_not_granted' },
      { field: 'stateCode', reason: 'mobile_not_granted' },
      { field: 'email', reason: 'no_mailbox_in_client' },
    ]);
  });

  it('says that the mobile number was not granted, by the app or by the person', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.faults.on('no-contact-user-mobile');
    const { profile, missing } = (await browser.get('/api/me/profile')).json();
    assert.equal('mobile' in profile || 'stateCode' in profile, false);
    assert.deepEqual(missing, [
      { field: 'mobile', reason: 'mobile_not_granted' },
      { field: 'stateCode', reason: 'mobile_not_granted' },
    ]);
  });

  it('takes an empty field for an absent one', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    const { unionId } = (await browser.get('/api/me')).json();
    const empty = { ...account, unionId, avatarUrl: '', mobile: '', stateCode: '', email: '' };
    dingtalk.faults.answer(profileCall, { status: 200, body: empty }, { times: 1 });
    const { profile, missing } = (await browser.get('/api/me/profile')).json();
    assert.deepEqual(profile, { ...account, unionId });
    assert.equal(missing.length, 4);
  });

  // Whatever went wrong with the tokens, nobody must read another person's mobile number.
  it('shows nobody the account of another person', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.faults.answer(profileCall, { status: 200, body: { ...account, unionId: 'somebody else' } }, { times: 1 });
    const answer = await browser.get('/api/me/profile');
    assert.deepEqual([answer.statusCode, answer.json().error.code], [502, 'dingtalk_refused']);
    assert.equal(answer.body.includes(account.nick), false);
  });

  it('passes on no field that is not listed', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.faults.on('extra-fields');
    const { profile } = (await browser.get('/api/me/profile')).json();
    const listed = ['nick', 'unionId', 'openId', 'avatarUrl', 'mobile', 'stateCode', 'email'];
    assert.deepEqual(Object.keys(profile).sort(), listed.sort());
  });

  // The person whose session it is decides whose account is shown; a body, a header or a query must not.
  it('asks for nobody but the person of the session, whatever the request says', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signedIn(browser);
    const other = await signedIn(newBrowser(), 'wuyutong');
    const headers = { 'x-acs-dingtalk-access-token': 'x', 'x-user-id': 'wuyutong', 'remote-user': 'wuyutong' };
    assert.equal((await browser.get('/api/me/profile', headers)).json().profile.nick, '阿伟');
    assert.equal((await other.get('/api/me/profile')).json().profile.nick, '吴雨桐');
    for (const url of [
      '/api/me/profile?unionId=x',
      '/api/me/profile?userId=wuyutong',
      '/api/me/profile?access_token=x',
    ]) {
      assert.deepEqual([(await browser.get(url)).statusCode, codeOf(await browser.get(url))], [400, 'invalid_request']);
    }
    assert.equal((await browser.get('/api/me/profile/wuyutong')).statusCode, 404);
  });

  it('names the permission that is missing', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    for (const fault of ['no-contact-user-read', 'consent-withdrawn'] as const) {
      dingtalk.faults.on(fault);
      const answer = await browser.get('/api/me/profile');
      const { code, dingtalk: said } = answer.json().error;
      assert.deepEqual([answer.statusCode, code], [503, 'dingtalk_permission_missing']);
      assert.deepEqual(said.permissions, ['Contact.User.Read']);
      assert.equal(said.code, 'Forbidden.AccessDenied.AccessTokenPermissionDenied');
      assert.match(said.requestId, /^[0-9A-F-]{36}$/);
      dingtalk.faults.clear();
    }
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
  });

  // DingTalk's words are for its developers; a token or an address in them would be shown to everybody.
  it('passes on none of the words of DingTalk', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    const body = {
      code: 'InvalidParameter.canary',
      requestid: 'R1',
      message: 'canary-text <b>',
      description: 'canary',
    };
    dingtalk.faults.answer(profileCall, { status: 400, body }, { times: 1 });
    const answer = await browser.get('/api/me/profile');
    assert.equal(answer.statusCode, 502);
    const { requestId, ...error } = answer.json().error;
    assert.deepEqual(error, {
      code: 'dingtalk_refused',
      dingtalk: { code: 'InvalidParameter.canary', requestId: 'R1' },
    });
    assert.match(requestId, /^[0-9a-f-]{13}$/);
  });
});

describe('GET /api/me/profile when the access token is over', { concurrency: 8 }, () => {
  // A refresh token works once: two renewals at a time would sign the person out.
  it('renews it once for twenty requests at a time', async (t) => {
    const { browser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.calls.reset();
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.clone().get('/api/me/profile')));
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.equal(dingtalk.calls.count(tokenCall), 1);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
    assert.equal(dingtalk.calls.count(tokenCall), 1);
  });

  it('renews it a minute early, and not earlier', async (t) => {
    const { browser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.calls.reset();
    clock.advance(TOKEN_LIFE_MS - 60_001);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
    assert.equal(dingtalk.calls.count(tokenCall), 0);
    clock.advance(1);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
    assert.equal(dingtalk.calls.count(tokenCall), 1);
  });

  it('renews it and asks again when DingTalk ended it before its time, for many requests at once too', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    for (const parallel of [1, 20]) {
      dingtalk.faults.on('user-tokens-expired');
      dingtalk.calls.reset();
      const answers = await Promise.all(Array.from({ length: parallel }, () => browser.clone().get('/api/me/profile')));
      assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]), `${parallel}`);
      assert.equal(dingtalk.calls.count(tokenCall), 1, `${parallel}`);
    }
  });

  it('asks again once, and no more, when the new token is refused as well', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.calls.reset();
    const body = { code: 'InvalidAuthentication', requestid: 'R', message: 'x' };
    dingtalk.faults.answer(profileCall, { status: 400, body });
    const answer = await browser.get('/api/me/profile');
    assert.deepEqual([answer.statusCode, codeOf(answer)], [502, 'dingtalk_refused']);
    assert.deepEqual([dingtalk.calls.count(tokenCall), dingtalk.calls.count(profileCall)], [1, 2]);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });

  it('renews for each session by itself', async (t) => {
    const { browser, newBrowser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    const other = await signedIn(newBrowser(), 'wuyutong');
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.calls.reset();
    const [one, two] = await Promise.all([browser.get('/api/me/profile'), other.get('/api/me/profile')]);
    assert.deepEqual([one.json().profile.nick, two.json().profile.nick], ['阿伟', '吴雨桐']);
    assert.equal(dingtalk.calls.count(tokenCall), 2);
  });

  it('signs the person out when DingTalk definitely does not renew it', async (t) => {
    const { browser, clock, dingtalk, stored } = await startStoredServer(t);
    await signedIn(browser);
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.faults.on('refresh-refused');
    const answer = await browser.get('/api/me/profile');
    assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'not_signed_in']);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
    assert.deepEqual([stored.countSessions(), stored.countTokens()], [0, 0]);
  });

  // Throttling and outages come and go; if they signed people out, a bad minute at DingTalk would empty the company.
  for (const fault of [
    'app-throttled',
    'api-throttled',
    'system-busy-429',
    'x5-block-html',
    'x5-block-json',
    'error-500',
    'busy',
    'bad-gateway-html',
    'unavailable-503',
    'timeout-504',
    'wrong-client-secret',
    'ip-refused',
    'ip-refused-masked',
    'no-open-app-api-base',
    'html-200',
    'json-null',
    'empty-204',
    'truncated-json',
    'numbers-as-strings',
    'reset',
  ] as const satisfies FaultId[]) {
    it(`keeps the person signed in when the renewal fails without a verdict: ${fault}`, async (t) => {
      const { browser, clock, dingtalk, stored } = await startStoredServer(t);
      await signedIn(browser);
      clock.advance(TOKEN_LIFE_MS);
      const before = tokensOf(stored, browser);
      if (fault === 'reset' || fault === 'numbers-as-strings' || fault === 'truncated-json') {
        // These are about the answer; the refresh token itself must stay good for the next attempt.
        const answer =
          fault === 'reset' ? ({ kind: 'reset' } as const) : { status: 200, body: '{"accessToken":"A","expireIn":"72' };
        dingtalk.faults.answer(tokenCall, answer, { times: 1 });
      } else {
        dingtalk.faults.on(fault, { api: tokenCall });
      }
      const answer = await browser.get('/api/me/profile');
      assert.ok([502, 503].includes(answer.statusCode), `${answer.statusCode} ${answer.body}`);
      if (answer.statusCode === 503) assert.match(String(answer.headers['retry-after']), /^\d+$/);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal((await browser.get('/api/me')).statusCode, 200);
      assert.deepEqual(tokensOf(stored, browser), before);
      dingtalk.faults.clear();
      assert.equal((await browser.get('/api/me/profile')).statusCode, 200, 'and then it works again');
    });
  }

  it('keeps the person signed in when the renewal does not end in time', async (t) => {
    const { browser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.faults.answer(tokenCall, { kind: 'never' }, { times: 1 });
    const startedAt = performance.now();
    const answer = await browser.get('/api/me/profile');
    assert.ok(performance.now() - startedAt < 8_000, 'six seconds, and two for a busy machine');
    assert.deepEqual([answer.statusCode, codeOf(answer)], [503, 'dingtalk_unreachable']);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    // A request of the same moment may still join the renewal that is giving up; the one after it starts another.
    await browser.get('/api/me/profile');
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
  });

  // DingTalk has given out a new refresh token that never arrived; the old one is dead. Nothing but a sign-in helps.
  it('asks the person to sign in again when the answer of a renewal got lost, without a storm of calls', async (t) => {
    const { browser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.calls.reset();
    dingtalk.faults.on('refresh-answer-lost');
    assert.equal((await browser.get('/api/me/profile')).statusCode, 503);
    dingtalk.faults.clear();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) statuses.push((await browser.get('/api/me/profile')).statusCode);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401]);
    assert.equal(dingtalk.calls.count(tokenCall), 2);
    await signedIn(browser);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
  });

  // A slow request that began before a renewal must not put the dead tokens back.
  it('lets no late writer bring old tokens back', async (t) => {
    const { browser, clock, dingtalk, services, stored } = await startStoredServer(t);
    await signedIn(browser);
    const key = keyOf(browser);
    const [old, record] = [await services.store.findTokens(key), await services.store.find(key)];
    assert.ok(old && record);
    clock.advance(TOKEN_LIFE_MS);
    await browser.get('/api/me/profile');
    const renewed = tokensOf(stored, browser);
    assert.equal(renewed.version, old.version + 1);
    assert.equal(await services.store.replaceTokens(key, old.version, old.sealed), false);
    await services.store.save(key, record);
    assert.deepEqual(tokensOf(stored, browser), renewed);
    dingtalk.calls.reset();
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
    assert.equal(dingtalk.calls.count(tokenCall), 0);
  });

  it('does not bring a session back that ended while its token was being renewed', async (t) => {
    const { browser, clock, dingtalk, stored } = await startStoredServer(t);
    await signedIn(browser);
    clock.advance(TOKEN_LIFE_MS);
    dingtalk.faults.on('slow', { api: tokenCall, delayMs: 150 });
    const slow = browser.clone().get('/api/me/profile');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await browser.post('/auth/sign-out')).statusCode, 204);
    await slow;
    assert.deepEqual([stored.countSessions(), stored.countTokens()], [0, 0]);
  });
});

describe('DingTalk tokens in the database', () => {
  // A copy of the database, or a hand in it, must not be a way to act as somebody else at DingTalk.
  it('cannot be read there, nor anywhere else', async (t) => {
    const { browser, dingtalk, stored, log } = await startStoredServer(t);
    const secrets = { accessToken: 'canary-access-token', refreshToken: 'canary-refresh-token' };
    scriptSignIn(dingtalk, sandboxApp.corpId, { tokens: { ...goodTokens, ...secrets, corpId: sandboxApp.corpId } });
    const state = (await startSignIn(browser)).searchParams.get('state');
    const answer = await browser.open(`/auth/callback?authCode=canary-code&state=${state}`);
    assert.equal(answer.headers.location, '/');
    const mobile = '13912345678';
    dingtalk.faults.answer(profileCall, { status: 200, body: { ...account, mobile } }, { times: 1 });
    assert.equal((await browser.get('/api/me/profile')).json().profile.mobile, mobile);
    const session = (browser.jar.get('__Host-foyer') ?? '-').split('.')[0] ?? '-';
    for (const secret of ['canary-', session, mobile, sandboxApp.clientSecret]) {
      assert.ok(!stored.dump().includes(secret), `${secret} in the database`);
      assert.ok(!log().includes(secret), `${secret} in the log`);
    }
    assert.ok(stored.dump().includes(details.unionid), 'the dump is not empty');
    const bodies = await Promise.all(['/api/me', '/api/me/profile', '/api/me/sessions'].map((url) => browser.get(url)));
    for (const { body, headers } of bodies) assert.doesNotMatch(body + JSON.stringify(headers), /canary-/);
    assert.doesNotMatch([...browser.jar].join(), /canary-/);
  });

  it('open for the session they were sealed for and for no other, which then ends', async (t) => {
    const { browser, newBrowser, stored } = await startStoredServer(t);
    await signedIn(browser);
    const other = await signedIn(newBrowser(), 'manager4220');
    const { sealed } = tokensOf(stored, other);
    stored.rows('UPDATE user_tokens SET sealed = ? WHERE session_key = ?', sealed, keyOf(browser));
    const answer = await browser.get('/api/me/profile');
    assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'not_signed_in']);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
    assert.equal((await other.get('/api/me/profile')).json().profile.nick, '李明哲');
  });

  for (const [what, change] of [
    ['one bit of what is sealed', (sealed: string) => flip(sealed, 3)],
    ['one bit of the seal', (sealed: string) => flip(sealed, 4)],
    ['one bit of the nonce', (sealed: string) => flip(sealed, 2)],
    ['the name of the key', (sealed: string) => flip(sealed, 0)],
    ['the end', (sealed: string) => sealed.slice(0, -4)],
    ['everything', () => 'x'],
    ['everything, into nothing', () => ''],
  ] as const) {
    it(`do not open when somebody changed ${what}, and the session ends`, async (t) => {
      const { browser, stored } = await startStoredServer(t);
      await signedIn(browser);
      const { sealed } = tokensOf(stored, browser);
      assert.notEqual(change(sealed), sealed);
      stored.rows('UPDATE user_tokens SET sealed = ? WHERE session_key = ?', change(sealed), keyOf(browser));
      const answer = await browser.get('/api/me/profile');
      assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'not_signed_in']);
      assert.equal((await browser.get('/api/me')).statusCode, 401);
      assert.equal(stored.countTokens(), 0);
    });
  }

  it('tell the administrator when somebody has changed them', async (t) => {
    const { browser, stored, log } = await startStoredServer(t);
    await signedIn(browser);
    const { sealed } = tokensOf(stored, browser);
    stored.rows('UPDATE user_tokens SET sealed = ? WHERE session_key = ?', flip(sealed, 3), keyOf(browser));
    assert.equal((await browser.get('/api/me/profile')).statusCode, 401);
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const alert = lines.find(({ msg }) => /tokens .*cannot be opened/.test(msg));
    assert.ok(alert?.level >= 40, 'an administrator watches warnings');
  });

  it('do not open when their row is gone', async (t) => {
    const { browser, stored } = await startStoredServer(t);
    await signedIn(browser);
    stored.rows('DELETE FROM user_tokens');
    assert.equal((await browser.get('/api/me/profile')).statusCode, 401);
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  it('are not opened by what was sealed for another purpose', async (t) => {
    const { browser, stored, services } = await startStoredServer(t);
    await signedIn(browser);
    const tokens = { accessToken: 'A', refreshToken: 'R', accessTokenExpiresAt: Date.now() + 1e9 };
    const sealed = await createSealer(services.keyRing, 'pending sign-in').seal(keyOf(browser), tokens);
    stored.rows('UPDATE user_tokens SET sealed = ? WHERE session_key = ?', sealed, keyOf(browser));
    assert.equal((await browser.get('/api/me/profile')).statusCode, 401);
  });

  it('go with the session when the person signs out', async (t) => {
    const { browser, stored } = await startStoredServer(t);
    await signedIn(browser);
    assert.equal(stored.countTokens(), 1);
    await browser.post('/auth/sign-out');
    assert.equal(stored.countTokens(), 0);
  });
});

describe('the token of the app', () => {
  // DingTalk throttles whoever fetches it often.
  it('is fetched once for a hundred sign-ins', async (t) => {
    const { newBrowser, dingtalk } = await startTestServer(t);
    const browsers = Array.from({ length: 100 }, newBrowser);
    const callbacks = await Promise.all(
      browsers.map(async (browser) => chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' })),
    );
    const answers = await Promise.all(browsers.map((browser, index) => browser.open(callbacks[index] ?? '')));
    assert.deepEqual(new Set(answers.map(({ headers }) => headers.location)), new Set(['/']));
    assert.equal(dingtalk.calls.count(appTokenCall), 1);
  });

  it('is renewed at nine tenths of its life, and not before', async (t) => {
    const { browser, clock, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    clock.advance(0.9 * TOKEN_LIFE_MS - 1);
    await signIn(browser, { userId: 'zhangwei01' });
    assert.equal(dingtalk.calls.count(appTokenCall), 1);
    clock.advance(1);
    await signIn(browser, { userId: 'zhangwei01' });
    assert.equal(dingtalk.calls.count(appTokenCall), 2);
  });

  it('is renewed once when DingTalk ended it early, for many sign-ins at a time', async (t) => {
    const { browser, newBrowser, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.faults.on('app-token-expired');
    dingtalk.calls.reset();
    const browsers = Array.from({ length: 10 }, newBrowser);
    const answers = await Promise.all(browsers.map((each) => signIn(each, { userId: 'zhangwei01' })));
    assert.deepEqual(new Set(answers.map(({ headers }) => headers.location)), new Set(['/']));
    assert.equal(dingtalk.calls.count(appTokenCall), 1);
  });

  it('is asked for again after a failure, which is not remembered', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    dingtalk.faults.answer(appTokenCall, { status: 500, body: { code: 'system.error', message: 'x' } }, { times: 1 });
    assert.equal(
      (await signIn(browser, { userId: 'zhangwei01' })).headers.location,
      '/sign-in?error=dingtalk_unreachable',
    );
    await signedIn(browser);
    assert.equal(dingtalk.calls.count(appTokenCall), 2);
  });
});

/** Changes one character in the middle of one of the five parts of a sealed value. */
function flip(sealed: string, part: number): string {
  const parts = sealed.split('.');
  const text = parts[part] ?? '';
  const middle = Math.floor(text.length / 2);
  parts[part] = `${text.slice(0, middle)}${text[middle] === 'A' ? 'B' : 'A'}${text.slice(middle + 1)}`;
  return parts.join('.');
}
