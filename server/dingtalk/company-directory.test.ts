import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../errors.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { type AskCompany, openCompanyDirectory } from './company-directory.ts';

const { signal } = new AbortController();
const corpId = 'ding1' as CorpId;

type Asked = { path: string; body?: unknown };

/** A directory whose questions are answered one after the other; an error is thrown. */
function openScripted(answers: readonly unknown[], waitsMs: readonly number[] = [1, 1, 1]) {
  const asked: Asked[] = [];
  const left = [...answers];
  const ask = (async ({ path, body }: Asked) => {
    asked.push({ path, ...(body !== undefined && { body }) });
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }) as unknown as AskCompany;
  return { asked, directory: openCompanyDirectory({ ask, corpId, pacing: (_api, call) => call(), waitsMs }) };
}

const busy = () => new AppError('dingtalk_busy', 'busy');
const unreachable = () => new AppError('dingtalk_unreachable', 'no answer');

describe('questions about the whole company', () => {
  it('are asked again up to three times while DingTalk is busy or out of reach', async () => {
    const patient = openScripted([busy(), unreachable(), busy(), { count: 7 }]);
    assert.equal(await patient.directory.countPeople(signal), 7);
    const impatient = openScripted([busy(), busy(), busy(), unreachable(), { count: 7 }]);
    await assert.rejects(impatient.directory.countPeople(signal), { code: 'dingtalk_unreachable' });
    assert.equal(impatient.asked.length, 4);
  });

  it('are not asked again after a refusal that will not pass', async () => {
    for (const code of ['dingtalk_refused', 'dingtalk_permission_missing', 'not_an_employee'] as const) {
      const { asked, directory } = openScripted([new AppError(code, 'no'), { count: 7 }]);
      await assert.rejects(directory.countPeople(signal), { code });
      assert.equal(asked.length, 1);
    }
  });

  it('end at once when nobody waits any more, instead of waiting out a busy moment', async () => {
    const ending = new AbortController();
    const { asked, directory } = openScripted([busy(), { count: 7 }], [60_000]);
    const answer = directory.countPeople(ending.signal);
    ending.abort();
    await assert.rejects(answer, { code: 'dingtalk_busy' });
    assert.equal(asked.length, 1);
    await assert.rejects(directory.countPeople(ending.signal), { code: 'dingtalk_unreachable' });
    assert.equal(asked.length, 1);
  });

  it('turn pages by what DingTalk says, and know the last one', async () => {
    const { asked, directory } = openScripted([
      { has_more: true, next_cursor: 100, list: [] },
      { has_more: false, next_cursor: 200, list: [] },
      { has_more: true, list: [] },
    ]);
    assert.deepEqual(await directory.listPeople(5, 0, signal), { items: [], next: 100 });
    assert.deepEqual(await directory.listPeople(5, 100, signal), { items: [] });
    assert.deepEqual(await directory.listPeople(5, 0, signal), { items: [] });
    assert.deepEqual(asked[1]?.body, { dept_id: 5, cursor: 100, size: 100 });
  });

  it('turn pages of roles and of who has them by counting, where DingTalk gives no cursor', async () => {
    const group = { name: '职务', roles: [{ id: 3, name: '总监' }] };
    const { directory } = openScripted([
      { hasMore: true, list: [group, { roles: [{ id: 4, name: '甲' }] }, { name: '空' }] },
      { list: [] },
      { hasMore: true, list: [{ userid: 'a' }] },
      { hasMore: true, nextCursor: 40, list: [] },
      {},
    ]);
    const roles = [
      { id: 3, name: '总监', group: '职务' },
      { id: 4, name: '甲', group: '' },
    ];
    assert.deepEqual(await directory.listRoles(0, signal), { items: roles, next: 200 });
    assert.deepEqual(await directory.listRoles(200, signal), { items: [] });
    assert.deepEqual(await directory.listRoleMembers(3, 0, signal), { items: ['a'], next: 100 });
    assert.deepEqual(await directory.listRoleMembers(3, 0, signal), { items: [], next: 40 });
    assert.deepEqual(await directory.listRoleMembers(3, 0, signal), { items: [] });
  });

  it('put a department below the one that was asked about, whatever the answer says', async () => {
    const { directory } = openScripted([
      [
        { dept_id: 5, name: '甲', parent_id: 999 },
        { dept_id: 6, name: '乙' },
      ],
      { dept_id: 1, name: '公司' },
      { dept_id: 5, name: '甲', parent_id: 1 },
    ]);
    assert.deepEqual(await directory.listDepartments(3, signal), [
      { id: 5, name: '甲', parentId: 3 },
      { id: 6, name: '乙', parentId: 3 },
    ]);
    assert.equal((await directory.getDepartment(1, signal)).parentId, null);
    assert.equal((await directory.getDepartment(5, signal)).parentId, 1);
  });

  it('read from whom a department is hidden, and take what is no list of ids for nobody', async () => {
    const hidden = { dept_id: 5, name: '甲', parent_id: 1, hide_dept: true };
    const cases: readonly (readonly [object, unknown])[] = [
      [{ hide_dept: false, dept_permits: [7], user_permits: ['a'] }, undefined],
      [{ hide_dept: undefined }, undefined],
      [{ hide_dept: 'true' }, undefined],
      [{}, { departmentIds: [], userIds: [] }],
      [
        { dept_permits: [7, '8', null, -7], user_permits: ['a', 9, {}] },
        { departmentIds: [7, -7], userIds: ['a'] },
      ],
      [
        { dept_permits: '7|8', user_permits: { 0: 'a' } },
        { departmentIds: [], userIds: [] },
      ],
    ];
    const { directory } = openScripted(cases.map(([said]) => ({ ...hidden, ...said })));
    for (const [said, expected] of cases) {
      assert.deepEqual((await directory.getDepartment(5, signal)).hiddenExceptFor, expected, JSON.stringify(said));
    }
  });

  it('read an empty range as empty', async () => {
    const { directory } = openScripted([{ auth_org_scopes: {} }]);
    assert.deepEqual(await directory.getVisibleRange(signal), { departmentIds: [], userIds: [], fields: [] });
  });
});

describe('the directory, with the sandbox', () => {
  it('gives the record of whoever has a userId or a unionId, paced', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const { directory } = services.dingtalk;
    const unionId = dingtalk.company.find('zhangwei01')?.account.unionId as UnionId;
    const one = await directory.getEmployee('zhangwei01' as UserId, signal);
    assert.deepEqual(await directory.getEmployeeByUnionId(unionId, signal), one);
    assert.equal(one.name, '张伟');
    await assert.rejects(directory.getEmployeeByUnionId('nobody' as UnionId, signal), { code: 'not_an_employee' });
  });

  it('refuses external contacts', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    const external = dingtalk.company.list().find(({ standing }) => standing === 'external');
    const unionId = external?.account.unionId as UnionId;
    await assert.rejects(services.dingtalk.directory.getEmployeeByUnionId(unionId, signal), {
      code: 'not_an_employee',
      details: { standing: 'external' },
    });
  });
});
