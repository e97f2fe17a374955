import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSealer } from '../keys/seal.ts';
import type { Services } from '../services.ts';
import hostileInputs from '../testing/hostile-inputs.json' with { type: 'json' };
import { refusalCode } from '../testing/refusal-code.ts';
import { comeBack, goodTokens, scriptSignIn } from '../testing/scripted-person.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startStandIn } from '../testing/stand-in.ts';
import { type Stored, startStoredServer } from '../testing/stored.ts';

const tokenCall = 'POST /v1.0/oauth2/userAccessToken';
const profileCall = 'GET /v1.0/contact/users/me';
const memberCall = 'POST /topapi/user/getbyunionid';
const corpId = 'dingallowed';
const env = { DINGTALK_CORP_ID: corpId };

type Vector = {
  id: string;
  title: string;
  status: number;
  headers: Record<string, string>;
  body: string;
  expect: { result: string; session: string };
};

const vectors = (hostileInputs.dingtalkTokenResponses as Vector[]).filter(({ body }) => !body.startsWith('{TLS:'));

/** What becomes of each answer; null is a session. */
const outcomes: Readonly<Record<string, readonly (string | null)[]>> = {
  K001: [null],
  K003: ['corp_id_missing'],
  K005: ['other_company'],
  K007: ['dingtalk_refused'],
  K009: ['dingtalk_refused'],
  K011: ['dingtalk_refused'],
  K013: ['dingtalk_refused'],
  K015: [null],
  K017: ['sign_in_expired'],
  K019: ['dingtalk_busy'],
  K021: ['dingtalk_unreachable'],
  K023: ['dingtalk_refused'],
  K025: ['dingtalk_refused'],
  K027: ['dingtalk_refused'],
  K029: ['dingtalk_refused'],
  K031: ['dingtalk_unreachable'],
  K033: ['dingtalk_unreachable'],
  K035: [null],
  K037: [null, 'dingtalk_refused'],
  K041: ['sign_in_expired'],
};

function toScripted({ status, headers, body }: Vector) {
  if (body === '{RESET}') return { kind: 'reset' } as const;
  if (body.startsWith('{SLOW')) return { kind: 'drip' } as const;
  return { status, headers, body };
}

type Kept = { accessToken: string; accessTokenExpiresAt: number };

/** The tokens that lie beside the only session. */
async function openKept(stored: Stored, { keyRing }: Services): Promise<Kept> {
  const [row] = stored.rows('SELECT session_key, sealed FROM user_tokens');
  return (await createSealer(keyRing, 'user tokens').open(String(row?.session_key), String(row?.sealed))) as Kept;
}

