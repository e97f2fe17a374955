/**
 * Reading a file for spreadsheets.
 *
 * Owns: what spreadsheets may do with CSV: a byte order mark, semicolons or tabs between cells, any end of line, rows of
 * any length, lines without anything in them.
 * Does not: know what the cells mean. Called by: `plan.ts`.
 */
import { CsvError, parse } from 'csv-parse/sync';

export type TableRow = { line: number; cells: string[] };

/** The rows of a file with the line each begins in; null when a quotation mark is never closed. */
export function readTable(text: string): TableRow[] | null {
  // One end of line everywhere: inside a cell, the library takes "\r\n" for two lines.
  const source = text.replace(/\r\n?/g, '\n');
  try {
    return readRows(source).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return null;
    throw error;
  }
}

function readRows(source: string): TableRow[] {
  const rows: TableRow[] = [];
  let line = 1;
  parse(source, {
    bom: true,
    delimiter: chooseSeparator(source),
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    on_record(cells, { lines }) {
      rows.push({ line, cells });
      // The library counts up to where a row ends.
      line = lines + 1;
      return null;
    },
  });
  return rows;
}

/** The one that stands most often in the header. */
function chooseSeparator(source: string): string {
  const [header = ''] = source.split('\n', 1);
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
