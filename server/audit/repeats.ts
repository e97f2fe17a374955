/**
 * Refusals that are the same as one a moment ago, or one of too many from people nobody knows.
 *
 * Owns: telling them. A page with a hundred pictures is refused a hundred times, and whoever means harm as often as they
 * can: each would be a row that nobody may delete for a year. Another person, another tool or another reason is never
 * taken for the same.
 * Called by: `audit-log.ts`.
 */
import { LRUCache } from 'lru-cache';
import type { AuditEntry } from './audit-log.ts';

/** How long the same refusal counts as one. */
const SAME_FOR_MS: Partial<Record<AuditEntry['act'], number>> = { access_refused: 600_000, sign_in_refused: 60_000 };
/** What is forgotten for others is written down once more. */
const MOST_KEPT = 10_000;
/** One who has many addresses is as many strangers; a company whose sign-in is broken is seen with fewer. */
const STRANGERS = [
  { most: 100, withinMs: 60_000 },
  { most: 2_000, withinMs: 86_400_000 },
] as const;

/** Creates the memory; it says whether an entry may be left out. */
export function createRepeats(now: () => number): (entry: AuditEntry) => boolean {
  const until = new LRUCache<string, number>({ max: MOST_KEPT });
  const mayBeWritten = createStrangerCount(now);
  return (entry) => {
    const { act, actor, target, after, code, from } = entry;
    const sameForMs = SAME_FOR_MS[act];
    if (sameForMs === undefined) return false;
    const key = JSON.stringify([act, actor?.subject ?? from, target?.kind, target?.id, after, code]);
    if ((until.get(key) ?? 0) > now()) return true;
    if (actor === null && !mayBeWritten(entry)) return true;
    until.set(key, now() + sameForMs);
    return false;
  };
}

/** Counts what strangers are refused, each reason by itself: what anybody can send must not hide what few could. */
function createStrangerCount(now: () => number): (entry: AuditEntry) => boolean {
  const counts = new Map<string, { since: number; written: number }>();
  const isWithin = (reason: string, { most, withinMs }: (typeof STRANGERS)[number]) => {
    const key = `${withinMs} ${reason}`;
    const known = counts.get(key);
    const count = known !== undefined && now() - known.since < withinMs ? known : { since: now(), written: 0 };
    counts.set(key, count);
    if (count.written >= most) return false;
    count.written += 1;
    return true;
  };
  return ({ act, code }) => STRANGERS.every((limit) => isWithin(`${act} ${code}`, limit));
}
