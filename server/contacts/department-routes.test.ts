import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const BACKEND = 460000212;
const UPDATE = 'POST /topapi/v2/department/update';

async function start(t: TestContext) {
  const server = await startTestServer(t);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  const members = server.dingtalk.company.membersOf(BACKEND).map(({ userId }) => userId);
  const set = (managers: readonly string[], id: number | string = BACKEND) =>
    askJson(server.browser, 'PATCH', `/api/admin/departments/${id}`, { managers });
  const leaders = () => server.services.replica.listLeaders(BACKEND).map(({ record }) => record.userId);
  return { ...server, members, set, leaders };
}

describe('PATCH /api/admin/departments/:id', () => {
  it('changes who manages a department, and the directory follows at once', async (t) => {
    const { members, set, leaders, services } = await start(t);
    const [first = '', second = ''] = members;
    const answer = await set([second]);
    assert.equal(answer.statusCode, 200, answer.body);
    const { department } = answer.json();
    assert.deepEqual([department.id, department.name], [BACKEND, '后端组']);
    assert.deepEqual(
      department.managers.map(({ userId }: { userId: string }) => userId),
      [second],
    );
    assert.deepEqual(leaders(), [second]);
    await set([first]);
    assert.deepEqual(leaders(), [first]);
    const [row] = (await services.audit.list({ limit: 1 })).rows;
    assert.deepEqual(
      [row?.act, row?.target?.name, row?.before, row?.after],
      ['managers_changed', '后端组', { managers: [second] }, { managers: [first] }],
    );
  });

  it('reads whoever was concerned again, and nobody else', async (t) => {
    const { members, set, dingtalk } = await start(t);
    const [first = '', second = '', third = ''] = members;
    await set([first, second]);
    dingtalk.calls.reset();
    await set([second, third]);
    assert.equal(dingtalk.calls.count('POST /topapi/v2/user/get'), 2);
  });

  // DingTalk takes an empty list for an error; the department would keep its manager.
  it('leaves nobody who manages it', async (t) => {
    const { browser, members, set, leaders } = await start(t);
    await set([members[0] ?? '']);
    const answer = await set([]);
    assert.deepEqual([answer.statusCode, answer.json().department.managers], [200, []]);
    assert.deepEqual(leaders(), []);
    const read = await browser.get(`/api/admin/departments/${BACKEND}`);
    assert.deepEqual(read.json().department.managers, []);
  });

  // Without this, two administrators would undo what the other one did, and both would hear "saved".
  it('changes nothing when the managers are others by now than whoever changes them saw', async (t) => {
    const { browser, leaders, set } = await start(t);
    const [seen = ''] = leaders();
    await set([]);
    const body = { managers: [seen, 'wuyutong'], managersBefore: [seen] };
    const refused = await askJson(browser, 'PATCH', `/api/admin/departments/${BACKEND}`, body);
    assert.deepEqual([refused.statusCode, refused.json().error.reason], [400, 'changed_meanwhile']);
    assert.deepEqual(leaders(), []);
    const now = { managers: ['wuyutong'], managersBefore: [] };
    const done = await askJson(browser, 'PATCH', `/api/admin/departments/${BACKEND}`, now);
    assert.equal(done.statusCode, 200);
    assert.deepEqual(leaders(), ['wuyutong']);
  });

  const refused: [why: string, managers: string[], id: number | string, about: object][] = [
    ['somebody who is nobody', ['nobody'], BACKEND, { field: 'managers', reason: 'unknown_person' }],
    ['somebody who is not in the department', ['chenguodong'], BACKEND, { field: 'managers', reason: 'not_a_member' }],
    ['the parents of a school (-7)', [], -7, { field: 'id', reason: 'unknown_department' }],
    ['a department that is none', [], 5, { field: 'id', reason: 'unknown_department' }],
    ['the company itself', [], 1, { field: 'id', reason: 'refused' }],
  ];
  it('names the field of what cannot be right', async (t) => {
    const { set } = await start(t);
    for (const [why, managers, id, about] of refused) {
      const { field, reason } = (await set(managers, id)).json().error;
      assert.deepEqual({ field, reason }, about, why);
    }
  });

  it('does not ask DingTalk about what is no number', async (t) => {
    const { set, dingtalk } = await start(t);
    assert.equal((await set([], 'x')).statusCode, 404);
    assert.equal(dingtalk.calls.count(UPDATE), 0);
  });
});
