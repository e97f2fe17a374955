/**
 * The frame of every page of the sandbox, and how a page is sent.
 *
 * Owns: the banner that nobody can overlook, the headers, the stylesheet's address, refusing foreign forms.
 * Does not: know what a page says. Called by: the page routes.
 */
import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from './html.ts';

export type Page = { title: string; body: Html };

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // No `form-action`: a browser applies it to every redirect after the form as well, and where Foyer goes on to from
  // its callback cannot be listed here.
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Sends a page with the headers all pages have. */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply.code(status).headers(pageHeaders).send(toDocument(page).markup);
}

/** Chinese with the same in English beside it. */
export function bilingual(text: { zh: string; en: string }): Html {
  return html`${text.zh} <span class="en" lang="en">${text.en}</span>`;
}

/** A page that says one thing, most often why it goes no further. */
export function toNoticePage(reason: { zh: string; en: string; code?: string }): Page {
  const code = reason.code === undefined ? null : html`<p class="code">${reason.code}</p>`;
  return {
    title: reason.zh,
    body: html`<main class="notice">
      <div class="notice-mark" aria-hidden="true">!</div>
      <h1>${reason.zh}</h1>
      <p lang="en">${reason.en}</p>
      ${code}
      <p class="links"><a href="/">沙箱首页 <span class="en" lang="en">Sandbox start page</span></a></p>
    </main>`,
  };
}

/**
 * Whether a form was sent by a page of the sandbox.
 *
 * Without this, any web page could switch faults or sign a browser in as somebody. A client that is no browser sends
 * neither header, and has nobody's cookies to abuse.
 */
export function isOwnForm(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin';
  }
  const { origin } = request.headers;
  return origin === undefined || origin === `${request.protocol}://${request.host}`;
}

/** Says no to a form of somebody else's page. */
export function refuseForeignForm(reply: FastifyReply): FastifyReply {
  const reason = { zh: '请求来自其他网站', en: 'This form was sent from another site, so it was ignored.' };
  return sendPage(reply, 403, toNoticePage(reason));
}

/** Adds the stylesheet. */
export function registerStyles(app: FastifyInstance): void {
  const styles = readFileSync(new URL('styles.css', import.meta.url));
  app.get('/sandbox/styles.css', (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      })
      .send(styles),
  );
}

function toDocument({ title, body }: Page): Html {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Foyer sandbox</title>
<link rel="stylesheet" href="/sandbox/styles.css">
</head>
<body>
<header class="banner"><strong>Foyer 沙箱 Sandbox</strong> <span>这里的公司和人物都是虚构的。</span>
<span class="en" lang="en">Company and people are invented. This is not DingTalk.</span></header>
${body}
</body>
</html>
`;
}
