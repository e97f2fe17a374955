/**
 * What an entry of the error catalogue says.
 *
 * Owns: the form of an entry, and the few words that shorten the tables of this folder.
 * Does not: hold an entry; the other files of this folder do, one family of codes each.
 * Called by: the tables of this folder, and whoever shows them.
 */
import type { ErrorCode } from '../../errors.ts';
import { say, type Words } from '../../words.ts';
import type { AppKind } from '../app.ts';

/** What somebody does about it, as a path to click where there is one. */
export type Remedy = { app: 'any' | AppKind; steps: Words };

export type CatalogueEntry = {
  /**
   * Every spelling under which this may be met: DingTalk's codes and numbers, or a name of ours (lower case, hyphens)
   * where DingTalk has none. One that ends in `*` stands for all that begin like it.
   */
  codes: readonly [string, ...string[]];
  /** The code with which Foyer refuses; null where DingTalk reports no error, or Foyer never hears of it. */
  outcome: ErrorCode | null;
  /** DingTalk's own text, where it is known: people search for it. */
  says?: string;
  meaning: Words;
  /** The likeliest first. */
  causes: readonly [Words, ...Words[]];
  /** The first one goes to the log, in English. */
  remedies: readonly [Remedy, ...Remedy[]];
  retry: 'later' | 'after-remedy' | 'never';
  actor: 'nobody' | 'employee' | 'administrator' | 'developer';
  /** The access token itself is no good: it is renewed, and the call repeated once. */
  renewsToken?: true;
};

export const anyApp = (zh: string, en: string): Remedy => ({ app: 'any', steps: say(zh, en) });
export const internalApp = (zh: string, en: string): Remedy => ({ app: 'internal', steps: say(zh, en) });
export const thirdPartyApp = (zh: string, en: string): Remedy => ({ app: 'third-party', steps: say(zh, en) });
