/**
 * Mobile numbers as DingTalk wants them written, which depends on the region of the company.
 *
 * Owns: reading one. Does not: know whose it is, or word refusals. Called by: the endpoints that take a number.
 */
import type { Faults } from './faults.ts';

/** A number with the code of its country. */
export type MobileNumber = { stateCode: string; number: string };

const MAINLAND = '86';

/**
 * Reads a number, or gives null for one that is written otherwise than the region demands.
 *
 * In a company of the mainland, its numbers may be plain and all others are `+CC-number`. In a company elsewhere, all
 * are `+CC-number`. That a mainland number may carry its code at home is not documented by DingTalk.
 */
export function readMobile(text: string, faults: Faults): MobileNumber | null {
  const [, stateCode, number] = /^\+(\d{1,4})-(\d{5,14})$/.exec(text) ?? [];
  if (stateCode !== undefined && number !== undefined) {
    return stateCode !== MAINLAND || isMainland(number) ? { stateCode, number } : null;
  }
  return isMainland(text) && !faults.isOn('company-abroad') ? { stateCode: MAINLAND, number: text } : null;
}

/** One text for a number, however it was written. */
export function toMobileKey({ stateCode, number }: MobileNumber): string {
  return `${stateCode}-${number}`;
}

/** The number of a person, or null where the company keeps none. */
export function mobileKeyOf({ stateCode, mobile }: { stateCode?: string; mobile?: string }): string | null {
  return mobile === undefined ? null : toMobileKey({ stateCode: stateCode ?? MAINLAND, number: mobile });
}

function isMainland(number: string): boolean {
  return /^1[3-9]\d{9}$/.test(number);
}
