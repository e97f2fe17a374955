/**
 * Everything that tools which are OpenID Connect clients need.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LiveRules } from './access/rules.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Config } from './config/load-config.ts';
import { createClientAddress } from './http/client-address.ts';
import type { Logger } from './logger.ts';
import { mayEnter } from './oidc/accounts.ts';
import { createArtifactMemory } from './oidc/artifact-memory.ts';
import { openArtifacts, type ArtifactStore } from './oidc/artifacts.ts';
import { findOidcTool } from './oidc/clients.ts';
import { type LogoutCourier, openLogoutCourier } from './oidc/logout-notices/courier.ts';
import { openToolLogins, type ToolLogins } from './oidc/logout-notices/tool-logins.ts';
import { createOidcProvider, type OidcProvider } from './oidc/provider.ts';
import { createWrongGuesses, type WrongGuesses } from './oidc/wrong-guesses.ts';
import { createRememberedAnswers, type RememberedAnswers } from './oidc/remembered-answers.ts';
import type { KeyServices } from './open-keys.ts';
import type { SessionServices } from './open-sessions.ts';
import { paths } from './paths.ts';
import type { KnownPeople } from './people/known-people.ts';
import { createFromRow } from './sessions/sqlite-session-store.ts';
import type { SessionChanges } from './sessions/session-changes.ts';
import type { SignedIn } from './sessions/store-bridge.ts';
import { guarded } from './storage/guarded.ts';

export type OidcServices = {
  provider: OidcProvider;
  answers: RememberedAnswers;
  wrongGuesses: WrongGuesses;
  artifacts: ArtifactStore;
  logins: ToolLogins;
  courier: LogoutCourier;
  rulesAllow(clientId: string, who: SignedIn): boolean;
};

/** Puts another store in the place of the one that was opened. */
export type ReplaceArtifacts = (opened: ArtifactStore) => ArtifactStore;

type OidcOptions = {
  config: Config;
  db: DatabaseSync;
  rules: LiveRules;
  keys: KeyServices;
  sessions: { services: SessionServices; changes: SessionChanges };
  knownPeople: KnownPeople;
  audit: AuditLog;
  logger: Logger;
  now: () => number;
  replaceArtifacts?: ReplaceArtifacts;
};

/** Opens them. The provider's library is loaded when somebody first needs it. */
export function openOidc(options: OidcOptions): { services: OidcServices; close(): Promise<void> } {
  const { config, db, rules, keys, sessions, knownPeople: people, logger: log, now } = options;
  const memory = createArtifactMemory({ changes: sessions.changes, idleMs: config.sessions.idleMs, now });
  const answers = createRememberedAnswers({ memory, rules, people });
  const opened = openArtifacts({
    ...{ db, fromRow: createFromRow(log), memory, now },
    idleMs: config.sessions.idleMs,
  });
  const artifacts = guarded(options.replaceArtifacts?.(opened) ?? opened);
  const logins = guarded(openToolLogins({ db, idleMs: config.sessions.idleMs, now }));
  const wrongGuesses = createWrongGuesses({ addressOf: createClientAddress(config.trustedProxies), now });
  const issuer = new URL(paths.oidc, config.publicUrl).href;
  const provider = createOidcProvider({
    ...{ artifacts, people, rules, logins, answers, wrongGuesses, issuer, log, now, ...keys, audit: options.audit },
    activity: sessions.services.activity,
    publicUrl: config.publicUrl,
    fallbackEmailDomain: config.fallbackEmailDomain,
  });
  const rulesAllow = (clientId: string, who: SignedIn) => {
    const tool = findOidcTool(rules.current(), clientId);
    return tool !== null && mayEnter(tool, who, { people, rules });
  };
  const { signingKeys } = keys;
  const courier = openLogoutCourier({ logins, changes: sessions.changes, rules, signingKeys, issuer, now, log });
  return {
    services: { provider, answers, wrongGuesses, artifacts, logins, courier, rulesAllow },
    close: courier.close,
  };
}
