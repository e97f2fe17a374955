/**
 * What the command `explain` is asked.
 *
 * Owns: its arguments. Called by: `main.ts`, which hands it the real arguments and the real environment.
 */
import { parseArgs } from 'node:util';
import { type Language, languageOf } from '../words.ts';

export type ExplainOptions = {
  person: string;
  tool: string;
  path: string;
  method: string;
  language: Language;
  isJson: boolean;
};

export const usage =
  'Usage: npm run explain -- <userId, unionId or name> <tool> [path] [--method M] [--lang zh|en] [--json]';

/** Reads the arguments; null when one is missing, or when there is one that nobody knows. */
export function readExplainOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ExplainOptions | null {
  const given = parse(args);
  if (given === null) return null;
  const { lang = languageOf(env), json = false, method = 'GET' } = given.values;
  const [person = '', tool = '', path = '/', ...others] = given.positionals;
  if (person === '' || tool === '' || others.length > 0 || !/^[A-Za-z-]{1,32}$/.test(method)) return null;
  if (lang !== 'zh' && lang !== 'en') return null;
  return { person, tool, path, method: method.toUpperCase(), language: lang, isJson: json };
}

const known = { lang: { type: 'string' }, json: { type: 'boolean' }, method: { type: 'string' } } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch {
    return null;
  }
}
