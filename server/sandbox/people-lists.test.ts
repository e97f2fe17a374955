import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const BACKEND = 460000212;
const OPERATIONS = 460000215;
const FINANCE = 460000801;

const list = '/topapi/v2/user/list';
const listsimple = '/topapi/user/listsimple';
const listid = '/topapi/user/listid';
const count = '/topapi/user/count';
const details = '/topapi/v2/user/get';

type People = { has_more: boolean; next_cursor?: number; list: Json[] };

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  const answer = await post(`${path}?access_token=${await appToken()}`, body);
  assert.equal(answer.status, 200);
  return answer.body;
}

async function readPage(test: SandboxCaller, dept_id: number, cursor = 0, size = 100): Promise<People> {
  return (await ask(test, list, { dept_id, cursor, size })).result as People;
}

async function userIdsIn(test: SandboxCaller, dept_id: number): Promise<unknown[]> {
  return (await readPage(test, dept_id)).list.map(({ userid }) => userid);
}

describe('POST /topapi/v2/user/list', () => {
  it('lists the direct members of a department, as user/get tells of them', async (t) => {
    const test = await startSandboxCaller(t);
    const page = await readPage(test, BACKEND);
    assert.equal(page.has_more, false);
    assert.equal('next_cursor' in page, false);
    assert.deepEqual(
      page.list.map(({ userid }) => userid),
      ['linzhiyuan', 'zhangwei01', 'huangjunjie', 'wuyutong', 'dengkai', 'caosiyuan'],
    );
    const [leader = {}, person = {}] = page.list;
    assert.deepEqual([leader.leader, person.leader], [true, false]);
    const alone = (await ask(test, details, { userid: 'zhangwei01' })).result as Json;
    const { dept_order, leader: _leader, ...common } = person;
    const { role_list: _roles, leader_in_dept: _leads, senior: _senior, real_authed: _real, ...expected } = alone;
    assert.deepEqual(common, expected);
    assert.equal(dept_order, 176_300_000_000_000_000);
  });

  it('leaves to user/get what it does not tell', async (t) => {
    const test = await startSandboxCaller(t);
    for (const person of (await readPage(test, OPERATIONS)).list) {
      for (const field of ['role_list', 'leader_in_dept', 'senior', 'real_authed']) {
        assert.equal(field in person, false, field);
      }
    }
  });

  it('goes on where the page before it ended', async (t) => {
    const test = await startSandboxCaller(t);
    const first = await readPage(test, BACKEND, 0, 4);
    assert.deepEqual([first.has_more, first.next_cursor, first.list.length], [true, 4, 4]);
    const last = await readPage(test, BACKEND, 4, 4);
    assert.deepEqual([last.has_more, last.next_cursor, last.list.length], [false, undefined, 2]);
    const beyond = await readPage(test, BACKEND, 40, 4);
    assert.deepEqual(beyond, { has_more: false, list: [] });
  });

  it('lists somebody in each of their departments, and leading in one', async (t) => {
    const test = await startSandboxCaller(t);
    const inTwo = async (id: number) => (await readPage(test, id)).list.find(({ userid }) => userid === 'manager4220');
    assert.deepEqual([(await inTwo(460000951))?.leader, (await inTwo(OPERATIONS))?.leader], [true, false]);
    assert.deepEqual((await inTwo(OPERATIONS))?.dept_id_list, [460000951, OPERATIONS]);
  });

  it('lists who has not joined yet as inactive, and neither leavers nor external contacts', async (t) => {
    const test = await startSandboxCaller(t);
    const recruiting = (await readPage(test, 460000711)).list;
    assert.deepEqual(
      recruiting.map(({ userid, active }) => [userid, active]),
      [
        ['haojianguo', true],
        ['songyiran', false],
      ],
    );
    assert.equal((await userIdsIn(test, 460000501)).includes('zhaolei07'), false);
    assert.equal((await userIdsIn(test, 460000601)).includes('015643211789'), false);
  });

  it('leaves out who is outside the visible range, although listid names them', async (t) => {
    const test = await startSandboxCaller(t);
    assert.deepEqual(await userIdsIn(test, 460000101), ['chenguodong', 'xumanli']);
    const { result } = await ask(test, listid, { dept_id: 460000101 });
    assert.deepEqual(result, { userid_list: ['chenguodong', 'xumanli', 'tangruoxi'] });
  });

  it('says who hides their number, and hands it over all the same', async (t) => {
    const test = await startSandboxCaller(t);
    const [, cashier = {}, accountant = {}] = (await readPage(test, FINANCE)).list;
    assert.deepEqual([cashier.userid, cashier.hide_mobile, cashier.remark], ['0423752', true, '周三下午不收单据']);
    assert.match(String(cashier.mobile), /^13\d{9}$/);
    assert.deepEqual([accountant.hide_mobile, 'remark' in accountant], [false, false]);
    assert.deepEqual([accountant.exclusive_account, accountant.exclusive_account_type], [true, 'dingtalk']);
  });

  it('leaves fields out without a word when their permission is gone', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-field-mobile');
    test.sandbox.faults.on('no-field-email');
    const [, cashier = {}] = (await readPage(test, FINANCE)).list;
    for (const field of ['mobile', 'state_code', 'email', 'org_email', 'work_place', 'remark', 'extension']) {
      assert.equal(field in cashier, false, field);
    }
    assert.equal('telephone' in cashier && 'hired_date' in cashier, true);
  });

  it('refuses a cursor, a size and a department that cannot be', async (t) => {
    const test = await startSandboxCaller(t);
    const refusals: [Json, number][] = [
      [{ dept_id: BACKEND, cursor: -1, size: 10 }, 40068],
      [{ dept_id: BACKEND, size: 10 }, 40068],
      [{ dept_id: BACKEND, cursor: 0, size: 101 }, 40069],
      [{ dept_id: BACKEND, cursor: 0, size: 0 }, 40069],
      [{ dept_id: BACKEND, cursor: 0 }, 40069],
      [{ dept_id: 999, cursor: 0, size: 10 }, 60003],
      [{ dept_id: -7, cursor: 0, size: 10 }, 40009],
      [{ cursor: 0, size: 10 }, 400002],
    ];
    for (const path of [list, listsimple]) {
      for (const [body, errcode] of refusals) {
        assert.equal((await ask(test, path, body)).errcode, errcode, JSON.stringify(body));
      }
    }
  });

  it('shows who came, moved, left and was renamed since', async (t) => {
    const test = await startSandboxCaller(t);
    const { company } = test.sandbox;
    company.addPerson({ userId: 'xinren', name: '文心', title: '后端工程师', departmentIds: [BACKEND, OPERATIONS] });
    company.movePerson('linzhiyuan', [OPERATIONS]);
    company.markLeft('dengkai');
    company.rename('wuyutong', '吴语桐');
    company.setTitle('caosiyuan', '');
    const people = (await readPage(test, BACKEND)).list;
    assert.deepEqual(
      people.map(({ userid }) => userid),
      ['zhangwei01', 'huangjunjie', 'wuyutong', 'caosiyuan', 'xinren'],
    );
    assert.deepEqual([people[2]?.name, 'title' in (people[3] ?? {})], ['吴语桐', false]);
    const moved = (await readPage(test, OPERATIONS)).list.find(({ userid }) => userid === 'linzhiyuan');
    assert.deepEqual([moved?.leader, moved?.dept_id_list], [false, [OPERATIONS]]);
    assert.throws(() => company.movePerson('linzhiyuan', [5]), /knows no department 5/);
  });

  it('answers 60019 when members cannot be read, while listid still answers', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('members-unreadable');
    const { errcode, errmsg } = await ask(test, list, { dept_id: BACKEND, cursor: 0, size: 10 });
    assert.deepEqual({ errcode, errmsg }, { errcode: 60019, errmsg: '从部门查询人员失败' });
    assert.equal((await ask(test, listid, { dept_id: BACKEND })).errcode, 0);
  });
});

