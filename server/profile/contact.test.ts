import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Person } from '../sandbox/person.ts';
import type { Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import type { ContactResponse } from './schema.ts';

const detailsCall = 'POST /topapi/v2/user/get';
const memberCall = 'POST /topapi/user/getbyunionid';
const departmentCall = 'POST /topapi/v2/department/get';
const scopesCall = 'GET /auth/scopes';

/** A record older than this is read again. */
const FRESH_MS = 60_000;
const BACKEND = 460000212;
const backendPath = ['青禾科技', '研发部', '技术中心', '后端组'];

const mobileFields = ['mobile', 'stateCode'];
const personalFields = ['email', 'orgEmail', 'workPlace', 'remark', 'extension'];

async function contactOf(browser: Browser): Promise<ContactResponse> {
  const answer = await browser.get('/api/me/contact');
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

function personIn({ dingtalk }: TestServer, userId: string): Person {
  const person = dingtalk.company.find(userId);
  assert.ok(person);
  return person;
}

/** The reasons as `field: reason`, or `field: reason permission`. */
function reasonsIn({ missing }: ContactResponse): string[] {
  return missing.map(({ field, reason, permission }) => [`${field}:`, reason, permission].filter(Boolean).join(' '));
}

function notFilledIn(fields: readonly string[]): string[] {
  return fields.map((field) => `${field}: not_filled_in`);
}

function withoutPermission(fields: readonly string[], permission: string): string[] {
  return fields.map((field) => `${field}: permission_missing ${permission}`);
}

/** What DingTalk answers about one person, from here on, made of what it really says. */
function answerRecord(server: TestServer, changes: Record<string, unknown>): void {
  const { userId, name, account } = personIn(server, 'zhangwei01');
  const result = { userid: userId, unionid: account.unionId, name, active: true, ...changes };
  server.dingtalk.faults.answer(detailsCall, { status: 200, body: { errcode: 0, result } });
}

/** As long ago as makes a record old. */
function wait({ clock }: TestServer): void {
  clock.advance(FRESH_MS);
}

describe('GET /api/me/contact', () => {
  it('gives the company’s whole record of the person, and the reason for what is absent', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    const person = personIn(server, 'zhangwei01');
    const { contact, missing, fetchedAt } = await contactOf(server.browser);
    assert.deepEqual(contact, {
      userId: 'zhangwei01',
      unionId: person.account.unionId,
      name: '张伟',
      avatarUrl: person.avatarUrl,
      title: '后端工程师',
      jobNumber: person.jobNumber,
      mobile: person.mobile,
      stateCode: '86',
      telephone: person.telephone,
      email: person.email,
      orgEmail: person.orgEmail,
      workPlace: '杭州',
      hiredDate: '2019-07-08',
      extension: { 工位: `3F-${person.jobNumber.slice(-3)}` },
      departments: [{ id: BACKEND, name: '后端组', path: backendPath, isManager: false }],
      manager: { userId: 'linzhiyuan', name: '林志远', title: '后端组长' },
      roles: [],
      isAdmin: false,
      isBoss: false,
    });
    assert.deepEqual(missing, [
      { field: 'remark', reason: 'not_filled_in' },
      { field: 'roles', reason: 'not_filled_in' },
    ]);
    assert.equal(fetchedAt, new Date(server.clock.now()).toISOString());
  });

  it('gives somebody with two departments both, and says which of them they lead', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, 'manager4220');
    const { contact } = await contactOf(server.browser);
    assert.deepEqual(contact.departments, [
      { id: 460000951, name: '信息技术部', path: ['青禾科技', '信息技术部'], isManager: true },
      { id: 460000215, name: '运维组', path: ['青禾科技', '研发部', '技术中心', '运维组'], isManager: false },
    ]);
    assert.deepEqual([contact.isAdmin, contact.isBoss], [true, false]);
    assert.deepEqual(contact.manager, { userId: 'chenguodong', name: '陈国栋', title: '总裁' });
  });

  it('gives roles with their groups, as DingTalk has them', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, 'gaoyang');
    const { contact, missing } = await contactOf(server.browser);
    const byId = (one: { id: number }, other: { id: number }) => one.id - other.id;
    assert.deepEqual(contact.roles, personIn(server, 'gaoyang').roles.toSorted(byId));
    assert.equal(contact.roles.length, 2);
    assert.equal(
      missing.some(({ field }) => field === 'roles'),
      false,
    );
  });

  it('names no manager of whoever has none', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, 'chenguodong');
    const { contact, missing } = await contactOf(server.browser);
    assert.deepEqual([contact.isBoss, contact.manager], [true, undefined]);
    assert.deepEqual(
      missing.filter(({ field }) => field === 'manager'),
      [{ field: 'manager', reason: 'not_filled_in' }],
    );
  });

  it('shows people their own number, however hidden it is from colleagues', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, '0423752');
    const { contact } = await contactOf(server.browser);
    assert.equal(contact.mobile, personIn(server, '0423752').mobile);
    assert.equal(contact.userId, '0423752');
  });

  // One more field in DingTalk's answer must not become one more field in ours.
  it('passes on no field that is not listed', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    const before = (await server.browser.get('/api/me/contact')).json();
    wait(server);
    server.dingtalk.faults.on('extra-fields');
    const { fetchedAt: _now, ...now } = (await server.browser.get('/api/me/contact')).json();
    const { fetchedAt: _then, ...then } = before;
    assert.deepEqual(now, then);
    answerRecord(server, { accessToken: 'SECRET', hide_mobile: true, login_id: 'SECRET', exclusive_account: true });
    wait(server);
    const { body } = await server.browser.get('/api/me/contact');
    assert.doesNotMatch(body, /SECRET|hide|corpId|isActive|exclusive|hiredAt|managerUserId|departmentIds/i);
  });

  it('is for signed-in people, about themselves, and kept by no cache', async (t) => {
    const { browser } = await startTestServer(t);
    const visitor = await browser.get('/api/me/contact');
    assert.deepEqual([visitor.statusCode, visitor.json().error.code], [401, 'not_signed_in']);
    await signedIn(browser);
    assert.equal((await browser.get('/api/me/contact')).headers['cache-control'], 'no-store');
    assert.equal((await browser.get('/api/me/contact')).headers.etag, undefined);
    assert.equal((await browser.get('/api/me/contact?userId=wuyutong')).statusCode, 400);
    for (const url of ['/api/me/contact/wuyutong', '/api/me/contact/x.css', '/api/me/contact;.js']) {
      assert.equal((await browser.get(url)).statusCode, 404, url);
    }
    assert.equal((await browser.post('/api/me/contact')).statusCode, 405);
  });

  it('takes the day somebody joined for a day in China', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    for (const [moment, day] of [
      ['2019-07-07T15:59:59.999Z', '2019-07-07'],
      ['2019-07-07T16:00:00.000Z', '2019-07-08'],
      ['2020-02-28T16:00:00.000Z', '2020-02-29'],
      ['2023-12-31T16:00:00.000Z', '2024-01-01'],
    ] as const) {
      server.dingtalk.faults.clear();
      answerRecord(server, { hired_date: Date.parse(moment) });
      wait(server);
      assert.equal((await contactOf(server.browser)).contact.hiredDate, day, moment);
    }
    for (const hired_date of [0, -1, '2019-07-08', 1e20, null]) {
      server.dingtalk.faults.clear();
      answerRecord(server, { hired_date });
      wait(server);
      const { contact, missing } = await contactOf(server.browser);
      assert.equal('hiredDate' in contact, false, String(hired_date));
      assert.ok(missing.some(({ field, reason }) => field === 'hiredDate' && reason === 'not_filled_in'));
    }
  });

  // The company's own fields are whatever somebody once typed into a form.
  it('gives the company’s own fields as text, whatever they are', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    const extensionOf = async (extension: unknown) => {
      server.dingtalk.faults.clear();
      answerRecord(server, { extension });
      wait(server);
      const answer = await server.browser.get('/api/me/contact');
      assert.equal(answer.statusCode, 200, answer.body);
      return JSON.parse(answer.body).contact.extension;
    };
    assert.deepEqual(await extensionOf('{"a":"<b>","n":5,"o":{"p":[1]},"none":null,"empty":""}'), {
      a: '<b>',
      n: '5',
      o: '{"p":[1]}',
    });
    const odd = await extensionOf(
      '{"__proto__":"x","constructor":"y","=1+1":"=2","\\u0000":"\\u0000","\\"":"\\ud83d"}',
    );
    assert.deepEqual(Object.keys(odd).sort(), ['"', '=1+1', '__proto__', 'constructor', '\u0000'].sort());
    assert.equal(Object.getPrototypeOf(odd), Object.prototype);
    assert.equal('polluted' in {}, false);
    for (const nothing of ['', '{', '[]', '[{"a":1}]', 'null', '"text"', '5', 5, [], null, '{}']) {
      assert.equal(await extensionOf(nothing), undefined, JSON.stringify(nothing));
    }
    const nested = `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},"a":"b"}`;
    assert.equal((await extensionOf(nested)).a, 'b');
  });
});

