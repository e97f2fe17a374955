/**
 * What a benchmark finds out.
 *
 * Owns: a figure, its target, and whether it was reached.
 * Does not: measure or print.
 */

/** What a figure has to come to. */
type Target = { atLeast: number } | { below: number };

/** One measured value; without a target it only explains another one. */
export type Figure = { name: string; value: number; unit: string; target: Target | null };

/** Whether the figure reaches its target; null when it has none. */
export function isReached({ value, target }: Figure): boolean | null {
  if (target === null) return null;
  return 'atLeast' in target ? value >= target.atLeast : value < target.below;
}

/** The target in words, empty when there is none. */
export function describeTarget({ target }: Figure): string {
  if (target === null) return '';
  return 'atLeast' in target ? `at least ${target.atLeast}` : `below ${target.below}`;
}

/** Whether the figure reaches its target, in a word; empty when it has none. */
export function describeReached(figure: Figure): 'yes' | 'missed' | '' {
  const reached = isReached(figure);
  if (reached === null) return '';
  return reached ? 'yes' : 'missed';
}

/** The value in the middle: one disturbed round does not move it far. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
