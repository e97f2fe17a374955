/**
 * Light, dark, or as the system has it.
 *
 * Owns: the attribute on the root element that the stylesheet obeys, and remembering the choice.
 * Does not: know colours; `ui/theme.css` does.
 * Called by: `main.tsx` before anything is drawn, and the switch.
 */
import { recall, remember } from './preferences.ts';

/** The choices of appearance, in the order in which they are offered. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Gives the remembered choice; the system's unless another one was made. */
export function currentTheme(): Theme {
  const value = recall('theme');
  return themes.find((theme) => theme === value) ?? 'system';
}

/** Shows the appearance; without the attribute the stylesheet follows the system. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
}

/** Shows the appearance and remembers it. */
export function chooseTheme(theme: Theme): void {
  remember('theme', theme);
  applyTheme(theme);
}
