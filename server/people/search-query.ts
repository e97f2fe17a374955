/**
 * What somebody types, as questions to the index.
 *
 * Owns: the order of what is found, as tiers, and the query language of FTS5.
 * Does not: run SQL, or know what is on a page.
 * Called by: `people-index.ts`.
 */
import { fold, toTelephoneDigits, toWord } from './search-text.ts';
import { toDepartmentToken, toHiddenToken } from './search-tokens.ts';

/**
 * The hidden departments that somebody may see together with every hidden one above them; `isComplete` when these are
 * all there are.
 */
export type Clearance = { departmentIds: readonly number[]; isComplete: boolean };

/** Whose, and where: what every question is narrowed to. */
export type Scope = { departmentId: number | undefined; clearance: Clearance };

/** What is typed: its words, and all of it as one. */
export type Words = { whole: string; each: readonly string[] };

/** One question for everybody who fits, and one for each tier, best first; nobody is in two tiers. */
export type Question = { everybody: string; tiers: readonly string[] };

/** Each word is a list to walk through; nobody needs more of them to say who is meant. */
const MOST_WORDS = 8;
/** A number this long is somebody's, however many blanks are in it. */
const TELEPHONE_DIGITS = 11;
/** Fewer digits than these, found anywhere in a number, say nothing. */
const FEWEST_INNER_DIGITS = 4;

/** The words of a query; null when there are none in it. */
export function toWords(q: string): Words | null {
  const digits = toTelephoneDigits(q);
  if (digits !== null && digits.length >= TELEPHONE_DIGITS) return { whole: digits, each: [digits] };
  const each = [...new Set(fold(q).split(/\s+/).map(toWord))].filter(Boolean).slice(0, MOST_WORDS);
  const whole = digits || toWord(q);
  return whole === '' ? null : { whole, each };
}

/** The questions for some words in a department, or in all of them. */
export function toQuestion({ whole, each }: Words, { departmentId, clearance }: Scope): Question {
  const same = `{name keys} : ${exactly(whole)}`;
  const name = `name : ${beginning(whole)}`;
  const keys = `{name keys} : ${beginning(whole)}`;
  const inner = anyOf(whole, each, (word) => `{name keys inner} : ${beginning(word)}`);
  const all = anyOf(whole, each, inAnyColumn);
  const only = departmentId === undefined ? seenIn(null, clearance) : ` AND ${inDepartment(departmentId, clearance)}`;
  return {
    everybody: `(${all})${only}`,
    tiers: [
      `(${same})${only}`,
      `((${name}) NOT (${same}))${only}`,
      `((${keys}) NOT (${name} OR ${same}))${only}`,
      `((${inner}) NOT (${keys}))${only}`,
      `((${all}) NOT (${inner}))${only}`,
    ],
  };
}

/** The question for everybody in a department, less those who are hidden in it. */
export function inDepartment(departmentId: number, clearance: Clearance): string {
  return `departments : ${exactly(toDepartmentToken(departmentId))}${seenIn(departmentId, clearance)}`;
}

/**
 * The question for everybody who is hidden in a place (null: in the company). They are few: taking them away from what
 * was found costs less than asking of everybody whether they are seen.
 */
export function hiddenIn(place: number | null, { departmentIds }: Clearance): string {
  const hidden = `departments : ${exactly(toHiddenToken(place))}`;
  if (departmentIds.length === 0) return hidden;
  return `${hidden} NOT departments : (${departmentIds.map((id) => exactly(toHiddenToken(place, id))).join(' OR ')})`;
}

function seenIn(place: number | null, clearance: Clearance): string {
  return clearance.isComplete ? '' : ` NOT (${hiddenIn(place, clearance)})`;
}

/** Whoever is found by all of it as one word, or by every single one. */
function anyOf(whole: string, each: readonly string[], find: (word: string) => string): string {
  const [first, ...more] = each;
  if (more.length === 0 && first === whole) return find(whole);
  return `${find(whole)} OR (${each.map((word) => `(${find(word)})`).join(' AND ')})`;
}

function inAnyColumn(word: string): string {
  if (!/^\d+$/.test(word)) return `{name keys inner title} : ${beginning(word)}`;
  if (word.length >= FEWEST_INNER_DIGITS) return `{name keys inner title digits} : ${beginning(word)}`;
  return `({name keys inner title} : ${beginning(word)} OR digits : ${exactly(word)})`;
}

/** Between quotes nothing is syntax; a word has letters and digits only, so that it holds no quote either. */
function exactly(word: string): string {
  return `"${word}"`;
}

function beginning(word: string): string {
  return `"${word}"*`;
}