describe('why a field of the own record is absent', () => {
  it('is that nobody filled it in, where the app may read it', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, 'wanggang88');
    const contact = await contactOf(server.browser);
    const fields = ['avatarUrl', 'mobile', 'stateCode', 'telephone', 'email', 'orgEmail', 'remark', 'roles'];
    assert.deepEqual(reasonsIn(contact), notFilledIn(fields));
  });

  it('is that nobody filled in anything, of a record that says nothing', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    answerRecord(server, {});
    wait(server);
    const contact = await contactOf(server.browser);
    assert.deepEqual(contact.contact.departments, []);
    const fields = ['avatarUrl', 'title', 'jobNumber', ...mobileFields, 'telephone', 'email', 'orgEmail', 'workPlace'];
    assert.deepEqual(
      reasonsIn(contact),
      notFilledIn([...fields, 'hiredDate', 'remark', 'extension', 'manager', 'roles']),
    );
  });

  it('is the permission for mobile numbers, where the app lacks it', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('no-field-mobile');
    await signedIn(server.browser);
    const contact = await contactOf(server.browser);
    assert.deepEqual(reasonsIn(contact), [
      ...withoutPermission(mobileFields, 'fieldMobile'),
      ...notFilledIn(['remark', 'roles']),
    ]);
  });

  it('is the permission for personal fields, where the app lacks it', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('no-field-email');
    await signedIn(server.browser);
    assert.deepEqual(reasonsIn(await contactOf(server.browser)), [
      ...withoutPermission(personalFields, 'fieldEmail'),
      ...notFilledIn(['roles']),
    ]);
  });

  it('is either permission, where the app lacks both', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('no-field-email');
    server.dingtalk.faults.on('no-field-mobile');
    await signedIn(server.browser);
    assert.deepEqual(reasonsIn(await contactOf(server.browser)), [
      ...withoutPermission(mobileFields, 'fieldMobile'),
      ...withoutPermission(personalFields, 'fieldEmail'),
      ...notFilledIn(['roles']),
    ]);
  });

  it('is that DingTalk offers it to no app of a vendor', async (t) => {
    const server = await startTestServer(t, { env: { DINGTALK_APP_KIND: 'third-party' } });
    server.dingtalk.faults.on('third-party-app');
    await signedIn(server.browser);
    const contact = await contactOf(server.browser);
    const never = [...mobileFields, 'telephone', 'email', 'orgEmail', 'workPlace', 'hiredDate', 'remark', 'extension'];
    assert.deepEqual(reasonsIn(contact), [...never.map((field) => `${field}: not_offered`), ...notFilledIn(['roles'])]);
    assert.equal(server.dingtalk.calls.count(scopesCall), 0, 'nothing need be asked about permissions');
    assert.equal(contact.contact.jobNumber, personIn(server, 'zhangwei01').jobNumber);
  });

  it('is never that DingTalk does not offer it, to the company’s own app', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('third-party-app');
    await signedIn(server.browser);
    assert.equal(
      reasonsIn(await contactOf(server.browser)).some((reason) => reason.includes('not_offered')),
      false,
    );
  });

  it('is taken from colleagues’ records, where DingTalk does not tell what the app may read', async (t) => {
    for (const fault of ['no-qyapi-base', 'busy'] as const) {
      const server = await startTestServer(t);
      await signedIn(server.browser);
      const withoutFields = async () => {
        server.dingtalk.faults.on(fault, { api: scopesCall });
        answerRecord(server, {});
        wait(server);
        const reasons = reasonsIn(await contactOf(server.browser));
        server.dingtalk.faults.clear();
        return reasons;
      };
      const alone = await withoutFields();
      assert.ok(alone.includes('mobile: permission_missing fieldMobile'), fault);
      assert.ok(alone.includes('email: permission_missing fieldEmail'), fault);
      const range = { auth_org_scopes: { authed_user: [], authed_dept: [1] } };
      server.dingtalk.faults.answer(scopesCall, { status: 200, body: { errcode: 0, ...range } }, { times: 1 });
      await readCompany(server.services);
      const among = await withoutFields();
      assert.ok(among.includes('mobile: not_filled_in'), fault);
      assert.ok(among.includes('email: not_filled_in'), fault);
    }
  });

  it('follows a permission that was granted meanwhile, within a minute', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('no-field-mobile');
    await signedIn(server.browser, 'wanggang88');
    assert.ok(reasonsIn(await contactOf(server.browser)).includes('mobile: permission_missing fieldMobile'));
    server.dingtalk.faults.clear();
    wait(server);
    assert.ok(reasonsIn(await contactOf(server.browser)).includes('mobile: not_filled_in'));
  });
});

