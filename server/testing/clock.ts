/** A clock that stands still until it is told to move. */
export type TestClock = { now: () => number; advance: (ms: number) => void };

/** Starts at the real time, so that what libraries read from the real clock agrees with it at first. */
export function createTestClock(): TestClock {
  let at = Date.now();
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}
