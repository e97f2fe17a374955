/** The path rules of a tool, as the file writes them. What they mean is `path-rules.ts`'s. Called by: `tool-entries.ts`. */
import { isMap, isSeq } from 'yaml';
import { readAllow } from './allow-entries.ts';
import type { PathRule } from './tool.ts';
import { type Check, type Found, lineOf, readKeys, readList, readText, refuse } from './yaml-walk.ts';

const MOST_RULES = 200;
const MOST_METHODS = 20;
const LONGEST_PATH = 512;
const METHOD = /^[A-Z][A-Z-]{0,31}$/;

/** The rules, in the order of the file. */
export function readRules(value: Found, check: Check): PathRule[] {
  const entries = readList(value, 'a list of rules, each with "path" and "allow"', check);
  if (entries.length > MOST_RULES) {
    refuse(value, `${entries.length} rules`, `at most ${MOST_RULES}`, check);
    return [];
  }
  return entries.flatMap((entry) => readRule(entry, check) ?? []);
}

function readRule(entry: Found, check: Check): PathRule | null {
  const { path, methods, allow } = readKeys(entry, ['path', 'methods', 'allow'], check);
  if (isMap(entry.node) && !path) refuse(entry, 'a rule without "path"', 'path: /admin/**', check);
  if (isMap(entry.node) && !allow) refuse(entry, 'a rule without "allow"', 'whom it lets in, under "allow"', check);
  const pattern = path ? readPattern(path, check) : null;
  const only = methods ? readMethods(methods, check) : null;
  const lets = allow ? readAllow(allow, check) : null;
  return pattern === null || lets === null
    ? null
    : { line: lineOf(entry, check), path: pattern, methods: only, allow: lets };
}

/** A path as people read it: nothing in it is encoded, and nothing that would be ambiguous in a request. */
function readPattern(value: Found, check: Check): string | null {
  const expected = 'a path such as "/admin/**", not encoded; "*" stands inside one name, "/**" only at the end';
  return readText(value, { expected, isRight: isPattern }, check);
}

function isPattern(text: string): boolean {
  const plain = text.replace(/\/\*\*$/, '');
  return (
    text.startsWith('/') &&
    text.length <= LONGEST_PATH &&
    !/[\\%;?#\p{C}]|\/\/|\*\*/u.test(plain) &&
    !/(^|\/)\.{1,2}(\/|$)/.test(plain)
  );
}

function readMethods(value: Found, check: Check): string[] {
  const entries = readList(value, 'a list of methods such as [POST, DELETE]', check);
  if (isSeq(value.node) && (entries.length === 0 || entries.length > MOST_METHODS)) {
    const expected = `between 1 and ${MOST_METHODS} methods; without "methods" the rule is about all of them`;
    refuse(value, `${entries.length} methods`, expected, check);
    return [];
  }
  const right = { expected: 'a method in capital letters such as POST', isRight: (text: string) => METHOD.test(text) };
  return entries.flatMap((entry) => readText(entry, right, check) ?? []);
}
