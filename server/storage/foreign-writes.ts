import type { DatabaseSync } from 'node:sqlite';

/** Often enough that what another process has ended is refused within a second. */
const LOOK_EVERY_MS = 250;

/**
 * Tells when another process has written to the database, or might have because nothing can be read: whatever is kept
 * of it in memory is then out of date.
 *
 * @returns what ends the watch
 * @see {@link https://www.sqlite.org/pragma.html#pragma_data_version}
 */
export function watchForeignWrites(db: DatabaseSync, onWrite: () => void): () => void {
  const read = db.prepare('PRAGMA data_version');
  const look = () => read.get()?.data_version;
  let version = look();
  const timer = setInterval(() => {
    const current = unlessDown(look);
    if (current === version && current !== undefined) return;
    version = current;
    onWrite();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A store that is down is told to whoever asks it for something; here it would end the process. */
function unlessDown<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR') return undefined;
    throw error;
  }
}
