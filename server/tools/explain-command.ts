/**
 * The command `explain`: would this person get into this tool, and by which line?
 *
 * Owns: finding both, and what it says when they are not there. The exit code is 0 for somebody who gets in, 1 for
 * somebody who is refused, 2 when there is no answer.
 * Does not: open anything, write or exit; `main.ts` does. Called by: `main.ts`.
 */
import type { Rules } from '../access/tool.ts';
import type { Replica } from '../people/replica.ts';
import { say, type Words } from '../words.ts';
import type { ExplainOptions } from './explain-options.ts';
import { explainPerson } from './explain-person.ts';
import { describeExplanation, describePeople, toPlain } from './explanation-text.ts';
import { findPeople } from './find-person.ts';

/** What is answered, and where: a question without an answer is no result. */
export type CommandAnswer = { code: 0 | 1 | 2; text: string };

/** Answers one question. */
export function answerExplain(options: ExplainOptions, rules: Rules, replica: Replica): CommandAnswer {
  const { path, method, language, isJson } = options;
  const tool = rules.tools.find(({ id }) => id === options.tool);
  if (tool === undefined) return unanswered(noSuchTool(options.tool, rules), options);
  const [person, ...others] = findPeople(options.person, replica);
  if (person === undefined) return unanswered(noSuchPerson(options.person, replica), options);
  if (others.length > 0) return { code: 2, text: describePeople([person, ...others], replica, language) };
  const explained = explainPerson({ person, tool, path, method }, rules, replica);
  const text = isJson ? JSON.stringify(explained) : describeExplanation(explained, language);
  return { code: explained.refusal === null ? 0 : 1, text };
}

function unanswered(words: Words, { language }: ExplainOptions): CommandAnswer {
  return { code: 2, text: toPlain(words[language]) };
}

function noSuchTool(asked: string, { tools }: Rules): Words {
  const known = tools.map(({ id }) => id).join(', ');
  return say(
    `没有 id 为 ${asked} 的工具。${known === '' ? '文件中没有工具。' : `文件中的工具：${known}。`}`,
    `There is no tool with the id ${asked}. ${known === '' ? 'The file names no tools.' : `The file names: ${known}.`}`,
  );
}

function noSuchPerson(asked: string, { count }: Replica): Words {
  if (count() === 0) {
    return say(
      '前厅还没有读过通讯录：先启动前厅，等第一次读取完成。',
      'Foyer has not read the company yet: start it, and wait until the first reading has come to its end.',
    );
  }
  return say(
    `通讯录里没有 ${asked}。请用 userId、unionId 或完整的姓名。`,
    `The directory does not have ${asked}. Give a userId, a unionId or the whole name.`,
  );
}
