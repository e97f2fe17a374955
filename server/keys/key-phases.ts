/**
 * The life of a key that signs: published, signing, replaced, gone.
 *
 * Owns: how long each part of it lasts, and which part a key is in at a moment. Nothing is set going when the moment
 * comes: whoever looks at the clock sees it, after a crash and in every process alike.
 * Does not: know keys but for their times.
 * Called by: `signing-keys.ts`, `rotate-command.ts`.
 */

/** How long verifiers may keep what they were given. A new key must be known for longer before it signs. */
export const JWKS_MAX_AGE_SECONDS = 300;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A key that got away unnoticed is worth nothing after this. */
const SIGNS_FOR_MS = 90 * DAY_MS;
/** Verifiers that look for new keys once a day have seen it before it signs. */
export const NOTICE_MS = DAY_MS;
/** The longest that anything is good for that a key has signed: an ID token. */
const LONGEST_TOKEN_MS = 60 * MINUTE_MS;
/** For clocks of verifiers that are slow, and for whoever was about to sign when the key was replaced. */
const GRACE_MS = 10 * MINUTE_MS;

/** The times of a key, in ms. Of two keys, the one that was created later replaces the other. */
export type KeyTimes = {
  createdAt: number;
  usedFrom: number;
  /** Not published any more from then on; null while no other replaces it. */
  retiredAt: number | null;
};

/** `next` is published and will sign; `old` signs no more, and is published until its last token has ended. */
export type Phase = 'next' | 'signs' | 'old' | 'retired';

/** When a key leaves that another replaces at a moment. */
export function retireAfter({ retiredAt }: KeyTimes, replacedAt: number): number {
  return Math.min(retiredAt ?? Number.POSITIVE_INFINITY, replacedAt + LONGEST_TOKEN_MS + GRACE_MS);
}

/** Whether others are told of a key. */
export function isPublished({ retiredAt }: KeyTimes, now: number): boolean {
  return retiredAt === null || retiredAt > now;
}

/** The key that signs, out of all for one algorithm, newest first; undefined when none is left. */
export function findSigning<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  const published = keys.filter((key) => isPublished(key, now));
  // When the clock was set back before all of them, the oldest is the one that others have known for longest.
  return published.find(({ usedFrom }) => usedFrom <= now) ?? published.at(-1);
}

/** The phase of a key, out of all for one algorithm, newest first. */
export function phaseOf<Key extends KeyTimes>(key: Key, keys: readonly Key[], now: number): Phase {
  if (!isPublished(key, now)) return 'retired';
  if (key === findSigning(keys, now)) return 'signs';
  return key.usedFrom > now && key === findSigning(keys, key.usedFrom) ? 'next' : 'old';
}

/** Whether it is time to publish the next key, given all keys for one algorithm, newest first. */
export function isNextDue(keys: readonly KeyTimes[], now: number): boolean {
  // One that signs only much later was made while the clock was wrong.
  const newest = keys.find(({ usedFrom }) => usedFrom <= now + NOTICE_MS);
  return newest !== undefined && newest.usedFrom + SIGNS_FOR_MS - NOTICE_MS <= now;
}
