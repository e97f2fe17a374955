/** The word somebody meant: the one that is a slip of the pen away. */

const LONGEST = 40;

/** The closest of some words, or null when none is close. Upper and lower case, and marks between words, count for nothing. */
export function findClosest(written: string, known: readonly string[]): string | null {
  if (written.length > LONGEST) return null;
  const plain = simplify(written);
  const [best] = known
    .map((word) => ({ word, slips: countSlips(plain, simplify(word)) }))
    .filter(({ word, slips }) => slips <= (word.length > 4 ? 2 : 1))
    .toSorted((one, other) => one.slips - other.slips);
  return best?.word ?? null;
}

function simplify(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}

/** How many letters must be added, taken away or changed to get from one word to the other. */
function countSlips(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, letter] of [...from].entries()) {
    const next = [done + 1];
    for (let index = 1; index <= to.length; index += 1) {
      const changed = (row[index - 1] ?? 0) + (letter === to[index - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
