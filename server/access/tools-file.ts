/**
 * The file that names Foyer's administrators, its tools, and who may open them: `tools.yaml`.
 *
 * Owns: understanding the file as a whole, and the report of every mistake in it, all at once, each with its line.
 * Does not: read it (`tools-file-text.ts`), keep it up to date (`rules.ts`) or judge anybody (`decide.ts`).
 * Called by: `rules.ts` and the diagnosis.
 */
import { type Document, LineCounter, type Node, parseDocument } from 'yaml';
import { readUserId } from './allow-entries.ts';
import type { Tool } from './tool.ts';
import { type ParseOptions, readTools } from './tool-entries.ts';
import { ToolsFileError } from './tools-file-error.ts';
import { type Check, type Found, isNothing, readKeys, readList, refuse, startOf } from './yaml-walk.ts';

/** What the file says. Administrators are named by userId, which is what administrators of the company see. */
export type ToolsFile = { admins: readonly string[]; tools: readonly Tool[] };

/**
 * What a text says.
 *
 * @param file its name, for the report
 * @throws {ToolsFileError} with every mistake found
 */
export function parseToolsFile(file: string, text: string, parseOptions: ParseOptions = {}): ToolsFile {
  const lines = new LineCounter();
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // The library compares each key with each other one. Keys are compared below, and not in a file's worth of time.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, version: '1.2' } as const;
  const document = parseDocument(text, options);
  const mistakes = findNotationMistakes(document, text, lineOf);
  const check: Check = { lineOf, problems: [] };
  const content = readRoot(document.contents, parseOptions, check);
  // What follows a mistake in the notation is read by guessing, and judging a guess would only mislead.
  const [error] = document.errors;
  const limit = error ? lineOf(error.pos[0]) : Number.POSITIVE_INFINITY;
  const problems = [...check.problems.filter(({ line }) => line < limit), ...mistakes];
  if (problems.length === 0) return content;
  throw new ToolsFileError(
    file,
    problems.sort((a, b) => a.line - b.line),
  );
}

type Mistake = { line: number; found: string; expected: string };

function findNotationMistakes({ errors, warnings }: Document.Parsed, text: string, lineOf: Check['lineOf']): Mistake[] {
  const holdsSecrets = /\boidc\b|client_?secret/i.test(text);
  return [...errors, ...warnings]
    .map(({ pos, code, message }) => ({
      line: lineOf(pos[0]),
      found: ourWords[code] ?? (holdsSecrets && quoting.has(code) ? NO_YAML : `${NO_YAML} (${message})`),
      expected: 'valid YAML',
    }))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line);
}

const NO_YAML = 'text that is not YAML';

/** For mistakes that the library describes in words for programmers. */
const ourWords: Readonly<Partial<Record<string, string>>> = {
  MULTIPLE_DOCS: 'a second document after "---"',
  RESOURCE_EXHAUSTION: 'lists or keys inside each other, too deep to be read',
};

/** Mistakes that the library describes with a piece of the text, which may be a piece of a secret. */
const quoting: ReadonlySet<string> = new Set([
  'BAD_COLLECTION_TYPE',
  'BAD_DIRECTIVE',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'TAG_RESOLVE_FAILED',
  'UNEXPECTED_TOKEN',
]);

/** An empty file, or one of comments alone, is a file that names nobody and nothing. */
function readRoot(contents: Node | null, options: ParseOptions, check: Check): ToolsFile {
  if (contents === null || isNothing(contents)) return { admins: [], tools: [] };
  const { admins, tools } = readKeys({ node: contents, at: startOf(contents) }, ['admins', 'tools'], check);
  return {
    admins: admins ? readAdministrators(admins, check) : [],
    tools: tools ? readTools(tools, options, check) : [],
  };
}

function readAdministrators(value: Found, check: Check): string[] {
  const entries = readList(value, 'a list of administrators, each as "- user: <userId>"', check);
  return entries.flatMap((entry) => readAdministrator(entry, check) ?? []);
}

function readAdministrator(entry: Found, check: Check): string | null {
  const before = check.problems.length;
  const { user } = readKeys(entry, ['user'], check);
  if (user) return readUserId(user, check);
  if (check.problems.length === before) refuse(entry, 'an administrator without "user"', 'user: "<userId>"', check);
  return null;
}
