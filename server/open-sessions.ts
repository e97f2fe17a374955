/**
 * Sessions, those of tools, and what is known beside them.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { AuditLog } from './audit/audit-log.ts';
import type { Config } from './config/load-config.ts';
import type { DingTalkClient } from './dingtalk/client.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { createSealer } from './keys/seal.ts';
import type { Logger } from './logger.ts';
import { type Activity, createActivity } from './sessions/activity.ts';
import { createSessionJournal, journaled, type SessionChanges } from './sessions/session-changes.ts';
import { recordingEnds } from './sessions/recorded-ends.ts';
import type { SessionStore } from './sessions/session-store.ts';
import { openSignInEvidence, type SignInEvidence } from './sessions/sign-in-evidence.ts';
import { createFromRow, openSqliteSessionStore } from './sessions/sqlite-session-store.ts';
import { openSqliteToolSessionStore } from './sessions/sqlite-tool-session-store.ts';
import type { ToolSessionStore } from './sessions/tool-session-store.ts';
import { createUserTokens, type UserTokens } from './sessions/user-tokens.ts';
import { guarded } from './storage/guarded.ts';

export type SessionServices = {
  store: SessionStore;
  toolSessions: ToolSessionStore;
  activity: Activity;
  tokens: UserTokens;
  evidence: SignInEvidence;
};

/** Puts other stores in the place of those that were opened. */
export type ReplaceStores = (opened: { sessions: SessionStore; toolSessions: ToolSessionStore }) => typeof opened;

type SessionOptions = {
  config: Config;
  audit: Pick<AuditLog, 'record'>;
  corpId: string;
  db: DatabaseSync;
  dingtalk: DingTalkClient;
  keyRing: KeyRing;
  logger: Logger;
  now: () => number;
  replaceStores?: ReplaceStores;
};

/** Opens them; `changes` is for whoever keeps something about sessions in memory. */
export function openSessions(options: SessionOptions): {
  services: SessionServices;
  /** The store for whoever ends sessions on nobody's request: it writes them down. */
  recorded: SessionStore;
  changes: SessionChanges;
  noteForeignWrite(): void;
} {
  const { config, audit, corpId, db, dingtalk, keyRing, logger: log, now } = options;
  const { idleMs } = config.sessions;
  const journal = createSessionJournal();
  const opened = {
    sessions: openSqliteSessionStore({ db, idleMs, now, log }),
    toolSessions: openSqliteToolSessionStore({ db, fromRow: createFromRow(log), idleMs, now }),
  };
  const stores = options.replaceStores?.(opened) ?? opened;
  const store = journaled(guarded(stores.sessions), journal);
  const recorded = recordingEnds(store, audit);
  const toolSessions = guarded(stores.toolSessions);
  const sealer = createSealer(keyRing, 'user tokens');
  return {
    services: {
      store,
      toolSessions,
      activity: createActivity({ store, idleMs, now }),
      tokens: createUserTokens({ store: recorded, sealer, dingtalk, log, now }),
      evidence: openSignInEvidence({ db, corpId, now, log }),
    },
    recorded,
    changes: journal.changes,
    noteForeignWrite: journal.noteEverything,
  };
}
