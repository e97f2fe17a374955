import assert from 'node:assert/strict';

/** Compares the lines of a report with what was expected of each: its words, or a pattern where these begin with "^". */
export function assertReport(found: readonly string[], expected: readonly string[]): void {
  assert.equal(found.length, expected.length, found.join('\n'));
  for (const [index, line] of expected.entries()) {
    if (line.startsWith('^')) assert.match(found[index] ?? '', new RegExp(line));
    else assert.equal(found[index], line);
  }
}
