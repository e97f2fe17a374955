/**
 * The company's record of one person, read now.
 *
 * Owns: what follows from it: whoever is gone or inactive loses every session at once, and the replica learns of it.
 * Does not: decide who may sign in (`sign-in/` does), or read whole departments (`directory/` does).
 * Called by: `sign-in/`, `profile/` and `directory/`, whenever DingTalk is asked about a person.
 */
import type { DingTalkClient } from '../dingtalk/client.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { isDisabled, isGone } from '../dingtalk/refusals.ts';
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
};

type Pace = 'at once' | 'paced';

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

/** Creates the reader. */
export function createEmployees(options: EmployeesOptions): Employees {
  const { dingtalk, corpId, replica, learnPlaces, store, now } = options;

  const keep = async (employee: Employee, signal: AbortSignal): Promise<Employee> => {
    if (!employee.isActive) await store.endAllOf(toSubject(employee.corpId, employee.unionId));
    await learnPlaces(employee.departmentIds, AbortSignal.any([signal, AbortSignal.timeout(PLACES_TIMEOUT_MS)]));
    replica.transact(() => replica.putEmployee(employee, now()));
    return employee;
  };

  const forget = async (subject: string): Promise<void> => {
    await store.endAllOf(subject);
    const known = replica.findBySubject(subject);
    if (known !== null) replica.transact(() => replica.remove(known.id));
  };

  /** Whoever DingTalk refuses to describe because they are gone or disabled is signed out all the same. */
  const learnFrom = async (error: unknown, subject: string): Promise<void> => {
    if (isGone(error)) await forget(subject);
    else if (isDisabled(error)) await store.endAllOf(subject);
  };

  return {
    async read(unionId, signal, pace = 'at once') {
      const ask = pace === 'paced' ? dingtalk.directory.getEmployeeByUnionId : dingtalk.getEmployee;
      try {
        return await keep(await ask(unionId, signal), signal);
      } catch (error) {
        await learnFrom(error, toSubject(corpId as CorpId, unionId));
        throw error;
      }
    },
    async readByUserId(userId, signal, pace = 'at once') {
      const before = replica.findByUserId(userId);
      try {
        const ask = pace === 'paced' ? dingtalk.directory.getEmployee : dingtalk.getEmployeeByUserId;
        const employee = await ask(userId, signal);
        const isSomebodyElse = before !== null && before.record.unionId !== employee.unionId;
        if (isSomebodyElse) await forget(before.subject);
        return await keep(employee, signal);
      } catch (error) {
        if (before !== null) await learnFrom(error, before.subject);
        throw error;
      }
    },
  };
}
