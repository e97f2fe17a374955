/**
 * Everything that outlives a request.
 *
 * Owns: opening and closing it, and the choices made once at start.
 * Does not: serve requests.
 * Called by: `main.ts`, benchmarks, tests.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Administrators, openAdministrators } from './access/administrators.ts';
import { chooseApp } from './choose-app.ts';
import type { Config } from './config/load-config.ts';
import { ConfigError, messageOf } from './config/problems.ts';
import type { DingTalkApp } from './dingtalk/app.ts';
import { type DingTalkClient, openDingTalkClient } from './dingtalk/client.ts';
import { createPacing } from './dingtalk/pacing.ts';
import { openRunStore } from './directory/run-store.ts';
import { loadInstallSecret } from './keys/install-secret.ts';
import { createKeyRing, type KeyRing } from './keys/key-ring.ts';
import { createSealer, type Sealer } from './keys/seal.ts';
import { createLogger, type Logger } from './logger.ts';
import { openPeople, type PeopleServices } from './open-people.ts';
import { paths } from './paths.ts';
import { openReplica } from './people/replica.ts';
import type { SessionStore } from './sessions/session-store.ts';
import { openSignInEvidence, type SignInEvidence } from './sessions/sign-in-evidence.ts';
import { openSqliteSessionStore } from './sessions/sqlite-session-store.ts';
import { createUserTokens, type UserTokens } from './sessions/user-tokens.ts';
import { openUsedStates, type UsedStates } from './sign-in/used-states.ts';
import { guarded } from './storage/guarded.ts';
import { makeFolder } from './storage/make-folder.ts';
import { databaseIn, NEWEST_SCHEMA, openAsItIs, openDatabase } from './storage/open-database.ts';
import { openBuiltWebAssets } from './web-assets/built.ts';
import { openViteWebAssets } from './web-assets/vite.ts';
import type { WebAssets } from './web-assets/web-assets.ts';

export type Services = PeopleServices & {
  logger: Logger;
  now: () => number;
  dingtalkApp: DingTalkApp;
  dingtalk: DingTalkClient;
  keyRing: KeyRing;
  sealers: { pending: Sealer; refusal: Sealer };
  store: SessionStore;
  usedStates: UsedStates;
  tokens: UserTokens;
  evidence: SignInEvidence;
  administrators: Administrators;
  webAssets: WebAssets;
  pingStore: () => Promise<void>;
  /** Set when the process is about to stop: it then says that it is not ready, while it still answers. */
  lifecycle: { isStopping: boolean };
  /** The address of the embedded sandbox; null when Foyer works with DingTalk. */
  sandboxUrl: string | null;
  close: () => Promise<void>;
};

type OpenOptions = {
  config: Config;
  logger: Logger;
  webApp: 'built' | 'vite';
  database?: ':memory:';
  now?: () => number;
  /** For tests, which need not wait as long as DingTalk wants. */
  dingtalkPace?: { callsPerSecond: number; waitsMs: readonly number[] };
};

const SWEEP_EVERY_MS = 300_000;
const rootDir = join(import.meta.dirname, '..');

