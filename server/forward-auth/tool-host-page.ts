/**
 * The few pages of Foyer's own that are shown under the address of a tool.
 *
 * Owns: their words and their shape. The web app does not load there, so each is a page without script, and as short as
 * can be: it leads on to where the app explains.
 * Called by: `answers.ts` and the routes of the hand-over.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { escapeMarkup, type PageLanguage, pageLanguage, renderPlainPage } from '../http/plain-page.ts';
import { ways } from './ways.ts';

export type PageKind = 'signed_out' | 'refused' | 'hand_over_refused' | 'cookies_blocked' | 'failed';

type Words = { title: string; text: string; action: string };
type Page = {
  kind: PageKind;
  /** An address of ours, as ASCII. */
  leadsTo: string;
  /** The browser goes on by itself: whoever reads the page is one for whom that did not work. */
  goesOn?: true;
  /** The number under which the log has it. */
  reference?: string;
};

const words: Readonly<Record<PageLanguage, Readonly<Record<PageKind, Words>>>> = {
  'zh-CN': {
    signed_out: {
      title: '登录已过期，刚才的提交没有送达',
      text: '请在新标签页中重新登录，然后回到此页，点浏览器的“后退”，再提交一次。您填写的内容还在上一页。',
      action: '在新标签页中登录',
    },
    refused: { title: '您没有权限打开此页面', text: '前厅会告诉您原因，以及可以找谁开通。', action: '查看原因' },
    hand_over_refused: {
      title: '请重新打开',
      text: '这次打开所用的凭证只能用一次，而且很快失效：它已经用过、过期，或者属于另一个浏览器。',
      action: '重新打开',
    },
    cookies_blocked: {
      title: '浏览器没有保存 Cookie',
      text: '没有 Cookie 就无法保持登录。可能是登录时等得太久；也可能是浏览器不允许，请在浏览器设置中允许此地址使用 Cookie。',
      action: '重新打开',
    },
    failed: { title: '现在打不开', text: '请稍后再试。如果一直如此，请把下面的编号告诉管理员。', action: '再试一次' },
  },
  en: {
    signed_out: {
      title: 'You were signed out, and what you sent has not arrived',
      text: 'Sign in again in a new tab, come back to this one, press Back in the browser and send it once more. What you typed is still on the page before.',
      action: 'Sign in in a new tab',
    },
    refused: {
      title: 'You may not open this page',
      text: 'Foyer tells you why, and whom you can ask.',
      action: 'See why',
    },
    hand_over_refused: {
      title: 'Please open it again',
      text: 'What opened this page works once and only for a moment: it was used before, is too old, or belongs to another browser.',
      action: 'Open it again',
    },
    cookies_blocked: {
      title: 'The browser has not kept a cookie',
      text: 'Nobody stays signed in without one. Signing in may have taken too long; or the browser does not allow cookies for this address: its settings can.',
      action: 'Open it again',
    },
    failed: {
      title: 'It cannot be opened right now',
      text: 'Please try again in a moment. Should it go on, tell your administrator the number below.',
      action: 'Try again',
    },
  },
};

/** The page, in the language that the browser prefers. */
export function renderToolHostPage({ kind, leadsTo, goesOn, reference }: Page, headers: IncomingHttpHeaders): string {
  const language = pageLanguage(headers);
  const { title, text, action } = words[language][kind];
  const address = escapeMarkup(leadsTo);
  const newTab = kind === 'signed_out' ? ' target="_blank" rel="noopener"' : '';
  return renderPlainPage({
    language,
    title,
    head: goesOn ? `<meta http-equiv="refresh" content="0; url=${address}" />` : '',
    style: ways.style,
    content: `<p>${text}</p>
${reference === undefined ? '' : `<p class="reference">${reference}</p>\n`}<p><a class="action" href="${address}"${newTab}>${action}</a></p>`,
  });
}
