/**
 * The companies of the sandbox and everybody in them.
 *
 * Owns: who exists, and what may happen to them while the sandbox runs (leaving, coming back, activating). Every sandbox starts
 * from the same tables, so each run sees the same ids, numbers and addresses.
 * Does not: know tokens, permissions or DingTalk's spelling.
 * Called by: the endpoints, the sign-in page, and tests that need something to happen to a colleague.
 */
import { sandboxApp } from './app.ts';
import { buildPeople } from './build-people.ts';
import { type Organization, organizations } from './departments.ts';
import type { Person } from './person.ts';

/** Everybody the sandbox knows. People are found in our company unless a corpId says otherwise. */
export type Company = {
  organizations: readonly Organization[];
  /** Everybody of one organization, leavers and external contacts included, in the order of the departments. */
  list(corpId?: string): readonly Person[];
  find(userId: string, corpId?: string): Person | null;
  findByUnionId(unionId: string, corpId?: string): Person | null;
  /** From now on the company's record of this person answers 60121. */
  markLeft(userId: string): void;
  /** Undoes `markLeft`. */
  markBack(userId: string): void;
  setActive(userId: string, isActive: boolean): void;
};

/** Gives a company of its own to each sandbox. */
export function createCompany(): Company {
  const people = new Map(buildPeople().map((person) => [key(person.userId, person.corpId), person]));
  const find = (userId: string, corpId = sandboxApp.corpId): Person | null => people.get(key(userId, corpId)) ?? null;
  const list = (corpId = sandboxApp.corpId): readonly Person[] =>
    [...people.values()].filter((person) => person.corpId === corpId);
  const change = (userId: string, update: (person: Person) => Person): void => {
    const person = find(userId);
    if (person === null) {
      throw new Error(`The sandbox knows nobody with the userId ${userId}.`);
    }
    people.set(key(userId, person.corpId), update(person));
  };
  return {
    organizations,
    list,
    find,
    findByUnionId: (unionId, corpId) => list(corpId).find((person) => person.account.unionId === unionId) ?? null,
    markLeft: (userId) => change(userId, (person) => ({ ...person, standing: 'left' })),
    markBack: (userId) => change(userId, (person) => ({ ...person, standing: 'employee' })),
    setActive: (userId, isActive) => change(userId, (person) => ({ ...person, isActive })),
  };
}

function key(userId: string, corpId: string): string {
  return `${corpId} ${userId}`;
}
