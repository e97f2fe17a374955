/**
 * The board: cards in three columns, which whoever gets here may add to and move.
 *
 * Owns: its page and its forms.
 * Does not: ask who may open it. That was decided before a request gets here.
 * Called by: `demo-tools.ts`.
 */
import { type Html, html } from '../sandbox/html.ts';
import { type Card, type Cards, type Column, columns, createCards } from './cards.ts';
import { createGuardedSetting } from './identity-panel.ts';
import { findFile, type Looks, leadTo, type Setting, toAnswer, toNotice } from './page.ts';
import { decode, isOwnForm, type Places, type Tool, type ToolAnswer } from './tool.ts';

const looks: Looks = { id: 'board', name: { zh: '研发看板', en: 'R&D board' }, mark: '📋' };

/** The tool, with its first cards. */
export function createBoard(places: Places): Tool {
  const cards = createCards();
  const origin = new URL(places.board).origin;
  return (request) => {
    const file = findFile(request.path, looks);
    if (file) return file;
    const setting = createGuardedSetting(request, places, looks);
    if (request.method === 'POST') return act(setting, cards, origin);
    if (request.path === '/') return toBoard(setting, cards);
    return toNotice(404, { zh: '没有这一页', en: 'There is no such page' }, setting);
  };
}

function act(setting: Setting, cards: Cards, origin: string): ToolAnswer {
  const { request } = setting;
  // A proxy tells who is asking, not which page made them ask: that stays the tool's own business.
  if (!isOwnForm(request, origin))
    return toNotice(403, { zh: '请求来自其他网站', en: 'This form was sent from another site' }, setting);
  if (request.path === '/cards') {
    const person = decode(request.headers['remote-name'] ?? '');
    if (cards.add(request.form.get('title') ?? '', person)) return leadTo('/');
    return toNotice(
      400,
      { zh: '标题要有一行字，最多八十个字', en: 'A title is one line of up to 80 characters' },
      setting,
    );
  }
  if (request.path === '/cards/move') {
    cards.moveOn(request.form.get('id') ?? '');
    return leadTo('/');
  }
  return toNotice(404, { zh: '没有这一页', en: 'There is no such page' }, setting);
}

const words = {
  zh: {
    intro: '研发部和产品部这周在做的事。改动只记在内存里，重启后恢复原样。',
    label: '新卡片',
    hint: '一句话说清楚要做什么',
    add: '添加',
    try: '试一试',
    signOut: '在另一个标签页打开前厅退出登录，再回来点“添加”：回答是 401，卡片没有添加；重新登录后退回来，写的字还在。',
    outsider: '用财务部的孙晓燕登录再打开这里：前厅会说明为什么打不开，可以找谁。',
    wiki: '知识库对所有人开放，从这里过去不用再登录。',
    desk: '值班台前面没有反向代理：它自己用 OpenID Connect 登录，同样不会再问你。',
    columns: { 'to-do': '待办', doing: '进行中', done: '已完成' },
    moves: { 'to-do': '开始', doing: '完成', done: '收起' },
  },
  en: {
    intro: 'What R&D and the product department are doing this week. Changes last until the next restart.',
    label: 'New card',
    hint: 'What is to be done, in one line',
    add: 'Add',
    try: 'Try this',
    signOut:
      'Sign out in Foyer in another tab, come back and press Add: the answer is 401, and no card is added. Sign in, go back, and what you wrote is still there.',
    outsider: 'Sign in as 孙晓燕 of the finance department and open this again: Foyer says why not, and whom to ask.',
    wiki: 'The wiki is for everybody, and opens from here without signing in again.',
    desk: 'The desk is behind no proxy: it signs you in itself, through OpenID Connect, and asks you nothing either.',
    columns: { 'to-do': 'To do', doing: 'Doing', done: 'Done' },
    moves: { 'to-do': 'Start', doing: 'Finish', done: 'Put away' },
  },
} as const;

function toBoard(setting: Setting, cards: Cards): ToolAnswer {
  const { language, places } = setting;
  const { intro, label, hint, add, try: title, signOut, outsider, wiki, desk } = words[language];
  const body = html`<section class="hero"><h1>${looks.name[language]}</h1><p>${intro}</p></section>
<form class="add" method="post" action="/cards">
<label for="title">${label}</label>
<div><input id="title" name="title" required maxlength="80" placeholder="${hint}">
<button>${add}</button></div>
</form>
<div class="columns">${columns.map((column) => toColumn(column, cards.list(column), setting))}</div>
<section class="try" aria-labelledby="try"><h2 id="try">${title}</h2>
<ul>
<li><a href="${places.foyer}">${new URL(places.foyer).host}</a><span>${signOut}</span></li>
<li><a href="${places.board}">${new URL(places.board).host}</a><span>${outsider}</span></li>
<li><a href="${places.wiki}">${new URL(places.wiki).host}</a><span>${wiki}</span></li>
<li><a href="${places.desk}">${new URL(places.desk).host}</a><span>${desk}</span></li>
</ul></section>`;
  return toAnswer(200, { title: looks.name[language], body }, setting);
}

function toColumn(column: Column, cards: readonly Card[], setting: Setting): Html {
  const name = words[setting.language].columns[column];
  return html`<section class="column ${column}" aria-labelledby="${column}">
<h2 id="${column}">${name}<span class="count">${cards.length}</span></h2>
<ul>${cards.map((card) => toCard(card, setting))}</ul>
</section>`;
}

function toCard({ id, column, title, team, person }: Card, { language }: Setting): Html {
  const move = words[language].moves[column];
  const text = title[language];
  return html`<li class="ticket">
<h3>${text}</h3>
<div class="foot"><span class="team">${team[language]}</span><span class="who">${person}</span>
<form method="post" action="/cards/move"><input type="hidden" name="id" value="${id}">
<button class="quiet" aria-label="${move}: ${text}">${move}</button></form></div>
</li>`;
}
