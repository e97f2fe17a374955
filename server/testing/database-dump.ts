import { DatabaseSync } from 'node:sqlite';

/** Everything that stands in the tables of a database file, as text: one JSON line for each row. */
export function dumpDatabase(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    return tables
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
