import { randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';

/** How many times as often a soak repeats what `npm test` repeats. */
const SOAK_FACTOR = 20;

/** The seed of `npm test`, so that it fails for everybody or for nobody. A soak takes another one each time. */
const USUAL_SEED = 20_261_123;

/** The number of random runs of a test: few in `npm test`, many when `FOYER_SOAK=1`. */
export function runs(short: number): number {
  return process.env.FOYER_SOAK === '1' ? short * SOAK_FACTOR : short;
}

/** How often a random test runs, and its seed, printed so that a failure can be had again with `FOYER_SEED`. */
export function randomRuns(t: TestContext, short: number): { numRuns: number; seed: number } {
  const usual = process.env.FOYER_SOAK === '1' ? randomInt(2 ** 31) : USUAL_SEED;
  const parameters = { numRuns: runs(short), seed: Number(process.env.FOYER_SEED ?? usual) };
  t.diagnostic(`seed ${parameters.seed}, ${parameters.numRuns} runs`);
  return parameters;
}

/** A small seeded source of numbers in [0, 1) (mulberry32), where a million values must cost a second. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
