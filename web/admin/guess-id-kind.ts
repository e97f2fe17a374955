/** Telling DingTalk's two ids of a person apart by their looks. */

/** The kinds of id, spelled as in the address. */
export type IdKind = 'user-id' | 'union-id';

/**
 * Gives the likelier kind.
 *
 * A unionId is a long run of letters of both sizes, mostly with digits. A userId is chosen by the company, or digits.
 */
export function guessIdKind(id: string): IdKind {
  return /^[A-Za-z0-9]{20,}$/.test(id) && /[a-z]/.test(id) && /[A-Z]/.test(id) ? 'union-id' : 'user-id';
}
