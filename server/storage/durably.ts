import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';

/**
 * Runs work in a transaction whose outcome survives a power cut.
 *
 * Most writes are only ordered, not waited for: after a power cut a note of activity may be gone. An ended session, a
 * used code or a rotated token must not be.
 */
export function durably<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = FULL');
  try {
    return inTransaction(db, work);
  } finally {
    db.exec('PRAGMA synchronous = NORMAL');
  }
}
