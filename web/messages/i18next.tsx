/**
 * The language the app speaks.
 *
 * Owns: choosing the language (remembered choice, else the browser's), keeping `<html lang>` in step, the words of an error.
 * Does not: hold words; the tables do. It loads those of the sign-in; `signed-in.ts` and `admin.ts` bring the others.
 * Called by: `main.tsx` to start, every component that speaks.
 */
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { PageErrorCode } from '../api.ts';
import { recall, remember } from '../preferences.ts';
import type { adminZhCn } from './admin-zh-cn.ts';
import type { contactsZhCn } from './contacts-zh-cn.ts';
import { en } from './en.ts';
import type { ErrorWords } from './messages.ts';
import type { signedInZhCn } from './signed-in-zh-cn.ts';
import { zhCn } from './zh-cn.ts';

/** A language of the app, spelled as in `<html lang>`. */
export type Language = 'zh-CN' | 'en';

/** The languages with their own names, in the order in which they are offered. */
export const languages: readonly { value: Language; label: string; name: string }[] = [
  { value: 'zh-CN', label: '中文', name: '中文' },
  { value: 'en', label: 'EN', name: 'English' },
];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    // A part may say only what its own table and the first one hold: no page can use words that are not loaded.
    resources: {
      translation: typeof zhCn;
      signedIn: typeof zhCn & typeof signedInZhCn;
      admin: typeof zhCn & typeof adminZhCn & typeof contactsZhCn;
    };
  }
}

/** Starts the translation with the remembered language, or the first one of the browser that we speak. */
export function startMessages(): void {
  const language = rememberedLanguage() ?? browserLanguage();
  // Both languages are part of the program, so the start is synchronous and nothing can fail or flash.
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCn }, en: { translation: en } },
    initAsync: false,
    // React escapes; doing it twice would show "&amp;" in names.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

/** Adds the words of a part that was loaded later, in both languages at once: choosing the other one never waits. */
export function addWords(part: 'signedIn' | 'admin', tables: Record<Language, object>): void {
  for (const { value } of languages) i18next.addResourceBundle(value, part, tables[value]);
}

/** Gives the words of every page, the language and the way to change it. */
export function useMessages() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return { t, language, words: language === 'en' ? en : zhCn, chooseLanguage };
}

/** Gives the words for an error; a code this version does not know is spoken of as an unexpected error. */
export function useErrorWords(code: string): ErrorWords {
  const { words } = useMessages();
  return words.errors[isErrorCode(code) ? code : 'internal'];
}

/** Gives whether a code is one of ours; a newer server, or anybody who writes an address, may send others. */
export function isErrorCode(code: string): code is PageErrorCode {
  return Object.keys(zhCn.errors).includes(code);
}

function chooseLanguage(language: Language): void {
  remember('language', language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

function rememberedLanguage(): Language | undefined {
  const value = recall('language');
  return languages.find((language) => language.value === value)?.value;
}

function browserLanguage(): Language {
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  // Whoever speaks neither reads English more likely than Chinese; without any hint the company is Chinese.
  if (first) return /^zh/i.test(first) ? 'zh-CN' : 'en';
  return navigator.languages.length > 0 ? 'en' : 'zh-CN';
}
