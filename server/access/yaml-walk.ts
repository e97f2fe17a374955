/**
 * Going through a YAML document, with the line of everything.
 *
 * Owns: lists, keys and single values, and the words for what was found in their place.
 * Does not: know what the file is about.
 * Called by: `tools-file.ts`, and the files that read a part of it.
 *
 * An alias is not followed: what counts as one line stands on one line.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { findClosest } from './closest-word.ts';
import type { ToolsFileProblem } from './tools-file-error.ts';

/** Where mistakes are gathered. */
export type Check = { lineOf: (offset: number) => number; problems: (ToolsFileProblem & { line: number })[] };
/**
 * A value and the place to name when something is wrong with it; a value that is missing has its key's place. What stands
 * in a secret place is not repeated in a report: a blank that is missing after a colon makes a key of a secret.
 */
export type Found = { node: Node | null; at: number; keyAt?: number; isSecret?: true };
/** The values under the keys that are known. */
export type Keys<Key extends string> = { readonly [Name in Key]?: Found };

const MOST_FOUND = 60;
/** So many keys can be named in a message; of more, the nearest is named alone. */
const FEW = 3;
const MOST_HINTS = 50;

/** The line of a value, or of the key it belongs to. */
export function lineOf({ at, keyAt = at }: Found, check: Check): number {
  return check.lineOf(keyAt);
}

/** The entries of a list; none when it is something else, which is then reported. */
export function readList(value: Found, expected: string, check: Check): Found[] {
  const { node, at } = value;
  if (isSeq<Node | null>(node)) return node.items.map((item) => ({ node: item, at: startOf(item, at) }));
  refuse(value, describeFound(value), expected, check);
  return [];
}

/** The values under the keys that are known; every other key is reported, and what is no map at all. */
export function readKeys<Key extends string>(value: Found, known: readonly Key[], check: Check): Keys<Key> {
  const found: { [Name in Key]?: Found } = {};
  if (!isMap<Node, Node | null>(value.node)) {
    refuse(value, describeFound(value), nameKeys(known), check);
    return found;
  }
  for (const { key, value: node } of value.node.items) {
    const place = { node: key, at: startOf(key) };
    const name = known.find((candidate) => isScalar(key) && key.value === candidate);
    if (name === undefined) refuseKey({ ...place, ...(value.isSecret && { isSecret: true }) }, known, check);
    else if (found[name]) refuse(place, `"${name}" for the second time`, 'each key once', check);
    else found[name] = { node, at: startOf(node, place.at), keyAt: place.at };
  }
  return found;
}

/** A word that is a slip of the pen away from a key is no secret. */
function refuseKey({ node, at, isSecret }: Found & { node: Node }, known: readonly string[], check: Check): void {
  const closest = findMeant(node, known, check);
  const found = isSecret && closest === null ? 'a key that is not known here' : `the key ${describeKey(node)}`;
  const expected = closest === null ? `${join(known)} and no other key` : `"${closest}"`;
  refuse({ node, at }, found, expected, check);
}

function nameKeys(known: readonly string[]): string {
  return known.length === 1 ? `the key ${join(known)}` : `the keys ${join(known)}`;
}

/** Behind a colon in a key stands what was to be its value, and that may be a secret. */
function describeKey(node: Node): string {
  return isScalar(node) && typeof node.value === 'string' ? quote(node.value.replace(/:.+/s, ':…')) : describe(node);
}

/** The word that was meant, where there are so many that it is worth naming alone. */
export function findMeant(key: Node, known: readonly string[], { problems }: Check): string | null {
  // Of a flood of mistakes only the first are shown.
  const isWorthALook = known.length > FEW && problems.length < MOST_HINTS && isScalar(key);
  return isWorthALook ? findClosest(String(key.value), known) : null;
}

function join(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length > FEW ? `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}` : quoted.join(' and ');
}

/** A text that passes; null when it is anything else, which is then reported. A bare number is told to be put in quotes. */
export function readText(
  value: Found,
  { expected, isRight }: { expected: string; isRight: (text: string) => boolean },
  check: Check,
): string | null {
  const { node } = value;
  if (isScalar(node) && typeof node.value === 'string' && isRight(node.value)) return node.value;
  const source = isScalar(node) && typeof node.value !== 'string' && !isNothing(node) ? sourceOf(node) : null;
  const wanted = source === null ? expected : `${expected}, which is text, in quotes: ${JSON.stringify(source)}`;
  refuse(value, describe(node), wanted, check);
  return null;
}

/** One of some words; the first of them when it is anything else, which is then reported. */
export function readWord<Word extends string>(value: Found, words: readonly [Word, ...Word[]], check: Check): Word {
  const [first] = words;
  const { node } = value;
  const word = words.find((one) => isScalar(node) && node.value === one);
  if (word === undefined) refuse(value, describe(node), `one of ${words.join(', ')}`, check);
  return word ?? first;
}

/** Yes or no; no when it is anything else, which is then reported. */
export function readFlag(value: Found, check: Check): boolean {
  const { node } = value;
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  refuse(value, describe(node), 'true or false', check);
  return false;
}

export function refuse({ at }: Found, found: string, expected: string, { lineOf: toLine, problems }: Check): void {
  problems.push({ line: toLine(at), found, expected });
}

/** What stands there, in words; in a secret place only of what kind it is. */
function describeFound({ node, isSecret }: Found): string {
  return isSecret ? describeKind(node) : describe(node);
}

/** Of what kind something is. */
export function describeKind(node: Node | null): string {
  if (node === null || isNothing(node)) return 'nothing';
  if (isAlias(node)) return 'an alias';
  if (!isScalar(node)) return describe(node);
  const { value } = node;
  if (typeof value === 'string') return value.length === 1 ? 'one character' : `text of ${value.length} characters`;
  return typeof value === 'number' ? 'a number' : 'a single value';
}

/** What stands there, in words. */
export function describe(node: Node | null): string {
  if (node === null || isNothing(node)) return 'nothing';
  if (isAlias(node)) return `the alias ${shorten(`*${node.source}`)}`;
  if (isMap(node)) return 'keys with values';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'something else';
  if (typeof node.value === 'string') return quote(node.value);
  return typeof node.value === 'number' ? `the number ${sourceOf(node)}` : sourceOf(node);
}

/** Text of the file, as a report shows it. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/** As it is written: a number has lost its leading zeros by the time it is one. */
export function sourceOf({ source, value }: Scalar): string {
  return shorten(source ?? String(value));
}

function shorten(text: string): string {
  return text.length > MOST_FOUND ? `${text.slice(0, MOST_FOUND)}…` : text;
}

export function isNothing(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

/** Where a value begins; one that is not there has the place of what it belongs to. */
export function startOf(node: Node | null, otherwise = 0): number {
  return node?.range?.[0] ?? otherwise;
}
