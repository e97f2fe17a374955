/**
 * The file that names Foyer's administrators: `tools.yaml`.
 *
 * Owns: reading and checking it, and the report of every mistake in it, all at once, each with its line.
 * Does not: look into `tools:` yet. That is accepted as a list, and what is in it has no effect and no check of its own.
 * Called by: `administrators.ts`; `main.ts` prints the report.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';

/** What the file says. Administrators are named by userId, which is what administrators of the company see. */
export type ToolsFile = { admins: readonly string[] };

/** One mistake. A mistake of the file as a whole has no line. */
export type ToolsFileProblem = { line?: number; found: string; expected: string };

/** Everything that is wrong with the file. */
export class ToolsFileError extends Error {
  readonly problems: readonly ToolsFileProblem[];

  constructor(file: string, problems: readonly ToolsFileProblem[]) {
    const lines = problems.slice(0, MOST_LINES).map(describeProblem);
    const rest = problems.length - lines.length;
    super([`Foyer cannot use ${file}:`, ...lines, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join('\n'));
    this.name = 'ToolsFileError';
    this.problems = problems;
  }
}

const MOST_BYTES = 1_000_000;
/** A report is read by a person; the first mistakes are mostly the cause of the others. */
const MOST_LINES = 50;
const MOST_FOUND = 60;
const USER_ID = /^[^\s\p{C}]{1,128}$/u;

/**
 * The text of the file.
 *
 * @throws {ToolsFileError} when it cannot be read, or is not text of a bearable size
 */
export function readToolsFile(file: string): string {
  const refuse = (found: string, expected: string) => new ToolsFileError(file, [{ found, expected }]);
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw refuse('something that is not a file', 'a file');
    const bytes = stats.size > MOST_BYTES ? null : readFileSync(file);
    if (bytes === null || bytes.length > MOST_BYTES) throw refuse('more than 1 MB', 'at most 1 MB');
    if (!isUtf8(bytes)) throw refuse('bytes that are not UTF-8', 'text, saved as UTF-8');
    // The decoder skips the mark that some editors put at the beginning.
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof ToolsFileError) throw error;
    throw refuse(`nothing that can be read (${error instanceof Error ? error.message : 'unknown'})`, 'a readable file');
  }
}

/**
 * What a text says.
 *
 * @param file its name, for the report
 * @throws {ToolsFileError} with every mistake found
 */
export function parseToolsFile(file: string, text: string): ToolsFile {
  const lines = new LineCounter();
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // The library compares each key with each other one. Keys are compared below, and not in a file's worth of time.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, version: '1.2' } as const;
  const document = parseDocument(text, options);
  const mistakes = [...document.errors, ...document.warnings].map(({ pos, code, message }) => ({
    line: lineOf(pos[0]),
    found: ourWords[code] ?? `text that is not YAML (${message})`,
    expected: 'valid YAML',
  }));
  const check: Check = { lineOf, problems: [] };
  const admins = readRoot(document.contents, check);
  // What follows a mistake in the notation is read by guessing, and judging a guess would only mislead.
  const [error] = document.errors;
  const limit = error ? lineOf(error.pos[0]) : Number.POSITIVE_INFINITY;
  const problems = [...check.problems.filter(({ line }) => line < limit), ...mistakes.filter(isFirstOfItsLine)];
  if (problems.length === 0) return { admins };
  throw new ToolsFileError(
    file,
    problems.sort((a, b) => a.line - b.line),
  );
}

/** For mistakes that the library describes in words for programmers. */
const ourWords: Readonly<Partial<Record<string, string>>> = {
  MULTIPLE_DOCS: 'a second document after "---"',
  RESOURCE_EXHAUSTION: 'lists or keys inside each other, too deep to be read',
};

/** The library stumbles over one mistake several times. */
function isFirstOfItsLine({ line }: { line: number }, index: number, all: readonly { line: number }[]): boolean {
  return line !== all[index - 1]?.line;
}

