import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSigning, isNextDue, type KeyTimes, type Phase, phaseOf, retireAfter } from './key-phases.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

const key = (createdAt: number, usedFrom: number, retiredAt: number | null = null): KeyTimes => ({
  createdAt: START + createdAt,
  usedFrom: START + usedFrom,
  retiredAt: retiredAt === null ? null : START + retiredAt,
});

describe('the phases of a key', () => {
  const first = key(0, 0, 2 * HOUR + 70 * MINUTE);
  const second = key(HOUR, 2 * HOUR);
  const rows: readonly (readonly [sentence: string, at: number, first: Phase, second: Phase])[] = [
    ['before it signs, the new key is published beside the old one', HOUR, 'signs', 'next'],
    ['up to the last moment', 2 * HOUR - 1, 'signs', 'next'],
    ['then it signs, and the old one is published on', 2 * HOUR, 'old', 'signs'],
    ['until the last token of the old one has ended, for every clock', 3 * HOUR + 10 * MINUTE - 1, 'old', 'signs'],
    ['and not for longer', 3 * HOUR + 10 * MINUTE, 'retired', 'signs'],
  ];
  for (const [sentence, at, ofFirst, ofSecond] of rows) {
    it(sentence, () => {
      const keys = [second, first];
      assert.deepEqual([phaseOf(first, keys, START + at), phaseOf(second, keys, START + at)], [ofFirst, ofSecond]);
    });
  }

  it('never leave nobody to sign while one is published, whatever the clock says', () => {
    assert.equal(findSigning([second, first], START - DAY), first, 'of two to come, the one known for longest');
    assert.equal(findSigning([key(0, HOUR)], START)?.usedFrom, START + HOUR);
    assert.equal(findSigning([], START), undefined);
    assert.equal(findSigning([key(0, 0, HOUR)], START + HOUR), undefined);
  });

  it('let the one that was made last sign, of two whose time has come', () => {
    const [early, late] = [key(2, 3 * HOUR), key(1, 4 * HOUR)];
    assert.equal(findSigning([early, late], START + 5 * HOUR), early);
  });
});

describe('a key that is replaced', () => {
  it('leaves 70 minutes after its successor begins: an hour for its tokens, ten minutes for clocks', () => {
    assert.equal(retireAfter(key(0, 0), START + HOUR), START + HOUR + 70 * MINUTE);
  });

  it('never stays longer because it is replaced once more', () => {
    assert.equal(retireAfter(key(0, 0, 2 * HOUR), START + 5 * HOUR), START + 2 * HOUR);
  });
});

describe('the next key', () => {
  it('is due a day before the one that signs has signed for 90 days', () => {
    assert.equal(isNextDue([key(0, 0)], START + 89 * DAY - 1), false);
    assert.equal(isNextDue([key(0, 0)], START + 89 * DAY), true);
    assert.equal(isNextDue([key(0, DAY)], START + 90 * DAY - 1), false);
  });

  it('is not due while there is one, or before there is any key', () => {
    assert.equal(isNextDue([key(89 * DAY, 90 * DAY), key(0, 0, 91 * DAY)], START + 89 * DAY + HOUR), false);
    assert.equal(isNextDue([], START), false);
  });

  it('is due all the same when a clock that was wrong for a while has left one behind', () => {
    const astray = key(900 * DAY, 901 * DAY);
    assert.equal(isNextDue([astray, key(0, 0)], START + 89 * DAY), true);
    assert.equal(isNextDue([astray, key(0, 0)], START + 88 * DAY), false);
  });
});
