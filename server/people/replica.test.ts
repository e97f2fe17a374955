import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Employee, ListedEmployee } from '../dingtalk/employee.ts';
import { type CorpId, toSubject, type UnionId, type UserId } from '../person.ts';
import { openDatabase } from '../storage/open-database.ts';
import { openReplica } from './replica.ts';

const corpId = 'ding1' as CorpId;
const RUN = 1;
const role = { id: 5, name: '主管', group: '默认' };

function listed(userId: string, fields: Partial<ListedEmployee> = {}): ListedEmployee {
  return {
    corpId,
    userId: userId as UserId,
    unionId: `union of ${userId}` as UnionId,
    name: '张伟',
    hidesMobile: false,
    departmentIds: [10],
    isAdmin: false,
    isBoss: false,
    isActive: true,
    leads: false,
    ...fields,
  };
}

function detailed(userId: string, fields: Partial<Employee> = {}): Employee {
  const { leads: _, ...record } = listed(userId);
  return { ...record, leadsDepartmentIds: [], roles: [], ...fields };
}

function open() {
  const replica = openReplica(openDatabase(':memory:'));
  for (const [id, name, parentId] of [
    [1, '公司', null],
    [10, '研发', 1],
    [20, '市场', 1],
  ] as const) {
    replica.departments.put({ id, name, parentId }, { position: 0, run: RUN });
    replica.departments.hide(id, undefined);
  }
  const readings = new Map([['张伟', [['zhang', 'wei']]]]);
  const put = (person: ListedEmployee, departmentId = 10, run = RUN) =>
    replica.transact(() => replica.putListed(person, { departmentId, run, readings }));
  const find = (userId: string) => replica.findByUserId(userId);
  const search = (q: string, departmentId?: number) =>
    replica.index.search({ q, limit: 10, ...(departmentId !== undefined && { departmentId }) }).total;
  return { replica, put, find, search };
}