describe('DingTalk during a sign-in', () => {
  describe('the answer to the token call', { concurrency: 2 }, () => {
    // Whatever stands in an answer decides who is signed in; what is not exactly as documented must not decide anything.
    for (const vector of vectors) {
      const expected = outcomes[vector.id] ?? [];
      it(`${expected.map((code) => code ?? 'a session').join(' or ')}: ${vector.title} (${vector.id})`, async (t) => {
        const { browser, dingtalk, stored, log } = await startStoredServer(t, { env });
        dingtalk.faults.answer(tokenCall, toScripted(vector), { times: 1 });
        scriptSignIn(dingtalk, corpId);
        const answer = await comeBack(browser);
        assert.ok(expected.includes(refusalCode(answer)), `${answer.statusCode} ${answer.headers.location}`);
        const sessions = refusalCode(answer) === null ? 1 : 0;
        assert.deepEqual([stored.countSessions(), stored.countTokens()], [sessions, sessions]);
        assert.equal((await browser.get('/api/me')).statusCode, sessions === 1 ? 200 : 401);
        assert.equal(dingtalk.calls.count(tokenCall), 1, 'a code is shown to DingTalk once');
        const seen = `${answer.body}${answer.headers.location}${(await browser.get('/api/sign-in/refusal')).body}`;
        assert.doesNotMatch(seen, /SyntaxError|Unexpected|undici|UND_ERR|ECONN|stack|不合法/);
        assert.doesNotMatch(log(), /"code":"internal"/);
      });
    }

    it('covers the whole table', () => {
      assert.deepEqual(vectors.map(({ id }) => id).sort(), Object.keys(outcomes).sort());
    });

    for (const [what, tokens] of [
      ['an empty access token', { ...goodTokens, accessToken: '', corpId }],
      ['an access token of null', { ...goodTokens, accessToken: null, corpId }],
      ['an access token of 5,000 characters', { ...goodTokens, accessToken: 'A'.repeat(5_000), corpId }],
      ['a lifetime of zero', { ...goodTokens, expireIn: 0, corpId }],
      ['a lifetime with a fraction', { ...goodTokens, expireIn: 0.5, corpId }],
      ['a lifetime that is text', { ...goodTokens, expireIn: '7200', corpId }],
      ['a list', [goodTokens]],
      ['a text', JSON.stringify('AT')],
      ['tokens one level deeper', { result: { ...goodTokens, corpId } }],
      ['the standard spelling', { access_token: 'AT', refresh_token: 'RT', expires_in: 7200, corp_id: corpId }],
      ['an empty body', ''],
    ] as const) {
      it(`refuses ${what}`, async (t) => {
        const { browser, dingtalk, stored } = await startStoredServer(t, { env });
        dingtalk.faults.answer(tokenCall, { status: 200, body: tokens }, { times: 1 });
        scriptSignIn(dingtalk, corpId);
        assert.equal(refusalCode(await comeBack(browser)), 'dingtalk_refused');
        assert.deepEqual([stored.countSessions(), stored.countTokens()], [0, 0]);
      });
    }

    it('is good with fields that nobody has seen before', async (t) => {
      const { browser, dingtalk } = await startStoredServer(t, { env });
      const tokens = {
        ...goodTokens,
        corpId,
        token_type: 'mac',
        id_token: 'x.y.z',
        scope: 'all',
        gmt: 1,
        deep: { a: [] },
      };
      scriptSignIn(dingtalk, corpId, { tokens });
      assert.equal(refusalCode(await comeBack(browser)), null);
    });

    // A lifetime of centuries would keep a token in use long after DingTalk stopped honouring it.
    it('believes a lifetime of a day at most', async (t) => {
      const { browser, dingtalk, clock, stored, services } = await startStoredServer(t, { env });
      for (const [expireIn, seconds] of [
        [1e12, 86_400],
        [86_401, 86_400],
        [86_399, 86_399],
      ] as const) {
        scriptSignIn(dingtalk, corpId, { tokens: { ...goodTokens, expireIn, corpId } });
        assert.equal(refusalCode(await comeBack(browser)), null);
        const { accessTokenExpiresAt } = await openKept(stored, services);
        assert.equal(accessTokenExpiresAt - clock.now(), seconds * 1000);
      }
    });

    it('reads a name that comes twice the way every part of the server does: the last one counts', async (t) => {
      const { browser, dingtalk, stored, services } = await startStoredServer(t, { env });
      const body = `{"accessToken":"A","accessToken":"B","refreshToken":"R","expireIn":7200,"corpId":"dingevil","corpId":"${corpId}"}`;
      dingtalk.faults.answer(
        tokenCall,
        { status: 200, headers: { 'content-type': 'application/json' }, body },
        { times: 1 },
      );
      scriptSignIn(dingtalk, corpId);
      assert.equal(refusalCode(await comeBack(browser)), null);
      assert.equal((await openKept(stored, services)).accessToken, 'B');
    });
  });

  describe('a DingTalk that sends elsewhere', () => {
    // The secret and the code go along with a request; where a redirect is followed, they go to whoever is named there.
    for (const status of [301, 302, 303, 307, 308]) {
      it(`is not followed anywhere with status ${status}`, async (t) => {
        const { browser, dingtalk, stored, newBrowser } = await startStoredServer(t, { env });
        const elsewhere = await startStandIn(t, (_request, response) => response.end('{}'));
        const answer = { status, headers: { location: `${elsewhere.origin}/v1.0/oauth2/userAccessToken` }, body: '' };
        dingtalk.faults.answer(tokenCall, answer, { times: 1 });
        assert.equal(refusalCode(await comeBack(browser)), 'dingtalk_refused');
        scriptSignIn(dingtalk, corpId);
        dingtalk.faults.answer(profileCall, answer, { times: 1 });
        assert.equal(refusalCode(await comeBack(newBrowser())), null);
        dingtalk.faults.clear();
        dingtalk.faults.answer(memberCall, answer, { times: 1 });
        dingtalk.faults.answer(profileCall, answer, { times: 1 });
        scriptSignIn(dingtalk, corpId);
        assert.equal(refusalCode(await comeBack(newBrowser())), 'dingtalk_refused');
        assert.equal(elsewhere.requests.length, 0);
        assert.equal(stored.countSessions(), 1);
      });
    }
  });

  describe('a DingTalk that says too much or too late', { concurrency: 8 }, () => {
    const bytes = 256 * 1024;
    const padded = (size: number) => {
      const body = JSON.stringify({ ...goodTokens, corpId, padding: '' });
      return `${body.slice(0, -2)}${'x'.repeat(size - body.length)}"}`;
    };

    // An answer without end would fill the memory of the server with one request.
    it('is cut off after 256 KB', async (t) => {
      const { browser, dingtalk, newBrowser } = await startStoredServer(t, { env });
      const headers = { 'content-type': 'application/json' };
      for (const [size, code] of [
        [bytes - 1_000, null],
        [bytes + 1_000, 'dingtalk_unreachable'],
        [20 * bytes, 'dingtalk_unreachable'],
      ] as const) {
        dingtalk.faults.clear();
        dingtalk.faults.answer(tokenCall, { status: 200, headers, body: padded(size) }, { times: 1 });
        dingtalk.faults.answer(tokenCall, { status: 500, headers, body: '{}' });
        scriptSignIn(dingtalk, corpId);
        assert.equal(refusalCode(await comeBack(newBrowser())), code, `${size} bytes`);
      }
      assert.equal((await browser.get('/api/me')).statusCode, 401);
    });

    for (const fault of ['slow', 'very-slow', 'drip', 'never-answers'] as const) {
      it(`is waited for no longer than six seconds in all: ${fault}`, async (t) => {
        const { browser, dingtalk, stored, newBrowser } = await startStoredServer(t);
        // Two slow calls are too slow together, though neither is alone.
        dingtalk.faults.on(fault);
        const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
        const startedAt = performance.now();
        const answer = await browser.open(callback);
        assert.ok(performance.now() - startedAt < 8_000, 'six seconds, and two for a busy machine');
        assert.equal(refusalCode(answer), 'dingtalk_unreachable');
        assert.equal(stored.countSessions(), 0);
        dingtalk.faults.clear();
        await signedIn(newBrowser());
      });
    }
  });

  describe('a call that fails', { concurrency: 2 }, () => {
    const bad = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' };

    // A code works once: asked again, DingTalk would refuse, and a code that was used twice looks like a theft.
    for (const [what, answer] of [
      ['is cut off after DingTalk has read it', { kind: 'reset' }],
      ['is answered 502', bad],
      ['is answered 503', { status: 503, body: { code: 'Service Unavailable', message: 'x' } }],
      ['is answered 504', { status: 504, body: { code: 'service.timeout', message: 'x' } }],
      ['is throttled', { status: 429, body: { code: 'system.busy', message: 'x' } }],
    ] as const) {
      it(`is never repeated when it is the exchange of a code: it ${what}`, async (t) => {
        const { browser, dingtalk, stored } = await startStoredServer(t, { env });
        dingtalk.faults.answer(tokenCall, answer, { times: 1 });
        scriptSignIn(dingtalk, corpId);
        assert.match(refusalCode(await comeBack(browser)) ?? '', /^dingtalk_(unreachable|busy)$/);
        assert.equal(dingtalk.calls.count(tokenCall), 1);
        assert.equal(stored.countSessions(), 0);
      });
    }

    for (const api of [profileCall, memberCall, 'POST /topapi/v2/user/get', 'POST /v1.0/oauth2/accessToken'] as const) {
      for (const status of [502, 503, 504]) {
        it(`is repeated once when it only reads: ${api} answered ${status}`, async (t) => {
          const { browser, dingtalk } = await startStoredServer(t, { env });
          dingtalk.faults.answer(api, { ...bad, status }, { times: 1 });
          scriptSignIn(dingtalk, corpId);
          assert.equal(refusalCode(await comeBack(browser)), null);
          assert.equal(dingtalk.calls.count(api), 2);
        });
      }

      it(`is not repeated a second time: ${api}`, async (t) => {
        const { browser, dingtalk, stored } = await startStoredServer(t, { env });
        dingtalk.faults.answer(api, bad);
        scriptSignIn(dingtalk, corpId);
        assert.equal(refusalCode(await comeBack(browser)), 'dingtalk_unreachable');
        assert.equal(dingtalk.calls.count(api), 2);
        assert.equal(stored.countSessions(), 0);
      });

      it(`is not repeated after an answer that says no: ${api}`, async (t) => {
        const { browser, dingtalk } = await startStoredServer(t, { env });
        dingtalk.faults.answer(api, { status: 500, body: { code: 'system.error', message: 'x' } });
        scriptSignIn(dingtalk, corpId);
        assert.ok(refusalCode(await comeBack(browser)));
        assert.equal(dingtalk.calls.count(api), 1);
      });
    }

    // Who is asked to stay away for an hour and comes back at once is shut out for longer.
    it('is not repeated before DingTalk says it may be', async (t) => {
      const { browser, dingtalk } = await startStoredServer(t, { env });
      dingtalk.faults.answer(memberCall, { ...bad, status: 503, headers: { ...bad.headers, 'retry-after': '3600' } });
      scriptSignIn(dingtalk, corpId);
      assert.equal(refusalCode(await comeBack(browser)), 'dingtalk_unreachable');
      assert.equal(dingtalk.calls.count(memberCall), 1);
    });
  });
});
