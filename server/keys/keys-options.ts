/**
 * What the command `keys` is asked.
 *
 * Owns: its arguments. Called by: `main.ts`, which hands it the real arguments and the real environment.
 */
import { parseArgs } from 'node:util';
import { type Language, languageOf } from '../words.ts';
import type { Rotation } from './key-changes.ts';
import { JWKS_MAX_AGE_SECONDS } from './key-phases.ts';

export type KeysOptions = { rotation: Rotation; language: Language };

export const usage = 'Usage: npm run keys -- rotate [--after MINUTES | --leaked] [--lang zh|en]';

const MINUTE_MS = 60_000;
/** Verifiers that read the keys once an hour know the new ones by then. */
const USUAL_MINUTES = 60;
/** Verifiers may keep the keys that they have for five minutes; before that nobody can know the new ones. */
const FEWEST_MINUTES = JWKS_MAX_AGE_SECONDS / 60 + 1;
const MOST_MINUTES = 24 * 60;

/** Reads the arguments; null when one is missing, or when there is one that nobody knows. */
export function readKeysOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): KeysOptions | null {
  const given = parse(args);
  if (given === null || given.positionals.join() !== 'rotate') return null;
  const { lang = languageOf(env), after, leaked = false } = given.values;
  const rotation = leaked ? readLeak(after) : readDelay(after ?? String(USUAL_MINUTES));
  if (rotation === null || (lang !== 'zh' && lang !== 'en')) return null;
  return { rotation, language: lang };
}

/** Keys in wrong hands sign for nobody any more: there is nothing to wait for. */
function readLeak(after: string | undefined): Rotation | null {
  return after === undefined ? { isLeaked: true } : null;
}

function readDelay(after: string): Rotation | null {
  const minutes = /^\d{1,4}$/.test(after) ? Number(after) : Number.NaN;
  return minutes >= FEWEST_MINUTES && minutes <= MOST_MINUTES ? { signsAfterMs: minutes * MINUTE_MS } : null;
}

const known = { lang: { type: 'string' }, after: { type: 'string' }, leaked: { type: 'boolean' } } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch {
    return null;
  }
}
