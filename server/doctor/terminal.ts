/**
 * The diagnosis at a terminal.
 *
 * Owns: its form, row by row as they come, and the exit code. A status is a word and a mark, never colour alone.
 * Does not: write or exit; `main.ts` does. Called by: `main.ts`.
 */
import { stripVTControlCharacters } from 'node:util';
import { type Language, say, type Words } from '../words.ts';
import type { CommandOptions } from './command-options.ts';
import type { DiagnosisLine, Finding, Summary } from './schema.ts';

/** 0 when all is well, 1 with warnings only, 2 with a failure, or when there is no sum because it was cut off. */
type ExitCode = 0 | 1 | 2;

/** Writes each line as it comes and gives the exit code. */
export async function showDiagnosis(
  lines: AsyncIterable<DiagnosisLine>,
  options: CommandOptions,
  write: (text: string) => void,
): Promise<ExitCode> {
  let code: ExitCode = 2;
  for await (const line of lines) {
    if ('summary' in line) code = exitCodeOf(line.summary);
    const text = options.isJson ? JSON.stringify(line) : toText(line, options);
    if (text !== null) write(`${text}\n`);
  }
  return code;
}

function exitCodeOf({ warnings, failed }: Summary): ExitCode {
  if (failed > 0) return 2;
  return warnings > 0 ? 1 : 0;
}

function toText(line: DiagnosisLine, options: CommandOptions): string | null {
  if ('finding' in line) return describeFinding(line.finding, options);
  return 'summary' in line ? `\n${describeSummary(line.summary)[options.language]}` : null;
}

const marks = {
  passed: { mark: '✔', words: say('通过', 'passed'), colour: 32 },
  warning: { mark: '!', words: say('警告', 'warning'), colour: 33 },
  failed: { mark: '✘', words: say('失败', 'failed'), colour: 31 },
};

const labels = {
  dingtalk: say('钉钉', 'DingTalk'),
  requestId: say('请求编号', 'request id'),
  cause: say('原因', 'Cause'),
  remedy: say('做法', 'Remedy'),
  link: say('申请', 'Apply at'),
};

const INDENT = '    ';

/** One line for what is well; for everything else, all there is to say. */
function describeFinding(finding: Finding, { language, hasColours }: CommandOptions): string {
  const { mark, words, colour } = marks[finding.status];
  const status = `${mark} ${words[language]}`;
  const painted = hasColours ? `\u001B[${colour}m${status}\u001B[0m` : status;
  const head = `${painted}  ${plain(finding.title, language)}${language === 'zh' ? '：' : ': '}${plain(finding.seen, language)}`;
  return [head, ...describeDetails(finding, language).map((text) => `${INDENT}${text}`)].join('\n');
}

function describeDetails({ dingtalk, cause, remedy = [], link }: Finding, language: Language): string[] {
  const colon = language === 'zh' ? '：' : ': ';
  const labelled = (label: keyof typeof labels, text: string) => `${labels[label][language]}${colon}${text}`;
  const hasRequestId = dingtalk !== undefined && !['', '-'].includes(dingtalk.requestId);
  const comma = language === 'zh' ? '，' : ', ';
  const requestId = hasRequestId ? `${comma}${labels.requestId[language]} ${dingtalk.requestId}` : '';
  const steps = remedy.map((step) => plain(step, language));
  return [
    ...(dingtalk === undefined ? [] : [labelled('dingtalk', `${dingtalk.code}${requestId}`)]),
    ...(cause === undefined ? [] : [labelled('cause', plain(cause, language))]),
    ...(steps.length === 1
      ? [labelled('remedy', steps.join(''))]
      : steps.map((step, index) => labelled('remedy', `${index + 1}. ${step}`))),
    ...(link === undefined ? [] : [labelled('link', link)]),
  ];
}

/** Names out of files and answers are shown as text, whatever is in them. */
function plain(words: Words, language: Language): string {
  return stripVTControlCharacters(words[language]).replace(/\p{Cc}+/gu, ' ');
}

function describeSummary({ passed, warnings, failed }: Summary): Words {
  const all = passed + warnings + failed;
  return say(
    `共 ${all} 项：通过 ${passed}，警告 ${warnings}，失败 ${failed}。`,
    `${all} ${all === 1 ? 'finding' : 'findings'}: ${passed} passed, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${failed} failed.`,
  );
}