describe('why a department has no name', () => {
  it('is the permission to see departments, which is named', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('no-qyapi-get-department-list');
    await signedIn(server.browser);
    const contact = await contactOf(server.browser);
    assert.deepEqual(contact.contact.departments, [{ id: BACKEND, name: String(BACKEND), path: [], isManager: false }]);
    assert.ok(reasonsIn(contact).includes('departments: permission_missing qyapi_get_department_list'));
  });

  it('is that the app may not see it', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('range-people');
    await signedIn(server.browser);
    const contact = await contactOf(server.browser);
    assert.deepEqual(contact.contact.departments[0]?.path, []);
    assert.ok(reasonsIn(contact).includes('departments: outside_visible_range'));
  });

  it('leaves out of a path only what lies above the visible range', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('range-partial');
    await signedIn(server.browser);
    const contact = await contactOf(server.browser);
    assert.deepEqual(contact.contact.departments[0]?.path, backendPath.slice(1));
    assert.equal(
      reasonsIn(contact).some((reason) => reason.startsWith('departments')),
      false,
    );
  });

  // Whoever reads "outside the range" goes and asks an administrator for something that is there.
  it('is never the range, when DingTalk was merely busy as the name was asked for', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('busy', { api: departmentCall });
    await signedIn(server.browser);
    const meanwhile = await contactOf(server.browser);
    assert.deepEqual(meanwhile.contact.departments, [
      { id: BACKEND, name: String(BACKEND), path: [], isManager: false },
    ]);
    assert.deepEqual(reasonsIn(meanwhile), notFilledIn(['remark', 'roles']));
    server.dingtalk.faults.clear();
    wait(server);
    const contact = await contactOf(server.browser);
    assert.deepEqual(contact.contact.departments[0]?.path, backendPath);
    assert.deepEqual(reasonsIn(contact), notFilledIn(['remark', 'roles']));
  });
});

