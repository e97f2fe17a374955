/**
 * The end of a run, when every step is done: who is gone is removed, and what was read is compared with what DingTalk
 * counts.
 *
 * Owns: the brake. A run that would remove more than a tenth of everybody removes nobody: it is likelier that the app
 * lost a permission or a part of its range than that so many people left in an hour.
 * Does not: read departments. Called by: `run.ts`.
 */
import { isAboutThem } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import { fieldsOf } from '../people/missing-fields.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import { followCompany } from './follow-company.ts';
import type { KeptRun } from './run-store.ts';
import { type RunTools, update } from './run-tools.ts';
import type { Unseen } from './schema.ts';
import { toUnreadable } from './steps.ts';

/** The share of everybody known before that a run may remove without being asked to. */
const MOST_REMOVED = 1 / 10;
/** So many are read at a time: when the range narrows, nearly everybody is missing. */
const PEOPLE_A_PART = 200;
/** How many userIds of people out of range are named. */
const NAMED_AT_MOST = 20;

/**
 * Ends a run. Whoever is missing from every list is asked about once more, so that somebody who moved between two
 * departments while they were read is not taken for gone.
 *
 * @throws {AppError} dingtalk_… when DingTalk could not be asked
 */
export async function finishRun(id: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  const { replica, runs } = tools;
  const counted = await count(tools, signal);
  const run = runs.latest()?.run;
  if (run === undefined) return;
  const missing = replica.countNotSeenIn(id);
  const knownBefore = replica.count() - run.added;
  const mayRemoveMany = run.allowRemovals || runs.lastComplete() === null;
  const isHeldBack = !mayRemoveMany && missing > knownBefore * MOST_REMOVED;
  if (!isHeldBack) await removeMissing(id, tools, signal);
  replica.transact(() => {
    if (!isHeldBack) replica.departments.keepOnlySeenIn(id);
    replica.listed.prune();
    replica.departments.recount();
  });
  const before = replica.count();
  await followCompany(id, tools, signal);
  // Of some who are signed in, DingTalk said that they are gone; that is certain, and no guess of the run's.
  countRemoved(Math.max(0, before - replica.count()), id, tools);
  update(id, tools, (kept) => ({
    ...kept,
    ...(isHeldBack ? { state: 'held_back', wouldRemove: replica.countNotSeenIn(id) } : { state: 'completed' }),
    ...describe(kept, tools, counted),
    readableFields: toReadableFields(kept.readableFields ?? [], tools),
    finishedAt: new Date(tools.now()).toISOString(),
  }));
}

/** Where DingTalk does not list the fields that the app may read, a colleague whose record has one is proof enough. */
function toReadableFields(listed: readonly string[], { replica }: RunTools): string[] {
  if (listed.length > 0) return [...listed];
  return Object.values(fieldsOf).flatMap((fields) => (replica.hasField(fields) ? fields : []));
}

/**
 * Asks about everybody who is missing, and removes whom the app does not see any more once all have been asked about:
 * an interruption in between removes nobody but those of whom DingTalk said that they are gone.
 */
async function removeMissing(id: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  const { replica } = tools;
  const unseen: number[] = [];
  let last = 0;
  for (;;) {
    const part = replica.listNotSeenIn(id, last, PEOPLE_A_PART);
    if (part.length === 0) break;
    for (const person of part) {
      if (!(await isSeen(person, id, tools, signal))) unseen.push(person.id);
      if (replica.findById(person.id) === null) countRemoved(1, id, tools);
      last = person.id;
    }
  }
  replica.transact(() => {
    const left = unseen.filter((personId) => replica.findById(personId) !== null);
    // Out of range is not gone: such a person keeps their sessions, and is no longer shown to colleagues.
    for (const personId of left) replica.remove(personId);
    countRemoved(left.length, id, tools);
  });
}

/** Asks about one person: whether the app still sees them. */
async function isSeen(person: StoredPerson, id: number, { replica, employees }: RunTools, signal: AbortSignal) {
  try {
    await employees.readByUserId(person.record.userId, signal, 'paced');
  } catch (error) {
    if (!isAboutThem(error)) throw error;
    if (error.code === 'not_an_employee') return false;
  }
  replica.markSeen(person.id, id);
  return true;
}

function countRemoved(count: number, id: number, tools: RunTools): void {
  update(id, tools, (run) => ({ ...run, removed: run.removed + count }));
}

type Counted = { expected: number } | { unreadable: Unseen[] };

async function count({ directory }: RunTools, signal: AbortSignal): Promise<Counted> {
  try {
    return { expected: await directory.countPeople(signal) };
  } catch (error) {
    const unreadable = error instanceof AppError ? toUnreadable(error, 'count') : null;
    if (unreadable === null) throw error;
    return { unreadable: unreadable.unseen ?? [] };
  }
}

/** What was found, and what was not: people whom DingTalk lists and the app may not see, and a count that differs. */
function describe(run: KeptRun, { replica }: RunTools, counted: Counted): Partial<KeptRun> {
  const outOfRange = replica.listed.unknown();
  const outside = new Set(outOfRange.flatMap(({ userIds }) => userIds));
  const people = replica.count();
  const known = new Set(run.unseen.map(({ departmentId }) => departmentId));
  const unseen = [
    ...run.unseen,
    ...replica.departments
      .listUnknown()
      .filter((departmentId) => !known.has(departmentId))
      .map((departmentId) => ({ kind: 'department_out_of_range' as const, departmentId })),
    ...outOfRange.map(({ departmentId, userIds }) => ({
      kind: 'people_out_of_range' as const,
      departmentId,
      departmentName: replica.departments.find(departmentId)?.name ?? '',
      count: userIds.length,
      userIds: userIds.slice(0, NAMED_AT_MOST),
    })),
    ...('unreadable' in counted ? counted.unreadable : []),
  ];
  const isExact = !('expected' in counted) || counted.expected === people + outside.size;
  return {
    people,
    departments: replica.departments.count(),
    ...('expected' in counted && { expected: counted.expected }),
    unseen: isExact
      ? unseen
      : [...unseen, { kind: 'count_differs', count: people + outside.size, expected: counted.expected }],
  };
}
