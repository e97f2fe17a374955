import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import type { ChangePersonBody, NewPersonBody } from './schema.ts';

const BACKEND = 460000212;
const FRONTEND = 460000213;
const li: NewPersonBody = { name: '李新', mobile: '13912340001', departmentIds: [BACKEND], title: '工程师' };
const CREATE = 'POST /topapi/v2/user/create';
const UPDATE = 'POST /topapi/v2/user/update';
const DELETE = 'POST /topapi/v2/user/delete';

type Fault = Parameters<TestServer['dingtalk']['faults']['on']>[0];
type Start = Parameters<typeof startTestServer>[1];

/** A Foyer that has read the company, with an administrator signed in. */
async function startWithAdministrator(t: TestContext, options: Start = {}): Promise<TestServer> {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  server.dingtalk.calls.reset();
  return server;
}

const add = ({ browser }: TestServer, body: Partial<NewPersonBody> = {}) =>
  askJson(browser, 'POST', '/api/admin/people', { ...li, ...body });
const change = ({ browser }: TestServer, userId: string, body: ChangePersonBody) =>
  askJson(browser, 'PATCH', `/api/admin/people/${userId}`, body);
const remove = ({ browser }: TestServer, userId: string, confirm: string) =>
  askJson(browser, 'DELETE', `/api/admin/people/${userId}`, { confirm });

type Refused = { code: string; field?: string; reason?: string; dingtalk?: { code: string; requestId: string } };
function refusalIn(answer: Awaited<ReturnType<typeof add>>): Refused {
  const { requestId, ...error } = answer.json().error;
  assert.ok(requestId);
  return error;
}

const holdersOfLi = ({ services }: TestServer) => services.replica.listHolders('mobile', [li.mobile, li.mobile]);
const audited = async ({ services }: TestServer) => (await services.audit.list({ limit: 50 })).rows;

