/**
 * What all files to take away have in common.
 *
 * Owns: how long one may take, how it is announced, and that a spreadsheet takes no cell for a formula.
 * Does not: know what is in a file. Called by: every route that sends one.
 */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { FastifyReply } from 'fastify';

/** An answer that comes bit by bit may last longer than any other: a slow line must not lose the end of a file. */
export const DOWNLOAD_MS = 30 * 60_000;

const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/** Announces a file, whose ending says what is in it. */
export function asDownload(reply: FastifyReply, name: `${string}.${keyof typeof types}`): FastifyReply {
  const type = name.endsWith('.csv') ? types.csv : types.ndjson;
  return reply.type(`${type}; charset=utf-8`).header('content-disposition', `attachment; filename="${name}"`);
}

/**
 * CSV with a header, in UTF-8 with a byte order mark, by which spreadsheets know the encoding (RFC 4180). Rows are taken as
 * the file is sent.
 */
export function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<CsvRow<Column>> | AsyncIterable<CsvRow<Column>>,
): Readable {
  const csv = stringify({
    bom: true,
    header: true,
    columns: [...columns],
    record_delimiter: 'windows',
    // A lone CR or LF in a name would otherwise begin a line, and the line might begin with a formula.
    quote_record_delimiter: true,
    escape_formulas: true,
  });
  // Whoever stops reading half-way ends both; there is nobody left to tell.
  pipeline(Readable.from(rows), csv, () => {});
  return csv;
}

/** A row; a column that it does not have is empty. */
export type CsvRow<Column extends string> = Readonly<Partial<Record<Column, string | number>>>;
