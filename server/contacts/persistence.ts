/**
 * Doing what must be done in the end, though it fails now.
 *
 * Owns: trying again, each time after a longer while. What is not done when the process ends is left: whoever was removed
 * loses their sessions with the next reading of the company.
 * Does not: know what it is. Called by: `follow.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.ts';

export type Persistence = {
  /** Does it now and gives what came of it; undefined when it failed, and is tried again without anybody waiting. */
  untilDone<T>(work: () => Promise<T>): Promise<T | undefined>;
  close(): void;
};

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;

/** Creates it. */
export function createPersistence(log: Pick<Logger, 'warn'>): Persistence {
  const closing = new AbortController();
  const { signal } = closing;
  const tryOnce = async <T>(work: () => Promise<T>): Promise<{ done: T } | null> => {
    try {
      return { done: await work() };
    } catch (err) {
      log.warn({ err }, 'sessions of somebody who was removed could not be ended; it is tried again');
      return null;
    }
  };
  const goOn = async (work: () => Promise<unknown>): Promise<void> => {
    for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted || (await tryOnce(work)) !== null) return;
    }
  };
  return {
    async untilDone(work) {
      const tried = await tryOnce(work);
      if (tried === null) void goOn(work);
      return tried?.done;
    },
    close: () => closing.abort(),
  };
}
