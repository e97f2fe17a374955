import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const RESEARCH = 460000201;
const BACKEND = 460000212;

const listsub = '/topapi/v2/department/listsub';
const listsubid = '/topapi/v2/department/listsubid';
const details = '/topapi/v2/department/get';
const parents = '/topapi/v2/department/listparentbydept';

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  const answer = await post(`${path}?access_token=${await appToken()}`, body);
  assert.equal(answer.status, 200);
  return answer.body;
}

describe('POST /topapi/v2/department/listsub', () => {
  it('lists one level, with DingTalk’s five fields', async (t) => {
    const { errcode, errmsg, result } = await ask(await startSandboxCaller(t), listsub, { dept_id: RESEARCH });
    assert.deepEqual({ errcode, errmsg }, { errcode: 0, errmsg: 'ok' });
    const rest = { parent_id: RESEARCH, create_dept_group: true, auto_add_user: true };
    assert.deepEqual(result, [
      { dept_id: 460000211, name: '技术中心', ...rest },
      { dept_id: 460000221, name: '质量中心', ...rest },
      { dept_id: 460000231, name: '数据中心', ...rest },
    ]);
  });

  it('begins at the root when no department is named', async (t) => {
    const test = await startSandboxCaller(t);
    const { result } = await ask(test, listsub, {});
    assert.deepEqual(result, (await ask(test, listsub, { dept_id: 1 })).result);
    assert.equal((result as Json[]).length, 10);
  });

  it('lists nothing below a department that has none', async (t) => {
    assert.deepEqual((await ask(await startSandboxCaller(t), listsub, { dept_id: BACKEND })).result, []);
  });

  it('shows what was added, renamed, moved and removed since', async (t) => {
    const test = await startSandboxCaller(t);
    const { company } = test.sandbox;
    company.addDepartment(460000216, '安全组', 460000211);
    company.renameDepartment(460000216, '信息安全组');
    company.moveDepartment(460000216, RESEARCH);
    const names = async (dept_id: number) =>
      ((await ask(test, listsub, { dept_id })).result as Json[]).map(({ name }) => name);
    assert.equal((await names(RESEARCH)).at(-1), '信息安全组');
    assert.equal((await names(460000211)).includes('信息安全组'), false);
    company.removeDepartment(460000216);
    assert.equal((await names(RESEARCH)).includes('信息安全组'), false);
    assert.equal((await ask(test, details, { dept_id: 460000216 })).errcode, 60003);
    assert.throws(() => company.removeDepartment(BACKEND), /not empty/);
    assert.throws(() => company.moveDepartment(BACKEND, 5), /knows no department 5/);
    assert.throws(() => company.moveDepartment(RESEARCH, BACKEND), /cannot be below itself/);
  });
});

describe('POST /topapi/v2/department/listsubid', () => {
  it('names the same departments by number', async (t) => {
    const test = await startSandboxCaller(t);
    const { result } = await ask(test, listsubid, { dept_id: RESEARCH });
    assert.deepEqual(result, { dept_id_list: [460000211, 460000221, 460000231] });
    assert.equal((await ask(test, listsubid, {})).errcode, 400002);
  });
});

