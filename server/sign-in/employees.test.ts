import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type CorpId, toSubject, type UnionId } from '../person.ts';
import { otherCorpId } from '../sandbox/app.ts';
import { sandboxApp } from '../sandbox/sandbox.ts';
import type { Browser } from '../testing/browser.ts';
import hostileInputs from '../testing/hostile-inputs.json' with { type: 'json' };
import { refusalCode } from '../testing/refusal-code.ts';
import { account, comeBack, details, goodTokens, scriptSignIn } from '../testing/scripted-person.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import type { TestServer } from '../testing/start-test-server.ts';
import { type Stored, startStoredServer } from '../testing/stored.ts';

const tokenCall = 'POST /v1.0/oauth2/userAccessToken';
const memberCall = 'POST /topapi/user/getbyunionid';
const detailsCall = 'POST /topapi/v2/user/get';
const appTokenCall = 'POST /v1.0/oauth2/accessToken';

type Vector = {
  id: string;
  title: string;
  me: Record<string, unknown>;
  member: { errcode: number; result?: Record<string, unknown> } | null;
  expect: string;
};

const vectors = hostileInputs.dingtalkProfileResponses as unknown as Vector[];

/** That nobody is signed in and nothing was kept: no session, no token, no cookie. */
async function assertNobody({ browser, stored }: { browser: Browser; stored: Stored }): Promise<void> {
  assert.deepEqual([stored.countSessions(), stored.countTokens()], [0, 0]);
  assert.equal(browser.jar.has('__Host-foyer'), false);
  assert.equal((await browser.get('/api/me')).statusCode, 401);
}

describe('GET /auth/callback for everybody who may be in a company', () => {
  // Anyone with a DingTalk account can pass DingTalk's own page; only the company's record says who works here.
  for (const [who, userId, code] of [
    ['somebody who has left', 'zhaolei07', 'not_an_employee'],
    ['somebody who was invited and has not joined yet', 'songyiran', 'employee_inactive'],
    ['an external contact', '015643211789', 'not_an_employee'],
    ['somebody whom the app is not allowed to see', 'tangruoxi', 'not_an_employee'],
  ] as const) {
    it(`refuses ${who} with ${code}`, async (t) => {
      const server = await startStoredServer(t);
      assert.equal(refusalCode(await signIn(server.browser, { userId })), code);
      await assertNobody(server);
    });
  }

  for (const userId of ['guqing', 'zhangwei01-ys', 'manager7315']) {
    it(`refuses ${userId} of another company, before the company is asked about them`, async (t) => {
      const server = await startStoredServer(t);
      assert.equal(refusalCode(await signIn(server.browser, { userId, corpId: otherCorpId })), 'other_company');
      assert.equal(server.dingtalk.calls.count(memberCall), 0);
      await assertNobody(server);
    });
  }

  it('signs in a person of two companies who chooses ours, and refuses them when they choose the other', async (t) => {
    const server = await startStoredServer(t);
    const theirs = await signIn(server.browser, { userId: 'manager7315', corpId: otherCorpId });
    assert.equal(refusalCode(theirs), 'other_company');
    await assertNobody(server);
    await signedIn(server.browser, 'shenjianing');
    const me = (await server.browser.get('/api/me')).json();
    assert.deepEqual([me.userId, me.corpId], ['shenjianing', sandboxApp.corpId]);
  });

  it('tells the log how to make somebody visible whom the app is not allowed to see', async (t) => {
    const { browser, log } = await startStoredServer(t);
    await signIn(browser, { userId: 'tangruoxi' });
    assert.match(log(), /authorized contact range|authorised contact range/);
  });

  it('signs in somebody without picture, mobile and mail', async (t) => {
    const { browser } = await startStoredServer(t);
    await signedIn(browser, 'wanggang88');
    const me = (await browser.get('/api/me')).json();
    assert.equal(me.name, '王刚');
    assert.equal('avatarUrl' in me, false);
  });

  it('signs in somebody with a very long name and an emoji in it, whole', async (t) => {
    const { browser, dingtalk } = await startStoredServer(t);
    await signedIn(browser, 'maria-fernanda');
    const name = String((await browser.get('/api/me')).json().name);
    assert.equal(name, dingtalk.company.find('maria-fernanda')?.name);
    assert.ok(name.startsWith('🌻') && name.length > 50);
  });

  it('keeps the leading zero of a userId that looks like a number', async (t) => {
    const { browser } = await startStoredServer(t);
    await signedIn(browser, '0423752');
    assert.equal((await browser.get('/api/me')).json().userId, '0423752');
    await signIn(browser, { userId: '01542318456227' });
    assert.equal((await browser.get('/api/me')).json().userId, '01542318456227');
  });

  it('knows an administrator from an employee', async (t) => {
    const { browser, newBrowser } = await startStoredServer(t);
    await signedIn(browser, 'manager4220');
    await signedIn(newBrowser(), 'zhangwei01');
    assert.equal((await browser.get('/api/me')).json().isAdmin, true);
    const employee = await signedIn(newBrowser(), 'zhangwei01');
    assert.equal((await employee.get('/api/me')).json().isAdmin, false);
  });

  it('takes the name from the company, not from the account the person names themselves', async (t) => {
    const { browser } = await startStoredServer(t);
    await signedIn(browser, 'zhangwei01');
    assert.equal((await browser.get('/api/me')).json().name, '张伟');
    assert.equal((await browser.get('/api/me/profile')).json().profile.nick, '阿伟');
  });

  it('signs in everybody else of the company', async (t) => {
    const { newBrowser, dingtalk } = await startStoredServer(t);
    const people = dingtalk.company
      .list()
      .filter((person) => person.standing === 'employee' && person.isActive && person.isVisible);
    assert.ok(people.length > 50);
    for (const { userId } of people) await signedIn(newBrowser(), userId);
  });

  // Whoever leaves while DingTalk's page is open must not get in with it; whoever comes back must.
  it('judges by the record of this moment', async (t) => {
    const server = await startStoredServer(t);
    const { browser, dingtalk } = server;
    dingtalk.company.markLeft('zhangwei01');
    assert.equal(refusalCode(await signIn(browser, { userId: 'zhangwei01' })), 'not_an_employee');
    await assertNobody(server);
    dingtalk.company.markBack('zhangwei01');
    await signedIn(browser);
    dingtalk.company.setActive('songyiran', true);
    await signIn(browser, { userId: 'songyiran' });
    assert.equal((await browser.get('/api/me')).json().userId, 'songyiran');
  });
});

