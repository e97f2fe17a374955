import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is seen that another process does in its own time. */
export async function untilSeen(look: () => Promise<boolean | undefined>): Promise<void> {
  for (let count = 0; count < 60; count += 1) {
    if (await look()) return;
    await pause(50);
  }
  assert.fail('not seen');
}
