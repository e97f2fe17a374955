/**
 * Tool sessions and tickets in the embedded database.
 *
 * Owns: the SQL for `tool_sessions` and `hand_over_tickets`.
 * Does not: hash ids; they arrive ready.
 */
import type { DatabaseSync } from 'node:sqlite';
import { durably } from '../storage/durably.ts';
import type { SessionKey, SessionRecord } from './session-store.ts';
import { LIVE, type SessionRow } from './sqlite-session-store.ts';
import type { OpenTool, Ticket, ToolSessionStore } from './tool-session-store.ts';

type StoreOptions = {
  db: DatabaseSync;
  /** Makes a session of its row, or null of a row that is none. */
  fromRow: (row: SessionRow) => SessionRecord | null;
  idleMs: number;
  now: () => number;
};

type ToolRow = SessionRow & { origin: string; used_at: number | null };
type TicketRow = { session_key: SessionKey; target: string; binding: string; issued_at: number };

/** Tickets are kept for as long as a loop is looked for; they can be used for a much shorter time. */
const TICKET_KEPT_MS = 120_000;
const SWEEP_ROWS = 1_000;

/** Opens the store of a single process. */
export function openSqliteToolSessionStore({ db, fromRow, idleMs, now }: StoreOptions): ToolSessionStore {
  const sql = prepare(db);
  return {
    async find(key) {
      const row = sql.find.get(key, now() - idleMs, now()) as ToolRow | undefined;
      const record = row === undefined ? null : fromRow(row);
      if (row === undefined || record === null) return null;
      return { origin: row.origin, usedAt: row.used_at, parent: { key: row.key as SessionKey, record } };
    },
    async noteUse(key, at) {
      sql.use.run(at, key);
    },
    async listOpen(session) {
      return sql.list.all(session).map((row) => ({ origin: row.origin, openedAt: row.opened_at }) as OpenTool);
    },
    async issue(hash, { sessionKey, target, binding, issuedAt }) {
      sql.issue.run(hash, sessionKey, target, binding, issuedAt, issuedAt + TICKET_KEPT_MS);
    },
    async findTicket(hash) {
      const row = sql.ticket.get(hash) as TicketRow | undefined;
      return row === undefined ? null : toTicket(row);
    },
    async redeem(hash, { key, origin, issuedAfter, at }) {
      return durably(db, () => {
        const claimed = sql.claim.get(key, hash, issuedAfter) as { session_key: string } | undefined;
        if (claimed === undefined) return null;
        const opened = sql.open.get(key, origin, at, claimed.session_key, now() - idleMs, now());
        return opened === undefined ? null : Number(opened.expires_at);
      });
    },
    async countInVain(session, target, since) {
      return Number(sql.inVain.get(session, target, since)?.count ?? 0);
    },
    async sweep() {
      sql.sweepTickets.run(now());
      sql.sweepSessions.run(now());
    },
  };
}

function toTicket({ session_key: sessionKey, target, binding, issued_at: issuedAt }: TicketRow): Ticket {
  return { sessionKey, target, binding, issuedAt };
}

function prepare(db: DatabaseSync) {
  return {
    find: db.prepare(
      `SELECT origin, used_at, sessions.key, id, record, ip, last_seen_at, sessions.expires_at
       FROM tool_sessions JOIN sessions ON number = session_number
       WHERE tool_sessions.key = ? AND ${LIVE}`,
    ),
    use: db.prepare('UPDATE tool_sessions SET used_at = ? WHERE key = ? AND used_at IS NULL'),
    list: db.prepare(
      `SELECT origin, min(opened_at) AS opened_at FROM tool_sessions JOIN sessions ON number = session_number
       WHERE sessions.key = ? AND used_at IS NOT NULL GROUP BY origin ORDER BY opened_at DESC, origin`,
    ),
    issue: db.prepare(
      `INSERT INTO hand_over_tickets (ticket_hash, session_key, target, binding, issued_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    ticket: db.prepare('SELECT session_key, target, binding, issued_at FROM hand_over_tickets WHERE ticket_hash = ?'),
    claim: db.prepare(
      `UPDATE hand_over_tickets SET tool_session_key = ? WHERE ticket_hash = ? AND issued_at > ?
       AND tool_session_key IS NULL RETURNING session_key`,
    ),
    // A session that has ended meanwhile opens nothing any more.
    open: db.prepare(
      `INSERT INTO tool_sessions (key, session_number, origin, opened_at, expires_at)
       SELECT ?, number, ?, ?, expires_at FROM sessions WHERE key = ? AND ${LIVE} RETURNING expires_at`,
    ),
    inVain: db.prepare(
      `SELECT count(*) AS count FROM hand_over_tickets JOIN tool_sessions ON key = tool_session_key
       WHERE session_key = ?1 AND target = ?2 AND issued_at > ?3 AND used_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM tool_sessions AS other WHERE other.session_number = tool_sessions.session_number
         AND other.origin = tool_sessions.origin AND other.used_at > ?3)`,
    ),
    sweepTickets: db.prepare(
      `DELETE FROM hand_over_tickets WHERE ticket_hash IN
       (SELECT ticket_hash FROM hand_over_tickets WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
    ),
    sweepSessions: db.prepare(
      `DELETE FROM tool_sessions WHERE key IN
       (SELECT key FROM tool_sessions WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
    ),
  };
}