describe('POST /api/admin/people', () => {
  it('adds somebody, who is in the directory at once', async (t) => {
    const server = await startWithAdministrator(t);
    const answer = await add(server, { userId: 'lixin', managerUserId: 'zhangwei01', email: 'li@qinghe.example' });
    assert.equal(answer.statusCode, 201, answer.body);
    const { outcome, person } = answer.json();
    assert.deepEqual(
      [outcome, person.userId, person.name, person.mobile, person.title, person.manager.userId],
      ['added', 'lixin', '李新', li.mobile, '工程师', 'zhangwei01'],
    );
    const before = server.services.replica.departments.find(BACKEND)?.memberCount ?? 0;
    assert.equal(server.services.replica.findByUserId('lixin')?.record.name, '李新');
    const found = await server.browser.get(`/api/directory/people?q=${encodeURIComponent('李新')}`);
    assert.equal(found.json().people[0].userId, 'lixin');
    assert.equal(server.dingtalk.company.find('lixin')?.email, 'li@qinghe.example');
    await add(server, { mobile: '13912340002' });
    assert.equal(server.services.replica.departments.find(BACKEND)?.memberCount, before + 1);
  });

  it('writes down who added whom, with the number masked and DingTalk’s request id', async (t) => {
    const server = await startWithAdministrator(t);
    await add(server, { userId: 'lixin' });
    const [row] = await audited(server);
    assert.deepEqual(
      [row?.act, row?.outcome, row?.actor?.userId, row?.target?.id, row?.target?.name, row?.after?.mobile],
      ['person_added', 'done', 'manager4220', 'lixin', '李新', '139****0001'],
    );
    assert.ok(row?.dingtalkRequestId && row.requestId && row.from);
    assert.doesNotMatch(server.log(), /13912340001/);
  });

  const checked: [why: string, Partial<NewPersonBody>, field: string, reason: string][] = [
    ['a number that is none', { mobile: 'abc' }, 'mobile', 'not_a_mobile'],
    ['a number from abroad without its code', { mobile: '51234567' }, 'mobile', 'needs_country_code'],
    ['no number', { mobile: '' }, 'mobile', 'required'],
    ['a number that somebody has', { mobile: '+86-13912340002', userId: 'other' }, 'mobile', 'taken'],
    ['a userId with a blank', { userId: 'li xin' }, 'userId', 'not_a_user_id'],
    ['a userId that is empty', { userId: '' }, 'userId', 'not_a_user_id'],
    ['a userId that is too long', { userId: 'x'.repeat(65) }, 'userId', 'too_long'],
    ['no name', { name: ' ' }, 'name', 'required'],
    ['a name that is too long', { name: 'x'.repeat(81) }, 'name', 'too_long'],
    ['no department', { departmentIds: [] }, 'departmentIds', 'required'],
    ['a title that is too long', { title: 'x'.repeat(201) }, 'title', 'too_long'],
    ['an address that is none', { email: 'li' }, 'email', 'not_an_email'],
    ['a day that is none', { hiredDate: '2026-02-30' }, 'hiredDate', 'not_a_date'],
    ['a manager whom nobody knows', { managerUserId: 'nobody' }, 'managerUserId', 'unknown_person'],
  ];
  it('sends nothing to DingTalk for what cannot be right, and names the field', async (t) => {
    const server = await startWithAdministrator(t);
    await add(server, { mobile: '13912340002', userId: 'first' });
    server.dingtalk.calls.reset();
    for (const [why, body, field, reason] of checked) {
      const answer = await add(server, body);
      assert.equal(answer.statusCode, 400, why);
      assert.deepEqual(refusalIn(answer), { code: 'invalid_request', field, reason }, why);
    }
    assert.equal(server.dingtalk.calls.count(CREATE), 0);
  });

  it('asks DingTalk about a department it does not know, and passes on the answer with the field', async (t) => {
    const server = await startWithAdministrator(t);
    for (const [id, code] of [
      [-7, '40009'],
      [5, '60003'],
    ] as const) {
      const { dingtalk, ...refused } = refusalIn(await add(server, { departmentIds: [id] }));
      assert.deepEqual(refused, { code: 'dingtalk_refused', field: 'departmentIds', reason: 'unknown_department' });
      assert.equal(dingtalk?.code, code);
    }
    assert.equal(server.dingtalk.calls.count(CREATE), 0);
  });

  const refusals: [fault: Fault, status: number, Refused][] = [
    [
      'company-abroad',
      502,
      {
        code: 'dingtalk_refused',
        field: 'mobile',
        reason: 'needs_country_code',
        dingtalk: { code: '60103', requestId: '' },
      },
    ],
    [
      'add-limit',
      503,
      { code: 'dingtalk_busy', reason: 'limit_reached', dingtalk: { code: 'member-limit', requestId: '' } },
    ],
    [
      'company-full',
      502,
      { code: 'dingtalk_refused', reason: 'limit_reached', dingtalk: { code: '40020', requestId: '' } },
    ],
    [
      'no-qyapi-manage-addresslist',
      503,
      { code: 'dingtalk_permission_missing', dingtalk: { code: '60011', requestId: '' } },
    ],
  ];
  it('passes on what DingTalk refuses, with the field it is about, and writes it down', async (t) => {
    const server = await startWithAdministrator(t);
    for (const [fault, status, { dingtalk: said, ...expected }] of refusals) {
      server.dingtalk.faults.on(fault);
      const answer = await add(server);
      server.dingtalk.faults.off(fault);
      const { dingtalk, ...refused } = refusalIn(answer);
      assert.deepEqual([answer.statusCode, refused, dingtalk?.code], [status, expected, said?.code], fault);
      const [row] = await audited(server);
      assert.deepEqual([row?.outcome, row?.code], ['refused', said?.code], fault);
    }
  });

  it('takes a number with its code where the company turns out to be abroad', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.on('company-abroad');
    assert.equal((await add(server, { mobile: '+86-13912340001' })).statusCode, 201);
  });

  it('tells who was invited instead, and finds them again once they have joined', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.on('privacy-asks');
    const answer = await add(server, { userId: 'lixin' });
    assert.equal(answer.statusCode, 202, answer.body);
    const { outcome, invitation } = answer.json();
    assert.deepEqual([outcome, invitation.state, invitation.mobile], ['invited', 'pending', '139****0001']);
    assert.equal((await audited(server))[0]?.act, 'person_invited');
    const list = async () => (await server.browser.get('/api/admin/invitations')).json().invitations;
    assert.deepEqual(await list(), [invitation]);
    // Without this, "waiting" would mean "nobody may look" as well.
    server.dingtalk.faults.on('no-qyapi-get-member-by-mobile');
    const { lookFailed, invitations } = (await server.browser.get('/api/admin/invitations')).json();
    assert.deepEqual([lookFailed?.code, lookFailed?.dingtalk?.code], ['dingtalk_permission_missing', '60011']);
    assert.deepEqual(invitations, [invitation]);
    server.dingtalk.faults.off('no-qyapi-get-member-by-mobile');
    const [waiting] = server.dingtalk.invitations.list();
    server.dingtalk.invitations.accept(waiting?.id ?? '');
    assert.deepEqual(await list(), [{ ...invitation, state: 'joined', userId: 'lixin' }]);
    assert.equal(server.services.replica.findByUserId('lixin')?.record.name, '李新');
  });

  it('keeps an invitation once, however often the same number is invited', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.on('privacy-asks');
    await add(server);
    await add(server, { name: '李新新' });
    const { invitations } = (await server.browser.get('/api/admin/invitations')).json();
    assert.deepEqual(
      invitations.map(({ name }: { name: string }) => name),
      ['李新新'],
    );
  });

  // Two clicks would otherwise be two people, or two invitations.
  it('adds nobody twice at once', async (t) => {
    const server = await startWithAdministrator(t);
    const answers = await Promise.all([add(server), add(server)]);
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409]);
    assert.equal(server.dingtalk.calls.count(CREATE), 1);
  });

  // Sent again, a call whose answer was lost would add or invite somebody twice.
  it('says so when nobody knows whether it was done, and does not try again', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.answer(CREATE, { status: 502, body: {} }, { times: 1 });
    const refused = refusalIn(await add(server));
    assert.deepEqual([refused.code.startsWith('dingtalk_'), refused.reason], [true, 'unknown_outcome']);
    assert.equal(server.dingtalk.calls.count(CREATE), 1);
    assert.equal((await audited(server))[0]?.outcome, 'unknown');
    assert.deepEqual(holdersOfLi(server), []);
  });

  it('shows whoever was added after all, though nobody could say so', async (t) => {
    const server = await startWithAdministrator(t);
    const { writing } = server.services.dingtalk;
    const departmentIds = [BACKEND];
    await writing.addPerson({ name: '李新', mobile: li.mobile, departmentIds }, AbortSignal.timeout(5_000));
    server.dingtalk.faults.answer(CREATE, { status: 502, body: {} }, { times: 1 });
    const before = server.services.replica.departments.find(BACKEND)?.memberCount ?? 0;
    assert.equal(refusalIn(await add(server)).reason, 'unknown_outcome');
    assert.equal(holdersOfLi(server).length, 1);
    assert.equal(server.services.replica.departments.find(BACKEND)?.memberCount, before + 1);
  });
});