describe('GET /auth/callback and what DingTalk says of a person', () => {
  const outcomes: Readonly<Record<string, string | null>> = {
    P001: null,
    P003: 'not_an_employee',
    P005: 'dingtalk_refused',
    P007: 'dingtalk_permission_missing',
    P009: null,
    P011: null,
    P013: null,
    P015: 'employee_inactive',
    P017: null,
    P019: 'sign_in_expired',
  };

  function script({ dingtalk }: TestServer, { me, member }: Vector): void {
    const { active = true } = (member?.result ?? {}) as { active?: boolean };
    const { userid = 'zhangsan' } = (member?.result ?? {}) as { userid?: string };
    const record = { ...details, userid, unionid: me.unionId, active };
    if (member === null) {
      dingtalk.faults.answer(tokenCall, { status: 400, body: { ...me, requestid: 'A-1', message: 'x' } }, { times: 1 });
    }
    const retried = member?.errcode === 40014;
    if (retried) dingtalk.faults.answer(memberCall, { status: 200, body: member }, { times: 1 });
    scriptSignIn(dingtalk, sandboxApp.corpId, {
      account: me,
      details: record,
      ...(member !== null && !retried && { member }),
    });
  }

  // Each row is a person who must get in, or one who would get in if an answer were taken on trust.
  for (const vector of vectors) {
    const expected = outcomes[vector.id] ?? null;
    it(`${expected === null ? 'signs in' : `refuses with ${expected}`}: ${vector.title} (${vector.id})`, async (t) => {
      assert.ok(vector.id in outcomes);
      const server = await startStoredServer(t);
      script(server, vector);
      const answer = await comeBack(server.browser);
      assert.equal(refusalCode(answer), expected);
      if (expected !== null) return assertNobody(server);
      const me = (await server.browser.get('/api/me')).json();
      assert.deepEqual([me.unionId, me.userId], [vector.me.unionId, 'zhangsan']);
      assert.equal(me.subject, toSubject(sandboxApp.corpId as CorpId, vector.me.unionId as UnionId));
    });
  }

  it('tells the administrator which permission is missing, and never leaves the check out', async (t) => {
    const server = await startStoredServer(t);
    scriptSignIn(server.dingtalk, sandboxApp.corpId, { member: { errcode: 60011, errmsg: 'no privilege' } });
    assert.equal(refusalCode(await comeBack(server.browser)), 'dingtalk_permission_missing');
    assert.equal(server.dingtalk.calls.count(detailsCall), 0);
    const line = server
      .log()
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each))
      .find(({ code }) => code === 'dingtalk_permission_missing');
    assert.ok(line.level >= 40, 'an administrator watches warnings');
    assert.match(line.err.details.remedy, /permission/);
    assert.equal(line.err.dingtalk.code, '60011');
    await assertNobody(server);
  });

  it('renews the app token once when DingTalk calls it invalid, and not a second time', async (t) => {
    const server = await startStoredServer(t);
    const { browser, dingtalk } = server;
    const invalid = { status: 200, body: { errcode: 40014, errmsg: 'invalid access_token' } };
    dingtalk.faults.answer(memberCall, invalid, { times: 1 });
    scriptSignIn(dingtalk, sandboxApp.corpId);
    assert.equal(refusalCode(await comeBack(browser)), null);
    assert.equal(dingtalk.calls.count(appTokenCall), 2);
    dingtalk.faults.clear();
    dingtalk.faults.answer(memberCall, invalid);
    dingtalk.calls.reset();
    assert.equal(refusalCode(await signIn(server.newBrowser(), { userId: 'zhangwei01' })), 'dingtalk_refused');
    assert.deepEqual([dingtalk.calls.count(appTokenCall), dingtalk.calls.count(memberCall)], [1, 2]);
  });

  // A record of somebody else would make this person that somebody.
  for (const [what, record] of [
    ['another unionId', { ...details, unionid: 'U2' }],
    ['a unionId in other case', { ...details, unionid: 'u1' }],
    ['another userId', { ...details, userid: 'boss' }],
  ] as const) {
    it(`refuses when the company's record bears ${what}`, async (t) => {
      const server = await startStoredServer(t);
      scriptSignIn(server.dingtalk, sandboxApp.corpId, { details: record });
      assert.equal(refusalCode(await comeBack(server.browser)), 'not_an_employee');
      await assertNobody(server);
    });
  }

  for (const [what, script] of [
    ['a contact type that nobody knows', { member: { errcode: 0, result: { userid: 'zhangsan', contact_type: 2 } } }],
    ['a contact type below zero', { member: { errcode: 0, result: { userid: 'zhangsan', contact_type: -1 } } }],
  ] as const) {
    it(`refuses ${what}`, async (t) => {
      const server = await startStoredServer(t);
      scriptSignIn(server.dingtalk, sandboxApp.corpId, script);
      assert.equal(refusalCode(await comeBack(server.browser)), 'not_an_employee');
      await assertNobody(server);
    });
  }

  // A word in the place of a number or of yes and no must not be read as "employee" or "active".
  for (const [what, script] of [
    ['no contact type', { member: { errcode: 0, result: { userid: 'zhangsan' } } }],
    ['a contact type that is text', { member: { errcode: 0, result: { userid: 'zhangsan', contact_type: '0' } } }],
    ['an empty userId', { member: { errcode: 0, result: { userid: '', contact_type: 0 } } }],
    ['a userId that is a number', { member: { errcode: 0, result: { userid: 423752, contact_type: 0 } } }],
    ['no result', { member: { errcode: 0 } }],
    ['an errcode that is text', { member: { errcode: '0', result: { userid: 'zhangsan', contact_type: 0 } } }],
    ['no "active"', { details: { userid: 'zhangsan', unionid: 'U1', name: '张三' } }],
    ['an "active" that is text', { details: { ...details, active: 'true' } }],
    ['an "active" that is a number', { details: { ...details, active: 1 } }],
    ['an "admin" that is text', { details: { ...details, admin: 'false' } }],
    ['no name', { details: { userid: 'zhangsan', unionid: 'U1', active: true } }],
    ['a unionId that is a list', { account: { ...account, unionId: ['U1'] } }],
    ['no unionId', { account: { nick: '张三', openId: 'O1' } }],
    ['an account that is a list', { account: [account] as unknown as Record<string, unknown> }],
  ] as const) {
    it(`refuses an answer with ${what}`, async (t) => {
      const server = await startStoredServer(t);
      scriptSignIn(server.dingtalk, sandboxApp.corpId, script);
      assert.equal(refusalCode(await comeBack(server.browser)), 'dingtalk_refused');
      await assertNobody(server);
    });
  }
});

