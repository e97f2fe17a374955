import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figures.ts';
import { readAnswer, seedFoyer, startFoyerWithTools } from './foyer-with-tools.ts';
import { explain, NOTED_EVERY_MS, share, startBare, toCandidate } from './measure-forward-auth.ts';
import { measureInTurns, type Result } from './measure-load.ts';

const SESSIONS = 1_000_000;
const CONNECTIONS = 64;
const LEAST_SHARE = 0.25;
const MOST_MB = 400;

/**
 * The same decision where hardly any session is asked for twice: a million of them at random, so that each comes from the
 * database. For a minute none has activity to note; after that every request notes it, which no company comes near.
 */
export async function measureManySessions(folder: string): Promise<Figure[]> {
  const seeded = seedFoyer(folder, { count: SESSIONS, usedWithinMs: 1 });
  const noneToNoteUntil = Date.now() + NOTED_EVERY_MS;
  const { questions } = seeded;
  await using foyer = await startFoyerWithTools(seeded, { assertion: 'not sent' });
  await using bare = await startBare(await readAnswer(foyer.origin, questions));
  const reading = toCandidate(foyer, questions, CONNECTIONS);
  const results = await measureInTurns({ bare: toCandidate(bare, questions, CONNECTIONS), reading });
  const memoryMb = await foyer.ask('memoryMb');
  await sleep(Math.max(0, noneToNoteUntil - Date.now()));
  const { writing } = await measureInTurns({ writing: reading });
  return toFigures({ ...results, writing }, { memoryMb, seconds: seeded.seconds });
}

type Results = Record<'bare' | 'reading' | 'writing', Result>;
type Seen = { memoryMb: number; seconds: number };

function toFigures({ bare, reading, writing }: Results, { memoryMb, seconds }: Seen): Figure[] {
  const name = 'decision, 1,000,000 sessions: rate beside bare Fastify';
  const target = { atLeast: LEAST_SHARE };
  return [
    { name, value: share(reading, bare), unit: '', target },
    { name: '  by processor time', value: bare.cpuMicroseconds / reading.cpuMicroseconds, unit: '', target },
    ...explain('bare Fastify', bare),
    ...explain('decision', reading),
    { name: '  memory with them', value: memoryMb, unit: 'MB', target: { below: MOST_MB } },
    ...explain('each request notes activity', writing),
    { name: '  writing the sessions', value: seconds, unit: 's', target: null },
  ];
}
