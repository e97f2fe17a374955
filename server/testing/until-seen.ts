import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a server has seen what another one has written to their database; it looks several times a second. */
export async function untilSeen(look: () => Promise<boolean | undefined>): Promise<void> {
  for (let count = 0; count < 60; count += 1) {
    if (await look()) return;
    await pause(50);
  }
  assert.fail('not seen');
}
