/**
 * The words for administrators, which nobody else loads.
 *
 * Owns: adding them to the languages when the administrators' pages arrive.
 * Does not: hold words, or wait for any: whoever imports this file has the words with it, so that none is ever missing.
 * Called by: the administrators' pages.
 */
import { useTranslation } from 'react-i18next';
import { adminEn } from './admin-en.ts';
import { adminZhCn } from './admin-zh-cn.ts';
import { contactsEn } from './contacts-en.ts';
import { contactsZhCn } from './contacts-zh-cn.ts';
import { en } from './en.ts';
import { addWords, useMessages } from './i18next.tsx';
import { zhCn } from './zh-cn.ts';

const tables = {
  'zh-CN': { ...zhCn, ...adminZhCn, ...contactsZhCn },
  en: { ...en, ...adminEn, ...contactsEn },
};
addWords('admin', tables);

/** Gives the words of the administrators' pages and those that every page has, and the language. */
export function useAdminMessages() {
  const { language } = useMessages();
  const { t } = useTranslation('admin');
  return { t, language, words: tables[language] };
}
