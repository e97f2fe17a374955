/**
 * What somebody typed and has not sent: it outlives a reload and a fresh sign-in, and ends with the tab.
 *
 * Owns: its names in sessionStorage, whose it is, and living without it.
 * Does not: know what is typed. Called by: the pages for managing people, and `session.tsx` to forget it all.
 */

const prefix = 'foyer-draft ';

/** Gives what this person typed on the page, or null. */
export function recallDraft<T>(page: string, subject: string): T | null {
  try {
    const text = sessionStorage.getItem(nameOf(page, subject));
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    // SecurityError where the browser forbids storage; then a fresh sign-in loses what was typed.
    return null;
  }
}

/** Keeps what was typed; null forgets it. */
export function keepDraft(page: string, subject: string, draft: object | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(nameOf(page, subject));
    else sessionStorage.setItem(nameOf(page, subject), JSON.stringify(draft));
  } catch {
    // SecurityError or QuotaExceededError: it then lives as long as the page does.
  }
}

/** Forgets all drafts: whoever signs out leaves nobody's number behind for the next one at this computer. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  } catch {
    // SecurityError: then there are none.
  }
}

/** The subject is part of the name: another administrator at this computer gets none of it. */
function nameOf(page: string, subject: string): string {
  return `${prefix}${subject} ${page}`;
}
