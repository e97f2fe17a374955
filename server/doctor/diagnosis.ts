/**
 * The diagnosis: every check, one after the other.
 *
 * Owns: the order of events, the time a check may take, and that a failure is told once: what builds on it is not looked
 * at, and one line at the end says so.
 * Does not: know what is looked at (`checks.ts`), or show anything.
 * Called by: `main.ts` for the command, `routes.ts` for the page.
 */
import { openDingTalkClient } from '../dingtalk/client.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { paths } from '../paths.ts';
import { say, type Words } from '../words.ts';
import type { Check, Patient, Verdict } from './check.ts';
import { checks } from './checks.ts';
import { isBusy, openFacts } from './facts.ts';
import type { DiagnosisLine, Finding, Summary } from './schema.ts';
import { adviceFor, codeOf, failed, joinWords, refused, warning, wentWrong } from './verdict.ts';

export type DiagnosisOptions = Omit<Patient, 'client' | 'facts'> & {
  log: Pick<Logger, 'error'>;
  /** For tests, which do not wait until DingTalk is less busy. */
  busyWaitMs?: number | undefined;
};

/** No check takes longer; the questions that it asks give up earlier. */
const CHECK_MS = 15_000;

/** Examines everything. It never throws; what goes wrong inside is a finding, and it ends early when nobody waits. */
export async function* diagnose(options: DiagnosisOptions, signal: AbortSignal): AsyncGenerator<DiagnosisLine> {
  const { log } = options;
  const findings: Finding[] = [];
  try {
    yield* examine(options, { log, signal, findings });
  } catch (error) {
    if (signal.aborted) return;
    log.error({ err: error }, 'a diagnosis ended in a way that nobody expected');
    yield note(findings, { check: 'diagnosis', title: say('诊断', 'Diagnosis'), ...wentWrong(error) });
  }
  if (!signal.aborted) yield { summary: sumUp(findings) };
}

/** One diagnosis, from its beginning to its end. */
type Course = { log: DiagnosisOptions['log']; signal: AbortSignal; findings: Finding[] };

async function* examine(options: DiagnosisOptions, course: Course): AsyncGenerator<DiagnosisLine> {
  const { app, config, now, busyWaitMs } = options;
  const { signal } = course;
  const redirectUri = new URL(paths.callback, config.publicUrl).href;
  const client = openDingTalkClient({ app, redirectUri, now, waitsMs: [] });
  const patient = { ...options, client, facts: openFacts({ client, now, signal, busyWaitMs }) };
  try {
    yield* runChecks(patient, course);
  } finally {
    await client.close();
  }
}

async function* runChecks(patient: Patient, course: Course): AsyncGenerator<DiagnosisLine> {
  const { findings } = course;
  /** Why a check has no good result: its own failure, or that of an earlier one. */
  const blocked = new Map<string, Check>();
  const notLookedAt: { check: Check; cause: Check }[] = [];
  for (const check of checks) {
    const cause = (check.needs ?? []).map((id) => blocked.get(id)).find((found) => found !== undefined);
    if (cause !== undefined) {
      blocked.set(check.id, cause);
      notLookedAt.push({ check, cause });
      continue;
    }
    yield { checking: { check: check.id, title: check.title } };
    const found = await lookInTime(check, patient, course);
    if (found === null) return;
    const { isUnknown, ...verdict } = found;
    if (isUnknown || verdict.status === 'failed') blocked.set(check.id, check);
    yield note(findings, { check: check.id, title: check.title, ...verdict });
  }
  if (notLookedAt.length > 0) yield note(findings, tellWhatWasLeftOut(notLookedAt));
}

/** Keeps a finding for the sum, and gives the line that tells it. */
function note(findings: Finding[], finding: Finding): DiagnosisLine {
  findings.push(finding);
  return { finding };
}

/** Null when nobody waits for the answer any more; whatever that has made of the check is no finding. */
async function lookInTime(check: Check, patient: Patient, { log, signal }: Course): Promise<Verdict | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]);
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new AppError('timed_out', 'the check took too long'));
  limit.addEventListener('abort', giveUp, { once: true });
  try {
    const found = await Promise.race([look(check, patient, limit), tooLate]);
    return signal.aborted ? null : found;
  } catch (error) {
    return signal.aborted ? null : explain(error, check, patient, log);
  } finally {
    limit.removeEventListener('abort', giveUp);
  }
}

/** A check may throw before it has begun to wait. */
async function look(check: Check, patient: Patient, signal: AbortSignal): Promise<Verdict> {
  return check.look(patient, signal);
}

function explain(error: unknown, check: Check, { app }: Patient, log: DiagnosisOptions['log']): Verdict {
  if (isBusy(error)) return tellBusy(error);
  if (error instanceof AppError && error.code === 'timed_out') return { ...tellTooLate(), isUnknown: true };
  if (error instanceof AppError) return refused(error, app.kind);
  log.error({ err: error, check: check.id }, 'a check of the diagnosis failed in a way that nobody expected');
  return wentWrong(error);
}

/** The check on the rate limit, which comes later, has cause and remedy. */
function tellBusy(error: AppError): Verdict {
  const answer = codeOf(error);
  const seen = say(
    '没能查到：钉钉说请求太频繁，或者太忙。详见“限流余量”。',
    'This could not be found out: DingTalk was asked too often, or is too busy. See “Rate limit”.',
  );
  const said = answer && { dingtalk: { code: answer.code, requestId: answer.requestId } };
  return { ...warning(seen, said), isUnknown: true };
}

function tellTooLate(): Verdict {
  const seconds = CHECK_MS / 1000;
  const seen = say(`${seconds} 秒内没有结果。`, `There was no result within ${seconds} seconds.`);
  return failed(seen, adviceFor('unreachable', 'internal'));
}

function tellWhatWasLeftOut(left: readonly { check: Check; cause: Check }[]): Finding {
  const causes = [...new Set(left.map(({ cause }) => cause))];
  const sentences = causes.map((cause): Words => {
    const titles = left.filter((item) => item.cause === cause).map(({ check }) => check.title);
    return say(
      `因为“${cause.title.zh}”没有通过：${titles.map(({ zh }) => zh).join('、')}。`,
      `Because of “${cause.title.en}”: ${titles.map(({ en }) => en).join(', ')}.`,
    );
  });
  return {
    check: 'not-looked-at',
    title: say('没有检查的项目', 'Not looked at'),
    ...warning(joinWords(sentences), {
      remedy: [say('先解决上面的问题，再诊断一次。', 'Solve what is named, and run the diagnosis again.')],
    }),
  };
}

/** Counts findings. */
export function sumUp(findings: readonly Finding[]): Summary {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return { passed: count('passed'), warnings: count('warning'), failed: count('failed') };
}
