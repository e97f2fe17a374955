/**
 * Two servers side by side that do the same work, in turns.
 *
 * Owns: how work is repeated, the rounds, and what is made of them: medians, so that a disturbed round does not count for
 * much.
 * Does not: know what the work is.
 */
import { performance } from 'node:perf_hooks';
import { median } from './figures.ts';

/** Done by each at the same time: enough that the server never waits for them. */
const WORKERS = 64;
const ROUNDS = 5;
/** The same work goes before each measurement, until caches and compiled code are as they stay. */
const SECONDS = { leadIn: 0.7, measured: 1.8 };

/** Work for one server: something that is done for each of many, again and again, and never twice at once for the same. */
export type Work = {
  size: number;
  /** Goes before each round, and is not measured. */
  prepare(): Promise<void>;
  once(index: number): Promise<unknown>;
  cpuMs(): Promise<number>;
};

export type Pace = {
  perSecond: number;
  cpuMicroseconds: number;
  /** How much of one core the server used: where this is far from 1, something else was the limit. */
  busy: number;
};

/** Measures both in each round; gives the medians. */
export async function workInTurns<Name extends string>(
  works: Readonly<Record<Name, Work>>,
): Promise<Record<Name, Pace>> {
  const names = Object.keys(works) as Name[];
  const paces = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Pace[]>;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) paces[name].push(await measure(works[name]));
  }
  return Object.fromEntries(names.map((name) => [name, middle(paces[name])])) as Record<Name, Pace>;
}

/** Does something once for each of many. */
export async function doOnce({ size, once }: Pick<Work, 'size' | 'once'>): Promise<void> {
  const left = Array.from({ length: size }).keys();
  const work = async () => {
    for (const index of left) await once(index);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

async function measure(work: Work): Promise<Pace> {
  await work.prepare();
  await repeat(work, SECONDS.leadIn);
  const before = await work.cpuMs();
  const { count, seconds } = await repeat(work, SECONDS.measured);
  const usedMs = (await work.cpuMs()) - before;
  return { perSecond: count / seconds, cpuMicroseconds: (usedMs * 1_000) / count, busy: usedMs / 1_000 / seconds };
}

/** Each worker has its own share of those for whom work is done, and goes through it in turn. */
async function repeat({ size, once }: Work, seconds: number): Promise<{ count: number; seconds: number }> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let count = 0;
  const work = async (first: number) => {
    for (let index = first; performance.now() < endsAt; index = index + WORKERS < size ? index + WORKERS : first) {
      await once(index);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, size) }, (_, worker) => work(worker)));
  return { count, seconds: (performance.now() - startedAt) / 1_000 };
}

function middle(paces: readonly Pace[]): Pace {
  const of = (key: keyof Pace) => median(paces.map((pace) => pace[key]));
  return { perSecond: of('perSecond'), cpuMicroseconds: of('cpuMicroseconds'), busy: of('busy') };
}