describe('GET /auth/callback and the company that comes back', () => {
  const ours = sandboxApp.corpId;

  async function comeBackFrom(t: TestContext, tokens: unknown): Promise<string | null> {
    const server = await startStoredServer(t);
    scriptSignIn(server.dingtalk, ours, { tokens });
    const answer = await comeBack(server.browser);
    if (refusalCode(answer) === null) return null;
    assert.equal(server.dingtalk.calls.count('GET /v1.0/contact/users/me'), 0);
    await assertNobody(server);
    return refusalCode(answer);
  }

  it('signs in for exactly our company', async (t) => {
    assert.equal(await comeBackFrom(t, { ...goodTokens, corpId: ours }), null);
  });

  // Without this, anyone with a DingTalk account of any company gets in.
  for (const [what, corpId] of [
    ['another company', otherCorpId],
    ['ours in capitals', ours.toUpperCase()],
    ['ours with a blank behind it', `${ours} `],
    ['ours with a blank before it', ` ${ours}`],
    ['ours with a zero byte behind it', `${ours}\u0000`],
    ['ours with more behind it', `${ours}1`],
    ['only the beginning of ours', ours.slice(0, -1)],
    ['ours and another in one text', `${ours},${otherCorpId}`],
    ['ours with an invisible character', `${ours}\u200b`],
    ['ours in full-width letters', ours.replace('ding', 'ｄｉｎｇ')],
    ['a pattern', '*'],
    ['the word "null"', 'null'],
  ] as const) {
    it(`refuses ${what} as another company`, async (t) => {
      assert.equal(await comeBackFrom(t, { ...goodTokens, corpId }), 'other_company');
    });
  }

  for (const [what, tokens] of [
    ['none', goodTokens],
    ['an empty one', { ...goodTokens, corpId: '' }],
  ] as const) {
    it(`refuses ${what}, and tells that the scope lost it`, async (t) => {
      assert.equal(await comeBackFrom(t, tokens), 'corp_id_missing');
    });
  }

  for (const [what, corpId] of [
    ['a list with ours in it', [ours]],
    ['an object', { corpId: ours }],
    ['a number', 7],
    ['null', null],
    ['true', true],
  ] as const) {
    it(`refuses an answer whose company is ${what}`, async (t) => {
      assert.equal(await comeBackFrom(t, { ...goodTokens, corpId }), 'dingtalk_refused');
    });
  }

  it('refuses a company under a name that differs in case or in spelling', async (t) => {
    assert.equal(
      await comeBackFrom(t, { ...goodTokens, CorpId: ours, corp_id: ours, corpid: ours }),
      'corp_id_missing',
    );
  });
});

