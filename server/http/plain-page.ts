/**
 * Pages without the web app: where it does not load, or is more than a page needs.
 *
 * Owns: their frame, their look and the choice of their language.
 * Called by: `forward-auth/` for the hosts of tools, and `oidc/`.
 */
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

export type PageLanguage = 'zh-CN' | 'en';

type PlainPage = {
  language: PageLanguage;
  /** Plain text. */
  title: string;
  /** Markup, in which everything from outside has been escaped. */
  content: string;
  /** More for the head, as markup. */
  head?: string;
  /** Where `plainPageStyle` is served. */
  style: string;
};

/** How these pages look. */
export const plainPageStyle = readFileSync(join(import.meta.dirname, 'plain-page.css'), 'utf8');

/** The language that a browser prefers, of ours. */
export function pageLanguage({ 'accept-language': accepted }: IncomingHttpHeaders): PageLanguage {
  return /^\s*en\b/i.test(accepted ?? '') ? 'en' : 'zh-CN';
}

/** The page. */
export function renderPlainPage({ language, title, content, head = '', style }: PlainPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
${head}
<title>${escapeMarkup(title)}</title>
<link rel="stylesheet" href="${style}" />
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

/** Text as it may stand in markup, also inside quotes. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
