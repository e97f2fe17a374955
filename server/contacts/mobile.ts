/**
 * Mobile numbers, as DingTalk wants them written.
 *
 * Owns: what is a number, and when it needs its country code. A company of the Chinese mainland writes the numbers of its
 * own region plainly and all others as `+CC-number`; a company elsewhere writes mainland numbers as `+86-number`.
 * Does not: know whose number it is. Called by: this folder.
 */
export type CompanyRegion = 'mainland' | 'elsewhere';

export type ReadMobile = { mobile: string } | { reason: 'required' | 'not_a_mobile' | 'needs_country_code' };

const LONGEST = 64;
const mainland = /^1[3-9]\d{9}$/;
const withCode = /^\+(\d{1,4})[- ](\d{4,15})$/;
const anyDigits = /^\d{5,15}$/;

/** Reads a number as somebody types it, with blanks or the code in brackets; the answer is what DingTalk accepts. */
export function readMobile(text: string, region: CompanyRegion): ReadMobile {
  const typed = text.trim();
  if (typed === '') return { reason: 'required' };
  // Twice the longest number there is; the patterns below would look at a longer text again and again.
  if (typed.length > LONGEST) return { reason: 'not_a_mobile' };
  const [, code, number = ''] = withCode.exec(unify(typed)) ?? [];
  if (code !== undefined) return readWithCode(code, number);
  const digits = typed.replace(/[\s-]/g, '');
  // Nobody can tell where the code ends, except in front of a number of the mainland.
  if (/^\+861[3-9]\d{9}$/.test(digits)) return readWithCode('86', digits.slice(3));
  if (/^\+\d{5,19}$/.test(digits)) return { reason: 'needs_country_code' };
  if (!anyDigits.test(digits)) return { reason: 'not_a_mobile' };
  const isMainland = mainland.test(digits);
  return isMainland === (region === 'mainland') ? { mobile: digits } : { reason: 'needs_country_code' };
}

/** One code, one hyphen, one number: whatever stood between the digits. "(852) 5123 4567" is how Foyer's own file has it. */
function unify(typed: string): string {
  const [, code, rest = ''] = /^(?:\+|\(\+?)(\d{1,4})(?:\)|[-\s])[-\s]*([\d\s-]+)$/.exec(typed) ?? [];
  return code === undefined ? typed : `+${code}-${rest.replace(/[\s-]/g, '')}`;
}

/** A code at home stays as it was typed: a company whose region is not what Foyer takes it for needs it. */
function readWithCode(code: string, number: string): ReadMobile {
  return isMobileOf(code, number) ? { mobile: `+${code}-${number}` } : { reason: 'not_a_mobile' };
}

/** The two ways in which DingTalk writes a number: plainly, beside its country code; and with it. */
export function toSpellings(mobile: string): readonly [plain: string, withCode: string] {
  const [, code = '86', number = mobile] = withCode.exec(mobile) ?? [];
  return [number, `+${code}-${number}`];
}

/**
 * What of a number is compared, however it is written. `stateCode` stands beside a number that DingTalk wrote plainly; a
 * number of the mainland tells by itself, and any other plain one is of the company's own region, whose code nobody told us.
 */
export function toComparable(mobile: string, stateCode?: string): string {
  const digits = mobile.replace(/\D/g, '');
  if (mobile.startsWith('+')) return digits;
  return (stateCode ?? (mainland.test(digits) ? '86' : '')) + digits;
}

/** Whether a number that was typed is the one of a record. */
export function isSameMobile(typed: string, known: { mobile?: string; stateCode?: string }): boolean {
  if (known.mobile === undefined) return false;
  const isLocal = !typed.startsWith('+') && !mainland.test(typed);
  return isLocal ? known.mobile === typed : toComparable(typed) === toComparable(known.mobile, known.stateCode);
}

/** Whether a number without its country code can be a mobile number of that country. */
export function isMobileOf(stateCode: string, number: string): boolean {
  return stateCode === '86' ? mainland.test(number) : /^\d{4,15}$/.test(number);
}
