/**
 * The words for people who are signed in, which the sign-in page does not load.
 *
 * Owns: adding them to the languages when the first page that speaks them arrives.
 * Does not: hold words, or wait for any: whoever imports this file has the words with it, so that none is ever missing.
 * Called by: everything that is drawn only for somebody who is signed in.
 */
import { useTranslation } from 'react-i18next';
import { en } from './en.ts';
import { addWords, useMessages } from './i18next.tsx';
import { signedInEn } from './signed-in-en.ts';
import { signedInZhCn } from './signed-in-zh-cn.ts';
import { zhCn } from './zh-cn.ts';

const tables = { 'zh-CN': { ...zhCn, ...signedInZhCn }, en: { ...en, ...signedInEn } };
addWords('signedIn', tables);

/** Gives the words of before and after the sign-in, and the language. */
export function useSignedInMessages() {
  const { language } = useMessages();
  const { t } = useTranslation('signedIn');
  return { t, language, words: tables[language] };
}
