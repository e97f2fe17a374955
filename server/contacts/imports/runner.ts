/**
 * Carrying out a file, row by row.
 *
 * Owns: that one runs at a time, that it goes on after a restart, and what ends it: its last row, whoever stops it, what
 * would fail for every row, a failure of our own, or a beginner who is no administrator any more.
 * Does not: carry out a row (`import-row.ts`).
 * Called by: `import-routes.ts`; `main.ts`, which lets it go on after a start.
 */
import { AppError } from '../../errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Logger } from '../../logger.ts';
import type { Asked } from '../one-act.ts';
import { type RowOptions, type Tried, tryRow } from './import-row.ts';
import type { ImportStore, Stopped, StoredImport } from './import-store.ts';

export type ImportRunner = {
  /**
   * Begins an import, or goes on with one that stopped.
   *
   * @throws {AppError} not_found; act_under_way; invalid_request for one that was compared with the company too long ago
   */
  start(id: string, by: Asked): void;
  /** Ends an import after the row that is under way. @throws {AppError} not_found */
  stop(id: string, by: Asked): void;
  /** Goes on with the imports that ran when the process ended, one after the other. */
  resume(): void;
  /** Waits until none is under way. */
  settled(): Promise<void>;
  /** Interrupts; the next start goes on. */
  close(): Promise<void>;
};

export type ImportRunnerOptions = RowOptions & {
  store: ImportStore;
  audit: AuditLog;
  isStillAdministrator: (userId: string) => boolean;
  /** What is left to be done once an import has ended. */
  finish: () => void;
  now: () => number;
  log: Pick<Logger, 'warn' | 'info'>;
};

/** After it, too much may have changed in the company for what the dry run said. */
const FRESH_MS = 3_600_000;

type Ending = { stopped: Stopped; by?: Asked };

/** Opens the runner. Nothing runs before `start` or `resume`. */
export function openImportRunner(options: ImportRunnerOptions): ImportRunner {
  const { store, now } = options;
  const closing = new AbortController();
  let underWay: Promise<void> | null = null;
  let current: { id: string; stopping: AbortController } | null = null;

  const carry = async (found: StoredImport): Promise<void> => {
    const stopping = new AbortController();
    current = { id: found.id, stopping };
    await carryOut(found, options, { closing: closing.signal, stopping: stopping.signal });
    current = null;
  };
  const run = (work: () => Promise<void>) => {
    underWay = work().finally(() => {
      underWay = null;
    });
  };
  const carryAll = async () => {
    for (const { id } of store.listRunning()) {
      // Somebody may have stopped it while it waited for the others.
      const found = store.find(id);
      if (found?.state === 'running' && !closing.signal.aborted) await carry(found);
    }
  };
  const resume = () => {
    if (underWay === null && store.listRunning().length > 0) run(carryAll);
  };
  return {
    start(id, by) {
      const found = need(id, store);
      // One that was left behind, because the store failed as it was to end, goes on first.
      resume();
      if (underWay !== null || closing.signal.aborted) throw new AppError('act_under_way', 'an import is under way');
      if (found.state === 'done') return;
      refuseOld(found, now());
      store.begin(id, by);
      options.audit.record({ ...noteOf({ id, by }), after: { ...found.counts, state: 'started' } });
      run(() => carry({ ...found, by }));
    },
    stop(id, by) {
      const { state } = need(id, store);
      if (state !== 'running') return;
      if (current?.id === id) current.stopping.abort(by);
      else end(id, { stopped: BY_ADMINISTRATOR, by }, options);
    },
    resume,
    settled: async () => void (await underWay),
    async close() {
      closing.abort();
      await underWay;
    },
  };
}

function need(id: string, store: ImportStore): StoredImport {
  const found = store.find(id);
  if (found === null) throw new AppError('not_found', 'no such import');
  return found;
}

function refuseOld({ since }: StoredImport, now: number): void {
  if (now - since <= FRESH_MS) return;
  throw new AppError('invalid_request', 'the plan is too old', { about: { reason: 'plan_too_old' } });
}

const BY_ADMINISTRATOR: Stopped = { code: 'stopped_by_administrator' };

function noteOf({ id, by }: { id: string; by: Asked }) {
  return { ...by, act: 'people_imported', outcome: 'done', target: { kind: 'import', id } } as const;
}

type Signals = { closing: AbortSignal; stopping: AbortSignal };

/** Never rejects: what fails here must not leave an import that seems to run. */
async function carryOut(found: StoredImport, options: ImportRunnerOptions, signals: Signals): Promise<void> {
  const { log, finish } = options;
  const { id, by } = found;
  try {
    const ending = await carryOutRows(found, options, signals);
    finish();
    if (ending === 'interrupted') return;
    end(id, { by, ...ending }, options);
  } catch (err) {
    log.warn({ err, import: id }, 'an import was stopped by a failure');
    const code = err instanceof AppError ? err.code : 'store_unavailable';
    try {
      end(id, { by, stopped: { code } }, options);
    } catch (error) {
      log.warn({ err: error, import: id }, 'an import could not be ended, and goes on with the next start');
    }
  }
}

type Ended = { by: Asked; stopped?: Stopped };

function end(id: string, { by, stopped }: Ended, { store, audit }: ImportRunnerOptions): void {
  const state = stopped === undefined ? 'done' : 'stopped';
  store.end(id, state, stopped);
  const { done, total, failed, invited } = store.progressOf(id) ?? {};
  // What an administrator wanted was not refused.
  const outcome = stopped === undefined || stopped === BY_ADMINISTRATOR ? 'done' : 'refused';
  const why = stopped && ({ outcome, code: stopped.code } as const);
  audit.record({ ...noteOf({ id, by }), after: { state, done, total, failed, invited }, ...why });
}

/** Without a word when every row was tried. */
async function carryOutRows(
  { id, by }: StoredImport,
  options: ImportRunnerOptions,
  { closing, stopping }: Signals,
): Promise<Ending | Record<never, never> | 'interrupted'> {
  const { store } = options;
  const isStillAdministrator = () => options.isStillAdministrator(by.actor.userId);
  const doer = { asked: by, mayStillAct: async () => isStillAdministrator(), pace: 'paced' } as const;
  const signal = AbortSignal.any([closing, stopping]);
  for (let row = store.nextRow(id); row !== null; row = store.nextRow(id)) {
    if (closing.aborted) return 'interrupted';
    if (stopping.aborted) return { stopped: BY_ADMINISTRATOR, by: stopping.reason as Asked };
    if (!isStillAdministrator()) return { stopped: { code: 'access_denied' } };
    const tried = await tryRow({ id, row, doer }, options, signal);
    keep({ id, line: row.line, tried }, store);
    if ('stopped' in tried && !signal.aborted) return { stopped: tried.stopped };
  }
  return {};
}

function keep({ id, line, tried }: { id: string; line: number; tried: Tried }, store: ImportStore): void {
  if (tried.outcome !== undefined) store.settle(id, line, tried.outcome);
  else if (!('stays' in tried)) store.putBack(id, line);
}
