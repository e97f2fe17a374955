import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Employee } from '../dingtalk/employee.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { openDatabase } from '../storage/open-database.ts';
import { openReplica } from './replica.ts';

const zhangWei: Employee = {
  corpId: 'ding1' as CorpId,
  userId: 'zhangwei01' as UserId,
  unionId: 'union' as UnionId,
  name: '张伟',
  email: 'zhangwei@example.com',
  hidesMobile: false,
  departmentIds: [10],
  isAdmin: false,
  isBoss: false,
  isActive: true,
  leadsDepartmentIds: [],
  roles: [],
};
const company = { id: 1, name: '公司', parentId: null };
const research = { id: 10, name: '研发', parentId: 1 };

function open() {
  const replica = openReplica(openDatabase(':memory:'));
  const { departments } = replica;
  const putDepartment = (department: Parameters<typeof departments.put>[0], run = 1) =>
    replica.transact(() => departments.put(department, { position: 0, run }));
  const put = (fields: Partial<Employee> = {}) =>
    replica.transact(() => replica.putEmployee({ ...zhangWei, ...fields }, 1));
  putDepartment(company);
  putDepartment(research);
  put();
  /** Whether something makes it another number. */
  const changes = (deed: () => void) => {
    const before = replica.version();
    deed();
    return replica.version() !== before;
  };
  return { replica, putDepartment, put, changes };
}

// Whoever has concluded from the replica that somebody may enter asks nothing but this number.
describe('the version of the replica', () => {
  for (const [what, fields] of [
    ['a mailbox', { email: 'wei@example.com' }],
    ['a job number', { jobNumber: '7' }],
    ['a name', { name: '张玮' }],
    ['a title', { title: '架构师' }],
    ['a department', { departmentIds: [1] }],
    ['a userId', { userId: 'zhangwei02' as UserId }],
    ['whether somebody is active', { isActive: false }],
  ] as const) {
    it(`is another one when ${what} changes`, () => {
      const { put, changes } = open();
      assert.equal(
        changes(() => put(fields as Partial<Employee>)),
        true,
      );
      assert.equal(
        changes(() => put(fields as Partial<Employee>)),
        false,
        'the same again is no change',
      );
    });
  }

  it('is another one when somebody joins or leaves', () => {
    const { replica, put, changes } = open();
    assert.equal(
      changes(() => put({ unionId: 'other' as UnionId, userId: 'dengkai' as UserId })),
      true,
    );
    const known = replica.findByUserId('dengkai' as UserId);
    assert.equal(
      changes(() => replica.transact(() => replica.remove(known?.id ?? 0))),
      true,
    );
  });

  it('is another one when a department has another name or place, joins or goes', () => {
    const { replica, putDepartment, changes } = open();
    assert.equal(
      changes(() => putDepartment({ ...research, name: '研发部' })),
      true,
    );
    assert.equal(
      changes(() => putDepartment({ ...research, name: '研发部', parentId: null })),
      true,
    );
    assert.equal(
      changes(() => putDepartment({ id: 20, name: '市场', parentId: 1 }, 2)),
      true,
    );
    assert.equal(
      changes(() => replica.transact(() => replica.departments.keepOnlySeenIn(2))),
      true,
    );
    assert.equal(
      changes(() => replica.transact(() => replica.departments.keepOnlySeenIn(2))),
      false,
    );
  });

  it('stays while nothing is said anew: a reading that finds nothing changed throws no conclusion away', () => {
    const { replica, put, putDepartment, changes } = open();
    const read = () => {
      putDepartment(company, 2);
      putDepartment(research, 2);
      put();
      replica.transact(() => replica.departments.recount());
      replica.findBySubject('x');
    };
    assert.equal(changes(read), false);
  });
});
