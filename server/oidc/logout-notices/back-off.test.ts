import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestClock } from '../../testing/clock.ts';
import { createPause, waitAfter } from './back-off.ts';

const MINUTE = 60_000;
const usual = [1_000, 5_000, 30_000, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE];

describe('the wait after an attempt in vain', () => {
  it('grows from a second to an hour, a tenth more or less', () => {
    for (const [index, wait] of usual.entries()) {
      const some = Array.from({ length: 200 }, () => waitAfter(index + 1));
      assert.ok(Math.min(...some) >= wait * 0.9 && Math.max(...some) <= wait * 1.1, `attempt ${index + 1}`);
      assert.ok(new Set(some).size > 20, 'what failed together does not come together again');
    }
  });
});

describe('the pause of a tool that is not there', () => {
  it('grows from a second to half a minute, and ends when the tool is there', () => {
    const { now, advance } = createTestClock();
    const pause = createPause(now);
    assert.deepEqual([pause.isOver(), pause.until() <= now()], [true, true]);
    for (const wait of [1_000, 5_000, 30_000, 30_000, 30_000]) {
      pause.prolong();
      const left = pause.until() - now();
      assert.ok(left >= wait * 0.9 && left <= wait * 1.1, `${left}`);
      assert.equal(pause.isOver(), false);
      advance(left);
    }
    pause.end();
    assert.deepEqual([pause.isOver(), pause.until() <= now()], [true, true]);
  });

  it('does not grow because several calls fail at once', () => {
    const { now } = createTestClock();
    const pause = createPause(now);
    for (let call = 0; call < 4; call += 1) pause.prolong();
    assert.ok(pause.until() - now() <= 1_100);
  });
});
