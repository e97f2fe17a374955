import type { DatabaseSync } from 'node:sqlite';

/** Runs work in a transaction: all of it happens, or nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const outcome = work();
    db.exec('COMMIT');
    return outcome;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