describe('POST /topapi/v2/department/get', () => {
  it('tells what the company knows of a department', async (t) => {
    const test = await startSandboxCaller(t);
    const result = (await ask(test, details, { dept_id: BACKEND })).result as Json;
    assert.deepEqual([result.dept_id, result.name, result.parent_id, result.order], [BACKEND, '后端组', 460000211, 1]);
    assert.deepEqual(result.dept_manager_userid_list, ['linzhiyuan']);
    assert.deepEqual([result.member_count, result.owning_member_count], [6, 6]);
    assert.equal(result.hide_dept, false);
    assert.equal('dept_permits' in result || 'user_permits' in result, false);
  });

  it('tells from whom a department is not hidden', async (t) => {
    const test = await startSandboxCaller(t);
    const { company } = test.sandbox;
    const read = async (id: number) => {
      const { hide_dept, dept_permits, user_permits } = (await ask(test, details, { dept_id: id })).result as Json;
      return { hide_dept, dept_permits, user_permits };
    };
    company.addDepartment(460000216, '安全组', 460000211, { hidden: true, userPermits: ['dengkai'] });
    assert.deepEqual(await read(460000216), { hide_dept: true, dept_permits: [], user_permits: ['dengkai'] });
    company.hideDepartment(BACKEND, { departmentPermits: [RESEARCH] });
    assert.deepEqual(await read(BACKEND), { hide_dept: true, dept_permits: [RESEARCH], user_permits: [] });
    company.renameDepartment(BACKEND, '服务端组');
    assert.equal((await read(BACKEND)).hide_dept, true);
    company.hideDepartment(BACKEND, null);
    assert.deepEqual(await read(BACKEND), { hide_dept: false, dept_permits: undefined, user_permits: undefined });
    company.addDepartment(460000217, '平台组', 460000211);
    assert.equal((await read(460000217)).hide_dept, false);
  });

  it('counts everybody below once, although they are in two departments', async (t) => {
    const test = await startSandboxCaller(t);
    const result = (await ask(test, details, { dept_id: 1 })).result as Json;
    assert.equal('parent_id' in result, false);
    assert.equal('dept_manager_userid_list' in result, false);
    const employees = test.sandbox.company.list().filter(({ standing }) => standing === 'employee');
    assert.deepEqual([result.member_count, result.owning_member_count], [employees.length, 1]);
  });

  it('answers 40009 for what is no department number, 60003 for one nobody has', async (t) => {
    const test = await startSandboxCaller(t);
    for (const dept_id of [-7, -1, 0, 'x', '1.5']) {
      const { errcode, errmsg } = await ask(test, details, { dept_id });
      assert.deepEqual({ errcode, errmsg }, { errcode: 40009, errmsg: '不合法的部门id' });
    }
    const { errcode, errmsg } = await ask(test, details, { dept_id: 999 });
    assert.deepEqual({ errcode, errmsg }, { errcode: 60003, errmsg: '部门不存在' });
    assert.equal((await ask(test, details, {})).errcode, 400002);
  });
});

describe('POST /topapi/v2/department/listparentbydept', () => {
  it('goes from the department itself up to the root', async (t) => {
    const test = await startSandboxCaller(t);
    const { result } = await ask(test, parents, { dept_id: BACKEND });
    assert.deepEqual(result, { parent_id_list: [BACKEND, 460000211, RESEARCH, 1] });
    assert.deepEqual((await ask(test, parents, { dept_id: 1 })).result, { parent_id_list: [1] });
  });
});

describe('the department APIs', () => {
  it('need qyapi_get_department_list, and not the permission to read members', async (t) => {
    const test = await startSandboxCaller(t);
    for (const path of [listsub, listsubid, details, parents]) {
      test.sandbox.faults.clear();
      test.sandbox.faults.on('no-qyapi-get-department-member');
      assert.equal((await ask(test, path, { dept_id: 1 })).errcode, 0, path);
      test.sandbox.faults.on('no-qyapi-get-department-list');
      const { errcode, sub_code, sub_msg } = await ask(test, path, { dept_id: 1 });
      assert.deepEqual([errcode, sub_code], [88, '60011'], path);
      assert.match(String(sub_msg), /requiredScopes=\[qyapi_get_department_list\]/);
    }
  });

  it('answer 40009 for the school parents that the root lists', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('school-parents');
    const listed = ((await ask(test, listsub, {})).result as Json[]).at(-1);
    assert.deepEqual([listed?.dept_id, listed?.name], [-7, '家校通讯录']);
    assert.deepEqual(
      ((await ask(test, listsubid, { dept_id: 1 })).result as { dept_id_list: number[] }).dept_id_list.at(-1),
      -7,
    );
    for (const path of [listsub, listsubid, details, parents, '/topapi/user/listid']) {
      assert.equal((await ask(test, path, { dept_id: -7 })).errcode, 40009, path);
    }
    assert.equal(((await ask(test, listsub, { dept_id: RESEARCH })).result as Json[]).length, 3);
  });
});
