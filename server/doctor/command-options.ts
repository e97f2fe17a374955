/**
 * How the command `doctor` shall speak.
 *
 * Owns: its arguments, and the language of the person at the terminal.
 * Called by: `main.ts`, which hands it the real arguments and the real environment.
 */
import { parseArgs } from 'node:util';
import { type Language, languageOf } from '../words.ts';

export type CommandOptions = { language: Language; isJson: boolean; hasColours: boolean };

type Environment = Readonly<Record<string, string | undefined>>;

export const usage = 'Usage: npm run doctor -- [--lang zh|en] [--json]';

/** Reads the arguments; null when there is one that nobody knows. */
export function readCommandOptions(
  args: readonly string[],
  env: Environment,
  isTerminal: boolean,
): CommandOptions | null {
  const given = parse(args);
  if (given === null) return null;
  const { lang = languageOf(env), json = false } = given;
  if (lang !== 'zh' && lang !== 'en') return null;
  return { language: lang, isJson: json, hasColours: isTerminal && !env.NO_COLOR && env.TERM !== 'dumb' };
}

function parse(args: readonly string[]): { lang?: string; json?: boolean } | null {
  try {
    return parseArgs({ args: [...args], options: { lang: { type: 'string' }, json: { type: 'boolean' } } }).values;
  } catch {
    return null;
  }
}
