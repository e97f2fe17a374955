import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Figure, isReached, median } from './figures.ts';

const figure = (value: number, target: Figure['target']): Figure => ({ name: 'x', value, unit: 'ms', target });

describe('median', () => {
  it('takes the value in the middle, whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5);
  });

  it('takes the mean of the middle two', () => {
    assert.equal(median([10, 1, 2, 4]), 3);
  });

  it('is no number when nothing was measured', () => {
    assert.ok(Number.isNaN(median([])));
  });
});

describe('isReached', () => {
  it('counts the very value of a lower limit, and not that of an upper one', () => {
    assert.equal(isReached(figure(15, { atLeast: 15 })), true);
    assert.equal(isReached(figure(15, { below: 15 })), false);
    assert.equal(isReached(figure(14.9, { atLeast: 15 })), false);
    assert.equal(isReached(figure(14.9, { below: 15 })), true);
  });

  it('says nothing of a figure without a target', () => {
    assert.equal(isReached(figure(1, null)), null);
  });

  it('does not take a missing measurement for a good one', () => {
    assert.equal(isReached(figure(Number.NaN, { below: 15 })), false);
  });
});
