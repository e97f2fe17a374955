/** The switch between light, dark, and what the system says. */
import { useState } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { chooseTheme, currentTheme, type Theme, themes } from '../theme.ts';
import { Segmented } from '../ui/segmented.tsx';

/** Draws the switch; compact shows icons alone. */
export function ThemeSwitch({ isCompact = false }: { isCompact?: boolean }) {
  const { t } = useMessages();
  const [theme, setTheme] = useState(currentTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  const choices = themes.map((value) => ({ value, label: t(`theme.${value}`), icon: value }));
  return <Segmented label={t('theme.label')} choices={choices} value={theme} onChoose={choose} isCompact={isCompact} />;
}
