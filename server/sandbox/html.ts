/**
 * Markup that cannot be written without escaping.
 *
 * Owns: the template tag every page is made of. Does not: know any page. Called by: the pages.
 */

/** Text that is known to be markup. Only `html` makes it. */
export type Html = { readonly markup: string };

type Insert = Html | string | number | null | readonly Html[];

/** Fills a template: text is escaped, markup and lists of markup are kept, null is nothing. */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const markup = strings.map((text, index) => text + toMarkup(inserts[index] ?? null)).join('');
  return { markup };
}

function toMarkup(insert: Insert): string {
  if (insert === null) {
    return '';
  }
  if (typeof insert === 'string' || typeof insert === 'number') {
    return escapeHtml(String(insert));
  }
  return 'markup' in insert ? insert.markup : insert.map((part) => part.markup).join('');
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}
