/**
 * The frame of every page of the demo tools, and how a page is sent.
 *
 * Owns: the head and foot of a page, the headers, the files that belong to it.
 * Does not: know what a page says, or how its visitor is known. Called by: the tools.
 */
import { readFileSync } from 'node:fs';
import { type Html, html } from '../sandbox/html.ts';
import type { Places, ToolAnswer, ToolRequest } from './tool.ts';
import { keepLanguage, type Language, type Words } from './language.ts';

export type Page = {
  title: string;
  body: Html;
  /** Where a form of the page leads in the end, if not to this tool: browsers hold its policy against that as well. */
  formsLeadTo?: string;
};

/** What a tool is called and how it looks. */
export type Looks = { id: 'wiki' | 'board' | 'desk'; name: Words; mark: string };

/** What a page is made for. */
export type Setting = {
  request: ToolRequest;
  language: Language;
  places: Places;
  looks: Looks;
  /** Null where nobody is known. */
  visitor: Visitor | null;
};

/** Who looks at a page, what the tool can show that it knows of them, and what they can do about it. */
export type Visitor = { name: string; panel: Html; action?: Html };

const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const toPageHeaders = ({ formsLeadTo }: Page) => ({
  ...guarded,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${["'self'", formsLeadTo ?? []].flat().join(' ')}; ` +
    "base-uri 'none'; frame-ancestors 'none'",
  // Foyer takes the page that a refused form was on from the referrer; other sites learn nothing from it.
  'referrer-policy': 'same-origin',
});

/** A page, with whatever else it takes to show it. */
export function toAnswer(status: number, page: Page, setting: Setting): ToolAnswer {
  const chosen = keepLanguage(setting.request.query);
  const headers = { ...toPageHeaders(page), ...(chosen && { 'set-cookie': chosen }) };
  return { status, headers, body: toDocument(page, setting).markup };
}

/** Leads the browser on after a form, so that "reload" does not send it again. */
export function leadTo(location: string): ToolAnswer {
  return { status: 303, headers: { ...guarded, location }, body: '' };
}

/** A page that says one thing. */
export function toNotice(status: number, words: Words, setting: Setting): ToolAnswer {
  const title = words[setting.language];
  const back = { zh: '回到首页', en: 'Back to the start' }[setting.language];
  const body = html`<section class="notice"><h1>${title}</h1><p><a class="button" href="/">${back}</a></p></section>`;
  return toAnswer(status, { title, body }, setting);
}

const styles = readFileSync(new URL('styles.css', import.meta.url), 'utf8');

/** The file that belongs to the pages; null when another one is asked for. */
export function findFile(path: string, { mark }: Looks): ToolAnswer | null {
  if (path === '/styles.css') {
    return { status: 200, headers: { ...guarded, 'content-type': 'text/css; charset=utf-8' }, body: styles };
  }
  if (path !== '/icon.svg') return null;
  const icon = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><text y="26" font-size="26">${mark}</text></svg>`;
  return { status: 200, headers: { ...guarded, 'content-type': 'image/svg+xml' }, body: icon.markup };
}

const frameWords = {
  zh: {
    lang: 'zh-CN',
    skip: '跳到正文',
    foyer: '回到前厅',
    other: 'English',
    you: '这个工具知道我什么',
    demo: '这是前厅的演示工具，公司、人物和内容都是虚构的。',
  },
  en: {
    lang: 'en',
    skip: 'Skip to the content',
    foyer: 'Back to Foyer',
    other: '中文',
    you: 'What this tool knows about me',
    demo: 'A demo tool of Foyer. Company, people and texts are invented.',
  },
} as const;

function toDocument({ title, body }: Page, setting: Setting): Html {
  const { language, looks } = setting;
  const words = frameWords[language];
  const name = looks.name[language];
  return html`<!doctype html>
<html lang="${words.lang}" class="${looks.id}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === name ? name : `${title} · ${name}`}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/styles.css">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
${toHeader(setting)}
<main id="content">${body}</main>
<footer>
${setting.visitor?.panel ?? null}
<p class="fine">${words.demo}</p>
</footer>
</body>
</html>
`;
}

function toHeader({ request, language, places, looks, visitor }: Setting): Html {
  const words = frameWords[language];
  const other = language === 'zh' ? { code: 'en', lang: 'en' } : { code: 'zh', lang: 'zh-CN' };
  // The page itself in the other language: its address keeps everything else that it said.
  const query = new URLSearchParams(request.query);
  query.set('lang', other.code);
  const me = visitor && html`<a class="me" href="#identity" title="${words.you}">${visitor.name}</a>`;
  return html`<header class="top">
<a class="brand" href="/"><span class="mark" aria-hidden="true">${looks.mark}</span>${looks.name[language]}</a>
<nav>
<a href="${places.foyer}">${words.foyer}</a>
<a href="?${query.toString()}" lang="${other.lang}" hreflang="${other.lang}">${words.other}</a>
${me}
${visitor?.action ?? null}
</nav>
</header>`;
}
