/**
 * What can be opened beside a Foyer that may be running.
 *
 * Owns: looking without touching: no port of it is taken, and nothing is made or changed that only a start should make
 * or change.
 * Called by: `main.ts` and `open-explanation.ts`, for commands.
 */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { chooseApp } from './choose-app.ts';
import type { Config } from './config/load-config.ts';
import { openRunStore } from './directory/run-store.ts';
import { createLogger } from './logger.ts';
import { openReplica, type Replica } from './people/replica.ts';
import type { Services } from './services.ts';
import { openSignInEvidence } from './sessions/sign-in-evidence.ts';
import { databaseIn, NEWEST_SCHEMA, openAsItIs, openDatabase } from './storage/open-database.ts';

/** What a diagnosis looks at, without anything that serves people. */
export type ExaminedServices = Pick<Services, 'now' | 'evidence' | 'replica' | 'runs' | 'dingtalkApp'> & {
  /** The schema of the database; null before the first start. */
  schema: number | null;
  close: () => Promise<void>;
};

/** Opens what a diagnosis looks at. */
export async function openForDiagnosis(config: Config): Promise<ExaminedServices> {
  const now = Date.now;
  const { db, schema } = openToRead(databaseIn(config.dataDir));
  // Before the sandbox, which would keep a process alive that has found nothing to look at.
  const stores = { replica: openReplica(db), runs: openRunStore(db) };
  const { dingtalkApp, closeSandbox } = await chooseApp(config, 'beside');
  return {
    ...stores,
    evidence: openSignInEvidence({ db, corpId: dingtalkApp.corpId, now, log: createLogger('silent') }),
    now,
    dingtalkApp,
    schema,
    async close() {
      await closeSandbox();
      db.close();
    },
  };
}

/** Opens the company as it was last read. */
export function openReplicaToRead({ dataDir }: Config): { replica: Replica; close(): void } {
  const { db } = openToRead(databaseIn(dataDir));
  return { replica: openReplica(db), close: () => db.close() };
}

/** Tables of another schema cannot be asked: an empty database stands in, and the diagnosis leaves out what needs them. */
function openToRead(file: string): { db: DatabaseSync; schema: number | null } {
  if (!existsSync(file)) return { db: openDatabase(':memory:'), schema: null };
  const { db, schema } = openAsItIs(file);
  if (schema === NEWEST_SCHEMA) return { db, schema };
  db.close();
  return { db: openDatabase(':memory:'), schema };
}
