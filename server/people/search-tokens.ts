import type { HiddenPlace } from './hidden-places.ts';
import { toInnerParts, toPieces, toTelephoneDigits, toWord } from './search-text.ts';

/** What a person is found by. */
export type IndexedPerson = {
  name: string;
  /** Each way to read the name, in syllables; the usual one first. */
  readings: readonly (readonly string[])[];
  userId: string;
  jobNumber?: string;
  /** Absent when the person's number is hidden from colleagues. */
  mobile?: string;
  title?: string;
  /** The person's own departments and every one above them. */
  departmentIds: readonly number[];
  /** Where the person is only by way of hidden departments. */
  hiddenIn?: readonly HiddenPlace[];
};

/** The columns of `people_index`, in the order of the table. */
export type Tokens = {
  name: string;
  keys: string;
  inner: string;
  title: string;
  digits: string;
  departments: string;
};

/** No name has more syllables; in longer ones the rest is found by the characters alone. */
const MOST_SYLLABLES = 12;
/** An end of a number that is shorter than this would fit every tenth person. */
const FEWEST_DIGITS = 2;

/** Characters of private use: nothing that somebody types ever comes near a department's token. */
const departmentMark = '\u{e000}';
const hiddenMark = '\u{e001}';

/** The token for a department. */
export function toDepartmentToken(id: number): string {
  return `${departmentMark}${toText(id)}`;
}

/** The token for being in a place (null: in the company) only by way of hidden departments, or of this one among others. */
export function toHiddenToken(place: number | null, under?: number): string {
  const of = `${hiddenMark}${place === null ? '' : toText(place)}`;
  return under === undefined ? of : `${of}${hiddenMark}${toText(under)}`;
}

function toText(id: number): string {
  return String(id).replace('-', 'm');
}

/** The words under which a person is in the index, column by column. */
export function toTokens(person: IndexedPerson): Tokens {
  const pieces = toPieces(person.name);
  const readings = person.readings.length > 0 ? person.readings : [pieces.filter((piece) => /^[a-z]/.test(piece))];
  const syllables = readings.map((reading) => reading.map(toWord).filter(Boolean).slice(0, MOST_SYLLABLES));
  const digits = person.mobile === undefined ? '' : (toTelephoneDigits(person.mobile) ?? '');
  return {
    name: pieces.join(''),
    keys: joined([...syllables.flatMap(toKeys), toWord(person.userId), toWord(person.jobNumber ?? ''), digits]),
    inner: joined(longest([...toInnerParts(pieces), ...syllables.flatMap(toInnerKeys)])),
    title: joined(longest(toTitleParts(person.title ?? ''))),
    digits: joined(Array.from({ length: Math.max(0, digits.length - FEWEST_DIGITS) }, (_, at) => digits.slice(at + 1))),
    departments: joined([
      ...person.departmentIds.map(toDepartmentToken),
      ...(person.hiddenIn ?? []).flatMap(({ place, under }) => [
        toHiddenToken(place),
        ...under.map((id) => toHiddenToken(place, id)),
      ]),
    ]),
  };
}

/** For zhang wei ming: zhangweiming, zwm, and zhangwm, as many an e-mail address has it. */
function toKeys(syllables: readonly string[]): string[] {
  return syllables
    .map((_, full) => {
      return syllables.map((syllable, index) => (index < full ? syllable : toInitial(syllable))).join('');
    })
    .concat(syllables.join(''));
}

/** For zhang wei ming: weiming and ming, wm and m. */
function toInnerKeys(syllables: readonly string[]): string[] {
  return [...toInnerParts(syllables), ...toInnerParts(syllables.map(toInitial))];
}

function toInitial(syllable: string): string {
  return Array.from(syllable)[0] ?? '';
}

function toTitleParts(title: string): string[] {
  const pieces = toPieces(title);
  return [pieces.join(''), ...toInnerParts(pieces)];
}

/** Where only beginnings are asked for, a word that another one begins with finds nobody else. */
function longest(words: readonly string[]): string[] {
  const sorted = words.toSorted();
  return sorted.filter((word, index) => !sorted[index + 1]?.startsWith(word));
}

function joined(words: readonly string[]): string {
  return [...new Set(words)].filter(Boolean).join(' ');
}
