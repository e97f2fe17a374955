import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startSandboxCaller } from '../testing/sandbox-caller.ts';
import { createCompany } from './company.ts';

const size = { people: 3000, departments: 120 };

describe('createCompany with a size', () => {
  const company = createCompany(size);
  const usual = createCompany();
  const departments = company.organizations[0]?.departments ?? [];

  it('adds so many people and departments to the usual ones', () => {
    assert.equal(company.list().length, usual.list().length + size.people);
    assert.equal(departments.length, (usual.organizations[0]?.departments.length ?? 0) + size.departments);
    assert.deepEqual(company.list().slice(0, usual.list().length), usual.list());
  });

  it('gives everybody ids and numbers of their own', () => {
    const people = company.list();
    for (const values of [
      people.map(({ userId }) => userId),
      people.map(({ jobNumber }) => jobNumber),
      people.map(({ account }) => account.unionId),
      people.flatMap(({ mobile }) => mobile ?? []),
    ]) {
      assert.equal(new Set(values).size, values.length);
    }
  });

  it('has departments of several hundred people and departments of nobody, all below the root', () => {
    const sizes = departments.map(({ id }) => company.membersOf(id).length);
    assert.ok(Math.max(...sizes) > 200, String(Math.max(...sizes)));
    assert.ok(sizes.filter((count) => count === 0).length >= 12);
    for (const { id, parentId } of departments) {
      assert.ok(id === 1 || company.findDepartment(parentId ?? 0) !== null, String(id));
    }
  });

  it('tells the same story each time', () => {
    assert.deepEqual(createCompany(size).list(), company.list());
  });
});

describe('a sandbox with many people', () => {
  it('hands a large department over page by page', async (t) => {
    const { sandbox, appToken, post } = await startSandboxCaller(t, { size });
    const token = await appToken();
    const dept_id = 470000001;
    const userIds: unknown[] = [];
    let cursor: number | undefined = 0;
    while (cursor !== undefined) {
      const { body } = await post(`/topapi/v2/user/list?access_token=${token}`, { dept_id, cursor, size: 100 });
      const page = body.result as { next_cursor?: number; list: { userid: string }[] };
      userIds.push(...page.list.map(({ userid }) => userid));
      cursor = page.next_cursor;
    }
    const { body } = await post(`/topapi/user/listid?access_token=${token}`, { dept_id });
    assert.deepEqual(body.result, { userid_list: userIds });
    assert.equal(userIds.length, sandbox.company.membersOf(dept_id).length);
    assert.ok(userIds.length > 200);
  });

  it('shows the usual people on the sign-in page, and finds the others', async (t) => {
    const { authorizeUrl } = await startSandboxCaller(t, { size });
    const read = async (search = '') => (await fetch(`${authorizeUrl()}${search}`)).text();
    const page = await read();
    assert.match(page, /value="zhangwei01"/);
    assert.match(page, /value="luochenxi"/);
    assert.ok(page.length < 500_000, String(page.length));
    assert.match(await read('&q=2040002999'), /value="2040002999"/);
  });
});
