/**
 * The steps of a run: each asks DingTalk one thing and writes down the answer together with the steps that follow.
 *
 * Owns: what follows from what, and what counts as not seen instead of as a failure.
 * Does not: decide the order, repeat anything, or remove anybody.
 * Called by: `run.ts`.
 */
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import type { ListedEmployee, Role } from '../dingtalk/employee.ts';
import { isAboutThem, isNoSuchDepartment, isOutOfRange, isUnknownApi } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import type { NameReadings } from '../people/name-readings.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Written } from '../people/people-writes.ts';
import type { Replica } from '../people/replica.ts';
import { toSubject, type UserId } from '../person.ts';
import type { Employees } from '../sessions/employees.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Step } from './run-store.ts';
import type { Unseen } from './schema.ts';

/** What the steps of a run work with. */
export type StepTools = {
  directory: CompanyDirectory;
  replica: Replica;
  nameReadings: NameReadings;
  employees: Employees;
  store: SessionStore;
};

/** What a step wants written, in one transaction with its own end. */
export type StepOutcome = { write: () => StepResult };
export type StepResult = { next?: Step[]; unseen?: Unseen[]; written?: Written[] };

/**
 * Does one step.
 *
 * @throws {AppError} when the run cannot go on without the answer
 */
export async function performStep(
  step: Step,
  run: number,
  tools: StepTools,
  signal: AbortSignal,
): Promise<StepOutcome> {
  try {
    return await ask(step, run, tools, signal);
  } catch (error) {
    const result = toUnseen(step, error, tools);
    if (result === null) throw error;
    // What an earlier run was told is no news any more.
    if (step.kind === 'user-ids') return { write: () => forgetUserIds(step.id, tools, result) };
    return { write: () => result };
  }
}

function ask(step: Step, run: number, tools: StepTools, signal: AbortSignal): Promise<StepOutcome> {
  switch (step.kind) {
    case 'department':
      return readDepartment(step.id, tools, signal);
    case 'departments':
      return readDepartments(step.id, run, tools, signal);
    case 'people':
      return readPeople(step, run, tools, signal);
    case 'user-ids':
      return readUserIds(step.id, tools, signal);
    case 'person':
      return readPerson(step.userId as UserId, run, tools, signal);
    case 'roles':
      return readRoles(tools, signal);
  }
}

/** The steps that follow a department's details: what is below it, who is in it, and whom DingTalk lists for it. */
export function stepsFor(departmentId: number): Step[] {
  return [
    { kind: 'departments', id: departmentId },
    { kind: 'people', id: departmentId, start: 0 },
    { kind: 'user-ids', id: departmentId },
  ];
}

/** Before its people: whom a department is hidden from decides by whom they are found. */
async function readDepartment(id: number, { directory, replica }: StepTools, signal: AbortSignal) {
  const found = await directory.getDepartment(id, signal).catch((error) => {
    if (isUnknownApi(error)) return null;
    throw error;
  });
  return {
    write: () => {
      // Where there is no such question, there is no such setting; where there was one, it stays as it was.
      if (found === null) replica.departments.showUnread(id);
      // Name and place stay as the list above it has them; one that is answered for another says nothing about it.
      else replica.departments.hide(found.id, found.hiddenExceptFor);
      return { next: stepsFor(id) };
    },
  };
}

async function readDepartments(id: number, run: number, { directory, replica }: StepTools, signal: AbortSignal) {
  const found = await directory.listDepartments(id, signal);
  return {
    write: () => {
      const next: Step[] = [];
      const unseen: Unseen[] = [];
      for (const [position, department] of found.entries()) {
        // Groups of schools and parents look like departments, and no other call serves them.
        if (department.id < 1) {
          unseen.push({ kind: 'school_parents', departmentId: department.id, departmentName: department.name });
          continue;
        }
        // Met before, it keeps the place where it was met: two that are moved meanwhile must not end up in a circle.
        if (replica.departments.isSeenIn(department.id, run)) continue;
        next.push({ kind: 'department', id: department.id });
        replica.departments.put(department, { position, run });
      }
      return { next, unseen };
    },
  };
}

