/**
 * The provider's own pages.
 *
 * Owns: their words. A mistake in how a tool is connected is told to whoever connects it, in OAuth's words; everybody else
 * is told whom to ask.
 * Called by: the library, which fills in the forms.
 */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { escapeMarkup, pageLanguage, renderPlainPage } from '../http/plain-page.ts';
import { type DevicePages, devicePages } from './device-pages.ts';
import { ways } from './ways.ts';

/** What went wrong, in OAuth's words. */
type ShownError = { error: string; error_description?: string | undefined };

export type ProviderPages = {
  renderError(ctx: KoaContextWithOIDC, out: ShownError, cause?: { name?: string }): void;
  /** `form` holds what proves that the answer comes from this page. */
  askToSignOut(ctx: KoaContextWithOIDC, form: string): void;
  sayGoodbye(ctx: KoaContextWithOIDC): void;
  device: DevicePages;
};

const words = {
  'zh-CN': {
    error: '工具的登录请求有误',
    errorText: '请把这一页发给管理员或工具的开发者。下面是 OAuth 的说明：',
    expired: '这次登录已经过期',
    expiredText: '可能等得太久，或者已经完成。请回到工具，重新打开。',
    failed: '前厅暂时无法完成',
    failedText: '您的登录状态没有改变，请稍后再试。',
    signOut: '退出登录？',
    signOutText: '将退出前厅，以及从前厅打开的所有工具。',
    everywhere: '退出登录',
    stay: '保持登录',
    goodbye: '您已退出登录',
    goodbyeText: '从前厅打开的工具也已退出。',
    again: '前厅首页',
    leaving: '正在退出…',
  },
  en: {
    error: 'The tool asked for a sign-in in a way that is wrong',
    errorText: 'Please show this page to your administrator or to whoever develops the tool. OAuth calls it:',
    expired: 'This sign-in is no longer there',
    expiredText: 'It has waited for too long, or is finished. Please go back to the tool and open it again.',
    failed: 'Foyer cannot do that at the moment',
    failedText: 'You are signed in or out as before. Please try again in a while.',
    signOut: 'Sign out?',
    signOutText: 'This signs you out of Foyer and of every tool that you opened from it.',
    everywhere: 'Sign out',
    stay: 'Stay signed in',
    goodbye: 'You are signed out',
    goodbyeText: 'The tools that you opened from Foyer are closed as well.',
    again: 'To Foyer',
    leaving: 'Signing out…',
  },
} as const;

/** The pages that the library asks for. */
export const providerPages: ProviderPages = {
  renderError(ctx, out, cause) {
    show(ctx, (text) => describeError(text, out, cause));
  },
  askToSignOut(ctx, form) {
    const isAsked = isFromTheTool(ctx);
    show(ctx, (text) => ({
      title: isAsked ? text.leaving : text.signOut,
      // A tool that shows whom it signed in is the company's own, and its page has just asked.
      head: isAsked ? `<script src="${ways.submit}" defer></script>` : '',
      content: `<p>${text.signOutText}</p>
${form.replace('</form>', `${buttons(text, isAsked)}</form>`)}`,
    }));
  },
  sayGoodbye(ctx) {
    show(ctx, (text) => ({
      title: text.goodbye,
      content: `<p>${text.goodbyeText}</p>\n<p><a class="action" href="/">${text.again}</a></p>`,
    }));
  },
  device: devicePages,
};

type Words = (typeof words)[keyof typeof words];

function describeError(
  text: Words,
  { error, error_description: description = '' }: ShownError,
  cause?: { name?: string },
): { title: string; content: string } {
  if (error === 'server_error') return { title: text.failed, content: `<p>${text.failedText}</p>` };
  const reference = `<p class="reference">${escapeMarkup(`${error}: ${description}`)}</p>`;
  // Whoever goes back in their browser comes here as well, and no tool is to blame for it.
  return cause?.name === 'SessionNotFound'
    ? { title: text.expired, content: `<p>${text.expiredText}</p>\n${reference}` }
    : { title: text.error, content: `<p>${text.errorText}</p>\n${reference}` };
}

function show(
  ctx: KoaContextWithOIDC,
  toPage: (text: Words) => { title: string; content: string; head?: string },
): void {
  const language = pageLanguage(ctx.req.headers);
  ctx.type = 'html';
  ctx.body = renderPlainPage({ language, style: ways.style, ...toPage(words[language]) });
}

function buttons(text: Words, isAsked: boolean): string {
  const signOut = `<button class="action" type="submit" name="logout" value="yes">${text.everywhere}</button>`;
  if (isAsked)
    return `<input type="hidden" name="logout" value="yes" />${signOut.replace(' name="logout" value="yes"', '')}`;
  return `${signOut}<button class="quiet" type="submit">${text.stay}</button>`;
}

/** Whether the request shows an ID token of the person and the sign-in that would end: a mere link does not have one. */
function isFromTheTool({ oidc }: KoaContextWithOIDC): boolean {
  const { session, client, entities } = oidc;
  const claims = (entities.IdTokenHint as { payload?: { sub?: unknown; sid?: unknown } } | undefined)?.payload;
  if (claims === undefined || session === undefined || client === undefined) return false;
  const isOfThisSignIn = claims.sid === undefined || claims.sid === session.sidFor(client.clientId);
  return claims.sub === session.accountId && isOfThisSignIn;
}