describe('GET /api/admin/people/by-mobile/:mobile', () => {
  it('finds whoever has the number, and nobody else', async (t) => {
    const server = await startWithAdministrator(t);
    await add(server, { userId: 'lixin' });
    const found = await server.browser.get('/api/admin/people/by-mobile/13912340001');
    assert.deepEqual([found.statusCode, found.json().person.userId], [200, 'lixin']);
    const none = await server.browser.get('/api/admin/people/by-mobile/13912340009');
    assert.deepEqual([none.statusCode, refusalIn(none).code], [404, 'not_found']);
    const wrong = await server.browser.get('/api/admin/people/by-mobile/abc');
    assert.deepEqual(refusalIn(wrong), { code: 'invalid_request', field: 'mobile', reason: 'not_a_mobile' });
  });

  // Whoever reads the log would learn whose number an administrator looked for.
  it('leaves no number in the log, whether DingTalk answers or not', async (t) => {
    const server = await startWithAdministrator(t);
    const ask = async (typed: string, browser = server.browser) =>
      (await browser.get(`/api/admin/people/by-mobile${typed}`)).statusCode;
    for (const typed of ['/13912340009', '/%2B86-13912340009', '/13912340009/x', '//13912340009', '%2F13912340009'])
      assert.equal(await ask(typed), 404, typed);
    server.dingtalk.faults.on('no-qyapi-get-member-by-mobile');
    assert.equal(await ask('/13912340009'), 503);
    assert.equal(await ask('/13912340009', server.newBrowser()), 401);
    assert.match(server.log(), /by-mobile/);
    assert.doesNotMatch(server.log(), /12340009/);
  });

  it('says that the app is of an old kind', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.on('old-app');
    const refused = refusalIn(await server.browser.get('/api/admin/people/by-mobile/13912340001'));
    assert.equal(refused.dingtalk?.code, 'no-permission-to-call');
  });
});

