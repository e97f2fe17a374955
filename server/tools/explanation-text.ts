/**
 * An explanation at a terminal.
 *
 * Owns: its form and its words, in both languages. An outcome is a word and a mark, never colour.
 * Does not: conclude anything. Called by: `explain-command.ts`.
 */
import { stripVTControlCharacters } from 'node:util';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import { type Language, say, type Words } from '../words.ts';
import type { ConditionEntry, ExplainResponse, ExplainStep } from './schema.ts';

const INDENT = '    ';

/** The answer in the first line, then who was meant, then step by step how it came about. */
export function describeExplanation(explained: ExplainResponse, language: Language): string {
  const { person, steps } = explained;
  const say = (words: Words) => words[language];
  return [
    say(describeOutcome(explained)),
    `${INDENT}${say(describePerson(person))}`,
    ...steps.map((step) => `${INDENT}${say(describeStep(step))}`),
  ]
    .map(toPlain)
    .join('\n');
}

/** Everybody who has a name, so that one of them can be asked for. */
export function describePeople(people: readonly StoredPerson[], { departments }: Replica, language: Language): string {
  const head = say('有好几位同名的人，请用 userId：', 'Several people have this name; give one of these userIds:');
  const lines = people.map(({ record: { userId, departmentIds } }) => {
    const places = departmentIds.map((id) => departments.pathOf(id).join('/') || String(id));
    return `${INDENT}${userId}  ${places.join(', ')}`;
  });
  return [head[language], ...lines].map(toPlain).join('\n');
}

/** Names out of the file and the directory are shown as text, whatever is in them. */
export function toPlain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}

type Refusal = NonNullable<ExplainResponse['refusal']>;

const reasons: Readonly<Record<Refusal, (explained: ExplainResponse) => Words>> = {
  inactive: () => say('此人不在职或未激活，不能登录', 'the person is not active, and cannot sign in'),
  closed: ({ line }) => say(`这个工具没有写明向谁开放（第 ${line} 行）`, `the tool is open to nobody (line ${line})`),
  not_allowed: ({ line }) => say(`第 ${line} 行的 allow 里没有此人`, `nothing under "allow" in line ${line} fits`),
  narrowed: ({ line }) => say(`第 ${line} 行的规则不允许`, `the rule in line ${line} does not let them in`),
  ambiguous_path: ({ line }) =>
    say(
      `这个工具有按路径的规则（第 ${line} 行起），而这个路径有歧义`,
      `the tool has rules for paths (from line ${line}), and this path can be read in two ways`,
    ),
};

function describeOutcome(explained: ExplainResponse): Words {
  const { person, tool, method, path, line, refusal } = explained;
  const who = `${person.name} (${person.userId})`;
  const what = `${tool.id} ${method} ${path}`;
  if (refusal === null)
    return say(`✔ 允许  ${who} → ${what}：第 ${line} 行`, `✔ allowed  ${who} → ${what}: line ${line}`);
  const why = reasons[refusal](explained);
  return say(`✘ 拒绝  ${who} → ${what}：${why.zh}`, `✘ refused  ${who} → ${what}: ${why.en}`);
}

function describePerson({ title, departments, roles }: ExplainResponse['person']): Words {
  const none = say('无', 'none');
  const list = (items: readonly string[], language: Language) =>
    items.length === 0 ? none[language] : items.join(language === 'zh' ? '、' : ', ');
  return say(
    `部门：${list(departments, 'zh')}；角色：${list(roles, 'zh')}；职位：${title ?? none.zh}`,
    `Departments: ${list(departments, 'en')}; roles: ${list(roles, 'en')}; title: ${title ?? none.en}`,
  );
}

function describeStep({ kind, line, path, methods, outcome, by, opensTo }: ExplainStep): Words {
  const what = kind === 'allow' ? 'allow' : ['rule', ...(methods ? [methods.join(',')] : []), path].join(' ');
  const result = {
    lets_in: () => (by ? letsIn(by) : say('通过', 'lets in')),
    refuses: () => refuses(opensTo),
    not_about_this: () => say('与这个请求无关', 'is not about this'),
  }[outcome]();
  return say(`第 ${line} 行  ${what}  ${result.zh}`, `line ${line}  ${what}  ${result.en}`);
}

function letsIn({ line, condition }: NonNullable<ExplainStep['by']>): Words {
  const { zh, en } = describeCondition(condition);
  return say(`通过，依据第 ${line} 行：${zh}`, `lets in, by line ${line}: ${en}`);
}

function refuses(opensTo: readonly ConditionEntry[]): Words {
  if (opensTo.length === 0) return say('拒绝：不向任何人开放', 'refuses: it is open to nobody');
  const all = opensTo.map(describeCondition);
  return say(
    `拒绝：只向这些开放：${all.map(({ zh }) => zh).join('；')}`,
    `refuses: it is open to ${all.map(({ en }) => en).join('; ')}`,
  );
}

function describeCondition(condition: ConditionEntry): Words {
  switch (condition.kind) {
    case 'everyone':
      return say('全体在职员工', 'everyone');
    case 'administrators':
      return say('前厅的管理员', 'the administrators of Foyer');
    case 'others':
      return say('其他部门', 'other departments');
    case 'people':
      return say(`写明 userId 的 ${condition.count} 人`, `${condition.count} named by userId`);
    case 'department':
      return say(`部门 ${condition.name}`, `department ${condition.name}`);
    case 'role':
      return say(`角色 ${condition.name}`, `role ${condition.name}`);
    case 'title':
      return say(`职位 ${condition.name}`, `title ${condition.name}`);
  }
}
