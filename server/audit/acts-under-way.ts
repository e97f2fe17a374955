/**
 * Acts that are being done at this moment.
 *
 * Owns: the SQL for them, so that one which a killed process leaves behind is not lost.
 * Does not: say how they end; their rows in the audit log do. Called by: `audit-log.ts`, `audit-writes.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { durably } from '../storage/durably.ts';
import type { AuditEntry } from './audit-log.ts';

/** An act as far as it is known before it is done. */
export type BegunAct = Omit<AuditEntry, 'outcome' | 'code' | 'dingtalkRequestId'>;
/** The number of an act under way. */
export type UnderWay = number & { readonly brand: 'UnderWay' };

export type ActsUnderWay = {
  /** Writes down what is about to be done; it is on the disk when this returns. Throws when it cannot be. */
  begin(act: BegunAct, at: number): UnderWay;
  /** Forgets one, in the transaction that writes its outcome. */
  finish(id: UnderWay): void;
  /** Acts whose outcome was never written, because the process ended. */
  list(): { id: UnderWay; at: number; act: BegunAct }[];
};

/** Prepares the statements. */
export function createActsUnderWay(db: DatabaseSync): ActsUnderWay {
  const begin = db.prepare('INSERT INTO acts_under_way (at, act) VALUES (?, ?)');
  const finish = db.prepare('DELETE FROM acts_under_way WHERE id = ?');
  const list = db.prepare('SELECT id, at, act FROM acts_under_way ORDER BY id');
  return {
    begin: (act, at) => durably(db, () => Number(begin.run(at, JSON.stringify(act)).lastInsertRowid) as UnderWay),
    finish: (id) => void finish.run(id),
    list: () =>
      (list.all() as { id: UnderWay; at: number; act: string }[]).map(({ id, at, act }) => ({
        ...{ id, at },
        act: JSON.parse(act) as BegunAct,
      })),
  };
}
