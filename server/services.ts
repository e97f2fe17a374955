/**
 * Everything that outlives a request.
 *
 * Owns: opening and closing it, and the choices made once at start: live or sandbox, built web app or Vite.
 * Does not: serve requests.
 * Called by: `main.ts`, benchmarks, tests.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { listenOrExplain } from './config/listen-or-explain.ts';
import type { Config } from './config/load-config.ts';
import { ConfigError, messageOf } from './config/problems.ts';
import type { DingTalkApp } from './dingtalk/app.ts';
import { type DingTalkClient, openDingTalkClient } from './dingtalk/client.ts';
import { loadInstallSecret } from './keys/install-secret.ts';
import { createKeyRing, type KeyRing } from './keys/key-ring.ts';
import { createSealer, type Sealer } from './keys/seal.ts';
import type { Logger } from './logger.ts';
import { paths } from './paths.ts';
import { Secret } from './secret.ts';
import type { SessionStore } from './sessions/session-store.ts';
import { openSqliteSessionStore } from './sessions/sqlite-session-store.ts';
import { createUserTokens, type UserTokens } from './sessions/user-tokens.ts';
import { openUsedStates, type UsedStates } from './sign-in/used-states.ts';
import { guarded } from './storage/guarded.ts';
import { makeFolder } from './storage/make-folder.ts';
import { openDatabase } from './storage/open-database.ts';
import { openBuiltWebAssets } from './web-assets/built.ts';
import { openViteWebAssets } from './web-assets/vite.ts';
import type { WebAssets } from './web-assets/web-assets.ts';

export type Services = {
  logger: Logger;
  now: () => number;
  dingtalkApp: DingTalkApp;
  dingtalk: DingTalkClient;
  keyRing: KeyRing;
  sealers: { pending: Sealer; refusal: Sealer };
  store: SessionStore;
  usedStates: UsedStates;
  tokens: UserTokens;
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
};

const SWEEP_EVERY_MS = 300_000;
const rootDir = join(import.meta.dirname, '..');

/** Opens all services; whoever opened them closes them. */
export async function openServices({
  config,
  logger,
  webApp,
  database,
  now = Date.now,
}: OpenOptions): Promise<Services> {
  const { dataDir, publicUrl, sessions } = config;
  const db = openStore(dataDir, database);
  const { dingtalkApp, sandboxUrl, closeSandbox } = await chooseApp(config);
  const [newest = loadInstallSecret(dataDir), ...older] = sessions.secrets ?? [];
  const keyRing = createKeyRing({ secrets: [newest, ...older], environment: describeEnvironment(config) });
  const store = guarded(openSqliteSessionStore({ db, idleMs: sessions.idleMs, now, log: logger }));
  const usedStates = guarded(openUsedStates(db, now));
  const { ping } = guarded({ ping: async () => void db.prepare('SELECT 1').get() });
  const dingtalk = openDingTalkClient({ app: dingtalkApp, redirectUri: new URL(paths.callback, publicUrl).href, now });
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
    webAssets,
    pingStore: ping,
    lifecycle: { isStopping: false },
    sandboxUrl,
    async close() {
      stopSweeping();
      await Promise.all([dingtalk.close(), closeSandbox()]);
      db.close();
    },
  };
}

function openStore(dataDir: string, database: ':memory:' | undefined): DatabaseSync {
  try {
    if (database === undefined) makeFolder(dataDir);
    return openDatabase(database ?? join(dataDir, 'foyer.sqlite'));
  } catch (error) {
    const found = `${JSON.stringify(dataDir)}, where the database cannot be opened (${messageOf(error)})`;
    throw new ConfigError([{ variable: 'DATA_DIR', found, accepted: 'a folder that Foyer may write to, or may make' }]);
  }
}

function describeEnvironment({ dingtalk }: Config): string {
  return dingtalk.mode === 'live' ? `live ${dingtalk.app.corpId}` : 'sandbox';
}

type ChosenApp = { dingtalkApp: DingTalkApp; sandboxUrl: string | null; closeSandbox: () => Promise<void> };

/** The DingTalk app to work with. The sandbox's code is loaded only here, and only where no app is configured. */
async function chooseApp({ dingtalk, sandboxPort, publicUrl, dataDir }: Config): Promise<ChosenApp> {
  if (dingtalk.mode === 'live') return { dingtalkApp: dingtalk.app, sandboxUrl: null, closeSandbox: async () => {} };
  const { createSandbox, sandboxApp } = await import('./sandbox/sandbox.ts');
  const sandbox = createSandbox({
    redirectUris: [new URL(paths.callback, publicUrl).href],
    stateFile: join(dataDir, 'sandbox.json'),
  });
  const address = { host: '127.0.0.1', port: sandboxPort };
  const origin = await listenOrExplain(() => sandbox.listen(address), ['SANDBOX_PORT']);
  const url = new URL(origin);
  const dingtalkApp = {
    clientId: sandboxApp.clientId,
    clientSecret: new Secret(sandboxApp.clientSecret),
    corpId: sandboxApp.corpId,
    hosts: { login: url, api: url, oapi: url },
  };
  return { dingtalkApp, sandboxUrl: origin, closeSandbox: sandbox.close };
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
