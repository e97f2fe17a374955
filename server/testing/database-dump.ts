import { DatabaseSync } from 'node:sqlite';

/**
 * What the company says of its people lies there whether they are signed in or not, and what was noted of those who were
 * refused changes nothing for anybody.
 */
const leftOut =
  /^(departments|people.*|memberships|person_roles|listed_user_ids|directory_.*|audit_log|sqlite_sequence)$/;

/** Everything a database file says of sign-ins and sessions, as text: one JSON line for each row. */
export function dumpDatabase(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    return tables
      .filter(({ name }) => !leftOut.test(String(name)))
      .flatMap(({ name }) =>
        db
          .prepare(`SELECT * FROM "${name}"`)
          .all()
          .map((row) => `${name} ${JSON.stringify(row)}`),
      )
      .sort()
      .join('\n');
  } finally {
    db.close();
  }
}
