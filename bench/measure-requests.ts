import { SESSIONS } from './create-sessions.ts';
import { type Figure, median } from './figures.ts';
import { startFoyer, startSandbox } from './foyer-process.ts';
import { measureRate, type Rate } from './load.ts';
import { startServer } from './server-process.ts';
import { createVisitor, signIn } from './visitor.ts';

const ROUNDS = 5;
/** Of what the framework alone answers; the rest is what a session, its guard and safe headers cost. */
const LEAST_SHARE = 0.15;

/** `GET /api/me` of a signed-in person beside the same answer from bare Fastify, in turns. */
export async function measureRequests(folder: string): Promise<Figure[]> {
  await using sandbox = await startSandbox();
  await using foyer = await startFoyer(folder, sandbox.origin);
  const visitor = createVisitor(foyer.origin);
  await signIn(visitor);
  const { body } = await visitor.open('/api/me');
  await using bare = await startServer({ entry: 'serve-bare.ts', role: 'measured', env: { ANSWER: body } });
  const one = [visitor.cookie()];
  const many = shuffle(await foyer.ask('sessions'));

  const rates: Record<'bare' | 'one' | 'many', Rate[]> = { bare: [], one: [], many: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await measureRate(bare, one));
    rates.one.push(await measureRate(foyer, one));
    rates.many.push(await measureRate(foyer, many));
  }
  return toFigures(rates);
}

function toFigures({ bare, one, many }: Record<'bare' | 'one' | 'many', Rate[]>): Figure[] {
  const target = { atLeast: LEAST_SHARE };
  const sessions = `${SESSIONS.toLocaleString('en-US')} sessions`;
  return [
    { name: '/api/me, one session: rate beside bare Fastify', value: rate(one) / rate(bare), unit: '', target },
    { name: `/api/me, ${sessions}: rate beside bare Fastify`, value: rate(many) / rate(bare), unit: '', target },
    // Where the load is what limits bare Fastify, the rates flatter Foyer; processor time does not.
    { name: '  one session: by processor time', value: cpu(bare) / cpu(one), unit: '', target },
    { name: `  ${sessions}: by processor time`, value: cpu(bare) / cpu(many), unit: '', target },
    { name: '  bare Fastify', value: rate(bare), unit: 'requests/s', target: null },
    { name: '  one session', value: rate(one), unit: 'requests/s', target: null },
    { name: `  ${sessions}`, value: rate(many), unit: 'requests/s', target: null },
    { name: '  bare Fastify, processor', value: cpu(bare), unit: 'µs/request', target: null },
    { name: '  one session, processor', value: cpu(one), unit: 'µs/request', target: null },
    { name: `  ${sessions}, processor`, value: cpu(many), unit: 'µs/request', target: null },
  ];
}

function rate(rates: readonly Rate[]): number {
  return median(rates.map(({ requestsPerSecond }) => requestsPerSecond));
}

function cpu(rates: readonly Rate[]): number {
  return median(rates.map(({ cpuMicroseconds }) => cpuMicroseconds));
}

function shuffle<T>(values: readonly T[]): T[] {
  const drawn = values.map((value) => ({ value, lot: Math.random() }));
  return drawn.sort((one, other) => one.lot - other.lot).map(({ value }) => value);
}
