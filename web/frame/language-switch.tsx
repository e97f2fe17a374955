/** The switch between Chinese and English. */
import { languages, useMessages } from '../messages/i18next.tsx';
import { Segmented } from '../ui/segmented.tsx';

/** Draws the switch; each language is written in itself, so that nobody needs the other one to find it. */
export function LanguageSwitch() {
  const { t, language, chooseLanguage } = useMessages();
  return <Segmented label={t('language.label')} choices={languages} value={language} onChoose={chooseLanguage} />;
}
