/**
 * The process that knows pinyin: the only place that loads the dictionary.
 *
 * Started by: `name-readings.ts`. It ends with whoever started it.
 */
import { pinyin, polyphonic } from 'pinyin-pro';
import type { ReadingsAnswer, ReadingsQuestion } from './name-readings.ts';
import { fold, toWord } from './search-text.ts';

/** Every character of a name may have several readings; so many combinations of them are kept. */
const MOST_READINGS = 8;

const withoutTones = { toneType: 'none', type: 'array', v: true } as const;

process.on('message', ({ id, names }: ReadingsQuestion) => {
  process.send?.({ id, readings: names.map(read) } satisfies ReadingsAnswer);
});

function read(name: string): string[][] {
  const runs = fold(name).match(/\p{sc=Han}+|[^\p{sc=Han}]+/gu) ?? [];
  if (!runs.some(isHan)) return [];
  const choices = runs.flatMap((run, index) => (isHan(run) ? readHan(run, index === 0) : readOther(run)));
  return choices.length === 0 ? [] : combine(choices);
}

function isHan(run: string): boolean {
  return /^\p{sc=Han}/u.test(run);
}

/** Words in other letters are read as they are written. */
function readOther(run: string): string[][] {
  return run
    .split(/\s+/)
    .map(toWord)
    .filter(Boolean)
    .map((word) => [word]);
}

/** The readings of each character, first the one that it has in this name: as a surname, or beside its neighbours. */
function readHan(run: string, isHead: boolean): string[][] {
  const usual = pinyin(run, { ...withoutTones, surname: isHead ? 'head' : 'off' });
  const possible = polyphonic(run, withoutTones);
  return usual
    .map((syllable, index) => [syllable, ...(possible[index] ?? [])].map(fold).filter((one) => /^[a-z]+$/.test(one)))
    .map((syllables) => [...new Set(syllables.flatMap(spellings))])
    .filter((syllables) => syllables.length > 0);
}

/** ü has no key: people type v, as input methods do, yu, as passports have it, or u. */
function spellings(syllable: string): string[] {
  if (!/^[ln]v/.test(syllable)) return [syllable];
  return [syllable, syllable.replace('v', 'yu'), syllable.replace('v', 'u')];
}

/**
 * The usual reading, then those that differ from it in one character, then in two.
 *
 * Counting through would use up the readings on the last characters, and the surname would have only one.
 */
function combine(choices: readonly (readonly string[])[]): string[][] {
  const usual = choices.map(([first = '']) => first);
  let latest = [{ reading: usual, changed: -1 }];
  const all = [usual];
  while (latest.length > 0 && all.length < MOST_READINGS) {
    latest = latest.flatMap(({ reading, changed }) => changeLater(choices, reading, changed)).slice(0, MOST_READINGS);
    all.push(...latest.map(({ reading }) => reading));
  }
  return all.slice(0, MOST_READINGS);
}

type Changed = { reading: string[]; changed: number };

/** A reading with one more character read otherwise, behind those that already are. */
function changeLater(choices: readonly (readonly string[])[], reading: readonly string[], after: number): Changed[] {
  return choices.flatMap((syllables, index) => {
    if (index <= after) return [];
    return syllables.slice(1).map((syllable) => ({ reading: reading.with(index, syllable), changed: index }));
  });
}
