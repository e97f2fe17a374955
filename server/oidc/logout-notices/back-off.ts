/** How long to wait before a tool is told again what it did not take. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The last one is for every further attempt. */
const WAITS_MS = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE] as const;
/** A tenth more or less, so that what has failed together does not come together again. */
const JITTER = 0.1;
/** How often the pause of a tool that is not there grows: it hears everything half a minute after it is back. */
const LONGEST_PAUSE = 3;

/** The wait after so many attempts in vain, in ms. */
export function waitAfter(attempts: number): number {
  const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? WAITS_MS[0];
  return Math.round(wait * (1 - JITTER + 2 * JITTER * Math.random()));
}

/** The pause that a tool is left in while it is not there. */
export type Pause = {
  /** Whether the tool was there when it was last called, or has not been called yet. */
  isOver(): boolean;
  /** When it may be called again, in ms. */
  until(): number;
  end(): void;
  prolong(): void;
};

/** Creates one that has not begun. */
export function createPause(now: () => number): Pause {
  let failures = 0;
  let until = 0;
  return {
    isOver: () => failures === 0,
    until: () => until,
    end() {
      failures = 0;
      until = 0;
    },
    prolong() {
      // Several calls may fail at once, which says no more than one.
      if (now() < until) return;
      failures = Math.min(failures + 1, LONGEST_PAUSE);
      until = now() + waitAfter(failures);
    },
  };
}
