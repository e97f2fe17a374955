import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CompanyRegion, isSameMobile, readMobile, toComparable } from './mobile.ts';

type Row = [typed: string, region: CompanyRegion, read: ReturnType<typeof readMobile>];

const rows: Row[] = [
  ['13912345678', 'mainland', { mobile: '13912345678' }],
  [' 139 1234-5678 ', 'mainland', { mobile: '13912345678' }],
  ['+86-13912345678', 'mainland', { mobile: '+86-13912345678' }],
  ['+8613912345678', 'mainland', { mobile: '+86-13912345678' }],
  ['+852-51234567', 'mainland', { mobile: '+852-51234567' }],
  ['+852 5123 4567', 'mainland', { mobile: '+852-51234567' }],
  ['(852) 51234567', 'mainland', { mobile: '+852-51234567' }],
  ['', 'mainland', { reason: 'required' }],
  ['51234567', 'mainland', { reason: 'needs_country_code' }],
  ['+85251234567', 'mainland', { reason: 'needs_country_code' }],
  ['12912345678', 'mainland', { reason: 'needs_country_code' }],
  ['+86-12345', 'mainland', { reason: 'not_a_mobile' }],
  ['Zhang Wei', 'mainland', { reason: 'not_a_mobile' }],
  ['139123456789012345', 'mainland', { reason: 'not_a_mobile' }],
  ['13912345678', 'elsewhere', { reason: 'needs_country_code' }],
  ['+86-13912345678', 'elsewhere', { mobile: '+86-13912345678' }],
  ['51234567', 'elsewhere', { mobile: '51234567' }],
  ['1'.repeat(65), 'elsewhere', { reason: 'not_a_mobile' }],
  // A pattern that looks at a long text again and again would keep everybody waiting.
  [`+1${'-'.repeat(100_000)}x`, 'mainland', { reason: 'not_a_mobile' }],
];

describe('readMobile', () => {
  for (const [typed, region, read] of rows) {
    it(`reads ${JSON.stringify(typed.slice(0, 30))} in a company ${region === 'mainland' ? 'of the mainland' : 'elsewhere'}`, () => {
      assert.deepEqual(readMobile(typed, region), read);
    });
  }
});

describe('toComparable', () => {
  it('knows a number again, however it is written', () => {
    assert.equal(toComparable('+86-13912345678'), toComparable('13912345678'));
    assert.equal(toComparable('51234567', '852'), toComparable('+852-51234567'));
    assert.notEqual(toComparable('51234567', '852'), toComparable('51234567', '853'));
  });
});

describe('isSameMobile', () => {
  const same: [typed: string, known: Parameters<typeof isSameMobile>[1], isSame: boolean][] = [
    ['13912345678', { mobile: '13912345678', stateCode: '86' }, true],
    ['+86-13912345678', { mobile: '13912345678' }, true],
    // In a company elsewhere a plain number is one of its own region.
    ['51234567', { mobile: '51234567', stateCode: '852' }, true],
    ['+852-51234567', { mobile: '51234567', stateCode: '852' }, true],
    ['+853-51234567', { mobile: '51234567', stateCode: '852' }, false],
    ['51234567', { mobile: '+853-51234567' }, false],
    ['51234567', {}, false],
  ];
  for (const [typed, known, isSame] of same) {
    it(`takes ${typed} ${isSame ? 'for' : 'for another than'} ${JSON.stringify(known)}`, () => {
      assert.equal(isSameMobile(typed, known), isSame);
    });
  }
});
