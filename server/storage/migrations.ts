/** The schema, step by step. A step that has been released is never edited; times are integers in ms. */
export const migrations: readonly string[] = [
  `
  -- One row for each browser that is signed in. The key is the SHA-256 of the cookie's id, so that a copy of this table
  -- signs nobody in. An ended session stays as a row without content (a tombstone) until it would have expired.
  CREATE TABLE sessions (
    key TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    record TEXT NOT NULL,
    ip TEXT NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_subject ON sessions (subject) WHERE ended_at IS NULL;
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);

  -- DingTalk's user tokens, sealed, one record beside each session, written by compare-and-set.
  CREATE TABLE user_tokens (
    session_key TEXT PRIMARY KEY,
    sealed TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX user_tokens_by_expiry ON user_tokens (expires_at);

  -- The hash of every sign-in state that came back, until it would have expired: a state works once.
  CREATE TABLE used_states (
    state_hash TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX used_states_by_expiry ON used_states (expires_at)
  `,
];