describe('a record that was read meanwhile', () => {
  it('is shown at once: whoever signs in again sees what has been put right', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.company.setTitle('zhangwei01', '架构师');
    await signedIn(server.browser);
    assert.equal((await contactOf(server.browser)).contact.title, '架构师');
    server.dingtalk.company.setTitle('zhangwei01', '后端工程师');
    server.clock.advance(1_000);
    assert.equal((await contactOf(server.browser)).contact.title, '架构师', 'nobody has read it again');
    await signedIn(server.newBrowser());
    assert.equal((await contactOf(server.browser)).contact.title, '后端工程师');
  });
});

describe('whom somebody reports to', () => {
  it('is not named when the app may not see them', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    answerRecord(server, { manager_userid: 'tangruoxi' });
    const refused = { errcode: 50002, errmsg: '请求的员工userid不在授权范围内', request_id: 'R' };
    wait(server);
    await answerManager(server, refused);
    const contact = await contactOf(server.browser);
    assert.equal('manager' in contact.contact, false);
    assert.ok(reasonsIn(contact).includes('manager: outside_visible_range'));
  });

  // What DingTalk says of a manager would otherwise read as a refusal of the one who reports to them.
  it('is nobody when they have left, or their account is disabled', async (t) => {
    for (const errcode of [60121, 60120]) {
      const server = await startTestServer(t);
      await signedIn(server.browser);
      wait(server);
      await answerManager(server, { errcode, errmsg: 'x', request_id: 'R' });
      const contact = await contactOf(server.browser);
      assert.equal('manager' in contact.contact, false);
      assert.ok(reasonsIn(contact).includes('manager: not_filled_in'), String(errcode));
      assert.equal((await server.browser.get('/api/me')).statusCode, 200);
    }
  });

  it('is taken from the directory once that has been read, without a question', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    await readCompany(server.services);
    server.dingtalk.calls.reset();
    const { contact } = await contactOf(server.browser);
    assert.deepEqual(contact.manager, { userId: 'linzhiyuan', name: '林志远', title: '后端组长' });
    assert.equal(server.dingtalk.calls.count(detailsCall), 0);
  });
});

