import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CorpId, Person, UnionId, UserId } from '../person.ts';
import { toCandidate } from './candidate.ts';
import type { Departments } from './departments.ts';

const departments = { withAbove: (id) => (id === 10 ? [10, 1] : []) } satisfies Pick<Departments, 'withAbove'>;
const person: Person = {
  subject: 'subject',
  corpId: 'ding1' as CorpId,
  unionId: 'union' as UnionId,
  userId: 'zhangwei01' as UserId,
  name: '张伟',
  title: '工程师',
  isAdmin: true,
  departments: [
    { id: 10, path: ['公司', '研发'] },
    { id: 77, path: [] },
  ],
  roles: ['主管'],
};
const candidateOf = (somebody: Person, admins: string[] = []) =>
  toCandidate(somebody, departments as unknown as Departments, new Set(admins));

describe('a person as the rules of tools see them', () => {
  it('is in each of their departments and in everything above it, as far as the app sees the company', () => {
    const { departments: found } = candidateOf(person);
    assert.deepEqual(found, [
      { path: ['公司', '研发'], withAbove: [10, 1] },
      { path: [], withAbove: [77] },
    ]);
  });

  // Whoever administrates the company at DingTalk would otherwise be let into every tool for Foyer's administrators.
  it('is an administrator where the file says so, whatever DingTalk says', () => {
    assert.equal(candidateOf(person).isAdministrator, false);
    assert.equal(candidateOf(person, ['zhangwei01']).isAdministrator, true);
    assert.equal(candidateOf(person, ['subject', 'union']).isAdministrator, false);
  });

  it('has the title and the roles of the company’s record, or none', () => {
    const { title: _, ...untitled } = person;
    assert.deepEqual([candidateOf(person).title, candidateOf(person).roles], ['工程师', ['主管']]);
    assert.equal('title' in candidateOf(untitled), false);
  });
});
