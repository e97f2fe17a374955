/**
 * What a table of words must hold.
 *
 * Owns: the rule that every error code and every reason for a missing field has words, and that both languages say the same things.
 * Does not: hold words; `zh-cn.ts` and `en.ts` do.
 * Called by: the two tables and `i18next.tsx`.
 */
import type { MissingReason } from '../../server/profile/schema.ts';
import type { PageErrorCode } from '../api.ts';
import type { zhCn } from './zh-cn.ts';

/** What happened, in plain words, and then what to do or who can help. */
export type ErrorWords = { title: string; text: string; action?: string };

/** Why a field is empty, and who can change it where. */
export type MissingWords = { why: string; who: string };

/** The part that follows from the server's types: a new code does not compile without words. */
export type Messages = {
  errors: Record<PageErrorCode, ErrorWords>;
  missing: Record<MissingReason, MissingWords>;
} & { [key: string]: unknown };

/** The keys of the Chinese table with any text: what the English table must fill completely. */
export type SameKeys = TextOf<typeof zhCn>;

type TextOf<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : { readonly [K in keyof T]: TextOf<T[K]> };
