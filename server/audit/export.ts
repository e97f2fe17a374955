/**
 * The audit log, as a file.
 *
 * Owns: the columns.
 * Does not: hold all of it in memory: rows are read in parts (`audit-reads.ts`) while the file is sent.
 * Called by: `routes.ts`.
 */
import { Readable } from 'node:stream';
import { toCsv } from '../http/downloads.ts';
import type { AuditRow } from './audit-reads.ts';
import type { AuditEvent } from './schema.ts';

/** The columns of the file for spreadsheets, in order. */
const columns = [
  'at',
  'act',
  'outcome',
  'actorName',
  'actorUserId',
  'actorSubject',
  'targetKind',
  'targetId',
  'targetName',
  'before',
  'after',
  'code',
  'dingtalkRequestId',
  'requestId',
  'from',
] as const;

type Cells = Record<(typeof columns)[number], string>;

/** All rows, for spreadsheets. */
export function exportCsv(rows: AsyncIterable<AuditRow>): Readable {
  return toCsv(columns, converted(rows, toCells));
}

/** One JSON object a line. */
export function exportNdjson(rows: AsyncIterable<AuditRow>): Readable {
  return Readable.from(converted(rows, (row) => `${JSON.stringify(toEvent(row))}\n`));
}

/** A row as the world knows it, with its time in ISO 8601. */
export function toEvent(row: AuditRow): AuditEvent {
  return { ...row, at: new Date(row.at).toISOString() };
}

async function* converted<T>(rows: AsyncIterable<AuditRow>, convert: (row: AuditRow) => T): AsyncGenerator<T> {
  for await (const row of rows) yield convert(row);
}

function toCells({ at, act, outcome, actor, target, before, after, ...rest }: AuditRow): Cells {
  return {
    at: new Date(at).toISOString(),
    act,
    outcome,
    actorName: actor?.name ?? '',
    actorUserId: actor?.userId ?? '',
    actorSubject: actor?.subject ?? '',
    targetKind: target?.kind ?? '',
    targetId: target?.id ?? '',
    targetName: target?.name ?? '',
    before: before === undefined ? '' : JSON.stringify(before),
    after: after === undefined ? '' : JSON.stringify(after),
    code: rest.code ?? '',
    dingtalkRequestId: rest.dingtalkRequestId ?? '',
    requestId: rest.requestId ?? '',
    from: rest.from ?? '',
  };
}
