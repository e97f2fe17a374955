/**
 * The choices a browser remembers: language and appearance. Nothing personal is kept here.
 *
 * Owns: their names in localStorage, and living without it.
 * Does not: apply them; `messages/i18next.tsx` and `theme.ts` do.
 * Called by: those two.
 */

type Preference = 'language' | 'theme';

/** Gives the remembered choice, or null when there is none. */
export function recall(preference: Preference): string | null {
  try {
    return localStorage.getItem(`foyer-${preference}`);
  } catch {
    // Reading throws SecurityError where the browser forbids storage; then the defaults hold.
    return null;
  }
}

/** Remembers a choice where the browser allows it. */
export function remember(preference: Preference, value: string): void {
  try {
    localStorage.setItem(`foyer-${preference}`, value);
  } catch {
    // SecurityError or QuotaExceededError: the choice then holds until the page is closed.
  }
}
