/**
 * Changing the company: everything that outlives a request.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LiveRules } from './access/rules.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { createDescribePerson, type DescribePerson } from './contacts/admin-person.ts';
import { createCompanyChecks } from './contacts/company-checks.ts';
import { createExternalContactActs, type ExternalContactActs } from './contacts/external-contact-acts.ts';
import { openFollow } from './contacts/follow.ts';
import { type ImportStore, openImportStore } from './contacts/imports/import-store.ts';
import { type ImportRunner, openImportRunner } from './contacts/imports/runner.ts';
import { createSpareCounts } from './contacts/imports/spare-counts.ts';
import { type Invitations, openInvitations } from './contacts/invitations.ts';
import { createManagerActs, type ManagerActs } from './contacts/manager-acts.ts';
import type { CompanyRegion } from './contacts/mobile.ts';
import { createPerformAct } from './contacts/one-act.ts';
import { createPeopleActs, type PeopleActs } from './contacts/people-acts.ts';
import { createRemovalRules } from './contacts/removal-rules.ts';
import type { DingTalkApp } from './dingtalk/app.ts';
import type { DingTalkClient } from './dingtalk/client.ts';
import { createPacing } from './dingtalk/pacing.ts';
import type { Logger } from './logger.ts';
import type { Replica } from './people/replica.ts';
import type { CorpId } from './person.ts';
import type { Employees } from './sessions/employees.ts';
import type { SessionStore } from './sessions/session-store.ts';

export type ContactServices = {
  contacts: {
    people: PeopleActs;
    managers: ManagerActs;
    externalContacts: ExternalContactActs;
    invitations: Invitations;
    describePerson: DescribePerson;
    imports: { store: ImportStore; runner: ImportRunner };
    region: CompanyRegion;
  };
};

type ContactsOptions = {
  db: DatabaseSync;
  dingtalk: DingTalkClient;
  dingtalkApp: DingTalkApp;
  rules: LiveRules;
  replica: Replica;
  employees: Employees;
  store: SessionStore;
  audit: AuditLog;
  logger: Logger;
  now: () => number;
  /** For tests, which need not wait as long as DingTalk wants. */
  dingtalkPace?: { callsPerSecond: number; waitsMs: readonly number[] } | undefined;
};

/** A row is up to five calls of different APIs; people who sign in share the app's limit with it. */
const PACE = { callsPerSecond: 5, waitsMs: [1_000, 2_000, 4_000] };

/** Opens them; no import goes on before the runner is told to. */
export function openContacts(options: ContactsOptions): {
  services: ContactServices['contacts'];
  close(): Promise<void>;
} {
  const { db, dingtalk, dingtalkApp, rules, replica, employees, store, audit, logger: log, now } = options;
  const { writing, directory } = dingtalk;
  const { callsPerSecond, waitsMs } = options.dingtalkPace ?? PACE;
  const region = regionOf(dingtalkApp);
  const follow = openFollow({ employees, replica, store, audit, log });
  const checks = createCompanyChecks({ replica, employees, directory });
  const acts = createPerformAct(audit);
  const findRemovalRefusal = createRemovalRules(rules, replica);
  const invitations = openInvitations({ db, replica, writing, follow, pacing: createPacing(callsPerSecond), now });
  const asked = { corpId: dingtalkApp.corpId as CorpId, writing, employees, region, checks, acts, follow };
  const isAdministrator = (userId: string) => rules.has(userId);
  const rest = { invitations, findRemovalRefusal, isAdministrator };
  const people = createPeopleActs({ ...asked, ...rest });
  const { counts, finish } = createSpareCounts(follow.counts, now);
  const followRow = { ...follow, counts };
  const imported = openImportStore(db, now);
  const runner = openImportRunner({
    ...{ store: imported, writing, audit, region, waitsMs, finish, now, log },
    people: createPeopleActs({ ...asked, ...rest, follow: followRow }),
    follow: followRow,
    pacing: createPacing(callsPerSecond),
    isStillAdministrator: (userId) => isAdministrator(userId) && replica.findByUserId(userId)?.record.isActive === true,
  });
  return {
    services: {
      ...{ people, invitations, region },
      managers: createManagerActs({ writing, directory, replica, checks, acts, follow }),
      externalContacts: createExternalContactActs({ writing, replica, checks, acts }),
      describePerson: createDescribePerson({ replica, store, findRemovalRefusal }),
      imports: { store: imported, runner },
    },
    async close() {
      follow.close();
      await runner.close();
    },
  };
}

/** DingTalk keeps companies of other regions at hosts of their own. */
function regionOf({ hosts }: DingTalkApp): CompanyRegion {
  return hosts.oapi.hostname.endsWith('.io') ? 'elsewhere' : 'mainland';
}
