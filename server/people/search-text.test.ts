import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold, MOST_CHARACTERS, toInnerParts, toPieces, toTelephoneDigits } from './search-text.ts';

describe('fold', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['ＺＷ１３８', 'zw138'],
    ['José GARCÍA', 'jose garcia'],
    ['Jose\u0301', 'jose'],
    ['Łukasz Straße Ødegård', 'lukasz strasse odegard'],
    ['İbrahim', 'ibrahim'],
    ['김철수', '김철수'],
    ['がく', 'がく'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['a\u0000b', 'a b'],
    ['zh\u200bang', 'zhang'],
    ['張　偉', '張 偉'],
    ['', ''],
  ];
  for (const [text, folded] of rows) {
    it(`takes ${JSON.stringify(text)} for ${JSON.stringify(folded)}`, () => assert.equal(fold(text), folded));
  }

  it('cuts what is too long to be a name, and never through a character', () => {
    assert.equal(fold('a'.repeat(2_000)), 'a'.repeat(MOST_CHARACTERS));
    assert.equal(fold('😀'.repeat(2_000)), '😀'.repeat(MOST_CHARACTERS));
    assert.equal(Array.from(fold('\ufdfa'.repeat(64))).length, MOST_CHARACTERS);
  });

  it('takes half a character for what it is: none', () => {
    assert.ok(fold('a\ud83d').isWellFormed());
  });
});

describe('toPieces', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['张伟明', ['张', '伟', '明']],
    ['张伟(David)', ['张', '伟', 'david']],
    ["Sinéad O'Brien", ['sinead', 'o', 'brien']],
    ['P7专家', ['p', '7', '专', '家']],
    ['买买提·艾力', ['买', '买', '提', '艾', '力']],
    ['👩‍💻 "*():^-', []],
  ];
  for (const [text, pieces] of rows) {
    it(`cuts ${JSON.stringify(text)} into ${JSON.stringify(pieces)}`, () => assert.deepEqual(toPieces(text), pieces));
  }
});

describe('toInnerParts', () => {
  it('gives what follows from each later beginning, and not the whole', () => {
    assert.deepEqual(toInnerParts(['张', '伟', '明']), ['伟明', '明']);
    assert.deepEqual(toInnerParts(['张']), []);
    assert.deepEqual(toInnerParts([]), []);
  });
});

describe('toTelephoneDigits', () => {
  const rows: readonly (readonly [string, string | null])[] = [
    ['13800138000', '13800138000'],
    ['138 0013-8000', '13800138000'],
    ['+86 138 0013 8000', '13800138000'],
    ['(+86) 138.0013.8000', '13800138000'],
    ['+86-13800138000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['0086 138 0013 8000', '13800138000'],
    ['＋８６１３８００１３８０００', '13800138000'],
    ['+86138', '138'],
    // Nobody knows that these are not the beginning of a job number.
    ['86138', '86138'],
    ['008613', '008613'],
    ['+1 415 555 0100', '14155550100'],
    ['138a', null],
    ['', null],
    ['-', ''],
  ];
  for (const [text, digits] of rows) {
    it(`takes ${JSON.stringify(text)} for ${JSON.stringify(digits)}`, () =>
      assert.equal(toTelephoneDigits(text), digits));
  }
});