/** Opens all services; whoever opened them closes them. */
export async function openServices(options: OpenOptions): Promise<Services> {
  const { config, logger, webApp, database, now = Date.now } = options;
  const { dataDir, sessions } = config;
  const administrators = chooseAdministrators(config, logger);
  const db = openStore(dataDir, database);
  const { dingtalkApp, sandboxUrl, closeSandbox } = await chooseApp(config);
  const [newest = loadInstallSecret(dataDir), ...older] = sessions.secrets ?? [];
  const keyRing = createKeyRing({ secrets: [newest, ...older], environment: describeEnvironment(config) });
  const store = guarded(openSqliteSessionStore({ db, idleMs: sessions.idleMs, now, log: logger }));
  const usedStates = guarded(openUsedStates(db, now));
  const { ping } = guarded({ ping: async () => void db.prepare('SELECT 1').get() });
  const dingtalk = openClient(dingtalkApp, options);
  const people = openPeople({ everyMs: config.directorySyncMs, db, dingtalk, dingtalkApp, store, logger, now });
  const sealer = createSealer(keyRing, 'user tokens');
  const webAssets = openWebAssets(webApp, sandboxUrl ?? '');
  const stopSweeping = sweepEvery(SWEEP_EVERY_MS, [store, usedStates], logger);
  return {
    logger,
    now,
    dingtalkApp,
    dingtalk,
    keyRing,
    sealers: { pending: createSealer(keyRing, 'pending sign-in'), refusal: createSealer(keyRing, 'refused sign-in') },
    store,
    usedStates,
    tokens: createUserTokens({ store, sealer, dingtalk, log: logger, now }),
    ...people.services,
    evidence: openSignInEvidence({ db, corpId: dingtalkApp.corpId, now, log: logger }),
    administrators,
    webAssets,
    pingStore: ping,
    lifecycle: { isStopping: false },
    sandboxUrl,
    async close() {
      stopSweeping();
      administrators.close();
      await people.close();
      await Promise.all([dingtalk.close(), closeSandbox()]);
      db.close();
    },
  };
}

function openClient(app: DingTalkApp, { config, now = Date.now, dingtalkPace }: OpenOptions): DingTalkClient {
  return openDingTalkClient({
    app,
    redirectUri: new URL(paths.callback, config.publicUrl).href,
    now,
    pacing: createPacing(dingtalkPace?.callsPerSecond),
    waitsMs: dingtalkPace?.waitsMs,
  });
}

/** What a diagnosis looks at, without anything that serves people. */
export type ExaminedServices = Pick<Services, 'now' | 'evidence' | 'replica' | 'runs' | 'dingtalkApp'> & {
  /** The schema of the database; null before the first start. */
  schema: number | null;
  close: () => Promise<void>;
};

/**
 * Opens what a diagnosis looks at, beside a Foyer that may be running: no port of that is taken, and nothing is made
 * or changed that only a start should make or change.
 */
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

/** Whom the sandbox shows the pages of administrators, where no file names anybody: its manager, an invented person. */
const SANDBOX_ADMINISTRATOR = 'manager4220';

function chooseAdministrators({ toolsFile: file, dingtalk }: Config, log: Logger): Administrators {
  return openAdministrators({ file, fallback: dingtalk.mode === 'sandbox' ? [SANDBOX_ADMINISTRATOR] : [], log });
}

/** Tables of another schema cannot be asked: an empty database stands in, and the diagnosis leaves out what needs them. */
function openToRead(file: string): { db: DatabaseSync; schema: number | null } {
  if (!existsSync(file)) return { db: openDatabase(':memory:'), schema: null };
  const { db, schema } = openAsItIs(file);
  if (schema === NEWEST_SCHEMA) return { db, schema };
  db.close();
  return { db: openDatabase(':memory:'), schema };
}

function openStore(dataDir: string, database: ':memory:' | undefined): DatabaseSync {
  try {
    if (database === undefined) makeFolder(dataDir);
    return openDatabase(database ?? databaseIn(dataDir));
  } catch (error) {
    const found = `${JSON.stringify(dataDir)}, where the database cannot be opened (${messageOf(error)})`;
    throw new ConfigError([{ variable: 'DATA_DIR', found, accepted: 'a folder that Foyer may write to, or may make' }]);
  }
}

function describeEnvironment({ dingtalk }: Config): string {
  return dingtalk.mode === 'live' ? `live ${dingtalk.app.corpId}` : 'sandbox';
}

function openWebAssets(webApp: 'built' | 'vite', sandboxUrl: string): WebAssets {
  return webApp === 'built'
    ? openBuiltWebAssets(join(rootDir, 'web/dist'), sandboxUrl)
    : openViteWebAssets(rootDir, sandboxUrl);
}

function sweepEvery(ms: number, stores: readonly { sweep(): Promise<void> }[], logger: Logger): () => void {
  const timer = setInterval(() => {
    for (const store of stores)
      store.sweep().catch((err) => logger.error({ err }, 'expired rows could not be removed'));
  }, ms);
  timer.unref();
  return () => clearInterval(timer);
}
