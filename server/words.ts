/** What the server says itself, in both languages: the error catalogue, the diagnosis, and explanations. */
import Type, { type Static } from 'typebox';

/** The same words in both languages. */
export const Words = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false });
export type Words = Static<typeof Words>;

export type Language = keyof Words;

export const say = (zh: string, en: string): Words => ({ zh, en });

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of the person at the terminal. The first of these that is set counts, as for every program. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en';
}
