/** Lists that two people change at the same time: the later one would undo what the earlier one did, and both hear "saved". */
import { inputFault } from './input-fault.ts';

/**
 * Compares a list with what whoever changes it saw. The order says nothing; who says nothing of what they saw overwrites.
 *
 * @throws {AppError} invalid_request with `changed_meanwhile`
 */
export function assertUnchanged<T>(field: string, seen: readonly T[] | undefined, now: readonly T[]): void {
  if (seen === undefined) return;
  const is = new Set(now);
  const isSame = is.size === new Set(seen).size && seen.every((each) => is.has(each));
  if (!isSame) throw inputFault({ field, reason: 'changed_meanwhile' });
}
