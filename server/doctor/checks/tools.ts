/** Whether the rules about tools open what they seem to open: to people, departments, roles and titles that are there. */
import { tidy } from '../../access/conditions.ts';
import type { Condition, Tool } from '../../access/tool.ts';
import { parseToolsFile } from '../../access/tools-file.ts';
import { readToolsFile } from '../../access/tools-file-text.ts';
import { readDepartmentNames } from '../../people/department-names.ts';
import { say, type Words } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { joinNames, joinWords, passed, warning } from '../verdict.ts';

export const toolsCheck: Check = {
  id: 'settings.tools',
  title: say('工具的规则', 'Rules about tools'),
  // That check has reported a file with mistakes.
  needs: ['settings.administrators'],
  look: ({ config, replica }) => {
    const { toolsFile: file, publicUrl, findVariable } = config;
    if (file === null) return passed(say('没有名单文件。', 'There is no file with rules.'));
    const { tools } = parseToolsFile(file, readToolsFile(file), { ownOrigin: publicUrl.origin, findVariable });
    return judge(tools, replica);
  },
};

type Trouble = { seen: Words; cause: Words; remedy: Words };

function judge(tools: readonly Tool[], replica: Patient['replica']): Verdict {
  const closed = tools.filter(({ allow }) => allow.kind === 'any' && allow.conditions.length === 0);
  // Before the first reading of the company nobody is known.
  const unknown = replica.count() === 0 ? [] : findUnknown(tools, replica);
  const troubles = [
    ...(closed.length === 0 ? [] : [describeClosed(closed)]),
    ...(unknown.length === 0 ? [] : [describeUnknown(unknown)]),
  ];
  if (troubles.length === 0) {
    return passed(
      say(`有 ${tools.length} 个工具。`, `It names ${tools.length === 1 ? 'one tool' : `${tools.length} tools`}.`),
    );
  }
  return warning(joinWords(troubles.map(({ seen }) => seen)), {
    cause: joinWords(troubles.map(({ cause }) => cause)),
    remedy: troubles.map(({ remedy }) => remedy),
  });
}

function describeClosed(tools: readonly Tool[]): Trouble {
  const list = joinNames(tools.map(({ id, line }) => ({ zh: `${id}（第 ${line} 行）`, en: `${id} (line ${line})` })));
  return {
    seen: say(`这些工具谁也打不开：${list.zh}。`, `Nobody can open ${list.en}.`),
    cause: say('没有写 allow 的工具是关闭的。', 'A tool without "allow" is closed.'),
    remedy: say(
      '写上 allow: everyone，或者列出部门、角色、职位、人员。',
      'Write allow: everyone, or a list of departments, roles, titles and people.',
    ),
  };
}

function describeUnknown(unknown: readonly Named[]): Trouble {
  const list = joinNames(
    unknown.map(({ line, kind, name }) => ({
      zh: `${kinds[kind].zh} ${name}（第 ${line} 行）`,
      en: `${kinds[kind].en} ${name} (line ${line})`,
    })),
  );
  return {
    seen: say(`通讯录里没有：${list.zh}。`, `The directory does not have ${list.en}.`),
    cause: say(
      '名字写错或已经改名，人已离职，部门名里有“/”，或者不在应用的可见范围内。',
      'The name is misspelled or has changed, the person has left, a department has a "/" in its name, or it is out of the app’s sight.',
    ),
    remedy: say(
      '对照钉钉通讯录改正；部门也可以写 id，改名后仍然有效。',
      'Compare with DingTalk’s contacts. A department can also be named by its id, which stays when the name changes.',
    ),
  };
}

const kinds = {
  department: say('部门', 'department'),
  user: say('userId', 'userId'),
  role: say('角色', 'role'),
  title: say('职位', 'title'),
} as const;

/** Something that a rule names and that is not there. */
type Named = { line: number; kind: keyof typeof kinds; name: string };

function findUnknown(tools: readonly Tool[], replica: Patient['replica']): Named[] {
  const { departments, roles, listTitles, findByUserId } = replica;
  const names = readDepartmentNames(departments);
  const known = { role: new Set(roles.listNames().map(tidy)), title: new Set(listTitles().map(tidy)) };
  const isKnown = (condition: Condition) => {
    if (condition.kind === 'administrators') return true;
    if (condition.kind === 'user') return findByUserId(condition.userId) !== null;
    return condition.kind === 'department'
      ? names.find(condition).length > 0
      : known[condition.kind].has(condition.name);
  };
  return tools
    .flatMap(conditionsOf)
    .filter((condition) => !isKnown(condition))
    .flatMap((condition) => toNamed(condition) ?? []);
}

function toNamed(condition: Condition): Named | null {
  const { line, kind } = condition;
  switch (kind) {
    case 'administrators':
      return null;
    case 'user':
      return { line, kind, name: condition.userId };
    case 'department':
      return { line, kind, name: 'id' in condition ? String(condition.id) : condition.path.join('/') };
    default:
      return { line, kind, name: condition.name };
  }
}

function conditionsOf({ allow, rules }: Tool): readonly Condition[] {
  return [allow, ...rules.map((rule) => rule.allow)].flatMap((one) => (one.kind === 'any' ? one.conditions : []));
}
