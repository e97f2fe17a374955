/**
 * The replica of the company, and whoever fills it.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { DingTalkApp } from './dingtalk/app.ts';
import type { DingTalkClient } from './dingtalk/client.ts';
import { openRunStore, type RunStore } from './directory/run-store.ts';
import { type DirectoryRunner, openDirectoryRunner } from './directory/runner.ts';
import type { Logger } from './logger.ts';
import { openNameReadings } from './people/name-readings.ts';
import { createLearnPlaces } from './people/places.ts';
import { openReplica, type Replica } from './people/replica.ts';
import { createEmployees, type Employees } from './sessions/employees.ts';
import type { SessionStore } from './sessions/session-store.ts';

export type PeopleServices = {
  /** The company's people and departments, as they were last read. */
  replica: Replica;
  runs: RunStore;
  runner: DirectoryRunner;
  employees: Employees;
};

type PeopleOptions = {
  /** The time between two readings of the whole company. */
  everyMs: number;
  db: DatabaseSync;
  dingtalk: DingTalkClient;
  dingtalkApp: DingTalkApp;
  store: SessionStore;
  logger: Logger;
  now: () => number;
};

/** Opens them; nothing is read before the runner is started. */
export function openPeople(options: PeopleOptions): { services: PeopleServices; close(): Promise<void> } {
  const { everyMs, db, dingtalk, dingtalkApp, store, logger, now } = options;
  const { corpId } = dingtalkApp;
  const { directory } = dingtalk;
  const replica = openReplica(db);
  const learnPlaces = createLearnPlaces({ directory, departments: replica.departments, log: logger });
  const employees = createEmployees({ dingtalk, corpId, replica, learnPlaces, store, now });
  const nameReadings = openNameReadings();
  const runs = openRunStore(db);
  const tools = { directory, replica, nameReadings, employees, store, runs, now, log: logger };
  const runner = openDirectoryRunner(tools, everyMs);
  return {
    services: { replica, runs, runner, employees },
    async close() {
      // Both at once: a run that waits for names would otherwise not end.
      await Promise.all([runner.close(), nameReadings.close()]);
    },
  };
}
