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
  `
  -- The replica of the company's contacts. "seen_in" is the run that saw a row last; 0 for one read on its own.
  CREATE TABLE departments (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- NULL at the top of what the app sees.
    parent_id INTEGER,
    position INTEGER NOT NULL,
    member_count INTEGER NOT NULL,
    -- Who sees it besides its own people, as JSON; NULL when everybody does.
    hidden_except_for TEXT,
    seen_in INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX departments_by_parent ON departments (parent_id, position);
  CREATE INDEX hidden_departments ON departments (id) WHERE hidden_except_for IS NOT NULL;

  -- One row for each person. The id is ours alone, and stays when everything else about a person changes.
  CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    union_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    -- The company's record in our words, as JSON.
    record TEXT NOT NULL,
    -- When it was last read on its own, with all its fields; NULL while only a list has shown it.
    detailed_at INTEGER,
    -- Readings of the name in pinyin, as JSON, and the place in an alphabetical list that follows from them.
    readings TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    -- The lowest hidden department above each of somebody's own, as JSON; NULL when one of their own has none above it.
    hidden_under TEXT,
    -- The hash of what the index holds of this person.
    indexed TEXT NOT NULL,
    seen_in INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX people_by_user_id ON people (user_id);
  CREATE INDEX people_by_union_id ON people (union_id);
  CREATE INDEX people_by_sort_key ON people (sort_key, id);

  CREATE TABLE memberships (
    department_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    leads INTEGER NOT NULL,
    PRIMARY KEY (department_id, person_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memberships_by_person ON memberships (person_id);

  CREATE TABLE person_roles (
    user_id TEXT NOT NULL,
    role_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    group_name TEXT NOT NULL,
    PRIMARY KEY (user_id, role_id)
  ) STRICT, WITHOUT ROWID;

  -- The userIds DingTalk lists for each department, whether the app may see the people or not.
  CREATE TABLE listed_user_ids (
    department_id INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (department_id, user_id)
  ) STRICT, WITHOUT ROWID;

  -- What people are found by: one row for each person, with the same id. The text itself is not kept.
  CREATE VIRTUAL TABLE people_index USING fts5 (
    name, keys, inner, title, digits, departments,
    content = '', contentless_delete = 1, detail = 'column', prefix = '1 2 3 5',
    tokenize = 'ascii'
  );
  -- What was replaced is cleared away late: at FTS5's own 10 percent, a moved department has the whole index rewritten
  -- many times.
  INSERT INTO people_index (people_index, rank) VALUES ('deletemerge', 40);

  -- Readings of the whole company, the latest last, and the steps that are still to be done in the one under way.
  CREATE TABLE directory_runs (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL
  ) STRICT;
  CREATE TABLE directory_steps (
    id INTEGER PRIMARY KEY,
    step TEXT NOT NULL UNIQUE
  ) STRICT;

  -- When sign-ins last showed that something of the app's set-up works, or does not.
  CREATE TABLE sign_in_evidence (
    kind TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID
  `,
  `
  -- Sessions again, as a table with numbers: rows this wide lie badly in an index, and a tool session finds its parent by
  -- the number in one step. Numbers are never given out twice, so that no tool session finds a parent that is not its own.
  CREATE TABLE numbered_sessions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    record TEXT NOT NULL,
    ip TEXT NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  INSERT INTO numbered_sessions (key, id, subject, record, ip, last_seen_at, expires_at, ended_at)
  SELECT key, id, subject, record, ip, last_seen_at, expires_at, ended_at FROM sessions;
  DROP TABLE sessions;
  ALTER TABLE numbered_sessions RENAME TO sessions;
  CREATE INDEX sessions_by_subject ON sessions (subject) WHERE ended_at IS NULL;
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);

  -- One row for each tool that is open in a browser. It lives only while its session does.
  CREATE TABLE tool_sessions (
    key TEXT PRIMARY KEY,
    session_number INTEGER NOT NULL,
    origin TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    -- When a request first came with it; NULL until then.
    used_at INTEGER,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tool_sessions_by_session ON tool_sessions (session_number);
  CREATE INDEX tool_sessions_by_expiry ON tool_sessions (expires_at);

  -- Tickets with which a signed-in person is handed over to a tool's host: for one host, one browser, one use.
  CREATE TABLE hand_over_tickets (
    ticket_hash TEXT PRIMARY KEY,
    session_key TEXT NOT NULL,
    target TEXT NOT NULL,
    binding TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    -- The tool session that it was traded for; NULL until then.
    tool_session_key TEXT,
    -- Kept for longer than it can be used, so that a loop is noticed.
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hand_over_tickets_by_session ON hand_over_tickets (session_key);
  CREATE INDEX hand_over_tickets_by_expiry ON hand_over_tickets (expires_at);

  -- Addresses too long for a cookie, which wait here while somebody signs in.
  CREATE TABLE parked_addresses (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX parked_addresses_by_expiry ON parked_addresses (expires_at);

  -- Keys that sign. The private half is sealed.
  CREATE TABLE signing_keys (
    kid TEXT PRIMARY KEY,
    alg TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID
  `,
  `
  -- What the OpenID provider keeps: codes, tokens, grants, its view of a session, requests under way. Whatever belongs to
  -- somebody is found only while their session lives.
  CREATE TABLE oidc_artifacts (
    -- The hash of model and id: an id is often all that is needed to be somebody. Rows lie in the order in which they came:
    -- among random ids, each of these wide rows would go to another page, and be written twice as slowly.
    id TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    -- Hashes as well, each with its model.
    grant_id TEXT,
    uid TEXT,
    user_code TEXT,
    session_number INTEGER,
    consumed_at INTEGER,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX oidc_artifacts_by_uid ON oidc_artifacts (uid) WHERE uid IS NOT NULL;
  CREATE INDEX oidc_artifacts_by_user_code ON oidc_artifacts (user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX oidc_artifacts_by_expiry ON oidc_artifacts (expires_at);

  -- Tools that were opened in a session through the OpenID provider, until each has been told that it is over.
  CREATE TABLE oidc_logins (
    session_number INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    sid TEXT NOT NULL,
    subject TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When the tool is told next; NULL while the session lives.
    next_attempt_at INTEGER,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (session_number, client_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX oidc_logins_by_attempt ON oidc_logins (client_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
  CREATE INDEX oidc_logins_by_subject ON oidc_logins (subject);
  CREATE INDEX oidc_logins_by_expiry ON oidc_logins (expires_at);

  -- From when a key signs, and from when it is not published any more; NULL is from the beginning, and never.
  ALTER TABLE signing_keys ADD COLUMN used_from INTEGER;
  ALTER TABLE signing_keys ADD COLUMN retired_at INTEGER
  `,
  `
  -- Who did what, on whom, when and from where. No row is ever changed, and none goes within a year: not even by a mistake
  -- of ours. REPLACE deletes without asking the trigger for deletions, so an id that is taken is refused as well.
  CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    act TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor_subject TEXT,
    actor_user_id TEXT,
    actor_name TEXT,
    target_kind TEXT,
    target_id TEXT,
    target_name TEXT,
    -- JSON, with mobile numbers masked.
    before TEXT,
    after TEXT,
    code TEXT,
    dingtalk_request_id TEXT,
    request_id TEXT,
    from_address TEXT
  ) STRICT;
  CREATE INDEX audit_log_by_at ON audit_log (at);
  CREATE INDEX audit_log_by_act ON audit_log (act, id);
  CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
  CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
    WHEN OLD.at > (unixepoch() - 365 * 86400) * 1000
    BEGIN SELECT RAISE(ABORT, 'the audit log stays for a year'); END;
  CREATE TRIGGER audit_log_is_not_replaced BEFORE INSERT ON audit_log
    WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;

  -- Acts that are being done, as they will stand in the log, in JSON; each goes together with the row about its outcome.
  -- What is left after a start was under way when the process ended.
  CREATE TABLE acts_under_way (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    act TEXT NOT NULL
  ) STRICT;

  -- People whom DingTalk has asked to join, until they have: they are in no list of the company before.
  CREATE TABLE pending_invitations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- With it they are found again: DingTalk gives an invitation no id.
    mobile TEXT NOT NULL,
    invited_at INTEGER NOT NULL,
    -- NULL until they have joined.
    user_id TEXT,
    -- When they were last looked for at DingTalk; NULL before the first time.
    looked_at INTEGER,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pending_invitations_by_mobile ON pending_invitations (mobile);
  CREATE INDEX pending_invitations_by_expiry ON pending_invitations (expires_at);

  -- Files with people to add or change. What is still to be done lies here, so that an import goes on after a restart.
  CREATE TABLE people_imports (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    -- When that began: an old plan is not carried out.
    since INTEGER NOT NULL,
    -- JSON: who began it, what the dry run counted, and why it stopped; NULL while it has not.
    actor TEXT NOT NULL,
    counts TEXT NOT NULL,
    stopped TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX people_imports_by_expiry ON people_imports (expires_at);

  CREATE TABLE people_import_rows (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    -- JSON: what is to be done.
    plan TEXT NOT NULL,
    state TEXT NOT NULL,
    -- JSON: how it went; NULL until it has been tried.
    outcome TEXT,
    PRIMARY KEY (import_id, line)
  ) STRICT, WITHOUT ROWID;

  -- Whose a number or an address is, which is asked before somebody else is given it: for each row of a file.
  CREATE INDEX people_by_mobile ON people (record ->> '$.mobile');
  CREATE INDEX people_by_email ON people (lower(record ->> '$.email'));
  CREATE INDEX people_by_telephone ON people (record ->> '$.telephone')
  `,
];
