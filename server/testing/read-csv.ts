/** Reads CSV as RFC 4180 describes it, for tests that hand a file on to somebody with a spreadsheet. */
import assert from 'node:assert/strict';

/** The rows of a file, its cells as text. Whatever is not as the RFC says fails. */
export function readCsv(text: string): string[][] {
  assert.ok(text.endsWith('\r\n'), 'the last line ends too');
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [whole, quoted, plain = '', end] = cell.exec(text) ?? [];
    assert.ok(whole !== undefined, `not CSV: ${JSON.stringify(text.slice(at, at + 80))}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  rows.pop();
  return rows;
}