/** The person's own record as it is, and this in the place of their manager's. */
async function answerManager(server: TestServer, body: Record<string, unknown>): Promise<void> {
  const { userId, name, account } = personIn(server, 'zhangwei01');
  const result = { userid: userId, unionid: account.unionId, name, active: true, manager_userid: 'linzhiyuan' };
  server.dingtalk.faults.clear();
  server.dingtalk.faults.answer(detailsCall, { status: 200, body: { errcode: 0, result } }, { times: 1 });
  server.dingtalk.faults.answer(detailsCall, { status: 200, body });
}

describe('how old the own record may be', () => {
  it('is a minute: it is read again after that, and not before', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    await contactOf(server.browser);
    const { dingtalk, clock, browser } = server;
    dingtalk.calls.reset();
    dingtalk.company.setTitle('zhangwei01', '架构师');
    clock.advance(FRESH_MS - 1);
    const { contact, fetchedAt } = await contactOf(browser);
    assert.equal(contact.title, '后端工程师');
    assert.equal(fetchedAt, new Date(clock.now() - FRESH_MS + 1).toISOString());
    assert.deepEqual([dingtalk.calls.count(memberCall), dingtalk.calls.count(detailsCall)], [0, 0]);
    clock.advance(1);
    const again = await contactOf(browser);
    assert.deepEqual([again.contact.title, again.fetchedAt], ['架构师', new Date(clock.now()).toISOString()]);
    assert.deepEqual([dingtalk.calls.count(memberCall), dingtalk.calls.count(detailsCall)], [1, 1]);
  });

  it('is no matter of what a reading of the company brought: the list says less', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    wait(server);
    await readCompany(server.services);
    server.dingtalk.calls.reset();
    await contactOf(server.browser);
    assert.equal(server.dingtalk.calls.count(memberCall), 1);
  });
});

