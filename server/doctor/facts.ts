/**
 * What several checks want to know of DingTalk, asked once.
 *
 * Owns: the answers of one diagnosis, and the note of every answer that said "too often".
 * Does not: judge. Called by: the checks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DingTalkHosts } from '../dingtalk/app.ts';
import type { DingTalkClient } from '../dingtalk/client.ts';
import type { VisibleRange } from '../dingtalk/company-directory.ts';
import { AppError, type DingTalkRefusal } from '../errors.ts';
import { codeOf } from './verdict.ts';

/** How a host answered anybody. `atMs` is our time in the middle of the exchange. */
type Probe = { status: number; date: string | undefined; atMs: number };

export type Facts = {
  probe(host: keyof DingTalkHosts): Promise<Probe>;
  /** Resolves when DingTalk has handed out a fresh token for the app. */
  appToken(): Promise<void>;
  visibleRange(): Promise<VisibleRange>;
  /** How many people DingTalk counts in the company. */
  headcount(): Promise<number>;
  /** Asks DingTalk something, and once more after a moment when it is too busy. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  busyAnswers: readonly DingTalkRefusal[];
};

type FactsOptions = {
  client: DingTalkClient;
  now: () => number;
  signal: AbortSignal;
  /** DingTalk's advice is a second; tests do not wait. */
  busyWaitMs?: number | undefined;
};

const BUSY_WAIT_MS = 1_000;
/** The longest a question takes, its repetition included. */
const QUESTION_MS = 7_000;

/** Opens the facts of one diagnosis. */
export function openFacts({ client, now, signal, busyWaitMs = BUSY_WAIT_MS }: FactsOptions): Facts {
  const busyAnswers: DingTalkRefusal[] = [];
  const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(QUESTION_MS)]);
  const askOnce = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (isBusy(error)) busyAnswers.push(codeOf(error) ?? { code: '-', requestId: '-' });
      throw error;
    }
  };
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await askOnce(question);
    } catch (error) {
      if (!isBusy(error)) throw error;
      await sleep(busyWaitMs, undefined, { signal });
      return askOnce(question);
    }
  };
  const probe = async (host: keyof DingTalkHosts): Promise<Probe> => {
    const askedAt = now();
    const { status, date } = await client.probe(host, inTime());
    return { status, date, atMs: (askedAt + now()) / 2 };
  };
  const { directory } = client;
  const probes = { login: once(() => probe('login')), api: once(() => probe('api')), oapi: once(() => probe('oapi')) };
  return {
    probe: (host) => probes[host](),
    appToken: once(() => ask(() => client.renewAppToken(inTime()))),
    visibleRange: once(() => ask(() => directory.getVisibleRange(inTime()))),
    headcount: once(() => ask(() => directory.countPeople(inTime()))),
    ask,
    busyAnswers,
  };
}

export function isBusy(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'dingtalk_busy';
}

/** Asks when the first wants to know; everybody gets the same answer, or the same failure. */
function once<T>(question: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= question();
    return answer;
  };
}
