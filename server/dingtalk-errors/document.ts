/**
 * `docs/dingtalk-errors.md`, written from the error catalogue.
 *
 * Owns: the layout of that file. `npm run docs:errors` writes it; a test compares it with what is committed.
 */
import { writeFileSync } from 'node:fs';
import type { CatalogueEntry, Remedy } from '../dingtalk/error-catalogue/entry.ts';
import { dingTalkErrorFamilies, type ErrorFamily } from '../dingtalk/error-catalogue.ts';
import type { Words } from '../words.ts';

type Language = keyof Words;

const head = `# 钉钉错误码 · DingTalk error codes

这个错误码是什么意思，为什么会出现，由谁、在哪里、怎样解决。前厅显示的“钉钉错误码”都能在这里查到；没有错误码、却常被问起的问题列在最后。企业内部应用与第三方企业应用处理方式不同的，两种都写明。在前厅里添加、修改或移除人员时遇到的，见[管理人员](managing-people.zh-CN.md#被拒绝时)。

What a code means, why it comes up, and who puts it right, where and how. Every code that Foyer shows as DingTalk’s
stands here; questions that come without a code are at the end. Where internal apps and third-party enterprise apps
differ, both are given. What you may meet while you manage people in Foyer is [in a guide of its
own](managing-people.md#when-something-is-refused).

<sub>由 \`npm run docs:errors\` 根据 \`server/dingtalk/error-catalogue/\` 生成 · written by \`npm run docs:errors\`</sub>
`;

const labels = {
  causes: { zh: '可能的原因', en: 'Likely causes' },
  remedies: { zh: '怎么办', en: 'What to do' },
} as const satisfies Record<string, Words>;

const appNames = {
  any: null,
  internal: { zh: '企业内部应用：', en: 'Internal app: ' },
  'third-party': { zh: '第三方企业应用：', en: 'Third-party enterprise app: ' },
} as const satisfies Record<Remedy['app'], Words | null>;

const actors = {
  nobody: '无需处理 · nobody',
  employee: '员工本人 · the employee',
  administrator: '管理员 · an administrator',
  developer: '开发者 · a developer',
} as const satisfies Record<CatalogueEntry['actor'], string>;

const retries = {
  later: '稍后 · later',
  'after-remedy': '处理之后 · after the remedy',
  never: '不要重试 · never',
} as const satisfies Record<CatalogueEntry['retry'], string>;

/** The text of `docs/dingtalk-errors.md`. */
export function dingTalkErrorsDocument(): string {
  return [head, contents(), ...dingTalkErrorFamilies.map(chapter)].join('\n');
}

function contents(): string {
  const rows = dingTalkErrorFamilies.flatMap(({ title, entries }) => [
    `| **${title.zh} · ${title.en}** | | |`,
    ...entries.map(({ codes, meaning }) => `| ${codes.map(link).join('<br>')} | ${meaning.zh} | ${meaning.en} |`),
  ]);
  return ['## 目录 · Contents', '', '| 错误码 · Code | 含义 | Meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

function chapter({ title, entries }: ErrorFamily): string {
  return [`## ${title.zh} · ${title.en}`, '', ...entries.map(section)].join('\n');
}

function section(entry: CatalogueEntry): string {
  const { codes, says, outcome, actor, retry } = entry;
  const answer = outcome === null ? '–' : `\`${outcome}\``;
  return [
    codes.map((code) => `<a id="${anchor(code)}"></a>`).join(''),
    '',
    `### ${codes.map(name).join(' · ')}`,
    '',
    ...(says === undefined ? [] : [`> ${says}`, '']),
    '| 前厅的错误码 · Foyer answers | 由谁处理 · Who acts | 重试 · Try again |',
    '|---|---|---|',
    `| ${answer} | ${actors[actor]} | ${retries[retry]} |`,
    '',
    explanation(entry, 'zh'),
    explanation(entry, 'en'),
  ].join('\n');
}

function explanation({ meaning, causes, remedies }: CatalogueEntry, language: Language): string {
  return [
    `**${meaning[language]}**`,
    '',
    `*${labels.causes[language]}*`,
    '',
    ...causes.map((cause, index) => `${index + 1}. ${cause[language]}`),
    '',
    `*${labels.remedies[language]}*`,
    '',
    ...remedies.map(({ app, steps }) => `- ${appNames[app]?.[language] ?? ''}${steps[language]}`),
    '',
  ].join('\n');
}

function link(code: string): string {
  return `[${name(code)}](#${anchor(code)})`;
}

function name(code: string): string {
  return `\`${code}\``;
}

function anchor(code: string): string {
  return code.replaceAll(/[^\w.-]/g, '-');
}

if (import.meta.main)
  writeFileSync(new URL('../../docs/dingtalk-errors.md', import.meta.url), dingTalkErrorsDocument());
