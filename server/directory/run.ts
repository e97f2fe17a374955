/**
 * One reading of the whole company: DingTalk offers no call that gives everybody, so departments are walked and their
 * people read a hundred at a time.
 *
 * Owns: where a run begins, in what order its steps are done, and that each is written down together with its end, so
 * that a run which was interrupted goes on.
 * Does not: ask (`steps.ts`), remove anybody (`finish.ts`), or decide when to run (`runner.ts`).
 * Called by: `runner.ts`.
 */
import {
  type CompanyDirectory,
  type Department,
  MOST_LEVELS_UP,
  ROOT_DEPARTMENT,
} from '../dingtalk/company-directory.ts';
import { isNoSuchDepartment, isOutOfRange, isUnknownApi } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import { finishRun } from './finish.ts';
import type { KeptRun, Step } from './run-store.ts';
import { type RunTools, update } from './run-tools.ts';
import type { Unseen } from './schema.ts';
import { openStepQueues } from './step-queues.ts';
import { performStep, type StepResult, stepsFor } from './steps.ts';

/** A run that has just begun and has asked nothing yet. */
export function newRun(now: number, allowRemovals: boolean): KeptRun {
  return {
    state: 'running',
    startedAt: new Date(now).toISOString(),
    progress: { done: 0, known: 1 },
    departments: 0,
    people: 0,
    added: 0,
    changed: 0,
    removed: 0,
    unseen: [],
    allowRemovals,
  };
}

/**
 * Reads the company to the end and writes down the outcome, whatever it is.
 *
 * When the signal ends it, it stays as it is, and `resume` goes on with it.
 */
export async function carryOut(id: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  try {
    await drain(id, tools, signal);
    await finishRun(id, tools, signal);
  } catch (error) {
    if (signal.aborted) return;
    tools.log.warn({ err: error, run: id }, 'the company could not be read to the end');
    const finishedAt = new Date(tools.now()).toISOString();
    update(id, tools, (run) => ({ ...run, state: 'failed', failure: toFailure(error), finishedAt }));
  }
}

function toFailure(error: unknown): NonNullable<KeptRun['failure']> {
  if (!(error instanceof AppError)) return { code: 'internal' };
  const { code, dingtalk, details } = error;
  // What is no refusal of DingTalk's has a name of ours in the error catalogue.
  if (dingtalk === undefined)
    return details.case ? { code, dingtalk: { code: details.case, requestId: '-' } } : { code };
  const { permissions, ...said } = dingtalk;
  return { code, dingtalk: { ...said, ...(permissions && { permissions: [...permissions] }) } };
}

/** Asks for the app's range and writes down the first steps. */
async function prepareRun(id: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  const { directory, replica, runs } = tools;
  const range = await readRange(tools, signal);
  const { starts, unseen } = await readStarts(range.departmentIds, directory, signal);
  replica.transact(() => {
    for (const [position, start] of starts.entries()) {
      // What stands above is out of range: here the tree begins.
      replica.departments.put({ ...start, parentId: null }, { position, run: id });
      if (start.hasNoDetails) replica.departments.showUnread(start.id);
      else replica.departments.hide(start.id, start.hiddenExceptFor);
    }
    const people = range.userIds.map((userId) => ({ kind: 'person' as const, userId }));
    const first: Step[] = [...starts.flatMap((start) => stepsFor(start.id)), ...people, { kind: 'roles' }];
    runs.addSteps(first);
    update(id, tools, (run) => ({
      ...run,
      progress: { done: 1, known: 1 + first.length },
      departments: starts.length,
      unseen,
      readableFields: range.fields,
    }));
  });
}

/** A department at which the tree begins, or which decides that; DingTalk may know no way to ask for its details. */
type Start = Department & { hasNoDetails?: true };

