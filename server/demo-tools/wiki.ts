/**
 * The wiki: a few articles for everybody, and a part for administrators.
 *
 * Owns: its pages, and how often each article was opened.
 * Does not: ask who may open what. That was decided before a request gets here.
 * Called by: `demo-tools.ts`.
 */
import { type Html, html } from '../sandbox/html.ts';
import { type Article, articles, type Section } from './articles.ts';
import { createGuardedSetting } from './identity-panel.ts';
import { findFile, type Looks, type Setting, toAnswer, toNotice } from './page.ts';
import type { Places, Tool, ToolAnswer } from './tool.ts';

const looks: Looks = { id: 'wiki', name: { zh: '青禾知识库', en: 'Qinghe Wiki' }, mark: '📖' };

/** The tool, with nothing read yet. */
export function createWiki(places: Places): Tool {
  const reads = new Map<string, number>();
  return (request) => {
    const file = findFile(request.path, looks);
    if (file) return file;
    const setting = createGuardedSetting(request, places, looks);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return toNotice(405, { zh: '这里只能阅读', en: 'Nothing can be changed here' }, setting);
    return open(setting, reads) ?? toNotice(404, { zh: '没有这一页', en: 'There is no such page' }, setting);
  };
}

function open(setting: Setting, reads: Map<string, number>): ToolAnswer | null {
  const { path, query } = setting.request;
  if (path === '/') return toStart(setting);
  if (path === '/admin/') return toAdministration(setting, reads);
  const article = articles.find(({ slug }) => path === `/articles/${slug}`);
  if (!article) return null;
  reads.set(article.slug, (reads.get(article.slug) ?? 0) + 1);
  return toArticle(article, query.get('section'), setting);
}

const words = {
  zh: {
    greeting: '大家写给大家看的。',
    intro: '青禾科技怎么做事，都记在这里：短、能照着做、有人负责。',
    by: '维护人',
    parts: '节',
    try: '试一试',
    deep: '在前厅退出登录，再打开这个地址：登录之后正好回到这一节。',
    admin: '管理页只有前厅的管理员能打开，其他人会看到原因和联系人。',
    board: '看板只给研发部、产品部和主管。换一个人登录，看看会怎样。',
    all: '全文',
    contents: '目录',
    before: '上一节',
    next: '下一节',
    adminTitle: '管理知识库',
    adminIntro: '能看到这一页，说明你是前厅的管理员：tools.yaml 里有一行规则收窄了 /admin/**。',
    article: '文章',
    reads: '打开次数（自启动以来）',
  },
  en: {
    greeting: 'Written by all of us, for all of us.',
    intro: 'How things are done at Qinghe Technology: short, to be followed, and somebody answers for it.',
    by: 'Kept by',
    parts: 'sections',
    try: 'Try this',
    deep: 'Sign out in Foyer, then open this address: after signing in you are back in this very section.',
    admin: 'Only Foyer’s administrators may open this page; others see why not, and whom to ask.',
    board: 'The board is for R&D, the product department and managers. Sign in as somebody else and see.',
    all: 'Whole article',
    contents: 'Contents',
    before: 'Before',
    next: 'Next',
    adminTitle: 'Look after the wiki',
    adminIntro: 'You see this page, so you are an administrator of Foyer: a rule in tools.yaml narrows /admin/**.',
    article: 'Article',
    reads: 'Opened, since the start',
  },
} as const;

const DEEP_LINK = '/articles/onboarding?section=2#laptop';

function toStart(setting: Setting): ToolAnswer {
  const { language, places } = setting;
  const { greeting, intro, try: title, deep, admin, board } = words[language];
  const cards = articles.map(
    ({ slug, mark, title, summary, author, sections }) => html`<li><a class="card" href="/articles/${slug}">
<span class="mark" aria-hidden="true">${mark}</span>
<h2>${title[language]}</h2>
<p>${summary[language]}</p>
<p class="fine">${words[language].by} ${author} · ${sections.length} ${words[language].parts}</p>
</a></li>`,
  );
  const body = html`<section class="hero"><h1>${greeting}</h1><p>${intro}</p></section>
<ul class="cards">${cards}</ul>
<section class="try" aria-labelledby="try"><h2 id="try">${title}</h2>
<ul>
<li><a href="${DEEP_LINK}">${DEEP_LINK}</a><span>${deep}</span></li>
<li><a href="/admin/">/admin/</a><span>${admin}</span></li>
<li><a href="${places.board}">${new URL(places.board).host}</a><span>${board}</span></li>
</ul></section>`;
  return toAnswer(200, { title: looks.name[language], body }, setting);
}

/** The whole article, or the one section that the address names. */
function toArticle(article: Article, asked: string | null, setting: Setting): ToolAnswer {
  const { language } = setting;
  const { sections } = article;
  const chosen = sections.findIndex((_, index) => String(index + 1) === asked);
  const shown = chosen < 0 ? sections : sections.slice(chosen, chosen + 1);
  const title = article.title[language];
  const body = html`<div class="reading">
${toContents(article, chosen, setting)}
<article>
<h1><span class="mark" aria-hidden="true">${article.mark}</span>${title}</h1>
<p class="fine">${words[language].by} ${article.author}</p>
${shown.map((section) => toSection(section, setting))}
${chosen < 0 ? null : toNeighbours(sections, chosen, setting)}
</article>
</div>`;
  return toAnswer(200, { title, body }, setting);
}

function toContents({ slug, sections }: Article, chosen: number, { language }: Setting): Html {
  const { contents, all } = words[language];
  const link = (index: number, address: string, text: string) =>
    index === chosen
      ? html`<li><a href="${address}" aria-current="page">${text}</a></li>`
      : html`<li><a href="${address}">${text}</a></li>`;
  const links = sections.map(({ anchor, title }, index) =>
    link(index, `/articles/${slug}?section=${index + 1}#${anchor}`, title[language]),
  );
  return html`<nav class="contents" aria-label="${contents}"><ol>${link(-1, `/articles/${slug}`, all)}${links}</ol></nav>`;
}

function toSection({ anchor, title, paragraphs }: Section, { language }: Setting): Html {
  const text = paragraphs.map((paragraph) => html`<p>${paragraph[language]}</p>`);
  return html`<section id="${anchor}"><h2>${title[language]}</h2>${text}</section>`;
}

function toNeighbours(sections: readonly Section[], chosen: number, { language }: Setting): Html {
  const { before, next } = words[language];
  const link = (index: number, text: string) => {
    const section = sections[index];
    return (
      section &&
      html`<a href="?section=${index + 1}#${section.anchor}"><span>${text}</span>${section.title[language]}</a>`
    );
  };
  return html`<p class="neighbours">${link(chosen - 1, before) ?? null}${link(chosen + 1, next) ?? null}</p>`;
}

function toAdministration(setting: Setting, reads: ReadonlyMap<string, number>): ToolAnswer {
  const { language } = setting;
  const { adminTitle, adminIntro, article, by, reads: opened } = words[language];
  const rows = articles.map(
    ({ slug, title, author }) => html`<tr>
<th scope="row"><a href="/articles/${slug}">${title[language]}</a></th><td>${author}</td><td>${reads.get(slug) ?? 0}</td>
</tr>`,
  );
  const body = html`<section class="administration"><h1>${adminTitle}</h1><p>${adminIntro}</p>
<table><thead><tr><th scope="col">${article}</th><th scope="col">${by}</th><th scope="col">${opened}</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
  return toAnswer(200, { title: adminTitle, body }, setting);
}
