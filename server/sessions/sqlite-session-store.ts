/**
 * Sessions in the embedded database.
 *
 * Owns: the SQL for `sessions` and `user_tokens`.
 * Does not: hash ids or seal tokens; both arrive ready.
 */
import type { DatabaseSync } from 'node:sqlite';
import { conforms } from '../conforms.ts';
import type { Logger } from '../logger.ts';
import { durably } from '../storage/durably.ts';
import { SessionContent, type SessionKey, type SessionRecord, type SessionStore } from './session-store.ts';

type StoreOptions = {
  db: DatabaseSync;
  idleMs: number;
  now: () => number;
  /** Told of a row that is not a session: somebody wrote it who should not have. */
  log: Pick<Logger, 'warn'>;
};

/** A session as it lies in its table. */
export type SessionRow = {
  key: string;
  id: string;
  record: string;
  ip: string;
  last_seen_at: number;
  expires_at: number;
};

/** The longest a tombstone of a key that was never saved is kept: far longer than any request runs. */
const UNKNOWN_TOMBSTONE_MS = 3_600_000;
const SWEEP_ROWS = 1_000;

/** Opens the session store of a single process. */
export function openSqliteSessionStore({ db, idleMs, now, log }: StoreOptions): SessionStore {
  const sql = prepare(db);
  const fromRow = createFromRow(log);
  return {
    async find(key) {
      const row = sql.find.get(key, now() - idleMs, now()) as SessionRow | undefined;
      return row === undefined ? null : fromRow(row);
    },
    async save(key, { id, content: saved, ip, lastSeenAt, expiresAt }) {
      sql.save.run(key, id, saved.person.subject, JSON.stringify(saved), ip, lastSeenAt, expiresAt);
    },
    async touch(key, { lastSeenAt, ip }) {
      sql.touch.run(lastSeenAt, ip, key);
    },
    async end(key) {
      durably(db, () => {
        sql.end.run(key, crypto.randomUUID(), now() + UNKNOWN_TOMBSTONE_MS, now());
        sql.endTokens.run(key);
      });
    },
    async endAllOf(subject) {
      return durably(db, () => {
        const { live } = sql.count.get(subject, now() - idleMs, now()) as { live: number };
        sql.endTokensOf.run(subject);
        sql.endAllOf.run(now(), subject);
        return live;
      });
    },
    async replacePerson(person) {
      sql.replacePerson.run(JSON.stringify(person), person.subject);
    },
    async subjects() {
      const rows = sql.subjects.all(now() - idleMs, now()) as { subject: string }[];
      return rows.map(({ subject }) => subject);
    },
    async listBySubject(subject) {
      const rows = sql.list.all(subject, now() - idleMs, now()) as SessionRow[];
      return rows.flatMap((row) => {
        const record = fromRow(row);
        return record === null ? [] : [{ key: row.key as SessionKey, record }];
      });
    },
    ...openTokens(db, sql),
    async sweep() {
      sql.sweepSessions.run(now());
      sql.sweepTokens.run(now());
    },
  };
}

/** Makes sessions of rows, and null of a row that is not readable as a session. */
export function createFromRow(log: StoreOptions['log']): (row: SessionRow) => SessionRecord | null {
  return (row) => {
    const content = parseContent(row.record);
    if (content === null) {
      log.warn({ session: row.id }, 'a stored session is not readable as one, and signs nobody in');
      return null;
    }
    const { id, ip, last_seen_at: lastSeenAt, expires_at: expiresAt } = row;
    return { id, content, ip, lastSeenAt, expiresAt };
  };
}

type TokenMethods = Pick<SessionStore, 'saveTokens' | 'findTokens' | 'replaceTokens'>;

function openTokens(db: DatabaseSync, sql: ReturnType<typeof prepare>): TokenMethods {
  return {
    async saveTokens(key, sealed, expiresAt) {
      sql.saveTokens.run(key, sealed, expiresAt);
    },
    async findTokens(key) {
      const row = sql.findTokens.get(key) as { sealed: string; version: number } | undefined;
      return row === undefined ? null : { sealed: row.sealed, version: row.version };
    },
    async replaceTokens(key, expectedVersion, sealed) {
      return durably(db, () => sql.replaceTokens.run(sealed, key, expectedVersion).changes === 1);
    },
  };
}

/** Whether a session counts; the two values are now without the idle limit, and now. */
export const LIVE = 'ended_at IS NULL AND last_seen_at > ? AND sessions.expires_at > ?';

function prepare(db: DatabaseSync) {
  return {
    find: db.prepare(`SELECT key, id, record, ip, last_seen_at, expires_at FROM sessions WHERE key = ? AND ${LIVE}`),
    list: db.prepare(
      `SELECT key, id, record, ip, last_seen_at, expires_at FROM sessions
       WHERE subject = ? AND ${LIVE} ORDER BY last_seen_at DESC, id`,
    ),
    count: db.prepare(`SELECT count(*) AS live FROM sessions WHERE subject = ? AND ${LIVE}`),
    subjects: db.prepare(`SELECT DISTINCT subject FROM sessions WHERE ${LIVE} ORDER BY subject`),
    // A tombstone wins over every late writer, and so does whoever replaced the person since.
    save: db.prepare(
      `INSERT INTO sessions (key, id, subject, record, ip, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO NOTHING`,
    ),
    // A record that is not readable stays so: it is nobody's session, and must not keep the others from being written.
    replacePerson: db.prepare(
      `UPDATE sessions SET record = json_set(record, '$.person', json(?))
       WHERE subject = ? AND ended_at IS NULL AND json_valid(record)`,
    ),
    touch: db.prepare('UPDATE sessions SET last_seen_at = ?, ip = ? WHERE key = ? AND ended_at IS NULL'),
    end: db.prepare(
      `INSERT INTO sessions (key, id, subject, record, ip, last_seen_at, expires_at, ended_at)
       VALUES (?, ?, '', '', '', 0, ?, ?)
       ON CONFLICT (key) DO UPDATE SET subject = '', record = '', ip = '', ended_at = excluded.ended_at
       WHERE ended_at IS NULL`,
    ),
    // Sessions that were idle for too long end as well: a request that found one in time may still note activity.
    endAllOf: db.prepare(
      `UPDATE sessions SET subject = '', record = '', ip = '', ended_at = ? WHERE subject = ? AND ended_at IS NULL`,
    ),
    endTokensOf: db.prepare(
      'DELETE FROM user_tokens WHERE session_key IN (SELECT key FROM sessions WHERE subject = ? AND ended_at IS NULL)',
    ),
    endTokens: db.prepare('DELETE FROM user_tokens WHERE session_key = ?'),
    saveTokens: db.prepare('INSERT INTO user_tokens (session_key, sealed, version, expires_at) VALUES (?, ?, 1, ?)'),
    findTokens: db.prepare('SELECT sealed, version FROM user_tokens WHERE session_key = ?'),
    replaceTokens: db.prepare(
      'UPDATE user_tokens SET sealed = ?, version = version + 1 WHERE session_key = ? AND version = ?',
    ),
    sweepSessions: db.prepare(
      `DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
    ),
    sweepTokens: db.prepare(
      `DELETE FROM user_tokens WHERE session_key IN
       (SELECT session_key FROM user_tokens WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
    ),
  };
}

function parseContent(text: string): SessionContent | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return conforms(SessionContent, parsed) ? (parsed as SessionContent) : null;
  } catch {
    return null;
  }
}
