/**
 * When the company is read.
 *
 * Owns: that one run is under way at most, when the next begins, and what is known of the latest one.
 * Does not: read anything (`run.ts`).
 * Called by: `services.ts`, which opens and closes it; `main.ts`, which starts the schedule; the administrators' routes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { carryOut, newRun } from './run.ts';
import { type KeptRun, type RunStore, toRun } from './run-store.ts';
import type { RunTools } from './run-tools.ts';
import type { RunResponse } from './schema.ts';

export type DirectoryRunner = {
  /** Begins the schedule: goes on with a run that was interrupted, runs when there never was one, and then regularly. */
  start(): void;
  /** Begins a run. While one is under way none begins, but leave to remove many people holds for that one. */
  run(options: { allowRemovals: boolean }): void;
  latest(): RunResponse;
  /** Tells the latest run whenever something about it has changed, the first time at once, until the signal ends it. */
  watch(signal: AbortSignal): AsyncGenerator<RunResponse>;
  /** Waits until no run is under way. */
  settled(): Promise<void>;
  /** Interrupts a run under way; the next start goes on with it. */
  close(): Promise<void>;
};

/** After a failure nobody wants to wait for the usual time. */
const RETRY_AFTER_MS = 5 * 60_000;
/** What was interrupted longer ago than this begins anew. */
const RESUME_WITHIN_MS = 60 * 60_000;
const LOOK_EVERY_MS = 300;

/** Opens the runner. Nothing runs before `start` or `run`. */
export function openDirectoryRunner(tools: RunTools, everyMs: number): DirectoryRunner {
  const { runs, now } = tools;
  const closing = new AbortController();
  const next = openAppointment(() => beginAgain(), now);
  let underWay: Promise<void> | null = null;

  const schedule = (inMs: number) => {
    if (!closing.signal.aborted) next.make(inMs);
  };
  const retryLater = () => schedule(Math.min(RETRY_AFTER_MS, everyMs));
  // Nothing can be written down then, and the next attempt begins anew.
  const outlive = (error: unknown) => {
    tools.log.warn({ err: error }, 'the store failed while the company was read');
    retryLater();
  };
  const carry = (id: number) => {
    next.cancel();
    underWay = carryOut(id, tools, closing.signal)
      .finally(() => {
        underWay = null;
      })
      .then(() => (runs.latest()?.run.state === 'failed' ? retryLater() : schedule(everyMs)))
      .catch(outlive);
  };
  const begin = (allowRemovals: boolean) => {
    if (closing.signal.aborted) return;
    if (underWay !== null) return allowRemovals ? allowInLatest(runs) : undefined;
    carry(tools.replica.transact(() => runs.begin(newRun(now(), allowRemovals))));
  };
  const beginAgain = () => {
    try {
      begin(false);
    } catch (error) {
      outlive(error);
    }
  };

  return {
    start() {
      if (underWay !== null) return;
      const kept = runs.latest();
      if (kept !== null && isInterrupted(kept.run, now())) carry(kept.id);
      else if (isDue(kept?.run, now(), everyMs)) beginAgain();
      else schedule(Math.min(everyMs, everyMs - (now() - endOf(kept?.run))));
    },
    run: ({ allowRemovals }) => begin(allowRemovals),
    latest: () => describe(runs.latest(), next.at()),
    watch: (signal) => watch(() => describe(runs.latest(), next.at()), AbortSignal.any([signal, closing.signal])),
    settled: async () => void (await underWay),
    async close() {
      closing.abort();
      next.cancel();
      await underWay;
    },
  };
}

function allowInLatest(runs: RunStore): void {
  const kept = runs.latest();
  if (kept !== null) runs.save(kept.id, { ...kept.run, allowRemovals: true });
}

/** Something to be done at a time to come, of which there is one at most. */
function openAppointment(keep: () => void, now: () => number) {
  let timer: NodeJS.Timeout | undefined;
  let at: number | undefined;
  return {
    at: () => at,
    make(inMs: number) {
      clearTimeout(timer);
      at = now() + inMs;
      timer = setTimeout(keep, inMs).unref();
    },
    cancel() {
      clearTimeout(timer);
      at = undefined;
    },
  };
}

function isInterrupted({ state, startedAt, lastStepAt = Date.parse(startedAt) }: KeptRun, now: number): boolean {
  return state === 'running' && now - lastStepAt < RESUME_WITHIN_MS;
}

/** When a run ended, in ms; 0 when there was none. */
function endOf(run: KeptRun | undefined): number {
  return Date.parse(run?.finishedAt ?? '') || 0;
}

function isDue(run: KeptRun | undefined, now: number, everyMs: number): boolean {
  return run === undefined || run.state === 'running' || run.state === 'failed' || now - endOf(run) >= everyMs;
}

function describe(kept: ReturnType<RunStore['latest']>, nextRunAt: number | undefined): RunResponse {
  const run = kept === null ? null : toRun(kept);
  return nextRunAt === undefined ? { run } : { run, nextRunAt: new Date(nextRunAt).toISOString() };
}

async function* watch(latest: () => RunResponse, signal: AbortSignal): AsyncGenerator<RunResponse> {
  let told = '';
  while (!signal.aborted) {
    const news = latest();
    const text = JSON.stringify(news);
    if (text !== told) yield news;
    told = text;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
