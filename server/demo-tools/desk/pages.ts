/**
 * What the desk shows: who is on duty, and how somebody leaves or cannot come in.
 *
 * Owns: its words, in both languages. Company and people in them are invented.
 * Does not: decide who sees them. Called by: `desk.ts`.
 */
import { type Html, html } from '../../sandbox/html.ts';
import type { Words } from '../language.ts';
import { type Looks, type Setting, toAnswer } from '../page.ts';
import type { ToolAnswer } from '../tool.ts';
import type { Claims } from './sign-in.ts';

export const looks: Looks = { id: 'desk', name: { zh: '值班台', en: 'On-call desk' }, mark: '🔔' };

const words = {
  zh: {
    intro: '出了问题先打这里的电话。研发部、信息技术部和行政部的同事可以打开。',
    shifts: '本周值班',
    turn: '轮到你的时候',
    phone: '电话',
    noPhone: '公司记录里没有手机号，只在钉钉里提醒你。',
    mail: '邮件',
    noMail: '公司记录里没有邮箱，这没有关系：提醒发到钉钉。',
    unverified: '（未经公司验证）',
    team: '交接给',
    try: '试一试',
    signOut: '点右上角的“退出登录”：这里和前厅一起退出，别的工具也跟着退出。',
    foyer: '反过来，在前厅退出登录，再回来刷新：前厅已经通知了这里，页面会告诉你。',
    outsider: '用财务部的孙晓燕登录再打开这里：前厅说明原因，她也可以从那一页回到值班台。',
  },
  en: {
    intro: 'Something is wrong? Call here first. Open to R&D, IT and administration.',
    shifts: 'On duty this week',
    turn: 'When it is your turn',
    phone: 'By phone',
    noPhone: 'The company has no mobile number of yours: you are called in DingTalk alone.',
    mail: 'By mail',
    noMail: 'The company has no mail address of yours, which is all right: you are told in DingTalk.',
    unverified: '(not verified by the company)',
    team: 'Handed over to',
    try: 'Try this',
    signOut: 'Press “Sign out” at the top: you leave this tool and Foyer at once, and every other tool with them.',
    foyer: 'The other way round: sign out in Foyer, come back and reload. Foyer has told this tool, and it tells you.',
    outsider:
      'Sign in as 孙晓燕 of the finance department and open this again: Foyer says why not, and leads her back here.',
  },
} as const;

type Shift = { mark: string; name: Words; hours: string; person: string; team: Words };

const shifts: readonly Shift[] = [
  {
    mark: '🌤️',
    name: { zh: '白天', en: 'By day' },
    hours: '09:00 – 21:00',
    person: '林志远',
    team: { zh: '后端组', en: 'Backend' },
  },
  {
    mark: '🌙',
    name: { zh: '夜里', en: 'By night' },
    hours: '21:00 – 09:00',
    person: '高洋',
    team: { zh: '运维组', en: 'Operations' },
  },
  {
    mark: '🧰',
    name: { zh: '办公室和设备', en: 'Office and equipment' },
    hours: '09:00 – 18:00',
    person: '骆晨曦',
    team: { zh: '信息技术部', en: 'IT' },
  },
];

/** The first page, for somebody who is signed in. */
export function toDesk(claims: Claims, setting: Setting): ToolAnswer {
  const { language, places } = setting;
  const { intro, shifts: week, try: title, signOut, foyer, outsider } = words[language];
  const host = new URL(places.foyer).host;
  const body = html`<section class="hero"><h1>${looks.name[language]}</h1><p>${intro}</p></section>
<section aria-labelledby="shifts"><h2 id="shifts" class="part">${week}</h2>
<ul class="cards">${shifts.map((shift) => toShift(shift, setting))}</ul></section>
${toTurn(claims, setting)}
<section class="try" aria-labelledby="try"><h2 id="try">${title}</h2>
<ul>
<li><a href="#sign-out">#sign-out</a><span>${signOut}</span></li>
<li><a href="${places.foyer}">${host}</a><span>${foyer}</span></li>
<li><a href="${places.desk}">${new URL(places.desk).host}</a><span>${outsider}</span></li>
</ul></section>`;
  return toAnswer(200, { title: looks.name[language], body, formsLeadTo: places.foyer }, setting);
}