describe('who a person is', () => {
  const appear = async (server: TestServer, unionId: string, userid: string, more: object = {}) => {
    const browser = server.newBrowser();
    scriptSignIn(server.dingtalk, sandboxApp.corpId, {
      account: { ...account, unionId, ...more },
      member: { errcode: 0, result: { userid, contact_type: 0 } },
      details: { ...details, userid, unionid: unionId },
    });
    assert.equal(refusalCode(await comeBack(browser)), null);
    return { browser, me: (await browser.get('/api/me')).json() };
  };

  // An administrator may give a new colleague a userId or a mailbox that somebody had before.
  it('makes a new person of a new unionId, whatever userId, mail or name they share with another', async (t) => {
    const server = await startStoredServer(t);
    const email = 'boss@corp.example';
    const one = await appear(server, 'U1', 'zhangsan', { email });
    const two = await appear(server, 'U2', 'zhangsan', { email });
    assert.notEqual(one.me.subject, two.me.subject);
    const { sessions } = (await two.browser.get('/api/me/sessions')).json();
    assert.equal(sessions.length, 1);
    assert.equal((await two.browser.delete('/api/me/sessions')).statusCode, 204);
    assert.equal((await one.browser.get('/api/me')).statusCode, 200);
  });

  it('knows a person again under another userId', async (t) => {
    const server = await startStoredServer(t);
    const one = await appear(server, 'U1', 'zhangsan');
    const two = await appear(server, 'U1', 'zhang.san.2');
    assert.equal(one.me.subject, two.me.subject);
    assert.equal((await two.browser.get('/api/me/sessions')).json().sessions.length, 2);
  });

  it('gives tools a name that says nothing of the person and differs between companies', () => {
    const subject = (corpId: string, unionId: string) => toSubject(corpId as CorpId, unionId as UnionId);
    assert.match(subject('ding1', 'U1'), /^[\w-]{43}$/);
    assert.equal(subject('ding1', 'U1'), subject('ding1', 'U1'));
    assert.equal(subject('ding1', 'U1'), '8j0oRLC1YiFfIWG0kz0wcOexIU1_YsexAc-YkQnh9xE');
    assert.notEqual(subject('ding1', 'U1'), subject('ding2', 'U1'));
    assert.notEqual(subject('ding1', '2U1'), subject('ding12', 'U1'));
  });
});
