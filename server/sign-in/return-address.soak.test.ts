import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findEscape, hostileFragments } from '../testing/hostile-addresses.ts';
import { randomRuns, seededRandom } from '../testing/random-runs.ts';
import { safeReturnAddress } from './return-address.ts';

const home = new URL('https://foyer.example.com');

describe('safeReturnAddress, a great many times', () => {
  // A million addresses made of what has fooled others; a single one that leaves the host is an open redirect.
  it('never leads away from our own host, and judges the same way twice', (t) => {
    const { numRuns, seed } = randomRuns(t, 50_000);
    const random = seededRandom(seed);
    let kept = 0;
    for (let run = 0; run < numRuns; run += 1) {
      const pieces = Array.from(
        { length: 1 + Math.floor(random() * 9) },
        () => hostileFragments[Math.floor(random() * hostileFragments.length)] ?? '',
      );
      const address = (random() < 0.8 ? '/' : '') + pieces.join('');
      const once = safeReturnAddress(address, home);
      assert.equal(findEscape(once, home), null, JSON.stringify(address));
      assert.ok(safeReturnAddress(once, home) === once, JSON.stringify(address.slice(0, 200)));
      if (once !== '/') kept += 1;
    }
    assert.ok(kept > numRuns / 100, 'a policy that refuses everything would pass unnoticed');
  });
});
