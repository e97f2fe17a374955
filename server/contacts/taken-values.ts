/**
 * Numbers and addresses that somebody in the company has already.
 *
 * Owns: finding whose they are in the replica, however a number is written. Does not: ask DingTalk, which has the last word.
 * Called by: this folder.
 */
import type { HeldField } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import type { UserId } from '../person.ts';
import { isSameMobile, toSpellings } from './mobile.ts';

export const heldFields = ['mobile', 'email', 'telephone'] as const satisfies readonly HeldField[];

/** Whose a value is, or null. */
export type FindHolder = (field: HeldField, value: string) => UserId | null;

/** Creates the way to find them. */
export function createFindHolder(replica: Pick<Replica, 'listHolders'>): FindHolder {
  // The same digits may be a number of another country.
  const findByMobile = (mobile: string) =>
    replica.listHolders('mobile', toSpellings(mobile)).find(({ record }) => isSameMobile(mobile, record));
  return (field, value) => {
    const holder = field === 'mobile' ? findByMobile(value) : replica.listHolders(field, [value, value])[0];
    return holder?.record.userId ?? null;
  };
}
