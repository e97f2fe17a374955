/**
 * Logins whose sessions are over, and of which a tool is still to be told.
 *
 * Owns: the SQL for that part of `oidc_logins`. A login that is being told of is due again a moment later, so that one
 * whose telling was cut off by a crash is not forgotten.
 * Does not: say how long to wait (`back-off.ts`).
 * Called by: `tool-logins.ts`, which opens it; the courier.
 */
import type { DatabaseSync } from 'node:sqlite';

/** A login of which its tool is told. */
export type LoginToTell = {
  sessionNumber: number;
  clientId: string;
  sid: string;
  subject: string;
  /** The name under which the session was listed; null when its row is gone. */
  session: string | null;
  /** How many attempts there have been, with the one that now begins. */
  attempt: number;
  /** After this time nobody tries any longer, in ms. */
  tellUntil: number;
};

export type DueLogins = {
  /** Tools that are to be told something, and from when on. */
  waiting(): Promise<{ clientId: string; dueAt: number }[]>;
  /** Begins the next attempt that is due. Whatever becomes of it, the login is due again after this time. */
  claim(clientId: string, dueAgainAt: number): Promise<LoginToTell | null>;
  postpone(login: LoginToTell, dueAt: number): Promise<void>;
  remove(login: LoginToTell): Promise<void>;
  /** Removes a bounded number of those of one tool; gives how many. */
  removeSome(clientId: string): Promise<number>;
  /** Removes a bounded number of those of one tool for which the time is over. */
  removeOverdue(clientId: string): Promise<LoginToTell[]>;
};

const ROWS_AT_A_TIME = 500;

type Row = Record<string, string | number | null>;

/** Opens them. */
export function openDueLogins(db: DatabaseSync, now: () => number): DueLogins {
  const sql = prepare(db);
  return {
    waiting: async () =>
      (sql.waiting.all() as Row[]).map((row) => ({ clientId: String(row.client_id), dueAt: Number(row.due_at) })),
    claim: async (clientId, dueAgainAt) => {
      const row = sql.claim.get(dueAgainAt, clientId, now()) as Row | undefined;
      return row === undefined ? null : fromRow(row);
    },
    postpone: async ({ sessionNumber, clientId }, dueAt) => void sql.postpone.run(dueAt, sessionNumber, clientId),
    remove: async ({ sessionNumber, clientId }) => void sql.remove.run(sessionNumber, clientId),
    removeSome: async (clientId) => Number(sql.removeSome.run(clientId, ROWS_AT_A_TIME).changes),
    removeOverdue: async (clientId) => (sql.removeOverdue.all(clientId, now(), ROWS_AT_A_TIME) as Row[]).map(fromRow),
  };
}

function fromRow(row: Row): LoginToTell {
  return {
    sessionNumber: Number(row.session_number),
    clientId: String(row.client_id),
    sid: String(row.sid),
    subject: String(row.subject),
    session: row.session === null ? null : String(row.session),
    attempt: Number(row.attempts),
    tellUntil: Number(row.expires_at),
  };
}

const KEY = 'session_number, client_id';
const COLUMNS = `${KEY}, sid, subject, attempts, expires_at,
  (SELECT id FROM sessions WHERE number = session_number) AS session`;

function prepare(db: DatabaseSync) {
  return {
    waiting: db.prepare(
      `SELECT client_id, min(next_attempt_at) AS due_at FROM oidc_logins WHERE next_attempt_at IS NOT NULL
       GROUP BY client_id`,
    ),
    claim: db.prepare(
      `UPDATE oidc_logins SET attempts = attempts + 1, next_attempt_at = ? WHERE (${KEY}) IN
       (SELECT ${KEY} FROM oidc_logins WHERE client_id = ? AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT 1)
       RETURNING ${COLUMNS}`,
    ),
    // Neither touches a login that has come to life again.
    postpone: db.prepare(
      `UPDATE oidc_logins SET next_attempt_at = ?
       WHERE session_number = ? AND client_id = ? AND next_attempt_at IS NOT NULL`,
    ),
    remove: db.prepare(
      'DELETE FROM oidc_logins WHERE session_number = ? AND client_id = ? AND next_attempt_at IS NOT NULL',
    ),
    removeSome: db.prepare(
      `DELETE FROM oidc_logins WHERE (${KEY}) IN
       (SELECT ${KEY} FROM oidc_logins WHERE client_id = ? AND next_attempt_at IS NOT NULL LIMIT ?)`,
    ),
    removeOverdue: db.prepare(
      `DELETE FROM oidc_logins WHERE (${KEY}) IN
       (SELECT ${KEY} FROM oidc_logins WHERE client_id = ? AND next_attempt_at IS NOT NULL AND expires_at <= ? LIMIT ?)
       RETURNING ${COLUMNS}`,
    ),
  };
}
