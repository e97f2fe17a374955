/**
 * The embedded store: one SQLite file.
 *
 * Owns: the connection, its pragmas, and the numbered migrations.
 * Does not: know any table's meaning; SQL lives beside the feature it serves.
 * Called by: `services.ts`; tests open one in memory.
 */
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { durably } from './durably.ts';
import { makeFolder } from './make-folder.ts';
import { migrations } from './migrations.ts';

/** How long a writer waits for another process (a backup, a second command) before it fails. */
const BUSY_TIMEOUT_MS = 500;
/** At start there is time: another first start may be making the schema. */
const START_TIMEOUT_MS = 5_000;
const RETRY_EVERY_MS = 20;

/** Room for the upper pages of the indexes of a million sessions, so that each is found with few reads. */
const CACHE_KIB = 16_384;

/**
 * So much is written to the log before it is moved to the database, 32 MB: pages of the indexes are written again and again,
 * and are moved once.
 */
const CHECKPOINT_PAGES = 8_000;

/** The schema that this Foyer works with. */
export const NEWEST_SCHEMA = migrations.length;

/** Where the database lies in the folder with everything that Foyer keeps. */
export function databaseIn(dataDir: string): string {
  return join(dataDir, 'foyer.sqlite');
}

/** Opens the database at a path, or in memory, with every migration applied. */
export function openDatabase(path: string | ':memory:'): DatabaseSync {
  if (path !== ':memory:') createPrivately(path);
  const db = new DatabaseSync(path, { timeout: START_TIMEOUT_MS });
  untilFree(() => db.exec('PRAGMA journal_mode = WAL'));
  db.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}`);
  db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  migrate(db);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  return db;
}

/** SQLite's own time-out does not cover the change to WAL, which two first starts at once both want to make. */
function untilFree(change: () => void): void {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      change();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt || !(error instanceof Error && /locked/.test(error.message))) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_EVERY_MS);
    }
  }
}

/** The file is there, and its owner's alone, before SQLite writes a byte; its side files take the same rights. */
function createPrivately(path: string): void {
  makeFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/** All missing steps in one transaction: of two first starts at once, the second finds them done. */
function migrate(db: DatabaseSync): void {
  durably(db, () => {
    const version = schemaOf(db);
    if (version > NEWEST_SCHEMA) {
      throw new Error(`the database is of a newer Foyer (schema ${version}, this one knows ${NEWEST_SCHEMA})`);
    }
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.exec(`PRAGMA user_version = ${NEWEST_SCHEMA}`);
  });
}

function schemaOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

/**
 * Opens a database as it is, to look at it beside a Foyer that may be running: nothing is brought up to date, and no
 * mode is set.
 *
 * Even to read, SQLite makes side files and leaves them there. Where there is none nobody has the database open, and
 * SQLite can be told that it stays as it is.
 */
export function openAsItIs(path: string): { db: DatabaseSync; schema: number } {
  const address = pathToFileURL(path);
  if (!existsSync(`${path}-wal`)) address.searchParams.set('immutable', '1');
  const db = new DatabaseSync(address, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return { db, schema: schemaOf(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Writes something over a connection of its own and takes it back; throws what SQLite has against it. */
export function tryWriting(path: string): void {
  const address = pathToFileURL(path);
  // Where the file has gone, none is made in its place.
  address.searchParams.set('mode', 'rw');
  const db = new DatabaseSync(address, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec('BEGIN IMMEDIATE');
    // The number that is there already: SQLite begins without a word even where it may only read.
    db.exec(`PRAGMA user_version = ${schemaOf(db)}`);
    db.exec('ROLLBACK');
  } finally {
    db.close();
  }
}
