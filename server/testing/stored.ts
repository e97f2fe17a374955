/** What lies in a server's database, as somebody with a copy of the file would read it or change it. */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { dumpDatabase } from './database-dump.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Stored = {
  /** Sessions that sign somebody in; one that was ended is none. */
  countSessions(): number;
  /** Rows of every kind. */
  countRows(): number;
  countTokens(): number;
  /** Every row of every table, as text: one line for each. */
  dump(): string;
  rows(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[];
};

/** A server whose database is a file in a folder of the test's own, and that file. */
export async function startStoredServer(
  t: TestContext,
  options: Parameters<typeof startTestServer>[1] = {},
): Promise<TestServer & { stored: Stored; dataDir: string }> {
  const dataDir = options.dataDir ?? temporaryFolder(t);
  const server = await startTestServer(t, { ...options, dataDir });
  return { ...server, dataDir, stored: openStored(t, dataDir) };
}

function openStored(t: TestContext, dataDir: string): Stored {
  const file = join(dataDir, 'foyer.sqlite');
  const db = new DatabaseSync(file);
  t.after(() => db.close());
  const rows = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values) as Record<string, unknown>[];
  const dump = () => dumpDatabase(file);
  return {
    rows,
    countSessions: () => rows('SELECT 1 FROM sessions WHERE ended_at IS NULL').length,
    countTokens: () => rows('SELECT 1 FROM user_tokens').length,
    dump,
    countRows: () =>
      dump()
        .split('\n')
        .filter((line) => line !== '').length,
  };
}