type Check = { lineOf: (offset: number) => number; problems: (ToolsFileProblem & { line: number })[] };
/** A value and the place to name when something is wrong with it; a value that is missing has its key's place. */
type Found = { node: Node | null; at: number };

/** An empty file, or one of comments alone, is a file that names nobody. */
function readRoot(contents: Node | null, check: Check): string[] {
  if (contents === null || isNothing(contents)) return [];
  const { admins, tools } = readKeys({ node: contents, at: startOf(contents) }, ['admins', 'tools'], check);
  if (tools) readList(tools, 'a list of tools', check);
  if (!admins) return [];
  const entries = readList(admins, 'a list of administrators, each as "- user: <userId>"', check);
  return entries.flatMap((entry) => readAdministrator(entry, check));
}

function readAdministrator(entry: Found, check: Check): string[] {
  const before = check.problems.length;
  const { user } = readKeys(entry, ['user'], check);
  if (user) return readUserId(user, check);
  if (check.problems.length === before) refuse(entry, 'an administrator without "user"', 'user: "<userId>"', check);
  return [];
}

function readUserId(value: Found, check: Check): string[] {
  const { node } = value;
  if (isScalar(node) && typeof node.value === 'string' && USER_ID.test(node.value)) return [node.value];
  const source = isScalar(node) && typeof node.value !== 'string' && !isNothing(node) ? sourceOf(node) : null;
  const expected = source === null ? 'a userId' : `a userId, which is text, in quotes: ${JSON.stringify(source)}`;
  refuse(value, describe(node), expected, check);
  return [];
}

function readList(value: Found, expected: string, check: Check): Found[] {
  const { node, at } = value;
  if (isSeq<Node | null>(node)) return node.items.map((item) => ({ node: item, at: startOf(item, at) }));
  refuse(value, describe(node), expected, check);
  return [];
}

/** The values under the keys that are known. An alias is not followed: what counts as one line stands on one line. */
function readKeys<Key extends string>(
  value: Found,
  known: readonly Key[],
  check: Check,
): { readonly [Name in Key]?: Found } {
  const names = known.map((name) => `"${name}"`).join(' and ');
  const found: { [Name in Key]?: Found } = {};
  if (!isMap<Node, Node | null>(value.node)) {
    refuse(value, describe(value.node), known.length === 1 ? `the key ${names}` : `the keys ${names}`, check);
    return found;
  }
  for (const { key, value: node } of value.node.items) {
    const place = { node: key, at: startOf(key) };
    const name = known.find((candidate) => isScalar(key) && key.value === candidate);
    if (name === undefined) refuse(place, `the key ${describe(key)}`, `${names} and no other key`, check);
    else if (found[name]) refuse(place, `"${name}" for the second time`, 'each key once', check);
    else found[name] = { node, at: startOf(node, place.at) };
  }
  return found;
}

function refuse({ at }: Found, found: string, expected: string, { lineOf, problems }: Check): void {
  problems.push({ line: lineOf(at), found, expected });
}

function describe(node: Node | null): string {
  if (node === null || isNothing(node)) return 'nothing';
  if (isAlias(node)) return `the alias ${shorten(`*${node.source}`)}`;
  if (isMap(node)) return 'keys with values';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'something else';
  if (typeof node.value === 'string') return JSON.stringify(shorten(node.value));
  return typeof node.value === 'number' ? `the number ${sourceOf(node)}` : sourceOf(node);
}

/** As it is written: a number has lost its leading zeros by the time it is one. */
function sourceOf({ source, value }: Scalar): string {
  return shorten(source ?? String(value));
}

function shorten(text: string): string {
  return text.length > MOST_FOUND ? `${text.slice(0, MOST_FOUND)}…` : text;
}

function isNothing(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

/** Where a value begins; one that is not there has the place of what it belongs to. */
function startOf(node: Node | null, otherwise = 0): number {
  return node?.range?.[0] ?? otherwise;
}

function describeProblem({ line, found, expected }: ToolsFileProblem): string {
  return `  ${line === undefined ? '' : `line ${line}: `}found ${found}; expected ${expected}`;
}