describe('when DingTalk gives no record', () => {
  it('says which permission is missing', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    wait(server);
    server.dingtalk.faults.on('no-qyapi-get-member');
    const answer = await server.browser.get('/api/me/contact');
    const { code, dingtalk } = answer.json().error;
    assert.deepEqual([answer.statusCode, code], [503, 'dingtalk_permission_missing']);
    assert.deepEqual([dingtalk.code, dingtalk.permissions], ['60011', ['qyapi_get_member']]);
    assert.ok(dingtalk.requestId.length > 1);
    assert.equal((await server.browser.get('/api/me')).statusCode, 200);
  });

  it('says that DingTalk is busy or out of reach, and ends nobody’s session for it', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    wait(server);
    for (const [fault, code] of [
      ['busy', 'dingtalk_busy'],
      ['app-throttled', 'dingtalk_busy'],
      ['reset', 'dingtalk_unreachable'],
      ['bad-gateway-html', 'dingtalk_unreachable'],
    ] as const) {
      server.dingtalk.faults.on(fault, { api: detailsCall });
      const answer = await server.browser.get('/api/me/contact');
      assert.deepEqual([answer.statusCode, answer.json().error.code], [503, code], fault);
      assert.ok(answer.headers['retry-after']);
      server.dingtalk.faults.clear();
    }
    assert.equal((await contactOf(server.browser)).contact.name, '张伟');
  });

  // Whoever has left must not go on reading with another browser.
  it('signs somebody who has left out of every browser', async (t) => {
    const server = await startTestServer(t);
    const other = await signedIn(server.newBrowser());
    const colleague = await signedIn(server.newBrowser(), 'wuyutong');
    await signedIn(server.browser);
    wait(server);
    server.dingtalk.company.markLeft('zhangwei01');
    const answer = await server.browser.get('/api/me/contact');
    assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'not_an_employee']);
    assert.equal(answer.json().error.dingtalk.code, '60121');
    for (const browser of [server.browser, other]) {
      assert.equal((await browser.get('/api/me')).statusCode, 401);
      assert.equal((await browser.get('/api/me/contact')).statusCode, 401);
    }
    assert.equal((await colleague.get('/api/directory/people/zhangwei01')).statusCode, 404);
    server.dingtalk.company.markBack('zhangwei01');
    assert.equal((await other.get('/api/me')).statusCode, 401);
    await signedIn(server.browser);
    assert.equal((await contactOf(server.browser)).contact.name, '张伟');
  });

  it('signs somebody out of every browser whose account was deactivated or disabled', async (t) => {
    for (const disable of [
      ({ dingtalk }: TestServer) => dingtalk.company.setActive('zhangwei01', false),
      ({ dingtalk }: TestServer) =>
        dingtalk.faults.answer(detailsCall, { status: 200, body: { errcode: 60120, errmsg: '用户已禁用' } }),
    ]) {
      const server = await startTestServer(t);
      const other = await signedIn(server.newBrowser());
      await signedIn(server.browser);
      wait(server);
      disable(server);
      const answer = await server.browser.get('/api/me/contact');
      assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'employee_inactive']);
      for (const browser of [server.browser, other]) assert.equal((await browser.get('/api/me')).statusCode, 401);
    }
  });

  // A userId is given to a new colleague sooner or later; nobody may read theirs with an old session.
  it('never gives the record of whoever has the userId today', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    await contactOf(server.browser);
    wait(server);
    answerRecord(server, { unionid: 'U-new', name: '新同事', mobile: '13900000000' });
    const answer = await server.browser.get('/api/me/contact');
    assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'not_an_employee']);
    assert.doesNotMatch(answer.body, /新同事|13900000000/);
  });

  it('gives the own record under a new userId', async (t) => {
    const server = await startTestServer(t);
    const { dingtalk, browser } = server;
    await signedIn(browser);
    const { unionId } = personIn(server, 'zhangwei01').account;
    dingtalk.faults.answer(memberCall, {
      status: 200,
      body: { errcode: 0, result: { userid: 'zhangwei02', contact_type: 0 } },
    });
    answerRecord(server, { userid: 'zhangwei02' });
    wait(server);
    const { contact } = await contactOf(browser);
    assert.deepEqual([contact.userId, contact.unionId], ['zhangwei02', unionId]);
  });

  // The old session would otherwise be the new colleague's, wherever a userId decides.
  it('signs out whoever had a userId before, once DingTalk says that it is somebody else’s', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    const admin = await signedIn(server.newBrowser(), 'manager4220');
    answerRecord(server, { unionid: 'U-new', name: '新同事' });
    const found = (await admin.get('/api/admin/people/by-user-id/zhangwei01')).json().person;
    assert.deepEqual([found.unionId, found.name], ['U-new', '新同事']);
    assert.equal((await server.browser.get('/api/me/contact')).statusCode, 401);
  });
});
