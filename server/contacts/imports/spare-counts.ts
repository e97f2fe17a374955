/**
 * Counting the people of departments while an import goes on.
 *
 * Owns: that a large company is not counted anew for each row. Does not: count.
 * Called by: `open-contacts.ts`; `runner.ts` when an import ends.
 */
export type SpareCounts = {
  /** Counts now, or later when that was a moment ago. */
  counts(): void;
  /** Counts what is still to be counted. */
  finish(): void;
};

const EVERY_MS = 5_000;

/** Creates the way to count seldom. */
export function createSpareCounts(count: () => void, now: () => number): SpareCounts {
  let countedAt = Number.NEGATIVE_INFINITY;
  let isDue = false;
  const countNow = () => {
    isDue = false;
    countedAt = now();
    count();
  };
  return {
    counts() {
      if (now() - countedAt >= EVERY_MS) countNow();
      else isDue = true;
    },
    finish() {
      if (isDue) countNow();
    },
  };
}
