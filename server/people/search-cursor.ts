/**
 * Where the next page of a search begins, as the browser carries it there and back.
 *
 * Owns: the form of a cursor, and that one counts only for the question it was given for, from whoever sees the same.
 * Does not: find a page, or hide what is in a cursor: a place among people whom its owner was just shown.
 * Called by: `people-index.ts`.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Scope } from './search-query.ts';

/** Where a page ended: at a row of a tier, or at a row of the list of everybody, which a sort key orders. */
export type Place<Within extends number | string> = { within: Within; id: number };

/** What a cursor belongs to: with another query, or for somebody who sees others, it would mean another place. */
export type Asked = { whole: string } & Scope;

const MOST_LETTERS = 1_024;

/** A place as the browser carries it to the next page. */
export function writeCursor(asked: Asked, { within, id }: Place<number | string>): string {
  return Buffer.from(JSON.stringify([toMark(asked), within, id])).toString('base64url');
}

/**
 * The place that a cursor means.
 *
 * @throws {AppError} invalid_request, when we did not write it, or wrote it for another query
 */
export function readCursor<Within extends number | string>(
  asked: Asked,
  cursor: string,
  isWithin: (value: unknown) => value is Within,
): Place<Within> {
  const [mark, within, id, ...more] = parse(cursor);
  if (mark !== toMark(asked) || !isWithin(within) || !Number.isSafeInteger(id) || more.length > 0) throw refusal();
  return { within, id: Number(id) };
}

function parse(cursor: string): unknown[] {
  if (cursor.length > MOST_LETTERS || !/^[\w-]+$/.test(cursor)) throw refusal();
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    throw refusal();
  }
}

function toMark({ whole, departmentId, clearance }: Asked): string {
  return createHash('sha256')
    .update(JSON.stringify([whole, departmentId ?? null, clearance.departmentIds]))
    .digest('base64url')
    .slice(0, 11);
}

function refusal(): AppError {
  return new AppError('invalid_request', 'the cursor is not one of ours, or belongs to another query');
}
