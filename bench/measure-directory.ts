import assert from 'node:assert/strict';
import type { Figure } from './figures.ts';
import { startFoyer, startSandbox } from './foyer-process.ts';

const PEOPLE = 10_000;
const DEPARTMENTS = 400;
const MOST_SECONDS = 60;
const MOST_MB = 250;
/** What DingTalk admits of one app to one API. */
const CALLS_PER_SECOND = 20;

/** Time and memory of reading a large company, at DingTalk's pace, for the first time and once more. */
export async function measureDirectory(folder: string): Promise<Figure[]> {
  await using sandbox = await startSandbox({
    SANDBOX_SIZE: `${PEOPLE}x${DEPARTMENTS}`,
    CALLS_PER_SECOND: String(CALLS_PER_SECOND),
  });
  await using foyer = await startFoyer(folder, sandbox.origin);
  const first = await foyer.ask('directoryRun');
  const second = await foyer.ask('directoryRun');
  for (const { state, people } of [first, second]) {
    assert.equal(state, 'completed');
    assert.ok(people >= PEOPLE, `${people} people were read`);
  }
  const what = `${PEOPLE.toLocaleString('en-US')} people in ${DEPARTMENTS} departments`;
  return [
    { name: `reading ${what}`, value: first.seconds, unit: 's', target: { below: MOST_SECONDS } },
    {
      name: '  memory at most, with the dictionary of names',
      value: first.peakMb,
      unit: 'MB',
      target: { below: MOST_MB },
    },
    { name: 'reading them again', value: second.seconds, unit: 's', target: { below: MOST_SECONDS } },
    { name: '  memory at most', value: second.peakMb, unit: 'MB', target: { below: MOST_MB } },
  ];
}
