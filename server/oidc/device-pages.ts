/**
 * The pages on which somebody lets a command-line tool in.
 *
 * Owns: their words. Whoever confirms a code sees which tool shows it: a stranger could have sent the code.
 * Called by: `pages.ts`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.4}
 */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { escapeMarkup, pageLanguage, renderPlainPage } from '../http/plain-page.ts';
import { ways } from './ways.ts';

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;
export type DevicePages = Required<
  Pick<DeviceFlow, 'charset' | 'mask' | 'userCodeInputSource' | 'userCodeConfirmSource' | 'successSource'>
>;

const words = {
  'zh-CN': {
    enter: '输入设备上显示的代码',
    enterText: '代码由 8 个字母组成，例如 BDWP-HQPK。',
    wrong: '这个代码不对或已过期，请再看一遍设备上的代码。',
    aborted: '已取消，设备没有登录。',
    failed: '出了问题，请再试一次。',
    next: '继续',
    confirm: '让这个工具登录？',
    confirmText: '只有当您自己刚刚启动了它，并且它显示的正是这个代码时才继续。',
    allow: '是我，继续',
    abort: '取消',
    done: '可以回到设备上了',
    doneText: '设备已登录，可以关闭此页。',
    code: '代码',
  },
  en: {
    enter: 'Enter the code that your device shows',
    enterText: 'It is made of 8 letters, such as BDWP-HQPK.',
    wrong: 'That code is not known, or no longer. Please look at the device again.',
    aborted: 'Cancelled: the device is not signed in.',
    failed: 'Something went wrong. Please try again.',
    next: 'Continue',
    confirm: 'Let this tool sign in as you?',
    confirmText: 'Go on only if you have just started it yourself, and it shows this very code.',
    allow: 'It is mine, go on',
    abort: 'Cancel',
    done: 'Go back to your device',
    doneText: 'It is signed in, and you can close this page.',
    code: 'Code',
  },
} as const;

type Words = (typeof words)[keyof typeof words];
type Page = { title: string; content: string };

/** The pages, and the shape of codes: letters that are hardly ever misread and make no words. */
export const devicePages: DevicePages = {
  charset: 'base-20',
  mask: '****-****',
  async userCodeInputSource(ctx, form, _out, error) {
    show(ctx, (text) => ({
      title: text.enter,
      content: `<p>${error === undefined || error === null ? text.enterText : mistakeIn(error, text)}</p>
${withButtons(form, `<button class="action" type="submit">${text.next}</button>`, text)}`,
    }));
  },
  async userCodeConfirmSource(ctx, form, client, _device, userCode) {
    const buttons = `<button class="action" type="submit">${wordsFor(ctx).allow}</button>
<button class="quiet" type="submit" name="abort" value="yes">${wordsFor(ctx).abort}</button>`;
    show(ctx, (text) => ({
      title: text.confirm,
      content: `<p><strong>${escapeMarkup(client.clientName ?? client.clientId)}</strong></p>
<p class="reference">${escapeMarkup(userCode)}</p>
<p>${text.confirmText}</p>
${withButtons(form, buttons, text)}`,
    }));
  },
  async successSource(ctx) {
    show(ctx, (text) => ({ title: text.done, content: `<p>${text.doneText}</p>` }));
  },
};

function wordsFor(ctx: KoaContextWithOIDC): Words {
  return words[pageLanguage(ctx.req.headers)];
}

function show(ctx: KoaContextWithOIDC, toPage: (text: Words) => Page): void {
  ctx.type = 'html';
  ctx.body = renderPlainPage({
    language: pageLanguage(ctx.req.headers),
    style: ways.style,
    ...toPage(wordsFor(ctx)),
  });
}

type Mistake = { userCode?: unknown; name?: string };

function mistakeIn(error: Mistake, text: Words): string {
  if (error.userCode !== undefined || error.name === 'NoCodeError') return text.wrong;
  return error.name === 'AbortedError' ? text.aborted : text.failed;
}

/** The library's form: without the script inside it, which our policy forbids, and with a name for its field. */
function withButtons(form: string, buttons: string, text: Words): string {
  return form
    .replace(/ onfocus="[^"]*"/, '')
    .replace('placeholder="Enter code"', `aria-label="${text.code}"`)
    .replace('</form>', `${buttons}\n</form>`);
}
