/**
 * What a check found, put into words.
 *
 * Owns: the translation of DingTalk's refusals; their causes and remedies are the error catalogue's.
 * Called by: the checks, and `diagnosis.ts` for what they throw.
 */
import type { AppKind } from '../dingtalk/app.ts';
import type { CatalogueEntry } from '../dingtalk/error-catalogue/entry.ts';
import { findDingTalkError, remediesFor, suits } from '../dingtalk/error-catalogue.ts';
import type { AppError, DingTalkRefusal } from '../errors.ts';
import { say, type Words } from '../words.ts';
import type { Verdict } from './check.ts';

type Advice = Pick<Verdict, 'cause' | 'remedy' | 'link' | 'dingtalk'>;

export function passed(seen: Words): Verdict {
  return { status: 'passed', seen };
}

export function warning(seen: Words, advice: Advice = {}): Verdict {
  return { status: 'warning', seen, ...advice };
}

export function failed(seen: Words, advice: Advice = {}): Verdict {
  return { status: 'failed', seen, ...advice };
}

/** What the catalogue advises for a code, for this kind of app; nothing for a code it does not know. */
export function adviceFor(code: string, appKind: AppKind): Pick<Verdict, 'cause' | 'remedy'> {
  const entry = findDingTalkError(code);
  if (entry === undefined) return {};
  return { cause: joinCauses(entry, code), remedy: remediesOf(entry, appKind) };
}

/** What the catalogue calls a failure: DingTalk's own code, or a name of ours where DingTalk has refused nothing. */
export function codeOf({ dingtalk, details }: AppError): DingTalkRefusal | undefined {
  if (dingtalk !== undefined) return dingtalk;
  return details.case === undefined ? undefined : { code: details.case, requestId: '-' };
}

/** A failure, with everything the catalogue knows about it. */
export function refused(error: AppError, appKind: AppKind): Verdict {
  const said = codeOf(error);
  const { message } = error;
  if (said === undefined) return failed(say(`没有得到可用的应答（${message}）。`, `No usable answer (${message}).`));
  const { code, requestId } = said;
  const unknown = say('钉钉拒绝了，错误码不在前厅的目录中。', 'DingTalk refused with a code that Foyer does not know.');
  const seen = findDingTalkError(code)?.meaning ?? unknown;
  return failed(seen, { dingtalk: { code, requestId }, ...adviceFor(code, appKind) });
}

/** An entry may stand for several codes; a cause that names the code in question is the one. */
function joinCauses({ causes }: CatalogueEntry, code: string): Words {
  const named = causes.filter(({ en }) => en.includes(`(${code})`));
  return joinWords(named.length > 0 ? named : causes);
}

/** Those for another kind of app only where there is nothing better. */
function remediesOf(entry: CatalogueEntry, appKind: AppKind): Words[] {
  const all = remediesFor(entry, appKind);
  const own = all.filter((remedy) => suits(remedy, appKind));
  return (own.length > 0 ? own : all).map(({ steps }) => steps);
}

/** A mistake of ours: what it is, only the log tells. */
export function wentWrong(error: unknown): Verdict {
  const name = error instanceof Error ? error.name : 'unknown';
  return failed(say(`检查本身出错（${name}）。`, `The check itself went wrong (${name}).`), {
    remedy: [
      say(
        '完整的错误在日志中；请把它报告给前厅的开发者。',
        'The log has the whole error; report it to the developers of Foyer.',
      ),
    ],
  });
}

/** Sentences one after the other; Chinese ones need no blank between them. */
export function joinWords(sentences: readonly Words[]): Words {
  return { zh: sentences.map(({ zh }) => zh).join(''), en: sentences.map(({ en }) => en).join(' ') };
}

const MOST_NAMED = 10;

/** Names one after the other, of many only the first. */
export function joinNames(items: readonly Words[]): Words {
  const named = items.slice(0, MOST_NAMED);
  const rest = items.length - named.length;
  return {
    zh: named.map(({ zh }) => zh).join('、') + (rest > 0 ? ` 等 ${items.length} 个` : ''),
    en: named.map(({ en }) => en).join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
  };
}

/** A moment as people read it, without seconds: `2026-03-02 08:15 UTC`. */
export function toMoment(at: number | string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
