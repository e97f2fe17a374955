/**
 * Reading the audit log.
 *
 * Owns: the filters in SQL, pages and their cursors; and that a look through years of rows lets everybody else in between.
 * Does not: write, or know who asks.
 * Called by: `audit-log.ts`.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { AuditEntry } from './audit-log.ts';
import { maskMobile } from './masks.ts';

/** A row, as it was written down. `at` is in ms. */
export type AuditRow = AuditEntry & { id: number; at: number };

/** What is left out lets everything through. */
export type AuditFilter = {
  acts?: readonly AuditEntry['act'][];
  outcome?: AuditEntry['outcome'];
  /** Who did it: a whole userId or subject, or a part of a name. */
  by?: string;
  /** On whom or what it was done: a whole id or mobile number, or a part of a name. */
  on?: string;
  /** From then on, in ms. */
  since?: number;
  /** Before then, in ms. */
  until?: number;
};

/** `next` is the cursor of the following page, where there is one. */
export type AuditPage = { rows: AuditRow[]; next?: number };

export type AuditReads = {
  list(filter: AuditFilter & { cursor?: number; limit: number }): Promise<AuditPage>;
  stream(filter: AuditFilter): AsyncIterable<AuditRow>;
};

/** What is looked through at once takes about a millisecond, whatever is looked for. */
const IDS_A_WINDOW = 5_000;
const ROWS_A_PART = 200;
/** Whoever looks for a whole number finds what the log has left of it. */
const PHONE = /^\+?[\d -]{8,}$/;

/** One statement for every combination: what is NULL does not count. */
const THE_REST = `id >= :from AND id < :before
    AND (:outcome IS NULL OR outcome = :outcome)
    AND (:by IS NULL OR actor_user_id = :by OR actor_subject = :by OR instr(lower(actor_name), lower(:by)) > 0)
    AND (:on IS NULL OR target_id IN (:on, :masked) OR instr(lower(target_name), lower(:on)) > 0)
    AND (:since IS NULL OR at >= :since)
    AND (:until IS NULL OR at < :until)
  ORDER BY id DESC LIMIT :limit`;
const ANY_ACT = `SELECT * FROM audit_log WHERE ${THE_REST}`;
/** SQLite refuses to prepare it where it would not go by the index. */
const BY_ACT = `SELECT * FROM audit_log INDEXED BY audit_log_by_act
  WHERE act IN (SELECT value FROM json_each(:acts)) AND ${THE_REST}`;

/** Prepares the reading of a database. */
export function createAuditReads(db: DatabaseSync): AuditReads {
  const bounds = db.prepare('SELECT min(id) AS first, max(id) AS last FROM audit_log');
  const anyAct = db.prepare(ANY_ACT);
  const byAct = db.prepare(BY_ACT);

  async function* read(filter: AuditFilter, before: number | undefined, most: number): AsyncGenerator<AuditRow> {
    const { first, last } = bounds.get() as { first: number | null; last: number | null };
    if (first === null || last === null) return;
    const select = filter.acts === undefined ? anyAct : byAct;
    let top = Math.min(before ?? Number.MAX_SAFE_INTEGER, last + 1);
    while (top > first) {
      const from = Math.max(top - IDS_A_WINDOW, first);
      const rows = readRows(select, { filter, from, before: top, limit: most });
      yield* rows;
      top = rows.length < most ? from : (rows.at(-1)?.id ?? from);
      await othersFirst();
    }
  }
  return {
    async list({ cursor, limit, ...filter }) {
      const rows: AuditRow[] = [];
      // One more than asked for says whether there is a next page.
      for await (const row of read(filter, cursor, limit + 1)) {
        rows.push(row);
        if (rows.length > limit) break;
      }
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { rows: page, ...(rows.length > limit && last !== undefined && { next: last.id }) };
    },
    stream: (filter) => read(filter, undefined, ROWS_A_PART),
  };
}

type Asked = { filter: AuditFilter; from: number; before: number; limit: number };

function readRows(select: StatementSync, { filter, from, before, limit }: Asked): AuditRow[] {
  const { acts, outcome, by, on, since, until } = filter;
  const rows = select.all({
    ...(acts !== undefined && { acts: JSON.stringify(acts) }),
    from,
    before,
    outcome: outcome ?? null,
    by: by ?? null,
    on: on ?? null,
    masked: on !== undefined && PHONE.test(on) ? maskMobile(on.replaceAll(' ', '')) : null,
    since: since ?? null,
    until: until ?? null,
    limit,
  });
  return (rows as unknown as StoredRow[]).map(fromRow);
}

type StoredRow = {
  id: number;
  at: number;
  act: AuditEntry['act'];
  outcome: AuditEntry['outcome'];
  target_kind: NonNullable<AuditEntry['target']>['kind'] | null;
} & Record<'actor_subject' | 'actor_user_id' | 'actor_name' | 'target_id' | 'target_name', string | null> &
  Record<'before' | 'after' | 'code' | 'dingtalk_request_id' | 'request_id' | 'from_address', string | null>;

function fromRow(row: StoredRow): AuditRow {
  const { id, at, act, outcome, before, after, code } = row;
  return {
    ...{ id, at, act, outcome },
    actor:
      row.actor_subject === null
        ? null
        : { subject: row.actor_subject, userId: row.actor_user_id ?? '', name: row.actor_name ?? '' },
    ...(row.target_kind !== null && {
      target: {
        kind: row.target_kind,
        id: row.target_id ?? '',
        ...(row.target_name !== null && { name: row.target_name }),
      },
    }),
    ...(before !== null && { before: JSON.parse(before) as Record<string, unknown> }),
    ...(after !== null && { after: JSON.parse(after) as Record<string, unknown> }),
    ...(code !== null && { code }),
    ...(row.dingtalk_request_id !== null && { dingtalkRequestId: row.dingtalk_request_id }),
    ...(row.request_id !== null && { requestId: row.request_id }),
    ...(row.from_address !== null && { from: row.from_address }),
  };
}
