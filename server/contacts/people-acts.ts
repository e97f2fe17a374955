/**
 * Reading and changing people, and the other acts on them.
 *
 * Owns: the order of a change: what was typed is checked, DingTalk is told, the act is written down, and what follows
 * follows.
 * Does not: know requests, or read rows of a file; add (`add-person.ts`) or remove (`remove-person.ts`).
 * Called by: `people-routes.ts`, and imports for each row.
 */
import type { CompanyWriting } from '../dingtalk/company-writing.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { AppError } from '../errors.ts';
import type { CorpId, UserId } from '../person.ts';
import type { Employees, Pace } from '../sessions/employees.ts';
import { type AddedPerson, addPerson } from './add-person.ts';
import { toNoted } from './admin-person.ts';
import { assertUnchanged } from './changed-meanwhile.ts';
import type { CompanyChecks } from './company-checks.ts';
import { findClearedDay, findFaultInChange, toChanges } from './field-checks.ts';
import type { Follow } from './follow.ts';
import { inputFault } from './input-fault.ts';
import type { Invitations } from './invitations.ts';
import { type CompanyRegion, readMobile } from './mobile.ts';
import type { Doer, PerformAct } from './one-act.ts';
import { withField } from './refusal-fields.ts';
import type { FindRemovalRefusal } from './removal-rules.ts';
import { type Removed, removePerson } from './remove-person.ts';
import type { ChangePersonBody, NewPersonBody } from './schema.ts';

export type PeopleActs = {
  /** Reads somebody from DingTalk now. @throws {AppError} not_found */
  read(userId: UserId, signal: AbortSignal): Promise<Employee>;
  /** Whoever has a number. @throws {AppError} invalid_request for what is no number; not_found */
  readByMobile(mobile: string, signal: AbortSignal): Promise<Employee>;
  add(body: NewPersonBody, by: Doer, signal: AbortSignal): Promise<AddedPerson>;
  change(userId: UserId, body: ChangePersonBody, by: Doer, signal: AbortSignal): Promise<Employee>;
  /** `confirm` is the person's name. @throws {AppError} removal_refused */
  remove(userId: UserId, confirm: string, by: Doer, signal: AbortSignal): Promise<Removed>;
};

export type PeopleActsOptions = {
  corpId: CorpId;
  writing: CompanyWriting;
  employees: Employees;
  region: CompanyRegion;
  checks: CompanyChecks;
  acts: PerformAct;
  follow: Follow;
  invitations: Invitations;
  findRemovalRefusal: FindRemovalRefusal;
  /** Whether the rules name this userId as an administrator's. */
  isAdministrator: (userId: string) => boolean;
};

/** Creates the acts. */
export function createPeopleActs(options: PeopleActsOptions): PeopleActs {
  const { writing, employees, region } = options;
  const read = async (userId: UserId, signal: AbortSignal, pace?: Pace): Promise<Employee> => {
    try {
      return await employees.readByUserId(userId, signal, pace);
    } catch (error) {
      throw withField(error, 'person');
    }
  };
  return {
    read,
    async readByMobile(typed, signal) {
      const number = readMobile(typed, region);
      if ('reason' in number) throw inputFault({ field: 'mobile', reason: number.reason });
      const userId = await writing.findByMobile(number.mobile, signal);
      if (userId === null) throw new AppError('not_found', 'nobody has this number', { about: { field: 'mobile' } });
      return read(userId, signal);
    },
    add: (body, by, signal) => addPerson({ body, by, signal }, options),
    change: (userId, body, by, signal) => change({ userId, body, by, signal }, { ...options, read }),
    remove: (userId, confirm, by, signal) => removePerson({ userId, confirm, by, signal }, { ...options, read }),
  };
}

type Read = (userId: UserId, signal: AbortSignal, pace?: Pace) => Promise<Employee>;
type WithRead = PeopleActsOptions & { read: Read };
type Changing = { userId: UserId; body: ChangePersonBody; by: Doer; signal: AbortSignal };

async function change({ userId, body: sent, by, signal }: Changing, options: WithRead): Promise<Employee> {
  const { acts, checks, writing, follow, read } = options;
  const { departmentIdsBefore, ...body } = sent;
  const fault = findFaultInChange(body);
  if (fault !== null) throw inputFault(fault);
  return acts.alone([`person ${userId}`], async () => {
    const before = await read(userId, signal, by.pace);
    const cleared = findClearedDay(body, before);
    if (cleared !== null) throw inputFault(cleared);
    assertUnchanged('departmentIds', departmentIdsBefore, before.departmentIds);
    await checks.check(body, userId, signal);
    const changes = toChanges(body);
    if (Object.keys(changes).length === 0) return before;
    const typed = Object.keys(body);
    await acts.perform({
      by,
      kind: 'person',
      noted: {
        act: 'person_changed',
        target: { kind: 'person', id: userId, name: before.name },
        before: pick(toNoted(before), typed),
        after: pick(body, typed),
      },
      typed,
      write: () => writing.changePerson(userId, changes, signal),
      afterUnknown: () => follow.person(userId, by),
    });
    const after = await follow.person(userId, by);
    if (changes.departmentIds !== undefined) follow.counts();
    return after ?? toUnreadChange(before, changes);
  });
}

function toUnreadChange(before: Employee, changes: object): Employee {
  return { ...before, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)) };
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
}
