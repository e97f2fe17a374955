/**
 * What a table of words must hold.
 *
 * Owns: the rule that every error code and every reason for a missing field has words, and that both languages say the same things.
 * Does not: hold words; the tables do, one for each language and each of the three moments at which words are loaded.
 * Called by: the tables and `i18next.tsx`.
 */
import type { CardMissing } from '../../server/directory/schema.ts';
import type { ContactField, ContactMissingReason, MissingReason } from '../../server/profile/schema.ts';
import type { PageErrorCode } from '../api.ts';

/** What happened, in plain words, and then what to do or who can help. */
export type ErrorWords = { title: string; text: string; action?: string };

/** Why a field is empty, and who can change it where. */
type MissingWords = { why: string; who: string };

/** The part that follows from the server's types: a new code does not compile without words. */
export type Messages = { errors: Record<PageErrorCode, ErrorWords> } & { [key: string]: unknown };

/** The same for the words of the signed-in pages: a new field or reason does not compile without words. */
export type SignedInMessages = {
  missing: Record<MissingReason, MissingWords>;
  contactMissing: Record<ContactMissingReason, MissingWords & { label: string }>;
  contact: {
    fields: Record<ContactField | CardMissing['field'], string>;
    hints: Partial<Record<ContactField, string>>;
  } & { [key: string]: unknown };
} & { [key: string]: unknown };

/** The keys of a Chinese table with any text: what the English one must fill completely. */
export type SameKeys<Table> = Table extends string
  ? string
  : Table extends readonly string[]
    ? readonly string[]
    : { readonly [K in keyof Table]: SameKeys<Table[K]> };
