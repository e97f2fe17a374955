/**
 * Writing rows of the audit log.
 *
 * Owns: when they are written: together with all others of the same moment, or at once; and keeping those for which there
 * is no room just now.
 * Called by: `audit-log.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../logger.ts';
import { durably } from '../storage/durably.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { ActsUnderWay, UnderWay } from './acts-under-way.ts';
import type { AuditEntry } from './audit-log.ts';

export type AuditWrites = {
  /**
   * Takes a row. One that must last is on the disk when this returns, unless somebody's transaction is under way. `ends` is
   * the act under way that it tells the outcome of.
   */
  add(entry: AuditEntry, how: { at: number; mustLast: boolean; ends?: UnderWay }): void;
  /** Writes down what waits. */
  flush(): void;
  /** Whether nothing waits that could not be written, and more can be. */
  ready(): boolean;
  /** The last flush; nothing is written after it. */
  close(): void;
};

type Options = { underWay: Pick<ActsUnderWay, 'finish'>; log: Pick<Logger, 'error'> };

/** While the disk is full rows wait in memory, and no more of them than this: the log has them all. */
const MOST_WAITING = 10_000;

/** Prepares the writing to a database. */
export function createAuditWrites(db: DatabaseSync, { underWay, log }: Options): AuditWrites {
  const insert = db.prepare(INSERT);
  let waiting: { values: Values; ends: UnderWay | undefined }[] = [];
  let isScheduled = false;
  let isOpen = true;

  const flushBy = (run: typeof inTransaction) => {
    if (waiting.length === 0 || !isOpen) return;
    try {
      run(db, () => {
        for (const { values, ends } of waiting) {
          insert.run(...values);
          if (ends !== undefined) underWay.finish(ends);
        }
      });
      waiting = [];
    } catch (err) {
      log.error({ err, waiting: waiting.length }, 'the audit log cannot be written; its lines are in this log');
      waiting = waiting.slice(-MOST_WAITING);
    }
  };
  const flush = () => flushBy(inTransaction);
  const flushSoon = () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      flush();
    });
  };
  return {
    add(entry, { at, mustLast, ends }) {
      waiting.push({ values: toValues(entry, at), ends });
      // Inside somebody's transaction it would go with what is taken back.
      if (mustLast && !db.isTransaction) flushBy(durably);
      else flushSoon();
    },
    flush,
    ready() {
      flush();
      return isOpen && waiting.length === 0 && canWrite(db);
    },
    close() {
      flush();
      isOpen = false;
    },
  };
}

function canWrite(db: DatabaseSync): boolean {
  try {
    // What is there already: SQLite begins without a word even where it may only read.
    inTransaction(db, () => db.exec("UPDATE sqlite_sequence SET seq = seq WHERE name = 'audit_log'"));
    return true;
  } catch {
    return false;
  }
}

const INSERT = `INSERT INTO audit_log (at, act, outcome, actor_subject, actor_user_id, actor_name, target_kind, target_id,
  target_name, before, after, code, dingtalk_request_id, request_id, from_address)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

type Values = (string | number | null)[];

function toValues(entry: AuditEntry, at: number): Values {
  const { act, outcome, actor, target, before, after, code, dingtalkRequestId, requestId, from } = entry;
  return [
    at,
    act,
    outcome,
    actor?.subject ?? null,
    actor?.userId ?? null,
    actor?.name ?? null,
    target?.kind ?? null,
    target?.id ?? null,
    target?.name ?? null,
    before === undefined ? null : JSON.stringify(before),
    after === undefined ? null : JSON.stringify(after),
    code ?? null,
    dingtalkRequestId ?? null,
    requestId ?? null,
    from ?? null,
  ];
}
