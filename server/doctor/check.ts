/**
 * What a check is.
 *
 * Owns: the form of a check, and what every check may look at. Does not: run one (`diagnosis.ts`).
 * Called by: the files of `checks/`, one for each thing that is looked at.
 */
import type { Config } from '../config/load-config.ts';
import type { DingTalkApp } from '../dingtalk/app.ts';
import type { DingTalkClient } from '../dingtalk/client.ts';
import type { DingTalkRefusal } from '../errors.ts';
import type { Replica } from '../people/replica.ts';
import type { SignInEvidence } from '../sessions/sign-in-evidence.ts';
import type { Words } from '../words.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './schema.ts';

/** A reading of the company, as far as a diagnosis looks at it. */
export type LastRun = {
  state: 'running' | 'completed' | 'held_back' | 'failed';
  startedAt: string;
  finishedAt?: string;
  people: number;
  wouldRemove?: number;
  unseen: readonly { kind: string; count?: number; permission?: string }[];
  failure?: { code: string; dingtalk?: DingTalkRefusal };
};

/** What is examined. */
export type Patient = {
  config: Config;
  app: DingTalkApp;
  now: () => number;
  evidence: Pick<SignInEvidence, 'lastSeen'>;
  replica: Pick<Replica, 'findByUserId' | 'hasField' | 'listTitles' | 'count' | 'departments' | 'roles'>;
  runs: { latest(): { run: LastRun } | null; lastComplete(): LastRun | null };
  /** The schema of the database; null before the first start, when there is nothing to look at yet. */
  schema: number | null;
  /** A client of the diagnosis's own: its app token is fetched anew, and a busy answer is a finding, not a pause. */
  client: DingTalkClient;
  facts: Facts;
};

/** What a check found. One that could not find out says so with `isUnknown`, and what builds on it is not looked at. */
export type Verdict = Omit<Finding, 'check' | 'title'> & { isUnknown?: true };

export type Check = {
  id: string;
  title: Words;
  /** Checks without which this one would only repeat their failure. */
  needs?: readonly string[];
  /** An {AppError} that it throws becomes a finding: what DingTalk said, with the catalogue's cause and remedy. */
  look(patient: Patient, signal: AbortSignal): Verdict | Promise<Verdict>;
};