/** Where the tree begins: the departments of the range, less those that lie below another one of it. */
async function readStarts(ids: readonly number[], directory: CompanyDirectory, signal: AbortSignal) {
  const isWhole = ids.includes(ROOT_DEPARTMENT);
  const unseen: Unseen[] = isWhole ? [] : [{ kind: 'department_out_of_range', departmentId: ROOT_DEPARTMENT }];
  const known = new Map<number, Start | null>();
  const look = async (id: number): Promise<Start | null> => {
    const found = known.get(id) ?? (known.has(id) ? null : await findDepartment(id, directory, signal));
    known.set(id, found);
    return found;
  };
  const inRange: Start[] = [];
  for (const departmentId of isWhole ? [ROOT_DEPARTMENT] : new Set(ids)) {
    const found = await look(departmentId);
    if (found !== null) inRange.push(found);
    else unseen.push({ kind: 'department_out_of_range', departmentId });
  }
  const starts: Start[] = [];
  for (const department of inRange) {
    const others = new Set(inRange.map(({ id }) => id).filter((id) => id !== department.id));
    // Alone, it lies below no other.
    if (others.size === 0 || !(await liesBelow(department, others, look))) starts.push(department);
  }
  return { starts, unseen };
}

async function liesBelow(
  department: Department,
  others: ReadonlySet<number>,
  look: (id: number) => Promise<Department | null>,
): Promise<boolean> {
  let above = department.parentId;
  for (let level = 0; above !== null && level < MOST_LEVELS_UP; level += 1) {
    if (others.has(above)) return true;
    above = (await look(above))?.parentId ?? null;
  }
  return false;
}

/** The department, or null when the app may not see it, or it is gone. */
async function findDepartment(id: number, directory: CompanyDirectory, signal: AbortSignal): Promise<Start | null> {
  try {
    return await directory.getDepartment(id, signal);
  } catch (error) {
    if (isOutOfRange(error) || isNoSuchDepartment(error)) return null;
    // Where departments cannot be asked for one by one, the first has no name but its number.
    if (isUnknownApi(error)) return { id, name: String(id), parentId: null, hasNoDetails: true };
    throw error;
  }
}

/** What the app may see; the whole company where DingTalk does not say. */
async function readRange({ directory }: RunTools, signal: AbortSignal) {
  try {
    return await directory.getVisibleRange(signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'dingtalk_refused' || !error.dingtalk) throw error;
    return { departmentIds: [ROOT_DEPARTMENT], userIds: [], fields: [] };
  }
}

async function drain(id: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  const { runs } = tools;
  if (runs.latest()?.run.progress.done === 0) await prepareRun(id, tools, signal);
  const ending = new AbortController();
  const queues = openStepQueues();
  const failures: unknown[] = [];
  const within = AbortSignal.any([signal, ending.signal]);
  const work = async (step: Step): Promise<void> => {
    try {
      const { write } = await performStep(step, id, tools, within);
      if (within.aborted) return;
      for (const next of writeDown(id, step, write, tools)) queues.add(next.kind, () => work(next));
    } catch (error) {
      failures.push(error);
      queues.clear();
      ending.abort();
    }
  };
  for (const step of runs.pendingSteps()) queues.add(step.kind, () => work(step));
  await queues.onIdle();
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}

/** Writes an answer, the end of its step, and the steps that follow, all or nothing. */
function writeDown(id: number, step: Step, write: () => StepResult, tools: RunTools): Step[] {
  const { replica, runs } = tools;
  return replica.transact(() => {
    const { next = [], unseen = [], written = [] } = write();
    runs.finishStep(step);
    runs.addSteps(next);
    update(id, tools, (run) => ({
      ...run,
      progress: { done: run.progress.done + 1, known: run.progress.known + next.length },
      departments: run.departments + next.filter(({ kind }) => kind === 'department').length,
      people: run.people + written.filter(({ isFirst }) => isFirst).length,
      added: run.added + written.filter(({ outcome }) => outcome === 'added').length,
      changed: run.changed + written.filter(({ outcome }) => outcome === 'changed').length,
      unseen: unseen.length === 0 ? run.unseen : withoutRepeats([...run.unseen, ...unseen]),
    }));
    return next;
  });
}

/** The same thing may be met at each department: it is told once. */
function withoutRepeats(unseen: readonly Unseen[]): Unseen[] {
  return [...new Map(unseen.map((item) => [JSON.stringify(item), item])).values()];
}