describe('PATCH /api/admin/people/:userId', () => {
  // Without this, two administrators would undo what the other one did, and both would hear "saved".
  it('changes nothing when the departments are others by now than whoever changes them saw', async (t) => {
    const { browser, services } = await startWithAdministrator(t);
    const departments = () => services.replica.findByUserId('wuyutong')?.record.departmentIds;
    const seen = departments() ?? [];
    const patch = (body: object) => askJson(browser, 'PATCH', '/api/admin/people/wuyutong', body);
    assert.equal((await patch({ departmentIds: [1], departmentIdsBefore: seen })).statusCode, 200);
    const refused = await patch({ departmentIds: [...seen, 1], departmentIdsBefore: seen });
    assert.deepEqual(
      [refused.statusCode, refused.json().error.field, refused.json().error.reason],
      [400, 'departmentIds', 'changed_meanwhile'],
    );
    assert.deepEqual(departments(), [1]);
    const [row] = await audited({ services } as TestServer);
    assert.deepEqual(row?.after, { departmentIds: [1] });
  });

  it('changes what was typed and nothing else, in the directory and in open sessions at once', async (t) => {
    const server = await startWithAdministrator(t);
    const colleague = await signedIn(server.newBrowser(), 'wuyutong');
    const before = server.dingtalk.company.find('wuyutong');
    const answer = await change(server, 'wuyutong', { title: '首席设计师' });
    assert.deepEqual([answer.statusCode, answer.json().person.title], [200, '首席设计师']);
    assert.deepEqual(server.dingtalk.company.find('wuyutong'), { ...before, title: '首席设计师' });
    assert.equal(server.services.replica.findByUserId('wuyutong')?.record.title, '首席设计师');
    assert.equal((await colleague.get('/api/me')).json().title, '首席设计师');
    const [row] = await audited(server);
    assert.deepEqual(
      [row?.act, row?.before, row?.after],
      ['person_changed', { title: before?.title }, { title: '首席设计师' }],
    );
  });

  it('sets a manager, and takes them away', async (t) => {
    const server = await startWithAdministrator(t);
    const set = await change(server, 'wuyutong', { managerUserId: 'dengkai' });
    assert.equal(set.json().person.manager.userId, 'dengkai');
    const cleared = await change(server, 'wuyutong', { managerUserId: null });
    assert.equal(cleared.json().person.manager, undefined);
    assert.equal(server.dingtalk.company.find('wuyutong')?.managerUserId, undefined);
  });

  it('moves somebody, and counts the people of departments anew', async (t) => {
    const server = await startWithAdministrator(t);
    const count = () => server.services.replica.departments.find(FRONTEND)?.memberCount ?? 0;
    await add(server, { userId: 'lixin' });
    const before = count();
    assert.equal((await change(server, 'lixin', { departmentIds: [FRONTEND] })).statusCode, 200);
    assert.equal(count(), before + 1);
  });

  // DingTalk would leave the day as it is, and everybody would believe it was gone.
  it('takes no joining date away, and changes it like anything else', async (t) => {
    const server = await startWithAdministrator(t);
    await add(server, { userId: 'lixin', hiredDate: '2026-03-02' });
    const refused = await change(server, 'lixin', { hiredDate: '', title: 'x' });
    assert.deepEqual(
      [refused.statusCode, refusalIn(refused)],
      [400, { code: 'invalid_request', field: 'hiredDate', reason: 'cannot_clear' }],
    );
    assert.equal(server.dingtalk.calls.count(UPDATE), 0);
    const changed = await change(server, 'lixin', { hiredDate: '2026-04-01' });
    assert.equal(changed.json().person.hiredDate, '2026-04-01');
  });

  it('finds nothing to take away where there is no joining date', async (t) => {
    const server = await startWithAdministrator(t);
    // Everybody in the sandbox has one, which its answers leave out for such an app.
    server.dingtalk.faults.on('third-party-app');
    assert.equal((await change(server, 'wuyutong', { hiredDate: '' })).statusCode, 200);
    assert.equal(server.dingtalk.calls.count(UPDATE), 0);
  });

  it('never sends a number: no API changes one', async (t) => {
    const server = await startWithAdministrator(t);
    const refused = refusalIn(await change(server, 'wuyutong', { mobile: '13912340001', title: 'x' }));
    assert.deepEqual(refused, { code: 'invalid_request', field: 'mobile', reason: 'cannot_change' });
    assert.equal(server.dingtalk.calls.count(UPDATE), 0);
  });

  const refusals: [fault: Fault, ChangePersonBody, field: string, reason: string, code: string][] = [
    ['mobile-differs', { title: 'x' }, 'mobile', 'cannot_change', '40022'],
    ['smart-hr', { title: 'x' }, 'title', 'managed_by_hr', '12150'],
    ['smart-hr', { departmentIds: [FRONTEND] }, 'departmentIds', 'managed_by_hr', '12150'],
  ];
  it('passes on what DingTalk refuses, with the field it is about', async (t) => {
    const server = await startWithAdministrator(t);
    for (const [fault, body, field, reason, code] of refusals) {
      server.dingtalk.faults.on(fault);
      const refused = refusalIn(await change(server, 'wuyutong', body));
      server.dingtalk.faults.off(fault);
      assert.deepEqual([refused.field, refused.reason, refused.dingtalk?.code], [field, reason, code], fault);
    }
  });

  it('says that the app may not see somebody, and that somebody has not joined yet', async (t) => {
    const server = await startWithAdministrator(t);
    server.dingtalk.faults.on('privacy-asks');
    await add(server, { userId: 'lixin' });
    for (const [userId, reason, code] of [
      ['tangruoxi', 'out_of_range', '50002'],
      ['lixin', 'unknown_person', '60121'],
    ] as const) {
      const refused = refusalIn(await change(server, userId, { title: 'x' }));
      assert.deepEqual([refused.field, refused.reason, refused.dingtalk?.code], ['userId', reason, code]);
    }
  });

  it('does not know whoever is nobody, and says what DingTalk said', async (t) => {
    const server = await startWithAdministrator(t);
    const answer = await change(server, 'nobody', { title: 'x' });
    const refused = refusalIn(answer);
    assert.deepEqual([answer.statusCode, refused.code, refused.field], [404, 'not_found', 'userId']);
    assert.ok(refused.dingtalk?.code);
    assert.equal(server.dingtalk.calls.count(UPDATE), 0);
  });
});

