import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScriptedAnswer } from '../sandbox/faults.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { foundIn, pictureIn, pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const DEPARTMENTS = 'POST /topapi/v2/department/listsub';
const DEPARTMENT = 'POST /topapi/v2/department/get';
const PEOPLE = 'POST /topapi/v2/user/list';
const USER_IDS = 'POST /topapi/user/listid';
const PERSON = 'POST /topapi/v2/user/get';
const COUNT = 'POST /topapi/user/count';
const ROLES = 'POST /topapi/role/list';
const ROLE_MEMBERS = 'POST /topapi/role/simplelist';

const ROOT = 1;
const RESEARCH = 460000201;
const MARKETING = 460000401;
const BRAND = 460000411;
/** Somebody whom the app may not see; DingTalk lists her userId all the same. */
const outOfRange = {
  kind: 'people_out_of_range',
  departmentId: 460000101,
  departmentName: '总裁办',
  count: 1,
  userIds: ['tangruoxi'],
};

function answered(result: unknown): ScriptedAnswer {
  return { status: 200, body: { errcode: 0, errmsg: 'ok', result, request_id: '16emu000000a1' } };
}

function refused(errcode: number): ScriptedAnswer {
  return { status: 200, body: { errcode, errmsg: 'refused', request_id: '16emu000000a1' } };
}

function departmentsOf({ company }: Sandbox) {
  return company.organizations[0]?.departments ?? [];
}