describe('POST /topapi/user/listsimple', () => {
  it('names people and nothing more', async (t) => {
    const { result } = await ask(await startSandboxCaller(t), listsimple, { dept_id: BACKEND, cursor: 1, size: 1 });
    assert.deepEqual(result, { has_more: true, next_cursor: 2, list: [{ userid: 'zhangwei01', name: '张伟' }] });
  });
});

describe('POST /topapi/user/listid', () => {
  it('refuses a department that is not there', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await ask(test, listid, { dept_id: 999 })).errcode, 60003);
    assert.equal((await ask(test, listid, {})).errcode, 400002);
  });
});

describe('POST /topapi/user/count', () => {
  it('counts the employees, or those of them who have joined', async (t) => {
    const test = await startSandboxCaller(t);
    const employees = test.sandbox.company.list().filter(({ standing }) => standing === 'employee').length;
    assert.deepEqual((await ask(test, count, { only_active: false })).result, { count: employees });
    assert.deepEqual((await ask(test, count, { only_active: true })).result, { count: employees - 1 });
    assert.deepEqual((await ask(test, count, { only_active: 'true' })).result, { count: employees - 1 });
  });

  it('wants to know which', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await ask(test, count, {})).errcode, 40035);
    assert.equal((await ask(test, count, { only_active: 1 })).errcode, 40035);
  });

  it('counts fewer once many have left at once, and tells who they were', async (t) => {
    const test = await startSandboxCaller(t);
    const read = async () => ((await ask(test, count, { only_active: false })).result as { count: number }).count;
    const before = await read();
    const left = test.sandbox.company.removeMany(8);
    assert.deepEqual([left.length, await read()], [8, before - 8]);
    assert.equal(left.includes('zhangwei01') || left.includes('manager4220'), false);
    left.forEach(test.sandbox.company.markBack);
    assert.equal(await read(), before);
  });
});

describe('the APIs that list people', () => {
  const permissions: [string, string][] = [
    [list, 'qyapi_get_department_member'],
    [listsimple, 'qyapi_get_department_member'],
    [listid, 'qyapi_get_member'],
    [count, 'qyapi_get_member'],
  ];
  for (const [path, permission] of permissions) {
    it(`${path} needs ${permission} alone`, async (t) => {
      const test = await startSandboxCaller(t);
      const { faults } = test.sandbox;
      const body = { dept_id: BACKEND, cursor: 0, size: 1, only_active: true };
      const isMember = permission === 'qyapi_get_member';
      faults.on(isMember ? 'no-qyapi-get-department-member' : 'no-qyapi-get-member');
      assert.equal((await ask(test, path, body)).errcode, 0);
      faults.on(isMember ? 'no-qyapi-get-member' : 'no-qyapi-get-department-member');
      const { sub_code, sub_msg } = await ask(test, path, body);
      assert.equal(sub_code, '60011');
      assert.ok(String(sub_msg).includes(`requiredScopes=[${permission}]`));
    });
  }
});
