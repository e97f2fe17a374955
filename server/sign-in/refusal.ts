/**
 * What the sign-in page may tell of the last refused sign-in in this browser.
 *
 * Owns: the sealed cookie that carries it. The address of the page says only the code: anybody can make an address, and
 * nothing of one is ever shown.
 */

import type { Static } from 'typebox';
import { conforms } from '../conforms.ts';
import type { Sealer } from '../keys/seal.ts';
import { RefusalResponse } from './schema.ts';

export type Refusal = NonNullable<Static<typeof RefusalResponse>['refusal']>;

/** Plain name of the cookie. */
export const REFUSAL_COOKIE = 'foyer-refusal';
export const REFUSAL_MAX_AGE_SECONDS = 600;

const RECORD = 'refusal';

/** Seals a refusal for its cookie. */
export function sealRefusal(sealer: Sealer, refusal: Refusal): Promise<string> {
  return sealer.seal(RECORD, refusal);
}

/** The refusal in a cookie, or null. */
export async function openRefusal(sealer: Sealer, cookie: string | undefined): Promise<Refusal | null> {
  const refusal = cookie === undefined ? null : await sealer.open(RECORD, cookie);
  return conforms(RefusalResponse, { refusal }) ? (refusal as Refusal | null) : null;
}