describe('reading the whole company', () => {
  it('finds every department and everybody the app may see, exactly once', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const run = await readCompany(services);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    const people = Object.keys(pictureOf(dingtalk).people).length;
    assert.equal(services.replica.count(), people);
    const { id: _, startedAt: __, finishedAt, progress, ...report } = run;
    assert.deepEqual(report, {
      state: 'completed',
      departments: departmentsOf(dingtalk).length,
      people,
      added: people,
      changed: 0,
      removed: 0,
      expected: people + 1,
      unseen: [outOfRange],
    });
    assert.ok(finishedAt);
    assert.equal(progress.done, progress.known);
  });

  it('asks no call for each person, and reads a large department to its last page', async (t) => {
    const { services, dingtalk } = await startTestServer(t, { sandbox: { size: { people: 730, departments: 9 } } });
    await readCompany(services);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    const departments = departmentsOf(dingtalk);
    const sizes = departments.map(({ id }) => dingtalk.company.membersOf(id).filter((one) => one.isVisible).length);
    assert.ok(Math.max(...sizes) > 200, 'no department has three pages');
    const pages = sizes.map((size) => Math.max(1, Math.ceil(size / 100))).reduce((sum, count) => sum + count, 0);
    const counts = [DEPARTMENTS, PEOPLE, USER_IDS, PERSON, COUNT, ROLES, DEPARTMENT, 'GET /auth/scopes'];
    assert.deepEqual(
      counts.map((call) => dingtalk.calls.count(call)),
      [departments.length, pages, departments.length, 0, 1, 1, departments.length, 1],
    );
    assert.ok(dingtalk.calls.count(ROLE_MEMBERS) < 20);
  });

  it('reads a department of exactly one page with one call, and a fuller one with two', async (t) => {
    for (const [people, pages] of [
      [100, 1],
      [101, 2],
    ] as const) {
      const { services, dingtalk } = await startTestServer(t, { sandbox: { size: { people, departments: 1 } } });
      await readCompany(services);
      assert.equal(dingtalk.calls.count(PEOPLE), departmentsOf(dingtalk).length - 1 + pages);
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    }
  });

  it('counts somebody in two departments once, and shows them in both', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.company.movePerson('zhangwei01', [RESEARCH, BRAND]);
    const run = await readCompany(services);
    assert.equal(run.added, services.replica.count());
    for (const id of [RESEARCH, BRAND, MARKETING, ROOT]) {
      assert.ok(foundIn(services, id).includes('zhangwei01'), String(id));
    }
    assert.equal(foundIn(services, 460000301).includes('zhangwei01'), false);
  });

  it('changes what has changed, and nothing else, when it is read again', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    await readCompany(services);
    const ids = services.replica.listAfter(null, 1000).map(({ id, record }) => [record.userId, id]);
    const same = await readCompany(services);
    assert.deepEqual([same.added, same.changed, same.removed], [0, 0, 0]);
    dingtalk.company.rename('zhangwei01', '张唯');
    dingtalk.company.setTitle('wuyutong', '架构师');
    dingtalk.company.movePerson('dengkai', [BRAND]);
    dingtalk.company.addPerson({ userId: 'newcomer', name: '新来', departmentIds: [BRAND, RESEARCH] });
    dingtalk.company.moveDepartment(BRAND, RESEARCH);
    dingtalk.company.renameDepartment(MARKETING, '市场与品牌部');
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.added, run.changed, run.removed], ['completed', 1, 3, 0]);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    assert.ok(foundIn(services, RESEARCH).includes('dengkai'));
    assert.equal(foundIn(services, MARKETING).includes('dengkai'), false);
    // Whoever stays keeps the row that cursors and sessions know.
    const after = new Map<string, number>(
      services.replica.listAfter(null, 1000).map(({ id, record }) => [record.userId, id]),
    );
    for (const [userId, id] of ids) assert.equal(after.get(String(userId)), id);
    assert.deepEqual(services.replica.index.search({ q: '张伟', limit: 10 }).ids, []);
    assert.equal(services.replica.index.search({ q: 'zhangwei', limit: 10 }).total, 1);
  });

  it('forgets departments that are gone', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.company.addDepartment(470000001, '临时组', BRAND);
    await readCompany(services);
    assert.ok(services.replica.departments.find(470000001));
    dingtalk.company.removeDepartment(470000001);
    await readCompany(services);
    assert.equal(services.replica.departments.find(470000001), null);
    assert.ok(services.replica.departments.find(BRAND));
  });

  it('is no failure when a department is deleted between listing and reading', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    for (const api of [DEPARTMENTS, PEOPLE, USER_IDS] as const) {
      dingtalk.company.addDepartment(470000001, '临时组', ROOT);
      dingtalk.faults.answer(api, refused(60003), { times: 1 });
      const run = await readCompany(services);
      assert.equal(run.state, 'completed', api);
      dingtalk.faults.clear();
    }
    await readCompany(services);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('ends when a cursor does not move on', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const page = { has_more: true, next_cursor: 0, list: [] };
    dingtalk.faults.answer(PEOPLE, answered(page), { times: 1 });
    const run = await readCompany(services);
    assert.equal(run.state, 'completed');
    assert.equal(dingtalk.calls.count(PEOPLE), departmentsOf(dingtalk).length);
    dingtalk.faults.answer(ROLE_MEMBERS, answered({ hasMore: true, nextCursor: 0, list: [] }));
    assert.equal((await readCompany(services)).state, 'completed');
  });

  it('ends when departments lie in a circle, and each keeps the place where it was met first', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const circle = [
      { dept_id: RESEARCH, name: '研发部', parent_id: MARKETING },
      { dept_id: MARKETING, name: '市场部', parent_id: RESEARCH },
      { dept_id: ROOT, name: '青禾科技', parent_id: MARKETING },
    ];
    dingtalk.faults.answer(DEPARTMENTS, answered(circle.slice(0, 1)), { times: 1 });
    dingtalk.faults.answer(DEPARTMENTS, answered(circle));
    const run = await readCompany(services);
    assert.equal(run.state, 'completed');
    assert.equal(dingtalk.calls.count(DEPARTMENTS), 3);
    assert.deepEqual(
      services.replica.departments.listAll().map(({ id }) => id),
      [ROOT, RESEARCH, MARKETING],
    );
  });

  it('serves readers what was there before until it is replaced', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    await signedIn(browser);
    await readCompany(services);
    const before = services.replica.count();
    services.runner.run({ allowRemovals: false });
    for (const steps of [1, 10, 30, 60]) {
      await untilDone(services, steps);
      const answer = (await browser.get('/api/directory/people?limit=1')).json();
      assert.equal(answer.total, before);
      const found = (await browser.get('/api/directory/people?q=zhangwei&limit=1')).json();
      assert.deepEqual([found.total, found.people[0].departments[0].path.length], [1, 4]);
      const state = (await browser.get('/api/directory')).json();
      assert.deepEqual([state.state, state.reading], ['ready', true]);
    }
    await services.runner.settled();
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });
});