describe('the replica of the company', () => {
  it('says what writing somebody came to', () => {
    const { put } = open();
    assert.deepEqual(put(listed('a')), { outcome: 'added', isFirst: true });
    assert.deepEqual(put(listed('a')), { outcome: 'same', isFirst: false });
    assert.deepEqual(put(listed('a'), 10, 2), { outcome: 'same', isFirst: true });
    assert.deepEqual(put(listed('a', { title: '总监' }), 10, 2), { outcome: 'changed', isFirst: false });
  });

  it('knows of each department alone whether somebody leads it', () => {
    const { put, find, replica, search } = open();
    put(listed('a', { departmentIds: [10, 20], leads: true }), 10);
    put(listed('a', { departmentIds: [10, 20], leads: false }), 20);
    assert.deepEqual(find('a')?.leadsDepartmentIds, [10]);
    assert.deepEqual(
      replica.listLeaders(10).map(({ record }) => record.userId),
      ['a'],
    );
    assert.deepEqual(replica.listLeaders(20), []);
    put(listed('a', { departmentIds: [10, 20], leads: false }), 10, 2);
    assert.deepEqual(find('a')?.leadsDepartmentIds, []);
    put(listed('a', { departmentIds: [20], leads: true }), 20, 2);
    assert.deepEqual([find('a')?.leadsDepartmentIds, search('zhang', 10), search('zhang', 20)], [[20], 0, 1]);
  });

  it('keeps what only a record on its own says, when a list says less', () => {
    const { replica, put, find } = open();
    replica.transact(() => replica.putEmployee(detailed('a', { leadsDepartmentIds: [10], roles: [role] }), 77));
    put(listed('a', { leads: true }));
    const { detailedAt, roles, seenIn } = find('a') ?? {};
    assert.deepEqual({ detailedAt, roles, seenIn }, { detailedAt: 77, roles: [role], seenIn: RUN });
    replica.transact(() => replica.putEmployee(detailed('a'), 99));
    assert.deepEqual([find('a')?.detailedAt, find('a')?.roles, find('a')?.seenIn], [99, [], RUN]);
  });

  it('finds whom a run did not see, and nobody else', () => {
    const { replica, put } = open();
    put(listed('a'));
    put(listed('b'));
    put(listed('b'), 10, 2);
    replica.transact(() => replica.putEmployee(detailed('c'), 5));
    const missing = () => replica.listNotSeenIn(2, 0, 100).map(({ record }) => record.userId);
    assert.deepEqual(missing(), ['a', 'c']);
    replica.markSeen(replica.findByUserId('a')?.id ?? 0, 2);
    assert.deepEqual(missing(), ['c']);
  });

  it('removes somebody with everything that was theirs', () => {
    const { replica, put, find, search } = open();
    put(listed('a', { leads: true }));
    put(listed('b'));
    replica.transact(() =>
      replica.roles.replaceAll([
        { userId: 'a' as UserId, role },
        { userId: 'b' as UserId, role },
      ]),
    );
    replica.transact(() => replica.remove(find('a')?.id ?? 0));
    assert.deepEqual([find('a'), replica.count(), search('zhang'), replica.listLeaders(10)], [null, 1, 1, []]);
    assert.deepEqual([replica.roles.of('a' as UserId), replica.roles.of('b' as UserId)], [[], [role]]);
  });

  // Rights that go with a role would otherwise pass to whoever is given the userId of a leaver.
  it('gives nothing of a leaver to whoever has their userId next', () => {
    for (const way of ['list', 'record'] as const) {
      const { replica, put, find } = open();
      put(listed('a', { leads: true, title: '总监' }));
      replica.transact(() => replica.roles.put('a' as UserId, [role]));
      const before = find('a');
      const unionId = 'another union' as UnionId;
      if (way === 'list') put(listed('a', { unionId, departmentIds: [20] }), 20);
      else replica.transact(() => replica.putEmployee(detailed('a', { unionId, departmentIds: [20] }), 5));
      const after = find('a');
      assert.deepEqual([after?.subject, after?.roles, after?.leadsDepartmentIds], [toSubject(corpId, unionId), [], []]);
      assert.equal(after?.record.title, undefined);
      assert.equal(replica.findBySubject(before?.subject ?? ''), null);
      assert.equal(replica.count(), 1);
    }
  });

  it('keeps somebody who comes back with another userId, and leaves their old one without roles', () => {
    const { replica, put, find } = open();
    put(listed('a'));
    replica.transact(() => replica.roles.put('a' as UserId, [role]));
    const { id } = find('a') ?? {};
    put(listed('z', { unionId: 'union of a' as UnionId }));
    assert.deepEqual([find('a'), find('z')?.id, replica.count()], [null, id, 1]);
    assert.deepEqual(replica.roles.of('a' as UserId), []);
  });

  it('asks for a reading of names that are new, and of no others', () => {
    const { replica, put } = open();
    put(listed('a'));
    replica.transact(() => replica.putEmployee(detailed('b', { name: '李娜' }), 5));
    const asked = replica.namesWithoutReadings([
      listed('a'),
      listed('b', { name: '李娜' }),
      listed('c', { name: '王' }),
    ]);
    assert.deepEqual(asked, ['李娜', '王']);
    assert.deepEqual(replica.namesWithoutReadings([listed('a', { name: '张唯' })]), ['张唯']);
  });

  it('does not let a hidden number be found', () => {
    const { put, search } = open();
    put(listed('a', { mobile: '13800001234' }));
    assert.equal(search('13800001234'), 1);
    put(listed('a', { mobile: '13800001234', hidesMobile: true }));
    assert.equal(search('13800001234'), 0);
  });

  it('goes through everybody in parts, each once', () => {
    const { replica, put } = open();
    for (const userId of 'abcdefg') put(listed(userId, { name: userId < 'd' ? '张伟' : userId }));
    const found: string[] = [];
    let last = null;
    for (;;) {
      const part = replica.listAfter(last, 3);
      found.push(...part.map(({ record }) => record.userId));
      last = part.at(-1) ?? null;
      if (last === null) break;
    }
    assert.deepEqual([found.length, new Set(found).size], [7, 7]);
  });

  it('names those whom DingTalk lists and the app does not see, department by department', () => {
    const { replica, put } = open();
    put(listed('a'));
    replica.listed.put(10, ['a', 'x', 'y'] as UserId[]);
    replica.listed.put(20, ['a'] as UserId[]);
    replica.listed.put(99, ['z'] as UserId[]);
    assert.deepEqual(replica.listed.unknown(), [{ departmentId: 10, userIds: ['x', 'y'] }]);
    replica.listed.put(10, ['a', 'y'] as UserId[]);
    assert.deepEqual(replica.listed.of(10), ['a', 'y']);
  });

  it('writes all of a transaction or nothing', () => {
    const { replica, find } = open();
    assert.throws(() =>
      replica.transact(() => {
        replica.putEmployee(detailed('a'), 5);
        assert.fail('half-way');
      }),
    );
    assert.equal(find('a'), null);
    assert.equal(replica.index.search({ q: '', limit: 10 }).total, 0);
  });
});