function toShift({ mark, name, hours, person, team }: Shift, { language }: Setting): Html {
  return html`<li class="card">
<span class="mark" aria-hidden="true">${mark}</span>
<h3>${name[language]}</h3>
<p>${person} · ${team[language]}</p>
<p class="fine">${hours}</p>
</li>`;
}

/** What a tool does with claims, and without those that were not given. */
function toTurn(claims: Claims, { language }: Setting): Html {
  const { turn, phone, noPhone, mail, noMail, unverified, team } = words[language];
  const { phone_number: number, email, email_verified: isVerified, department } = claims;
  const departments = Array.isArray(department) ? department.map((path) => String(path).split('/').at(-1)) : [];
  const address = `${email}${isVerified === true ? '' : ` ${unverified}`}`;
  const row = (name: string, text: string) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
  return html`<section class="turn" aria-labelledby="turn"><h2 id="turn">${turn}</h2>
<dl>
${row(phone, number === undefined ? noPhone : String(number))}
${row(mail, email === undefined ? noMail : address)}
${departments.length === 0 ? null : row(team, departments.join(language === 'zh' ? '、' : ', '))}
</dl></section>`;
}

/** The button with which somebody signs out, here and at Foyer. */
export function toSignOut({ language }: Pick<Setting, 'language'>): Html {
  const label = { zh: '退出登录', en: 'Sign out' }[language];
  return html`<form id="sign-out" method="post" action="/sign-out"><button class="quiet">${label}</button></form>`;
}

type Notice = { status: number; mark: string; title: Words; text: Words; code?: string; again: Words };

const signInAgain: Words = { zh: '重新登录', en: 'Sign in again' };
const tryAgain: Words = { zh: '再试一次', en: 'Try again' };

/** Where somebody is who is not signed in, and why. */
export const notices = {
  signedOut: {
    status: 200,
    mark: '👋',
    title: { zh: '你已退出登录', en: 'You are signed out' },
    text: {
      zh: '值班台和前厅都已退出，从前厅打开的其他工具也一样。',
      en: 'You have left the desk, Foyer, and every other tool that you opened from there.',
    },
    again: signInAgain,
  },
  endedByFoyer: {
    status: 401,
    mark: '🔕',
    title: { zh: '前厅已让你在这里退出登录', en: 'Foyer has signed you out here' },
    text: {
      zh: '你在前厅的登录已经结束，前厅通知了值班台，所以这里也不再认得你。',
      en: 'Your sign-in at Foyer is over. Foyer has told the desk, so that it does not know you any more either.',
    },
    again: signInAgain,
  },
  refused: {
    status: 403,
    mark: '🚪',
    title: { zh: '你没能进入值班台', en: 'You did not get into the desk' },
    text: {
      zh: '你从前厅回来了，但前厅没有让你进值班台。需要的话，请找前厅的管理员。前厅的回答是：',
      en: 'You are back from Foyer, which does not let you in here. If you need the desk, ask whoever manages Foyer. Its answer was:',
    },
    code: 'access_denied',
    again: tryAgain,
  },
  failed: {
    status: 400,
    mark: '🧩',
    title: { zh: '没有登录成功', en: 'The sign-in did not work' },
    text: {
      zh: '这次登录已经过期，或者不是从这个浏览器开始的。再试一次即可。',
      en: 'It has expired, or was not begun in this browser. Simply try again.',
    },
    again: tryAgain,
  },
  silent: {
    status: 502,
    mark: '⏳',
    title: { zh: '前厅没有回答', en: 'Foyer does not answer' },
    text: { zh: '没有前厅，值班台不知道你是谁。请稍后再试。', en: 'Without it the desk cannot know who you are.' },
    again: tryAgain,
  },
} as const satisfies Record<string, Notice>;

/** A page that says so, with the way in and the way to Foyer. */
export function toDeskNotice({ status, mark, title, text, code, again }: Notice, setting: Setting): ToolAnswer {
  const { language, places } = setting;
  const foyer = { zh: '去前厅', en: 'To Foyer' }[language];
  const body = html`<section class="notice">
<span class="mark" aria-hidden="true">${mark}</span>
<h1>${title[language]}</h1>
<p>${text[language]}</p>
${code === undefined ? null : html`<p><code>${code}</code></p>`}
<p class="ways"><a class="button" href="/">${again[language]}</a><a class="button quiet" href="${places.foyer}">${foyer}</a></p>
</section>`;
  return toAnswer(status, { title: title[language], body }, setting);
}