describe('what a reading does not see', () => {
  it('is listed: departments and people outside the visible range', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    const run = await readCompany(services);
    const expected = dingtalk.company
      .list()
      .filter(({ standing, departmentIds }) => standing === 'employee' && departmentIds.some(isVisible)).length;
    assert.deepEqual([run.state, run.people], ['completed', expected]);
    assert.deepEqual(run.unseen, [
      { kind: 'department_out_of_range', departmentId: ROOT },
      // Somebody of a department in the range belongs to this one too.
      { kind: 'department_out_of_range', departmentId: 460000951 },
      { kind: 'count_differs', count: expected, expected: run.expected },
    ]);
    const tops = services.replica.departments.listAll().filter(({ parentId }) => parentId === null);
    assert.deepEqual(tops.map(({ id }) => id).toSorted(), [RESEARCH, MARKETING]);

    function isVisible(id: number): boolean {
      for (let at: number | null = id; at !== null; at = dingtalk.company.findDepartment(at)?.parentId ?? null) {
        if (at === RESEARCH || at === MARKETING) return true;
      }
      return false;
    }
  });

  // Otherwise the filter by department loses whoever was read before the wider department was.
  it('does not tear a tree apart when the range names a department and one below it', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.company.moveDepartment(MARKETING, 460000231);
    dingtalk.faults.on('range-partial');
    const run = await readCompany(services);
    assert.equal(run.state, 'completed');
    assert.deepEqual(services.replica.departments.pathOf(BRAND), ['研发部', '数据中心', '市场部', '品牌组']);
    assert.ok(foundIn(services, RESEARCH).includes('dujiaqi'));
  });

  it('is everything but the people who are named, where the range names people alone', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('range-people');
    const run = await readCompany(services);
    const userIds = services.replica.listAfter(null, 1000).map(({ record }) => record.userId);
    assert.deepEqual(userIds.toSorted(), ['0423752', 'lvsiqi', 'manager4220', 'zhangwei01']);
    assert.deepEqual([run.state, run.people, run.added, run.departments], ['completed', 4, 4, 0]);
    assert.deepEqual(run.unseen, [
      ...[ROOT, 460000212, 460000215, 460000401, 460000801, 460000951].map((departmentId) => ({
        kind: 'department_out_of_range',
        departmentId,
      })),
      { kind: 'count_differs', count: 4, expected: run.expected },
    ]);
    dingtalk.company.setTitle('lvsiqi', '市场总监');
    const again = await readCompany(services);
    assert.deepEqual([again.people, again.added, again.changed], [4, 0, 1]);
  });

  // One row that DingTalk sends without its ids must not keep everybody else from being read.
  it('is somebody whose row is no record: the count says so, and the rest is read', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.company.addDepartment(770000001, '新部门', ROOT);
    const list = [{ userid: 'nobody', name: '无', active: true }];
    const result = { has_more: false, list };
    const run = await readCompany(services);
    dingtalk.faults.answer('POST /topapi/v2/user/list', { status: 200, body: { errcode: 0, result } }, { times: 1 });
    const again = await readCompany(services);
    assert.deepEqual([run.state, again.state, again.people], ['completed', 'completed', run.people]);
  });

  it('is a department whose number JSON cannot carry whole', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    const odd = `{"errcode":0,"result":[{"dept_id":9007199254740995,"name":"大","parent_id":1}]}`;
    const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: odd };
    dingtalk.faults.answer('POST /topapi/v2/department/listsub', answer, { times: 1 });
    assert.equal((await readCompany(services)).state, 'completed');
    await signedIn(browser);
    assert.equal((await browser.get('/api/directory/departments')).statusCode, 200);
  });

  it('is the department of schools and parents, which no call serves', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('school-parents');
    const run = await readCompany(services);
    assert.deepEqual(run.unseen, [
      { kind: 'school_parents', departmentId: -7, departmentName: '家校通讯录' },
      outOfRange,
    ]);
    assert.equal(services.replica.departments.find(-7), null);
  });

  it('is who has which role, where the app may not read roles; the rest is read', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const permission = '应用尚未开通所需的权限：[qyapi_get_department_list]';
    const body = { errcode: 88, sub_code: '60011', sub_msg: permission, errmsg: 'ding talk error' };
    dingtalk.faults.answer(ROLES, { status: 200, body });
    const run = await readCompany(services);
    assert.deepEqual(run.unseen, [
      { kind: 'permission_missing', of: 'roles', permission: 'qyapi_get_department_list' },
      outOfRange,
    ]);
    assert.equal(run.people, Object.keys(pictureOf(dingtalk).people).length);
  });

  it('is whom DingTalk lists and what it counts, without the permission for single people', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('no-qyapi-get-member');
    const run = await readCompany(services);
    const missing = { kind: 'permission_missing', permission: 'qyapi_get_member' };
    assert.equal(run.state, 'completed');
    assert.deepEqual(run.unseen, [
      { ...missing, of: 'members' },
      { ...missing, of: 'count' },
    ]);
    assert.equal('expected' in run, false);
  });

  it('is told by a count that differs, even where nothing says who is missing', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.answer(COUNT, answered({ count: 61 }));
    const run = await readCompany(services);
    assert.deepEqual(run.unseen, [outOfRange, { kind: 'count_differs', count: 60, expected: 61 }]);
    dingtalk.faults.clear();
    assert.deepEqual((await readCompany(services)).unseen, [outOfRange]);
  });

  it('is a department of the range that is gone when it is read', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const scopes = { authed_user: [], authed_dept: [999, RESEARCH] };
    dingtalk.faults.answer('GET /auth/scopes', { status: 200, body: { errcode: 0, auth_org_scopes: scopes } });
    const run = await readCompany(services);
    assert.equal(run.state, 'completed');
    assert.deepEqual(run.unseen.slice(0, 2), [
      { kind: 'department_out_of_range', departmentId: ROOT },
      { kind: 'department_out_of_range', departmentId: 999 },
    ]);
    assert.ok(services.replica.findByUserId('zhangwei01'));
  });
});

describe('reading the company with an app of a vendor', () => {
  it('completes without the fields such an app is never given, and calls none of them missing', async (t) => {
    const { services, dingtalk } = await startTestServer(t, { env: { DINGTALK_APP_KIND: 'third-party' } });
    dingtalk.faults.on('third-party-app');
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.unseen], ['completed', [outOfRange]]);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    const known = services.replica.findByUserId('zhangwei01');
    assert.ok(known);
    for (const field of ['mobile', 'stateCode', 'telephone', 'email', 'orgEmail', 'workPlace', 'remark', 'hiredAt']) {
      assert.equal(field in known.record, false, field);
    }
    assert.equal(services.replica.hasField(['mobile', 'email', 'extension']), false);
    const tokenCalls = dingtalk.calls.list().filter((call) => call.startsWith('POST /v1.0/oauth2/'));
    assert.deepEqual(tokenCalls, [`POST /v1.0/oauth2/${services.dingtalkApp.corpId}/token`]);
  });
});
