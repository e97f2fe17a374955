/**
 * Carrying out one row of a file.
 *
 * Owns: what is sent a second time and what is not, how long a row waits while DingTalk is busy, and which failure would
 * come back for every other row as well.
 * Does not: act on people (`people-acts.ts` does, as for anybody who types). Called by: `runner.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditLog } from '../../audit/audit-log.ts';
import { maskMobile } from '../../audit/masks.ts';
import type { CompanyWriting } from '../../dingtalk/company-writing.ts';
import type { Pacing } from '../../dingtalk/pacing.ts';
import { AppError } from '../../errors.ts';
import type { UserId } from '../../person.ts';
import type { Follow } from '../follow.ts';
import { type CompanyRegion, readMobile } from '../mobile.ts';
import type { Doer } from '../one-act.ts';
import type { PeopleActs } from '../people-acts.ts';
import type { NewPersonBody, Reason } from '../schema.ts';
import type { ImportStore, RowOutcome, Stopped, StoredRow } from './import-store.ts';

export type RowOptions = {
  store: Pick<ImportStore, 'markSent'>;
  people: PeopleActs;
  writing: CompanyWriting;
  follow: Pick<Follow, 'person' | 'counts'>;
  audit: Pick<AuditLog, 'record'>;
  region: CompanyRegion;
  pacing: Pacing;
  /** How long a row waits when DingTalk is busy, each time longer. */
  waitsMs: readonly number[];
};

export type Trying = { id: string; row: StoredRow; doer: Doer };
/** A row without an outcome is to be tried again; `stays`: whether it was done must be found out before. */
export type Tried = { outcome: RowOutcome } | { stopped: Stopped; outcome?: RowOutcome; stays?: true };

/** Tries a row until it has an outcome, or stops the whole. `signal` ends the waiting, and no row that is under way. */
export async function tryRow(trying: Trying, options: RowOptions, signal: AbortSignal): Promise<Tried> {
  const { row, id, doer } = trying;
  const { plan, state } = row;
  if (state === 'sent' && plan.act === 'add') return findOut(plan.body, doer, options);
  options.store.markSent(id, row.line);
  for (const waitMs of options.waitsMs) {
    const tried = await attempt(trying, options, signal);
    if (!('isBusy' in tried)) return tried;
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
  return attempt(trying, options, signal);
}

/** Whether somebody was added before the process ended, nobody has written down. Sent twice, they would be invited twice. */
async function findOut(body: NewPersonBody, { asked }: Doer, options: RowOptions): Promise<Tried> {
  const { writing, region, audit, follow, pacing } = options;
  const { name, mobile } = body;
  const number = readMobile(mobile, region);
  if ('reason' in number) return { outcome: { result: 'failed', field: 'mobile', reason: number.reason } };
  let userId: UserId | null = null;
  try {
    userId = await pacing('import', () => writing.findByMobile(number.mobile, AbortSignal.timeout(ROW_MS)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // "Nobody answered" is not "nobody has the number".
    if (error.code !== 'dingtalk_refused') return { ...toStopped(error), stays: true };
  }
  audit.record({
    ...{ act: 'person_added', outcome: userId === null ? 'unknown' : 'done', ...asked },
    ...{ target: { kind: 'person', id: userId ?? maskMobile(number.mobile), name }, after: body },
  });
  if (userId === null) return { outcome: { result: 'failed', reason: 'unknown_outcome' } };
  await follow.person(userId, { pace: 'paced' });
  follow.counts();
  return { outcome: { result: 'added', userId } };
}

type Attempted = Tried & { isBusy?: true };

async function attempt({ row, doer }: Trying, options: RowOptions, ending: AbortSignal): Promise<Attempted> {
  try {
    return { outcome: await options.pacing('import', () => carryOutRow(row, doer, options, ending)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return judge(error, row);
  }
}

/** Until DingTalk is told, and the telling itself. */
const ROW_MS = 20_000;

async function carryOutRow(
  { plan }: StoredRow,
  doer: Doer,
  { people }: RowOptions,
  ending: AbortSignal,
): Promise<RowOutcome> {
  if (ending.aborted) throw new AppError('dingtalk_busy', 'the import is about to end');
  const signal = AbortSignal.timeout(ROW_MS);
  if (plan.act === 'add') {
    const added = await people.add(plan.body, doer, signal);
    return added.outcome === 'invited' ? { result: 'invited' } : { result: 'added', userId: added.employee.userId };
  }
  if (plan.act !== 'change') throw new Error('a row without anything to do');
  const { userId } = await people.change(plan.userId as UserId, plan.body, doer, signal);
  return { result: 'changed', userId };
}

/** Everything that would come back for every other row as well. */
const stopping: ReadonlySet<string> = new Set([
  'dingtalk_unreachable',
  'dingtalk_permission_missing',
  'store_unavailable',
  'app_kind_unsupported',
  'access_denied',
]);

function judge(error: AppError, { plan }: StoredRow): Attempted {
  const { code, about } = error;
  const failed = toFailed(error);
  const stopped = toStopped(error);
  const isUnknown = about.reason === 'unknown_outcome';
  // The same values may be written again; the same person must not be added again.
  if (isUnknown && plan.act === 'add') return { ...stopped, outcome: failed };
  // A limit comes as "busy" as well, and waiting does not help against it.
  const isLimit = about.reason === 'limit_reached' && about.field === undefined;
  if (isUnknown || isLimit || stopping.has(code)) return stopped;
  if (code === 'dingtalk_busy' || code === 'act_under_way') return { ...stopped, isBusy: true };
  return { outcome: failed };
}

function toFailed(error: AppError): RowOutcome {
  const { field, reason = 'refused' } = error.about;
  return { result: 'failed', ...(field !== undefined && { field }), reason: reason as Reason, ...saidBy(error) };
}

function toStopped(error: AppError): { stopped: Stopped } {
  return { stopped: { code: error.code, ...saidBy(error) } };
}

function saidBy({ dingtalk }: AppError) {
  return dingtalk && { dingtalk: { code: dingtalk.code, requestId: dingtalk.requestId } };
}
