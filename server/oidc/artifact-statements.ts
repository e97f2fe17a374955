/** The SQL for `oidc_artifacts`. */
import type { DatabaseSync } from 'node:sqlite';
import { LIVE } from '../sessions/sqlite-session-store.ts';

export type ArtifactStatements = ReturnType<typeof prepareArtifacts>;

const SWEEP_ROWS = 1_000;
const COLUMNS = 'id, payload, grant_id, uid, user_code, expires_at, session_number';
const AGAIN = `ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
  user_code = excluded.user_code, expires_at = excluded.expires_at,
  session_number = coalesce(excluded.session_number, session_number)`;
/** What belongs to a session is swept with it. */
const NO_LONGER = 'min(?, sessions.expires_at)';
/** While its session lives, and the grant that it was made from is there. */
const FOUND = `oidc_artifacts.expires_at > ? AND (session_number IS NULL
  OR EXISTS (SELECT 1 FROM sessions WHERE number = session_number AND ${LIVE}))
  AND (grant_id IS NULL OR EXISTS (SELECT 1 FROM oidc_artifacts AS made WHERE made.id = oidc_artifacts.grant_id))`;

/** Prepares all of it. Two values stand for a session that lives: see there. */
export function prepareArtifacts(db: DatabaseSync) {
  return {
    putForNobody: db.prepare(`INSERT INTO oidc_artifacts (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, NULL) ${AGAIN}`),
    putForSession: db.prepare(
      `INSERT INTO oidc_artifacts (${COLUMNS}) SELECT ?, ?, ?, ?, ?, ${NO_LONGER}, number FROM sessions
       WHERE key = ? AND ${LIVE} ${AGAIN}`,
    ),
    putForGrant: db.prepare(
      `INSERT INTO oidc_artifacts (${COLUMNS}) SELECT ?, ?, ?, ?, ?, ${NO_LONGER}, number
       FROM oidc_artifacts AS made JOIN sessions ON number = made.session_number WHERE made.id = ? AND ${LIVE} ${AGAIN}`,
    ),
    find: db.prepare(`SELECT payload, grant_id, consumed_at, expires_at FROM oidc_artifacts WHERE id = ? AND ${FOUND}`),
    findByUid: db.prepare(`SELECT payload, consumed_at FROM oidc_artifacts WHERE uid = ? AND ${FOUND}`),
    findByUserCode: db.prepare(`SELECT payload, consumed_at FROM oidc_artifacts WHERE user_code = ? AND ${FOUND}`),
    consume: db.prepare('UPDATE oidc_artifacts SET consumed_at = ? WHERE id = ? AND consumed_at IS NULL'),
    destroy: db.prepare('DELETE FROM oidc_artifacts WHERE id = ?'),
    withdraw: db.prepare('DELETE FROM oidc_artifacts WHERE uid = ? AND consumed_at IS NULL RETURNING id'),
    session: db.prepare(
      `SELECT key, sessions.id, record, ip, last_seen_at, sessions.expires_at
       FROM oidc_artifacts AS made JOIN sessions ON number = made.session_number WHERE made.id = ? AND ${LIVE}`,
    ),
    sweep: db.prepare(
      `DELETE FROM oidc_artifacts WHERE id IN (SELECT id FROM oidc_artifacts WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
    ),
  };
}
