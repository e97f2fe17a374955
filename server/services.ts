/**
 * Everything that outlives a request.
 *
 * Owns: opening and closing it, and the choices made once at start.
 * Does not: serve requests.
 * Called by: `main.ts`, benchmarks, tests.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Administrators, type LiveRules, openRules } from './access/rules.ts';
import type { Rules } from './access/tool.ts';
import { type AuditLog, openAuditLog } from './audit/audit-log.ts';
import { recordReloads } from './audit/rule-reloads.ts';
import { chooseApp } from './choose-app.ts';
import { chooseDemoTools, type DemoToolsChoice } from './choose-demo-tools.ts';
import type { Config } from './config/load-config.ts';
import { ConfigError, messageOf } from './config/problems.ts';
import type { DingTalkApp } from './dingtalk/app.ts';
import { type DingTalkClient, openDingTalkClient } from './dingtalk/client.ts';
import { createPacing } from './dingtalk/pacing.ts';
import type { Logger } from './logger.ts';
import { type ForwardAuthServices, openForwardAuth } from './open-forward-auth.ts';
import { type OidcServices, openOidc, type ReplaceArtifacts } from './open-oidc.ts';
import { type KeyServices, openKeys } from './open-keys.ts';
import { type ContactServices, openContacts } from './open-contacts.ts';
import { openPeople, type PeopleServices } from './open-people.ts';
import { openSessions, type ReplaceStores, type SessionServices } from './open-sessions.ts';
import { paths } from './paths.ts';
import { openUsedStates, type UsedStates } from './sign-in/used-states.ts';
import { guarded } from './storage/guarded.ts';
import { makeFolder } from './storage/make-folder.ts';
import { databaseIn, openDatabase } from './storage/open-database.ts';
import { openBuiltWebAssets } from './web-assets/built.ts';
import { openViteWebAssets } from './web-assets/vite.ts';
import type { WebAssets } from './web-assets/web-assets.ts';

export type Services = KeyServices &
  SessionServices &
  PeopleServices &
  ForwardAuthServices &
  OidcServices &
  ContactServices & {
    logger: Logger;
    now: () => number;
    dingtalkApp: DingTalkApp;
    dingtalk: DingTalkClient;
    usedStates: UsedStates;
    /** Who did what, on whom, when and from where. */
    audit: AuditLog;
    /** The rules about tools that count at this moment. */
    rules: LiveRules;
    administrators: Administrators;
    webAssets: WebAssets;
    pingStore: () => Promise<void>;
    /** Set when the process is about to stop: it then says that it is not ready, while it still answers. */
    lifecycle: { isStopping: boolean };
    /** The address of the embedded sandbox; null when Foyer works with DingTalk. */
    sandboxUrl: string | null;
    demoTools: DemoToolsChoice;
    close: () => Promise<void>;
  };

type OpenOptions = {
  config: Config;
  logger: Logger;
  webApp: 'built' | 'vite';
  database?: ':memory:';
  now?: () => number;
  /** For tests, which put stores in their place that fail. */
  replaceStores?: ReplaceStores;
  replaceArtifacts?: ReplaceArtifacts;
  /** For tests, which need not wait as long as DingTalk wants. */
  dingtalkPace?: { callsPerSecond: number; waitsMs: readonly number[] };
};

const SWEEP_EVERY_MS = 300_000;
const rootDir = join(import.meta.dirname, '..');

/** Opens all services; whoever opened them closes them. One that cannot be opened closes those before it. */
export async function openServices(options: OpenOptions): Promise<Services> {
  const { config, logger, webApp, database, now = Date.now } = options;
  await using opened = new AsyncDisposableStack();
  const demoTools = opened.adopt(await chooseDemoTools(config, logger), (tools) => tools.close());
  const rules = opened.adopt(chooseRules(config, demoTools.rules, logger), (open) => open.close());
  const db = opened.adopt(openStore(config.dataDir, database), (open) => open.close());
  const { dingtalkApp, sandboxUrl, closeSandbox } = await chooseApp(config);
  opened.defer(closeSandbox);
  const audit = opened.adopt(openAuditLog({ db, log: logger, now }), (open) => open.close());
  recordReloads(rules, audit);
  const kept = { config, db, logger, now, audit };
  const keys = opened.adopt(await openKeys(kept), (open) => open.close()).services;
  const usedStates = guarded(openUsedStates(db, now));
  const dingtalk = opened.adopt(openClient(dingtalkApp, options), (open) => open.close());
  const sessions = openSessions({ ...options, ...kept, ...keys, corpId: dingtalkApp.corpId, dingtalk });
  const { store, toolSessions } = sessions.services;
  const reading = { everyMs: config.directorySyncMs, dingtalk, dingtalkApp, store: sessions.recorded };
  const people = opened.adopt(openPeople({ ...kept, ...reading }), (open) => open.close()).services;
  const inFront = { ...kept, rules, keys, sessions, people };
  const forwardAuth = opened.adopt(openForwardAuth(inFront), (open) => open.close()).services;
  const { knownPeople, parked } = forwardAuth;
  const oidc = opened.adopt(openOidc({ ...options, ...inFront, knownPeople }), (open) => open.close()).services;
  const changing = { ...options, ...kept, dingtalk, dingtalkApp, rules, store, ...people };
  const contacts = opened.adopt(openContacts(changing), (open) => open.close()).services;
  const swept = [store, toolSessions, usedStates, parked, oidc.artifacts, keys.signingKeys, audit];
  opened.defer(sweepRegularly([...swept, contacts.invitations, contacts.imports.store], logger));
  const webAssets = openWebAssets(webApp, sandboxUrl ?? '');
  const all = opened.move();
  return {
    ...{ logger, now, audit, dingtalkApp, dingtalk, usedStates, rules, sandboxUrl, demoTools },
    ...keys,
    ...sessions.services,
    ...people,
    ...forwardAuth,
    ...oidc,
    contacts,
    administrators: rules,
    webAssets,
    pingStore: guarded({ ping: async () => void db.prepare('SELECT 1').get() }).ping,
    lifecycle: { isStopping: false },
    close: () => all.disposeAsync(),
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

function chooseRules({ toolsFile: file, publicUrl, findVariable }: Config, withoutFile: Rules, log: Logger): LiveRules {
  return openRules({ file, fallback: { current: () => withoutFile }, log, ownOrigin: publicUrl.origin, findVariable });
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

function openWebAssets(webApp: 'built' | 'vite', sandboxUrl: string): WebAssets {
  return webApp === 'built'
    ? openBuiltWebAssets(join(rootDir, 'web/dist'), sandboxUrl)
    : openViteWebAssets(rootDir, sandboxUrl);
}

function sweepRegularly(stores: readonly { sweep(): Promise<void> }[], logger: Logger): () => void {
  const timer = setInterval(() => {
    for (const store of stores)
      store.sweep().catch((err) => logger.error({ err }, 'expired rows could not be removed'));
  }, SWEEP_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
