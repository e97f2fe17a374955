import type { TestContext } from 'node:test';
import type { TestClock } from './clock.ts';

/**
 * A clock that stands still until it is told to move, for libraries as well, which read the time of the process.
 *
 * Tests of one file that use it must not run beside each other.
 */
export function createWallClock(t: TestContext): TestClock {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  return { now: () => Date.now(), advance: (ms) => t.mock.timers.setTime(Date.now() + ms) };
}
