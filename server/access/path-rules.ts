/**
 * Which part of a tool a path rule is about.
 *
 * Owns: the patterns of rules, and how the path of a request is read before it is compared.
 * Does not: know who may go there.
 * Called by: `decide.ts`, and whoever explains its decisions.
 *
 * Every tool reads paths in its own way: some mind upper case, some cut `;v=1` off a name, some add a slash. A rule is
 * about a path as soon as one of these readings fits, because rules only ever narrow. What is left are paths that mean
 * different places to different readers; those have no reading at all.
 */
import type { PathRule } from './tool.ts';

/** The readings of a path, name by name: one, or a second without the parameters of its names. */
export type ReadPath = readonly (readonly string[])[];

/** Anything but the visible letters of ASCII, the end of a path inside it, or a slash to some and a letter to others. */
const UNREADABLE = /[^\x21-\x7e]|[?#\\]|\/\/|%(?![0-9a-f]{2})|%(?:[01][0-9a-f]|2f|5c|7f)/i;
const DOT_SEGMENT = /(^|\/)\.{1,2}(\/|$)/;
const ESCAPE = /%[0-9a-f]{2}/i;

/** The readings of a path as it was asked for, without its query; null when it is ambiguous. */
export function readPath(asked: string): ReadPath | null {
  if (!asked.startsWith('/') || UNREADABLE.test(asked)) return null;
  const plain = decode(asked);
  if (plain === null || DOT_SEGMENT.test(plain)) return null;
  if (!plain.includes(';')) return [toNames(plain)];
  const bare = plain.replace(/;[^/]*/g, '');
  // `/a/;x/b` and `/a/..;x/b` become something else for whoever cuts.
  if (bare.includes('//') || DOT_SEGMENT.test(bare) || /\/;[^/]*$/.test(plain)) return null;
  return [toNames(plain), toNames(bare)];
}

/** Once, and no further: whoever decodes twice would see another path than whoever decodes once. */
function decode(asked: string): string | null {
  if (!asked.includes('%')) return asked;
  try {
    const plain = decodeURIComponent(asked);
    return ESCAPE.test(plain) ? null : plain;
  } catch {
    return null;
  }
}

/**
 * The names of a path, without a slash at its end. Letters are as whoever ignores their case sees them; by way of upper
 * case, which knows more pairs.
 */
function toNames(path: string): string[] {
  const names = path.toUpperCase().toLowerCase().normalize('NFC').split('/').slice(1);
  if (names.at(-1) === '') names.pop();
  return names;
}

/** Whether a rule is about a path and a method. */
export function isAbout(rule: PathRule, path: ReadPath, method: string): boolean {
  return isAboutMethod(rule, method) && path.some((names) => fits(patternOf(rule), names));
}

/** Tools answer HEAD as they answer GET, and some read `post` as POST. */
function isAboutMethod({ methods }: PathRule, asked: string): boolean {
  if (methods === null || methods.includes(asked)) return true;
  const method = asked.toUpperCase();
  return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}

/** The names of a path, each as the pieces between its `*`; with `isOpen`, everything below is meant as well. */
type Pattern = { names: readonly (readonly string[])[]; isOpen: boolean };

const patterns = new WeakMap<PathRule, Pattern>();

function patternOf(rule: PathRule): Pattern {
  const known = patterns.get(rule);
  if (known) return known;
  const isOpen = rule.path.endsWith('/**');
  const names = toNames(isOpen ? rule.path.slice(0, -3) : rule.path);
  const pattern = { names: names.map((name) => name.split('*')), isOpen };
  patterns.set(rule, pattern);
  return pattern;
}

function fits({ names, isOpen }: Pattern, asked: readonly string[]): boolean {
  if (isOpen ? asked.length < names.length : asked.length !== names.length) return false;
  return names.every((pieces, index) => fitsName(pieces, asked[index] ?? ''));
}

/** The pieces one after the other, each as early as it comes: then there is most room for those that follow. */
function fitsName(pieces: readonly string[], name: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}
