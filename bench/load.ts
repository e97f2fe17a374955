/**
 * Many browsers at once.
 *
 * Owns: how load is made, and that every answer was a good one.
 */
import autocannon from 'autocannon';
import { proxyHeaders } from './foyer-process.ts';
import type { ServerProcess } from './server-process.ts';

const CONNECTIONS = 64;
/** The same load goes before each measurement, until caches and notes of activity are as they stay. */
const SECONDS = { leadIn: 2, measured: 4 };

export type Rate = { requestsPerSecond: number; cpuMicroseconds: number };

/** Asks `/api/me` with the cookies in turn, each connection with its own share of them. */
export async function measureRate(server: ServerProcess, cookies: readonly string[]): Promise<Rate> {
  await run(server.origin, cookies, SECONDS.leadIn);
  const before = await server.ask('cpuMs');
  const { count, seconds } = await run(server.origin, cookies, SECONDS.measured);
  const usedMs = (await server.ask('cpuMs')) - before;
  return { requestsPerSecond: count / seconds, cpuMicroseconds: (usedMs * 1000) / count };
}

async function run(origin: string, cookies: readonly string[], seconds: number) {
  const shares = share(cookies);
  const result = await autocannon({
    url: `${origin}/api/me`,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient: (client) => client.setRequests(shares.next().value.map(toRequest)),
  });
  const { errors, non2xx, duration } = result;
  if (errors + non2xx > 0) throw new Error(`${errors} requests without an answer, ${non2xx} refused`);
  return { count: result['2xx'], seconds: duration };
}

/** Splits the cookies into one share for each connection; fewer cookies than connections are used by all. */
function* share(cookies: readonly string[]): Generator<readonly string[], never> {
  for (let index = 0; ; index += 1) {
    const own = cookies.filter((_, position) => position % CONNECTIONS === index % CONNECTIONS);
    yield own.length > 0 ? own : cookies;
  }
}

function toRequest(cookie: string): autocannon.Request {
  return { method: 'GET', path: '/api/me', headers: { ...proxyHeaders, accept: 'application/json', cookie } };
}
