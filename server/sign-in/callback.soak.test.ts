import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sandboxApp } from '../sandbox/sandbox.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { refusalCode } from '../testing/refusal-code.ts';
import { account, details, goodTokens, scriptSignIn } from '../testing/scripted-person.ts';
import { chooseAtDingTalk, startSignIn } from '../testing/sign-in.ts';
import { startStoredServer } from '../testing/stored.ts';

const tokenCall = 'POST /v1.0/oauth2/userAccessToken';
const manyStarts = { env: { SIGN_IN_STARTS_PER_MINUTE: '100000' } };

describe('GET /auth/callback, a great many times', () => {
  // Whatever a stranger makes a browser send: nobody is signed in by it, nobody's attempt is lost, nothing breaks.
  it('survives every malformed callback, and the attempt can still be finished', async (t) => {
    const { browser, dingtalk, stored, log } = await startStoredServer(t, manyStarts);
    const before = stored.countRows();
    const page = await startSignIn(browser, '/profile');
    const state = page.searchParams.get('state') ?? '';
    const callback = await chooseAtDingTalk(page, { userId: 'zhangwei01' });
    const code = new URL(callback, 'https://foyer.example.com').searchParams.get('code') ?? '';
    const name = fc.constantFrom(
      'authCode',
      'code',
      'state',
      'error',
      'iss',
      'state[]',
      'code[a]',
      '__proto__',
      'STATE',
      '',
    );
    const value = fc.oneof(
      fc.constantFrom(
        code,
        `${code}x`,
        state.slice(0, -1),
        `${state}x`,
        state.slice(0, 8),
        '',
        '%',
        '%00',
        '%E0%A4%A',
        'null',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
      fc.constant('A'.repeat(600)),
    );
    const query = fc.array(fc.tuple(name, value), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(query, async (pairs) => {
        const answer = await browser.open(`/auth/callback?${pairs.map((pair) => pair.join('=')).join('&')}`);
        assert.ok(
          ['invalid_request', 'sign_in_state_mismatch'].includes(refusalCode(answer) ?? ''),
          `${answer.statusCode}`,
        );
      }),
      randomRuns(t, 200),
    );
    assert.equal(dingtalk.calls.count(tokenCall), 0);
    assert.equal(stored.countRows(), before);
    assert.doesNotMatch(log(), /"code":"internal"/);
    assert.equal((await browser.open(callback)).headers.location, '/profile');
  });

  // Answers in which anything may stand where anything else belongs, against a second, plain statement of the rules.
  it('signs in exactly those whose answers are sound', async (t) => {
    const { newBrowser, dingtalk, stored, log } = await startStoredServer(t, manyStarts);
    const { corpId } = sandboxApp;
    const tokens = { ...goodTokens, corpId };
    const member = { userid: 'zhangsan', contact_type: 0 };
    const fields = [
      ...Object.keys(tokens).map((field) => ['tokens', field] as const),
      ...[...Object.keys(account), 'avatarUrl', 'mobile', 'email'].map((field) => ['account', field] as const),
      ...Object.keys(member).map((field) => ['member', field] as const),
      ...[...Object.keys(details), 'admin', 'title', 'avatar'].map((field) => ['details', field] as const),
    ];
    const usual = ['AT', 'RT', 7200, corpId, 'U1', '张三', 'zhangsan', 0, 1, -1, true, false, '', null, 'true', '0'];
    const value = fc.oneof(fc.constantFrom<unknown>(...usual), fc.jsonValue(), fc.constant(undefined));
    let signedIn = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), value, async ([part, field], changed) => {
        const answers = {
          tokens: { ...tokens },
          account: { ...account },
          member: { ...member },
          details: { ...details },
        };
        const parts: Record<string, Record<string, unknown>> = answers;
        parts[part] = { ...parts[part], [field]: changed };
        dingtalk.faults.clear();
        scriptSignIn(dingtalk, corpId, { ...parts, member: { errcode: 0, result: parts.member } });
        const before = stored.countSessions();
        const browser = newBrowser();
        const state = (await startSignIn(browser)).searchParams.get('state');
        const answer = await browser.open(`/auth/callback?authCode=any-code&state=${state}`);
        const isSignedIn = refusalCode(answer) === null && answer.headers.location === '/';
        assert.equal(isSignedIn, isSound(parts, corpId), `${part}.${field} = ${JSON.stringify(changed)}`);
        assert.equal(stored.countSessions(), sessionsAfter(before, isSignedIn, parts));
        assert.equal((await browser.get('/api/me')).statusCode, isSignedIn ? 200 : 401);
        if (isSignedIn) signedIn += 1;
      }),
      randomRuns(t, 100),
    );
    assert.ok(signedIn > 0, 'some of them are sound');
    assert.doesNotMatch(log(), /"code":"internal"/);
  });
});

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';
/** A token travels in a header or a query: printable, and without blanks. */
const isToken = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]{1,4096}$/.test(value);

/** The rules of a sign-in, once more: our company, an employee of it, active, and one person in all answers. */
function isSound(
  { tokens = {}, account = {}, member = {}, details = {} }: Record<string, Record<string, unknown>>,
  corpId: string,
): boolean {
  return [
    isToken(tokens.accessToken) && (tokens.refreshToken === undefined || isToken(tokens.refreshToken)),
    Number.isInteger(tokens.expireIn) && Number(tokens.expireIn) >= 1,
    tokens.corpId === corpId,
    isText(account.nick) && isText(account.openId) && account.unionId === 'U1',
    ['avatarUrl', 'mobile', 'email'].every((field) => isTextOrAbsent(account[field])),
    member.contact_type === 0 && member.userid === 'zhangsan',
    details.unionid === 'U1' && details.userid === 'zhangsan' && details.active === true,
    isText(details.name),
    details.admin === undefined || typeof details.admin === 'boolean',
  ].every(Boolean);
}

/** How many sessions this person has after a sign-in. */
function sessionsAfter(before: number, isSignedIn: boolean, parts: Record<string, Record<string, unknown>>): number {
  if (isSignedIn) return before + 1;
  return isLeaver(parts) ? 0 : before;
}

/** Who is told to be an external contact, or not active, loses the sessions they had, although this sign-in fails too. */
function isLeaver({ member = {}, details = {} }: Record<string, Record<string, unknown>>): boolean {
  const isExternal = member.contact_type === 1 && isText(member.userid) && member.userid !== '';
  return isExternal || details.active === false;
}
