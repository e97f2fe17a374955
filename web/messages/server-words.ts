/** Words that the server sends in both languages, because they belong to one of its tables. */
import { useMessages } from './i18next.tsx';

/** Gives the way to say such words in the language of the page. */
export function useServerWords(): (words: { zh: string; en: string }) => string {
  const { language } = useMessages();
  return ({ zh, en }) => (language === 'en' ? en : zh);
}
