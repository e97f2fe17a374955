/**
 * The articles of the wiki, as a table. Company, people and rules in them are invented.
 *
 * Does not: know pages. Called by: `wiki.ts`.
 */
import type { Words } from './language.ts';

export type Section = { anchor: string; title: Words; paragraphs: readonly Words[] };
export type Article = {
  slug: string;
  mark: string;
  title: Words;
  summary: Words;
  author: string;
  sections: readonly Section[];
};

const onboarding: Article = {
  slug: 'onboarding',
  mark: '🌱',
  title: { zh: '新人第一周', en: 'Your first week' },
  summary: {
    zh: '从领电脑到第一次周会：前五天要做的事，按顺序写在这里。',
    en: 'From picking up a laptop to the first weekly meeting: five days, in order.',
  },
  author: '万慧敏',
  sections: [
    {
      anchor: 'first-day',
      title: { zh: '第一天：报到', en: 'Day one: arriving' },
      paragraphs: [
        {
          zh: '上午九点半到前台，行政部的姚春梅会带你领工牌和门禁。钉钉账号在入职前一天已经开好，用手机号登录就能看到公司通讯录。',
          en: 'Come to the front desk at half past nine. Yao Chunmei has your badge. Your DingTalk account exists since yesterday: sign in with your mobile number and you see the company’s directory.',
        },
        {
          zh: '内部工具都从前厅打开，登录一次就够了，不需要再记别的密码。打不开的工具会写明原因和联系人。',
          en: 'Internal tools open from Foyer. One sign-in is enough, and there is no other password to remember. A tool that does not open says why, and whom to ask.',
        },
      ],
    },
    {
      anchor: 'laptop',
      title: { zh: '第二天：电脑和权限', en: 'Day two: laptop and permissions' },
      paragraphs: [
        {
          zh: '信息技术部在三楼东侧，带着工牌领电脑。系统已经装好，第一次开机会要求换密码并开启磁盘加密，请不要跳过。',
          en: 'The IT department is on the third floor, east side. Bring your badge. On its first start the laptop asks for a new password and switches disk encryption on; please do not skip this.',
        },
        {
          zh: '权限跟着部门走：进了后端组，就有后端组的工具。如果少了什么，先问组长，再问骆晨曦。',
          en: 'Permissions follow departments: whoever is in the backend team has the backend team’s tools. If something is missing, ask your team lead first, then Luo Chenxi.',
        },
      ],
    },
    {
      anchor: 'first-friday',
      title: { zh: '第一个周五', en: 'The first Friday' },
      paragraphs: [
        {
          zh: '周五下午四点是全员周会，新人用三分钟介绍自己。不用做幻灯片，说说你来之前最得意的一件小事就好。',
          en: 'On Friday at four everybody meets, and new colleagues have three minutes. No slides: tell us about one small thing you are proud of.',
        },
        {
          zh: '散会之前，把这一周里让你困惑的地方写进这篇文章的评论。下一位新人会感谢你。',
          en: 'Before you leave, write down what puzzled you this week. The next colleague will thank you.',
        },
      ],
    },
  ],
};

const releases: Article = {
  slug: 'releases',
  mark: '🚀',
  title: { zh: '发布节奏', en: 'How we release' },
  summary: {
    zh: '每周二、周四发布，周五不动线上。谁来按按钮，出了问题怎么退回。',
    en: 'Tuesdays and Thursdays, never on Fridays. Who presses the button, and how to go back.',
  },
  author: '高洋',
  sections: [
    {
      anchor: 'calendar',
      title: { zh: '什么时候发', en: 'When' },
      paragraphs: [
        {
          zh: '周二和周四上午十点合入，下午两点发布。节假日前一天不发布，紧急修复除外，但要值班负责人同意。',
          en: 'Tuesdays and Thursdays: merged by ten, released at two. Not on the day before a holiday, except for urgent repairs, and those need the word of whoever is on duty.',
        },
      ],
    },
    {
      anchor: 'going-back',
      title: { zh: '怎么退回', en: 'Going back' },
      paragraphs: [
        {
          zh: '先退回，再找原因。退回用不了两分钟，道歉用得久一些。退回之后在值班群里说一声，写清楚几点几分、退到哪个版本。',
          en: 'Go back first, look for the cause afterwards. Going back takes two minutes; apologising takes longer. Then say in the duty group when you did it, and to which version.',
        },
      ],
    },
  ],
};

const expenses: Article = {
  slug: 'expenses',
  mark: '🚄',
  title: { zh: '差旅与报销', en: 'Travel and expenses' },
  summary: {
    zh: '高铁二等座、住宿标准、发票抬头，以及为什么周三下午不收单据。',
    en: 'Which train, which hotel, what the invoice must say, and why nothing is taken on Wednesday afternoons.',
  },
  author: '孙晓燕',
  sections: [
    {
      anchor: 'before',
      title: { zh: '出发之前', en: 'Before you leave' },
      paragraphs: [
        {
          zh: '在钉钉里提交出差申请，主管同意后再订票。四小时以内的路程坐高铁二等座；住宿每晚不超过四百五十元，北京和上海六百元。',
          en: 'File the trip in DingTalk, and book once your manager has agreed. Up to four hours, take the train, second class. Hotels up to ¥450 a night, ¥600 in Beijing and Shanghai.',
        },
      ],
    },
    {
      anchor: 'after',
      title: { zh: '回来以后', en: 'When you are back' },
      paragraphs: [
        {
          zh: '两周之内交单据，发票抬头写“青禾科技”。周三下午财务对账，不收单据，其他时间都可以。',
          en: 'Hand in your receipts within two weeks, made out to 青禾科技. On Wednesday afternoons the books are balanced and nothing is taken; any other time is fine.',
        },
      ],
    },
  ],
};

export const articles: readonly Article[] = [onboarding, releases, expenses];