// Words of our own addresses are userIds like any other: whoever has one must not be out of reach.
describe('a person whose userId is a word of our addresses', () => {
  for (const userId of ['invitations', 'imports', 'by-mobile', 'add']) {
    it(`is read, changed and removed: ${userId}`, async (t) => {
      const server = await startWithAdministrator(t);
      assert.equal((await add(server, { userId })).statusCode, 201);
      const read = await server.browser.get(`/api/admin/people/${userId}`);
      assert.equal(read.json().person?.userId, userId, read.body);
      assert.equal((await change(server, userId, { title: '顾问' })).json().person.title, '顾问');
      assert.equal((await remove(server, userId, li.name)).statusCode, 200);
      assert.equal(server.services.replica.findByUserId(userId), null);
    });
  }
});

describe('DELETE /api/admin/people/:userId', () => {
  // Whoever was removed must not go on reading what is for employees.
  it('removes somebody, ends their sessions and forgets them; nobody else loses anything', async (t) => {
    const server = await startWithAdministrator(t);
    const [leaver, other] = [server.newBrowser(), server.newBrowser()];
    await signedIn(leaver, 'wuyutong');
    await signedIn(other, 'dengkai');
    const { person } = (await server.browser.get('/api/admin/people/wuyutong')).json();
    assert.deepEqual([person.sessions, person.removalRefused], [1, undefined]);
    const answer = await remove(server, 'wuyutong', person.name);
    assert.deepEqual(answer.json(), { removed: { userId: 'wuyutong', endedSessions: 1, stillNamed: false } });
    assert.equal((await leaver.get('/api/me')).statusCode, 401);
    assert.equal((await other.get('/api/me')).statusCode, 200);
    assert.equal(server.services.replica.findByUserId('wuyutong'), null);
    assert.equal((await server.browser.get('/api/admin/people/wuyutong')).statusCode, 404);
    const [ended, row] = await audited(server);
    assert.deepEqual([row?.act, row?.target?.id, row?.before?.name], ['person_removed', 'wuyutong', person.name]);
    assert.deepEqual(
      [ended?.act, ended?.actor?.userId, ended?.after],
      ['session_ended', 'manager4220', { sessions: 1 }],
    );
  });

  // One click too many would otherwise take somebody out of the company.
  it('wants the name of the person, typed', async (t) => {
    const server = await startWithAdministrator(t);
    for (const confirm of ['', '邓凯', 'wuyutong']) {
      const answer = await remove(server, 'wuyutong', confirm);
      assert.equal(answer.statusCode, 403);
      assert.deepEqual(refusalIn(answer), { code: 'removal_refused', field: 'confirm', reason: 'not_confirmed' });
    }
    assert.equal(server.dingtalk.calls.count(DELETE), 0);
  });

  // Whoever tried to remove somebody must be found in the audit log, not only who succeeded.
  it('writes down whom it did not remove, and why', async (t) => {
    const server = await startWithAdministrator(t);
    const nameOf = (userId: string) => server.services.replica.findByUserId(userId)?.record.name ?? '';
    await remove(server, 'wuyutong', 'somebody else');
    await remove(server, 'manager4220', nameOf('manager4220'));
    const removals = (await audited(server)).filter(({ act }) => act === 'person_removed');
    assert.deepEqual(
      removals.map(({ outcome, code, target, actor }) => [outcome, code, target?.id, target?.name, actor?.userId]),
      [
        ['refused', 'yourself', 'manager4220', nameOf('manager4220'), 'manager4220'],
        ['refused', 'not_confirmed', 'wuyutong', nameOf('wuyutong'), 'manager4220'],
      ],
    );
    assert.ok(removals.every(({ from, requestId }) => from && requestId));
  });

  // An administrator who removes themselves leaves Foyer without anybody who may manage it.
  it('removes nobody who asks for it themselves', async (t) => {
    const server = await startWithAdministrator(t);
    const { person } = (await server.browser.get('/api/admin/people/manager4220')).json();
    assert.equal(person.removalRefused, 'yourself');
    const refused = refusalIn(await remove(server, 'manager4220', person.name));
    assert.deepEqual(refused, { code: 'removal_refused', reason: 'yourself' });
    assert.equal(server.dingtalk.calls.count(DELETE), 0);
  });

  // A browser that was left open is somebody else's chance.
  it('wants a fresh sign-in, like every act', async (t) => {
    const server = await startWithAdministrator(t);
    server.clock.advance(15 * 60_000 + 1);
    for (const answer of [
      await remove(server, 'wuyutong', 'x'),
      await add(server),
      await change(server, 'wuyutong', { title: 'x' }),
      await askJson(server.browser, 'PATCH', `/api/admin/departments/${BACKEND}`, { managers: [] }),
      await askJson(server.browser, 'POST', '/api/admin/imports', { csv: '' }),
    ]) {
      assert.equal(refusalIn(answer).code, 'reauthentication_required');
    }
    assert.equal((await server.browser.get('/api/admin/people/wuyutong')).statusCode, 200);
  });
});

describe('a third-party enterprise app', () => {
  it('is told that DingTalk does not offer this', async (t) => {
    const server = await startTestServer(t, { env: { DINGTALK_APP_KIND: 'third-party' } });
    await signedIn(server.browser, 'manager4220');
    for (const answer of [await add(server), await server.browser.get('/api/admin/external-contacts')]) {
      assert.deepEqual([answer.statusCode, refusalIn(answer)], [403, { code: 'app_kind_unsupported' }]);
    }
  });
});