async function readPeople(
  { id, start }: { id: number; start: number },
  run: number,
  { directory, replica, nameReadings, store }: StepTools,
  signal: AbortSignal,
) {
  const { items, next } = await directory.listPeople(id, start, signal);
  const readings = await nameReadings.readingsOf(replica.namesWithoutReadings(items));
  await endSessionsOfInactive(items, store);
  return {
    write: () => ({
      written: items.map((person) => replica.putListed(person, { departmentId: id, run, readings })),
      // A cursor that does not move on would be asked for again for ever.
      next: next === undefined || next <= start ? [] : [{ kind: 'people' as const, id, start: next }],
    }),
  };
}

/** Before anything is written down: a crash in between must not leave a session that nobody will end. */
async function endSessionsOfInactive(people: readonly ListedEmployee[], store: SessionStore): Promise<void> {
  for (const { isActive, corpId, unionId } of people) {
    if (!isActive) await store.endAllOf(toSubject(corpId, unionId));
  }
}

async function readUserIds(id: number, { directory, replica }: StepTools, signal: AbortSignal) {
  const userIds = await directory.listUserIds(id, signal);
  return {
    write: () => {
      replica.listed.put(id, userIds);
      return {};
    },
  };
}

/** People who are in the app's range one by one are in no list. */
async function readPerson(userId: UserId, run: number, { employees, replica }: StepTools, signal: AbortSignal) {
  const before = replica.findByUserId(userId);
  await employees.readByUserId(userId, signal, 'paced');
  return {
    write: () => {
      const known = replica.findByUserId(userId);
      if (known === null) return {};
      replica.markSeen(known.id, run);
      return { written: [{ outcome: compare(before, known), isFirst: known.seenIn < run }] };
    },
  };
}

function compare(before: StoredPerson | null, now: StoredPerson): Written['outcome'] {
  if (before?.id !== now.id) return 'added';
  return JSON.stringify(before.record) === JSON.stringify(now.record) ? 'same' : 'changed';
}

async function readRoles({ directory, replica }: StepTools, signal: AbortSignal) {
  const holders: { userId: UserId; role: Role }[] = [];
  for await (const role of pages((start) => directory.listRoles(start, signal))) {
    for await (const userId of pages((start) => directory.listRoleMembers(role.id, start, signal))) {
      holders.push({ userId, role });
    }
  }
  return {
    write: () => {
      replica.roles.replaceAll(holders);
      return {};
    },
  };
}

async function* pages<T>(read: (start: number) => Promise<{ items: T[]; next?: number }>): AsyncGenerator<T> {
  let start: number | undefined = 0;
  while (start !== undefined) {
    const { items, next }: { items: T[]; next?: number } = await read(start);
    yield* items;
    start = next !== undefined && next > start ? next : undefined;
  }
}

/** What could not be seen, where that is all there is to it; null when the run must fail. */
function toUnseen(step: Step, error: unknown, { replica }: StepTools): StepResult | null {
  if (!(error instanceof AppError)) return null;
  switch (step.kind) {
    case 'department':
    case 'departments':
    case 'people':
      if (isNoSuchDepartment(error)) return {};
      return isOutOfRange(error) ? { unseen: [toUnseenDepartment(step.id, replica)] } : null;
    case 'user-ids':
      return isNoSuchDepartment(error) || isOutOfRange(error) ? {} : toUnreadable(error, 'members');
    case 'person':
      return toUnseenPerson(step.userId, error);
    case 'roles':
      return toUnreadable(error, 'roles');
  }
}

function toUnseenPerson(userId: string, error: AppError): StepResult | null {
  if (isOutOfRange(error)) return { unseen: [{ kind: 'people_out_of_range', count: 1, userIds: [userId] }] };
  return isAboutThem(error) ? {} : null;
}

function forgetUserIds(departmentId: number, { replica }: StepTools, result: StepResult): StepResult {
  replica.listed.put(departmentId, []);
  return result;
}

function toUnseenDepartment(id: number, replica: Replica): Unseen {
  const name = replica.departments.find(id)?.name;
  return { kind: 'department_out_of_range', departmentId: id, ...(name !== undefined && { departmentName: name }) };
}

/** What is not needed for the rest is missing from it; an interruption is no reason to go on without it. */
export function toUnreadable(error: AppError, of: NonNullable<Unseen['of']>): StepResult | null {
  if (error.code !== 'dingtalk_permission_missing' && error.code !== 'dingtalk_refused') return null;
  // A page of a proxy, or half a document, says nothing about what the app may read.
  if (error.dingtalk === undefined) return null;
  const [permission] = error.dingtalk?.permissions ?? [];
  return { unseen: [{ kind: 'permission_missing', of, ...(permission !== undefined && { permission }) }] };
}
