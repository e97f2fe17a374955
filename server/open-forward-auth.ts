/**
 * Everything that tools behind a proxy need.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LiveRules } from './access/rules.ts';
import type { Config } from './config/load-config.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { createAssertions } from './forward-auth/assertion.ts';
import type { Conclusion } from './forward-auth/conclusions.ts';
import { createDecisions, type Decisions } from './forward-auth/decisions.ts';
import { openParkedAddresses, type ParkedAddresses } from './forward-auth/hand-over/parked-addresses.ts';
import { createTickets, type Tickets } from './forward-auth/hand-over/tickets.ts';
import { createToolSessionMemory } from './forward-auth/remembered.ts';
import { createToolTokens } from './forward-auth/tool-tokens.ts';
import type { KeyServices } from './open-keys.ts';
import type { PeopleServices } from './open-people.ts';
import type { SessionServices } from './open-sessions.ts';
import { paths } from './paths.ts';
import { createKnownPeople, type KnownPeople } from './people/known-people.ts';
import type { SessionChanges } from './sessions/session-changes.ts';
import { watchForeignWrites } from './storage/foreign-writes.ts';
import { guarded } from './storage/guarded.ts';

export type ForwardAuthServices = {
  decisions: Decisions;
  tickets: Tickets;
  parked: ParkedAddresses;
  knownPeople: KnownPeople;
};

type ForwardAuthOptions = {
  config: Config;
  db: DatabaseSync;
  rules: LiveRules;
  keys: KeyServices;
  sessions: { services: SessionServices; changes: SessionChanges; noteForeignWrite(): void };
  people: PeopleServices;
  audit: AuditLog;
  now: () => number;
};

/** Opens them; what is kept in memory follows what other processes write. */
export function openForwardAuth(options: ForwardAuthOptions): { services: ForwardAuthServices; close(): void } {
  const { config, db, rules, keys, sessions, audit, now } = options;
  const { idleMs } = config.sessions;
  const { toolSessions, activity } = sessions.services;
  const people = createKnownPeople(options.people.replica);
  const issuer = new URL(paths.oidc, config.publicUrl).href;
  const assertions = createAssertions({ signingKeys: keys.signingKeys, issuer, now });
  const toolTokens = createToolTokens(keys.keyRing);
  const memory = createToolSessionMemory<Conclusion>(sessions.changes);
  const decisions = createDecisions({
    ...{ rules, people, toolSessions, toolTokens, memory, activity, assertions, audit, idleMs, now },
  });
  return {
    services: {
      decisions,
      tickets: createTickets({ toolSessions, toolTokens, now }),
      parked: guarded(openParkedAddresses(db, now)),
      knownPeople: people,
    },
    close: watchForeignWrites(db, () => {
      sessions.noteForeignWrite();
      options.people.replica.noteForeignWrite();
    }),
  };
}
