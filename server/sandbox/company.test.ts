import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { otherCorpId } from './app.ts';
import { createCompany } from './company.ts';
import { initialsOf } from './person-card.ts';

describe('createCompany', () => {
  const company = createCompany();

  it('employs about sixty people in three levels of departments', () => {
    assert.ok(company.list().length >= 58 && company.list().length <= 66, String(company.list().length));
    const departments = company.organizations[0]?.departments ?? [];
    const depth = (id: number): number => {
      const parentId = departments.find((department) => department.id === id)?.parentId ?? null;
      return parentId === null ? 0 : 1 + depth(parentId);
    };
    assert.equal(Math.max(...departments.map(({ id }) => depth(id))), 3);
  });

  // If this fails, a test that clicks a name clicks two people.
  it('gives nobody a name that is part of another', () => {
    const names = company.list().map(({ name }) => name);
    for (const name of names) {
      assert.deepEqual(
        names.filter((other) => other.includes(name)),
        [name],
      );
    }
  });

  it('gives everybody ids and numbers of their own', () => {
    for (const key of ['userId', 'jobNumber'] as const) {
      const values = company.list().map((person) => person[key]);
      assert.equal(new Set(values).size, values.length, key);
    }
    const accounts = company.list().map(({ account }) => account);
    assert.equal(new Set(accounts.map(({ unionId }) => unionId)).size, accounts.length);
    const mobiles = accounts.flatMap(({ mobile }) => (mobile === undefined ? [] : [mobile]));
    assert.equal(new Set(mobiles).size, mobiles.length);
    assert.ok(mobiles.every((mobile) => /^13\d{9}$/.test(mobile)));
  });

  it('puts everybody into a department that exists, under a manager who does', () => {
    const ids = company.organizations[0]?.departments.map(({ id }) => id) ?? [];
    for (const person of company.list()) {
      assert.ok(
        person.departmentIds.every((id) => ids.includes(id)),
        person.name,
      );
      const manager = person.isBoss ? person : company.find(person.managerUserId ?? '');
      assert.ok(manager !== null, person.name);
    }
    assert.equal(company.find('chenguodong')?.managerUserId, undefined);
  });

  it('knows one account for a person in two organizations', () => {
    const ours = company.find('shenjianing');
    const theirs = company.find('manager7315', otherCorpId);
    assert.equal(ours?.account, theirs?.account);
  });

  it('finds nobody by the account of somebody whose userId was given away', () => {
    const changing = createCompany();
    const before = changing.find('dengkai')?.account.unionId ?? '';
    assert.equal(changing.findByUnionId(before)?.userId, 'dengkai');
    changing.addPerson({ userId: 'dengkai', name: '新来', departmentIds: [460000212], account: 'another' });
    const after = changing.find('dengkai')?.account.unionId ?? '';
    assert.notEqual(after, before);
    assert.equal(changing.findByUnionId(before), null);
    assert.equal(changing.findByUnionId(after)?.name, '新来');
  });

  it('tells the same story each time, and each company its own from then on', () => {
    const [one, other] = [createCompany(), createCompany()];
    assert.deepEqual(one.list(), other.list());
    one.markLeft('hanbing');
    one.setActive('dengkai', false);
    assert.equal(one.find('hanbing')?.standing, 'left');
    assert.equal(one.find('dengkai')?.isActive, false);
    assert.equal(other.find('hanbing')?.standing, 'employee');
    assert.equal(other.find('dengkai')?.isActive, true);
    assert.throws(() => one.markLeft('nobody'), /knows nobody/);
  });
});

describe('initialsOf', () => {
  it('takes the last two characters of a Chinese name, else two first letters', () => {
    assert.deepEqual(['张伟', '李明哲', '🌻 Maria-Fernanda', 'iOS'].map(initialsOf), ['张伟', '明哲', 'MF', 'I']);
  });
});
