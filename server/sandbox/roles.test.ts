import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const list = '/topapi/role/list';
const members = '/topapi/role/simplelist';
const LEADERS = 507113580;

type Groups = { hasMore: boolean; list: { groupId: number; name: string; roles: { id: number; name: string }[] }[] };

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  const answer = await post(`${path}?access_token=${await appToken()}`, body);
  assert.equal(answer.status, 200);
  return answer.body;
}

async function listGroups(test: SandboxCaller, body: Json = { size: 200, offset: 0 }): Promise<Groups> {
  return (await ask(test, list, body)).result as Groups;
}

describe('POST /topapi/role/list', () => {
  it('lists the roles in their groups, in camelCase', async (t) => {
    const groups = await listGroups(await startSandboxCaller(t));
    assert.equal(groups.hasMore, false);
    assert.deepEqual(groups.list[0], {
      groupId: 507113570,
      name: '默认',
      roles: [
        { id: 507113578, name: '负责人' },
        { id: 507113579, name: '主管理员' },
        { id: LEADERS, name: '主管' },
      ],
    });
    assert.equal(groups.list[1]?.name, '职务');
    assert.deepEqual(groups.list[1]?.roles.map(({ name }) => name).sort(), [
      '值班负责人',
      '报销审核',
      '架构委员',
      '薪酬',
    ]);
  });

  it('goes on where the page before it ended', async (t) => {
    const test = await startSandboxCaller(t);
    const whole = (await listGroups(test)).list.flatMap(({ roles }) => roles);
    const first = await listGroups(test, { size: 5, offset: 0 });
    const last = await listGroups(test, { size: 5, offset: 5 });
    assert.deepEqual([first.hasMore, last.hasMore], [true, false]);
    assert.deepEqual(
      [...first.list, ...last.list].flatMap(({ roles }) => roles),
      whole,
    );
  });

  it('refuses an offset and a size that cannot be, and takes 20 when none is named', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await ask(test, list, { size: 201, offset: 0 })).errcode, 40069);
    assert.equal((await ask(test, list, { size: 200, offset: -1 })).errcode, 40068);
    assert.equal((await ask(test, list, {})).errcode, 0);
  });

  it('needs qyapi_get_department_list', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-qyapi-get-department-list');
    assert.equal((await ask(test, list, {})).sub_code, '60011');
    assert.equal((await ask(test, members, { role_id: LEADERS })).errcode, 0);
  });
});

describe('POST /topapi/role/simplelist', () => {
  it('names who has a role, page by page', async (t) => {
    const test = await startSandboxCaller(t);
    const read = async (offset: number) =>
      (await ask(test, members, { role_id: LEADERS, size: 15, offset })).result as {
        hasMore: boolean;
        nextCursor?: number;
        list: Json[];
      };
    const first = await read(0);
    assert.deepEqual([first.hasMore, first.nextCursor, first.list.length], [true, 15, 15]);
    assert.deepEqual(first.list[0], { userid: 'chenguodong', name: '陈国栋' });
    const last = await read(15);
    assert.deepEqual([last.hasMore, 'nextCursor' in last], [false, false]);
    const leaders = test.sandbox.company.list().filter(({ roles }) => roles.some(({ id }) => id === LEADERS));
    assert.equal(first.list.length + last.list.length, leaders.length);
  });

  it('says for which departments a role of the company’s own is held', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.company.setRoles('zhangwei01', ['架构委员']);
    const duty = test.sandbox.company.find('zhangwei01')?.roles.at(-1)?.id;
    const { result } = await ask(test, members, { role_id: duty, size: 100, offset: 0 });
    assert.deepEqual((result as { list: Json[] }).list.at(-1), {
      userid: 'zhangwei01',
      name: '张伟',
      manageScopes: [{ dept_id: 460000212, name: '后端组' }],
    });
    test.sandbox.company.setRoles('zhangwei01', []);
    assert.deepEqual(test.sandbox.company.find('zhangwei01')?.roles, []);
  });

  it('keeps the standard roles of a leader when the others change', async (t) => {
    const { company } = (await startSandboxCaller(t)).sandbox;
    company.setRoles('luoxiaoming', ['导师']);
    assert.deepEqual(
      company.find('luoxiaoming')?.roles.map(({ name }) => name),
      ['主管', '导师'],
    );
  });

  it('refuses a size above 100 and no role at all, and needs qyapi_get_department_member', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await ask(test, members, { role_id: LEADERS, size: 101, offset: 0 })).errcode, 40069);
    assert.equal((await ask(test, members, { size: 100, offset: 0 })).errcode, 400002);
    test.sandbox.faults.on('no-qyapi-get-department-member');
    assert.equal((await ask(test, members, { role_id: LEADERS })).sub_code, '60011');
    assert.equal((await ask(test, list, {})).errcode, 0);
  });
});
