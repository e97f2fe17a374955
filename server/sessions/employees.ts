/**
 * The company's record of one person, read now.
 *
 * Owns: what follows from it: whoever is gone or inactive loses every session at once, and the replica learns of it.
 * Does not: decide who may sign in (`sign-in/` does), or read whole departments (`directory/` does).
 * Called by: `sign-in/`, `profile/` and `directory/`, whenever DingTalk is asked about a person.
 */
import { LRUCache } from 'lru-cache';
import type { DingTalkClient } from '../dingtalk/client.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { isDisabled, isGone } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import type { LearnPlaces } from '../people/places.ts';
import type { Replica } from '../people/replica.ts';
import { type CorpId, toSubject, type UnionId, type UserId } from '../person.ts';
import type { SessionStore } from './session-store.ts';

export type Employees = {
  /**
   * The record of a person.
   *
   * @param pace `at once` while somebody waits; `paced` among many other questions
   * @throws {AppError} not_an_employee when they are not among the employees, or the app may not see them;
   *   employee_inactive when DingTalk says so instead of giving a record; dingtalk_…
   */
  read(unionId: UnionId, signal: AbortSignal, pace?: Pace): Promise<Employee>;
  /** The record of whoever has a userId today. Throws as `read` does. */
  readByUserId(userId: UserId, signal: AbortSignal, pace?: Pace): Promise<Employee>;
  /** Takes somebody who was removed out of the replica; what DingTalk said of them before does not bring them back. */
  letGo(subject: string): void;
  /** Whether somebody who was read is there still. */
  isKnown(subject: string): boolean;
};

export type Pace = 'at once' | 'paced';

type EmployeesOptions = {
  dingtalk: DingTalkClient;
  corpId: string;
  replica: Replica;
  learnPlaces: LearnPlaces;
  store: SessionStore;
  now: () => number;
};

/** Names of departments are worth a moment of waiting, and no more: a sign-in does not fail for them. */
const PLACES_TIMEOUT_MS = 2_000;
/** More are not removed while one answer is on its way. */
const MOST_LET_GO = 1_000;

/** Creates the reader. */
export function createEmployees(options: EmployeesOptions): Employees {
  const { dingtalk, corpId, replica, learnPlaces, store, now } = options;

  const departures = createDepartures();

  /** `asOf` is how many had been let go when DingTalk was asked: an answer from before a removal is no answer any more. */
  const keep = async (employee: Employee, asOf: number, signal: AbortSignal): Promise<Employee> => {
    const subject = toSubject(employee.corpId, employee.unionId);
    if (!employee.isActive) await store.endAllOf(subject);
    await learnPlaces(employee.departmentIds, AbortSignal.any([signal, AbortSignal.timeout(PLACES_TIMEOUT_MS)]));
    if (departures.hasLeftSince(subject, asOf)) throw new AppError('not_an_employee', 'they were removed a moment ago');
    replica.transact(() => replica.putEmployee(employee, now()));
    return employee;
  };

  const letGo = (subject: string): void => {
    departures.note(subject);
    const known = replica.findBySubject(subject);
    if (known !== null) replica.transact(() => replica.remove(known.id));
  };

  /** In this order: whoever signs in meanwhile has a session that ends here, or looks afterwards and is not known. */
  const forget = async (subject: string): Promise<void> => {
    letGo(subject);
    await store.endAllOf(subject);
  };

  /** Whoever DingTalk refuses to describe because they are gone or disabled is signed out all the same. */
  const learnFrom = async (error: unknown, subject: string): Promise<void> => {
    if (isGone(error)) await forget(subject);
    else if (isDisabled(error)) await store.endAllOf(subject);
  };

  return {
    async read(unionId, signal, pace = 'at once') {
      const ask = pace === 'paced' ? dingtalk.directory.getEmployeeByUnionId : dingtalk.getEmployee;
      const asOf = departures.count();
      try {
        return await keep(await ask(unionId, signal), asOf, signal);
      } catch (error) {
        await learnFrom(error, toSubject(corpId as CorpId, unionId));
        throw error;
      }
    },
    async readByUserId(userId, signal, pace = 'at once') {
      const before = replica.findByUserId(userId);
      const asOf = departures.count();
      try {
        const ask = pace === 'paced' ? dingtalk.directory.getEmployee : dingtalk.getEmployeeByUserId;
        const employee = await ask(userId, signal);
        const isSomebodyElse = before !== null && before.record.unionId !== employee.unionId;
        if (isSomebodyElse) await forget(before.subject);
        return await keep(employee, asOf, signal);
      } catch (error) {
        if (before !== null) await learnFrom(error, before.subject);
        throw error;
      }
    },
    letGo,
    isKnown: (subject) => replica.findBySubject(subject) !== null,
  };
}

/** Who was let go, in order. */
function createDepartures() {
  let count = 0;
  const numbers = new LRUCache<string, number>({ max: MOST_LET_GO });
  return {
    count: () => count,
    note(subject: string) {
      count += 1;
      numbers.set(subject, count);
    },
    hasLeftSince: (subject: string, asOf: number) => (numbers.get(subject) ?? 0) > asOf,
  };
}
