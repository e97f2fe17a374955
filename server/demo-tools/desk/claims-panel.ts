/**
 * "What this tool knows about you", where the tool has signed somebody in itself: the claims, as they came.
 *
 * Owns: explaining them. Does not: check anything; that was done when they came.
 * Called by: `desk.ts`.
 */
import { type Html, html } from '../../sandbox/html.ts';
import type { Language, Words } from '../language.ts';
import type { Claims } from './sign-in.ts';

const words = {
  zh: {
    title: '这个工具知道你什么',
    how:
      '这里没有反向代理。登录时，前厅给了这个工具一个签过名的 ID token，userinfo 又说了一遍；签名、发给谁、何时到期，' +
      '工具自己都核对过。之后它靠自己的会话认出你，不再每次去问前厅，所以退出登录时由前厅来通知它。',
    empty: '没有给',
    signIn: '关于这次登录',
    signInMeaning: 'ID token 里的其他内容：谁签的，发给谁，什么时候到期。前厅通知退出时说的就是 sid。',
  },
  en: {
    title: 'What this tool knows about you',
    how:
      'There is no reverse proxy here. At the sign-in Foyer gave this tool a signed ID token, and said the same again at ' +
      'userinfo; the tool has checked the signature, whom it is for and until when. Since then it knows you by a session ' +
      'of its own and asks Foyer no more, so when you sign out, Foyer tells it.',
    empty: 'not given',
    signIn: 'About this sign-in',
    signInMeaning:
      'What else the ID token says: who signed it, for whom, until when. When you sign out, Foyer names the sid.',
  },
} as const;

type Row = { scope: string; name: string; meaning: Words };

const verified: Words = { zh: '前厅是否担保上一项。', en: 'Whether Foyer vouches for the one above.' };

const rows: readonly Row[] = [
  {
    scope: 'openid',
    name: 'sub',
    meaning: {
      zh: '你是谁：换部门、改名、换邮箱都不会变。',
      en: 'Who you are: it stays when you move, or change your name or address.',
    },
  },
  { scope: 'profile', name: 'name', meaning: { zh: '公司记录里的姓名。', en: 'Your name in the company’s record.' } },
  {
    scope: 'profile',
    name: 'preferred_username',
    meaning: {
      zh: '给人看的账号名；tools.yaml 里的 username 决定用哪一个。',
      en: 'An account name for people to read: which one, username in tools.yaml says.',
    },
  },
  { scope: 'profile', name: 'picture', meaning: { zh: '头像的地址。', en: 'Where your picture is.' } },
  { scope: 'email', name: 'email', meaning: { zh: '公司记录里的邮箱。', en: 'Your mail address.' } },
  { scope: 'email', name: 'email_verified', meaning: verified },
  { scope: 'phone', name: 'phone_number', meaning: { zh: '公司记录里的手机号。', en: 'Your mobile number.' } },
  { scope: 'phone', name: 'phone_number_verified', meaning: verified },
  {
    scope: 'groups',
    name: 'groups',
    meaning: { zh: '部门（从公司往下）和角色。', en: 'Your departments, from the company down, and roles.' },
  },
  { scope: 'dingtalk', name: 'department', meaning: { zh: '只有部门。', en: 'The departments alone.' } },
  { scope: 'dingtalk', name: 'title', meaning: { zh: '职位。', en: 'Your job title.' } },
  { scope: 'dingtalk', name: 'dingtalk_user_id', meaning: { zh: '钉钉 userId。', en: 'Your userId at DingTalk.' } },
  { scope: 'dingtalk', name: 'dingtalk_union_id', meaning: { zh: '钉钉 unionId。', en: 'Your unionId at DingTalk.' } },
  { scope: 'dingtalk', name: 'corp_id', meaning: { zh: '公司的 corpId。', en: 'The company’s corpId.' } },
];

/** Every claim that the desk asks for, also those that were not given, and what the sign-in itself says. */
export function toClaimsPanel(claims: Claims, language: Language): Html {
  const { title, how, signIn, signInMeaning } = words[language];
  const known = new Set(rows.map(({ name }) => name));
  const others = Object.fromEntries(Object.entries(claims).filter(([name]) => !known.has(name)));
  return html`<section id="identity" class="panel" aria-labelledby="identity-title">
<h2 id="identity-title">${title}</h2>
<p>${how}</p>
<dl>
${rows.map((row) => toRow(row, claims[row.name], language))}
<div><dt>${signIn}<span>${signInMeaning}</span></dt>
<dd class="read"><pre>${JSON.stringify(others, null, 2)}</pre></dd></div>
</dl>
</section>`;
}

function toRow({ scope, name, meaning }: Row, value: unknown, language: Language): Html {
  return html`<div>
<dt><code>${name}</code><span>${meaning[language]}</span></dt>
<dd class="read"><span class="kind">${scope}</span>${toValue(value, words[language].empty)}</dd>
</div>`;
}

function toValue(value: unknown, empty: string): Html {
  if (value === undefined) return html`<span class="empty">${empty}</span>`;
  if (Array.isArray(value)) return html`<ul>${value.map((item) => html`<li>${String(item)}</li>`)}</ul>`;
  return html`<span>${String(value)}</span>`;
}
