import type { Figure } from './figures.ts';
import { copyOf, readAnswer, seedFoyer, startFoyerWithTools } from './foyer-with-tools.ts';
import { type Candidate, measureInTurns, type Result } from './measure-load.ts';
import type { Questions } from './questions.ts';
import { loadMaker } from './random-load.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const SESSIONS = 10_000;
/** Each session notes activity once in this time; those that were used at one moment would all do so at one moment. */
export const NOTED_EVERY_MS = 60_000;
const MANY = 64;
const FEW = 4;
const LEAST_SHARE = 0.75;
const MOST_WAIT = 5;

/**
 * What nginx asks for every click in a tool, beside bare Fastify that answers the same headers without asking anybody:
 * 10,000 people with a tool open each, at random, over 50 tools with rules about departments.
 */
export async function measureForwardAuth(folder: string): Promise<Figure[]> {
  const seeded = seedFoyer(folder, { count: SESSIONS, usedWithinMs: NOTED_EVERY_MS });
  const another = copyOf(folder, seeded);
  await using foyer = await startFoyerWithTools(seeded, { assertion: 'not sent' });
  await using asserting = await startFoyerWithTools(another, { assertion: 'sent' });
  const { questions } = seeded;
  const answer = await readAnswer(foyer.origin, questions);
  const longer = await readAnswer(asserting.origin, questions);
  await using bare = await startBare(answer);
  await using bareLonger = await startBare(longer);
  const results = await measureInTurns({
    bare: toCandidate(bare, questions, MANY),
    foyer: toCandidate(foyer, questions, MANY),
    bareLonger: toCandidate(bareLonger, questions, MANY),
    asserting: toCandidate(asserting, questions, MANY),
    bareFew: toCandidate(bare, questions, FEW),
    foyerFew: toCandidate(foyer, questions, FEW),
  });
  return toFigures(results);
}

/** Starts bare Fastify with an answer. */
export function startBare(answer: Record<string, string>): Promise<ServerProcess> {
  return startServer({ entry: 'serve-bare-decision.ts', role: 'measured', env: { ANSWER: JSON.stringify(answer) } });
}

/** A server of ours that is to be measured. */
export function toCandidate(server: ServerProcess, questions: Questions, connections: number): Candidate {
  return { origin: server.origin, questions, connections, cpuMs: () => server.ask('cpuMs') };
}

type Results = Record<'bare' | 'foyer' | 'bareLonger' | 'asserting' | 'bareFew' | 'foyerFew', Result>;

function toFigures({ bare, foyer, bareLonger, asserting, bareFew, foyerFew }: Results): Figure[] {
  const target = { atLeast: LEAST_SHARE };
  return [
    { name: 'decision, 10,000 sessions: rate beside bare Fastify', value: share(foyer, bare), unit: '', target },
    { name: '  by processor time', value: bare.cpuMicroseconds / foyer.cpuMicroseconds, unit: '', target },
    ...explain('bare Fastify', bare),
    ...explain('decision', foyer),
    {
      name: 'decision with an assertion: rate beside bare Fastify',
      value: share(asserting, bareLonger),
      unit: '',
      target: null,
    },
    ...explain('with an assertion', asserting),
    {
      name: 'decision, 4 connections: 99th percentile beside bare Fastify',
      value: foyerFew.p99Ms / bareFew.p99Ms,
      unit: 'times',
      target: { below: MOST_WAIT },
    },
    { name: '  bare Fastify', value: bareFew.p99Ms, unit: 'ms', target: null },
    { name: '  decision', value: foyerFew.p99Ms, unit: 'ms', target: null },
  ];
}

/** How much of one server's rate another one has. */
export function share(one: Result, other: Result): number {
  return one.requestsPerSecond / other.requestsPerSecond;
}

/** What lies behind a comparison. A server that is not busy was limited by whoever asked. */
export function explain(name: string, { requestsPerSecond, cpuMicroseconds, busy }: Result): Figure[] {
  return [
    { name: `  ${name}, asked by ${loadMaker}`, value: requestsPerSecond, unit: 'requests/s', target: null },
    { name: `  ${name}, processor`, value: cpuMicroseconds, unit: 'µs/request', target: null },
    { name: `  ${name}, busy`, value: busy * 100, unit: '% of a core', target: null },
  ];
}
