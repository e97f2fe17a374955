/** What the server says itself, in both languages: the error catalogue and the diagnosis. */
import Type, { type Static } from 'typebox';

/** The same words in both languages. */
export const Words = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false });
export type Words = Static<typeof Words>;

export const say = (zh: string, en: string): Words => ({ zh, en });
