import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSpareCounts } from './spare-counts.ts';

it('counts at most once in a few seconds, and what is left at the end', () => {
  let now = 0;
  let counted = 0;
  const { counts, finish } = createSpareCounts(
    () => {
      counted += 1;
    },
    () => now,
  );
  finish();
  assert.equal(counted, 0);
  for (let row = 0; row < 50; row += 1) counts();
  assert.equal(counted, 1);
  now = 5_000;
  counts();
  assert.equal(counted, 2);
  finish();
  assert.equal(counted, 2);
  counts();
  finish();
  assert.equal(counted, 3);
});
