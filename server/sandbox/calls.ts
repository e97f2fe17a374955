/**
 * Which requests arrived, so that a test can say how often DingTalk was asked.
 *
 * Owns: a count per `METHOD path` and a bounded list. Does not: keep queries, headers or bodies.
 * Called by: the hook in `sandbox.ts` that sees every request; tests, through `sandbox.calls`.
 */

export type Calls = {
  /** How often `METHOD path` was called since the last reset. */
  count(call: string): number;
  reset(): void;
  /** The latest calls, oldest first. */
  list(): readonly string[];
};

export type CallRecorder = Calls & { record(call: string): void };

// A load test makes millions of calls, and a scanner invents paths; neither may fill the memory.
const LONGEST_LIST = 1000;
const MOST_PATHS = 1000;

/** Starts counting from zero. */
export function createCalls(): CallRecorder {
  const counts = new Map<string, number>();
  let latest: string[] = [];
  return {
    count: (call) => counts.get(call) ?? 0,
    list: () => latest.slice(-LONGEST_LIST),
    reset() {
      counts.clear();
      latest = [];
    },
    record(call) {
      if (counts.has(call) || counts.size < MOST_PATHS) {
        counts.set(call, (counts.get(call) ?? 0) + 1);
      }
      latest.push(call);
      if (latest.length >= 2 * LONGEST_LIST) {
        latest = latest.slice(-LONGEST_LIST);
      }
    },
  };
}
