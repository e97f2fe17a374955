/**
 * Many browsers that ask at random.
 *
 * Owns: how that load is made, and that every answer was a good one. wrk makes it where there is one (a Debian package).
 * autocannon stands in for it; it takes more of its core for a request than the fastest of the servers does, which are
 * then measured too slow.
 * Does not: know what is asked; `questions.ts` does.
 */
import { execFile, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { onCore } from './cores.ts';
import { type Questions, questionAt } from './questions.ts';

/** So many requests are drawn for each connection of autocannon, which wants to know them beforehand. */
const DRAWN = 500;
/** Apache closes some of its connections while it is busy, which browsers never notice: they open another. */
const MOST_BROKEN = 0.01;
const script = join(import.meta.dirname, 'ask-at-random.lua');
const hasWrk = spawnSync('wrk', ['--version']).error === undefined;

/** Who asks, for the table. */
export const loadMaker = hasWrk ? 'wrk' : 'autocannon';

type LoadOptions = { connections: number; seconds: number };
export type Load = { requests: number; seconds: number; p99Ms: number };
type Outcome = Load & { refused: number; broken: number };

/** Asks a server for some seconds. */
export async function askAtRandom(origin: string, questions: Questions, options: LoadOptions): Promise<Load> {
  const outcome = await (hasWrk ? askWithWrk : askWithAutocannon)(origin, questions, options);
  const { refused, broken, ...load } = outcome;
  if (refused > 0 || broken > load.requests * MOST_BROKEN) {
    throw new Error(`${origin}: of ${load.requests} requests ${refused} were refused, and ${broken} had no answer`);
  }
  return load;
}

async function askWithWrk(origin: string, { folder, width }: Questions, options: LoadOptions): Promise<Outcome> {
  const amount = ['-t1', `-c${options.connections}`, `-d${options.seconds}s`];
  const [command, ...args] = onCore('load', ['wrk', ...amount, '-s', script, origin, '--', folder, String(width)]);
  const { stdout } = await promisify(execFile)(command, args);
  const { requests, microseconds, p99Microseconds, refused, broken } = JSON.parse(
    stdout.trimEnd().split('\n').at(-1) ?? '',
  );
  return { requests, seconds: microseconds / 1e6, p99Ms: p99Microseconds / 1e3, refused, broken };
}

async function askWithAutocannon(origin: string, questions: Questions, options: LoadOptions): Promise<Outcome> {
  const draw = (): autocannon.Request => ({
    method: 'GET',
    ...questionAt(questions, randomInt(questions.cookieEnds.length)),
  });
  const { errors, non2xx, duration, latency, ...result } = await autocannon({
    url: origin,
    connections: options.connections,
    duration: options.seconds,
    setupClient: (client) => client.setRequests(Array.from({ length: DRAWN }, draw)),
  });
  return { requests: result['2xx'], seconds: duration, p99Ms: latency.p99, refused: non2xx, broken: errors };
}
