/**
 * Tools that were opened in a session through the OpenID provider, until each knows that the session is over.
 *
 * Owns: the SQL for `oidc_logins`: what was opened, and which of it belongs to sessions that are over (`due-logins.ts`).
 * A session is over when no row of it is live: it was ended, was idle too long, is too old, or is gone.
 * Does not: tell anybody (`courier.ts`), or say how long to wait (`back-off.ts`).
 * Called by: the provider, which records; the list of somebody's sessions; `courier.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { SessionKey } from '../../sessions/session-store.ts';
import { LIVE } from '../../sessions/sqlite-session-store.ts';
import { type DueLogins, openDueLogins } from './due-logins.ts';

/** A tool that is opened in a session. */
export type NewLogin = {
  session: SessionKey;
  clientId: string;
  /** The name that the tool gets for the session, and that the notice of its end will carry. */
  sid: string;
  subject: string;
  /** When the session ends at the latest, in ms. */
  expiresAt: number;
  /** Called where the tool was not open in the session before. */
  whenFirst?: () => void;
};

/** A tool among those that somebody has opened in one browser. */
export type OpenLogin = { clientId: string; openedAt: number };

/** How far a look through all logins has come. */
export type LoginPlace = { sessionNumber: number; clientId: string };

export type ToolLogins = DueLogins & {
  /**
   * Records a login before the tool hears of it; safe to repeat, and then the first `sid` stays. Whoever redeems the code
   * waits for the disk, and for this with it.
   *
   * @returns the `sid` that counts; null when the session is over, and nothing may be given to the tool
   */
  record(login: NewLogin): Promise<string | null>;
  /** The tools that are open in a session, latest first. */
  listOpen(session: SessionKey): Promise<OpenLogin[]>;
  /** Makes the logins due whose sessions are over, of sessions and people that have changed; gives how many sessions. */
  noteEnded(keysOrSubjects: readonly string[]): Promise<number>;
  /** The same for a bounded number of all logins, from a place on; `next` is null at the end. */
  noteEndedFrom(place: LoginPlace | null): Promise<{ ended: number; next: LoginPlace | null }>;
};

/** A tool that was out of order for longer has lost its own sessions, or somebody has looked after it. */
const TELL_FOR_MS = 24 * 3_600_000;
const ROWS_AT_A_TIME = 500;
/** Sorts before every login. */
const START: LoginPlace = { sessionNumber: -1, clientId: '' };

type LoginsOptions = { db: DatabaseSync; idleMs: number; now: () => number };
type LookRow = { session_number: number; client_id: string; is_live: number };

/** Opens the logins of a single process. */
export function openToolLogins({ db, idleMs, now }: LoginsOptions): ToolLogins {
  const sql = prepare(db);
  /** The two values of LIVE. */
  const live = (): [number, number] => [now() - idleMs, now()];
  const makeDue = (numbers: readonly unknown[]): number => {
    const distinct = [...new Set(numbers)];
    // Looking must not wait for whoever writes.
    if (distinct.length > 0) sql.makeDue.run(now(), now() + TELL_FOR_MS, JSON.stringify(distinct));
    return distinct.length;
  };
  return {
    record: async ({ session, clientId, sid, subject, expiresAt, whenFirst }) => {
      const known = sql.find.get(session, ...live(), clientId);
      const row = known ?? sql.insert.get(clientId, sid, subject, now(), expiresAt, session, ...live());
      if (known === undefined && row !== undefined) whenFirst?.();
      return row === undefined ? null : String(row.sid);
    },
    listOpen: async (session) =>
      sql.list.all(session).map((row) => ({ clientId: row.client_id, openedAt: row.opened_at }) as OpenLogin),
    noteEnded: async (keysOrSubjects) => {
      const list = JSON.stringify(keysOrSubjects);
      const rows = [...sql.endedByKey.all(list, ...live()), ...sql.endedBySubject.all(list, ...live())];
      return makeDue(rows.map((row) => row.session_number));
    },
    noteEndedFrom: async (place) => {
      const { sessionNumber, clientId } = place ?? START;
      const rows = sql.look.all(...live(), sessionNumber, clientId, ROWS_AT_A_TIME) as LookRow[];
      const ended = makeDue(rows.filter((row) => row.is_live === 0).map((row) => row.session_number));
      const next = rows.length < ROWS_AT_A_TIME ? undefined : rows.at(-1);
      return {
        ended,
        next: next === undefined ? null : { sessionNumber: next.session_number, clientId: next.client_id },
      };
    },
    ...openDueLogins(db, now),
  };
}

const IS_OVER = `NOT EXISTS (SELECT 1 FROM sessions WHERE number = session_number AND ${LIVE})`;
const KEY = 'session_number, client_id';

function prepare(db: DatabaseSync) {
  return {
    find: db.prepare(
      `SELECT sid FROM sessions JOIN oidc_logins ON session_number = number
       WHERE sessions.key = ? AND ${LIVE} AND client_id = ? AND next_attempt_at IS NULL`,
    ),
    // A session that seemed over may live on, if a request that was under way noted activity: then so does the login.
    insert: db.prepare(
      `INSERT INTO oidc_logins (client_id, sid, subject, opened_at, expires_at, session_number)
       SELECT ?, ?, ?, ?, ?, number FROM sessions WHERE key = ? AND ${LIVE}
       ON CONFLICT (${KEY}) DO UPDATE SET attempts = 0, next_attempt_at = NULL, expires_at = excluded.expires_at
       RETURNING sid`,
    ),
    list: db.prepare(
      `SELECT client_id, opened_at FROM sessions JOIN oidc_logins ON session_number = number
       WHERE sessions.key = ? AND next_attempt_at IS NULL ORDER BY opened_at DESC, client_id`,
    ),
    endedByKey: db.prepare(
      `SELECT session_number FROM oidc_logins WHERE next_attempt_at IS NULL AND session_number IN
       (SELECT number FROM sessions WHERE key IN (SELECT value FROM json_each(?))) AND ${IS_OVER}`,
    ),
    endedBySubject: db.prepare(
      `SELECT session_number FROM oidc_logins WHERE next_attempt_at IS NULL
       AND subject IN (SELECT value FROM json_each(?)) AND ${IS_OVER}`,
    ),
    look: db.prepare(
      `SELECT ${KEY}, NOT ${IS_OVER} AS is_live FROM oidc_logins
       WHERE next_attempt_at IS NULL AND (${KEY}) > (?, ?) ORDER BY ${KEY} LIMIT ?`,
    ),
    makeDue: db.prepare(
      `UPDATE oidc_logins SET next_attempt_at = ?, expires_at = ?
       WHERE next_attempt_at IS NULL AND session_number IN (SELECT value FROM json_each(?))`,
    ),
  };
}
