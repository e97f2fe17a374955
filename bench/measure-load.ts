/**
 * Servers side by side under one load, in turns.
 *
 * Owns: the rounds, and what is made of them: medians, so that a disturbed round does not count for much.
 */
import { median } from './figures.ts';
import type { Questions } from './questions.ts';
import { askAtRandom } from './random-load.ts';

const ROUNDS = 5;
/** The same load goes before each measurement, until caches and compiled code are as they stay. */
const SECONDS = { leadIn: 2, measured: 3 };

/** One server with what it is asked; `cpuMs` is the processor time of all that takes part in its answers. */
export type Candidate = { origin: string; questions: Questions; connections: number; cpuMs(): Promise<number> };

export type Result = {
  requestsPerSecond: number;
  cpuMicroseconds: number;
  /** How much of one core it used: where this is far from 1, the load was the limit and not the server. */
  busy: number;
  p99Ms: number;
};

/** Measures all of them in each round; gives the medians under their names. */
export async function measureInTurns<Name extends string>(
  candidates: Readonly<Record<Name, Candidate>>,
): Promise<Record<Name, Result>> {
  const names = Object.keys(candidates) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) results[name].push(await measure(candidates[name]));
  }
  return Object.fromEntries(names.map((name) => [name, middle(results[name])])) as Record<Name, Result>;
}

async function measure({ origin, questions, connections, cpuMs }: Candidate): Promise<Result> {
  await askAtRandom(origin, questions, { connections, seconds: SECONDS.leadIn });
  const before = await cpuMs();
  const { requests, seconds, p99Ms } = await askAtRandom(origin, questions, { connections, seconds: SECONDS.measured });
  const usedMs = (await cpuMs()) - before;
  return {
    requestsPerSecond: requests / seconds,
    cpuMicroseconds: (usedMs * 1_000) / requests,
    busy: usedMs / 1_000 / seconds,
    p99Ms,
  };
}

function middle(results: readonly Result[]): Result {
  const of = (key: keyof Result) => median(results.map((result) => result[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    cpuMicroseconds: of('cpuMicroseconds'),
    busy: of('busy'),
    p99Ms: of('p99Ms'),
  };
}
