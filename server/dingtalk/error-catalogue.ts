/**
 * DingTalk's own error codes, and what each means to us.
 *
 * Owns: the look-up of an entry, from a code to a code of ours with everything an administrator needs.
 * Does not: read answers (`understand.ts`), or speak to employees (the browser's messages do). The entries stand in the
 * files of `error-catalogue/`, one family each.
 * Called by: `understand.ts` and `refusals.ts`; `dingtalk-errors/`, which shows the entries.
 */
import type { ErrorCode } from '../errors.ts';
import type { Words } from '../words.ts';
import type { AppKind } from './app.ts';
import { departmentWritingErrors } from './error-catalogue/department-writing.ts';
import type { CatalogueEntry, Remedy } from './error-catalogue/entry.ts';
import { limitErrors } from './error-catalogue/limits.ts';
import { outageErrors } from './error-catalogue/outages.ts';
import { parameterErrors } from './error-catalogue/parameters.ts';
import { permissionErrors } from './error-catalogue/permissions.ts';
import { personWritingErrors } from './error-catalogue/person-writing.ts';
import { rangeErrors } from './error-catalogue/range.ts';
import { signInErrors } from './error-catalogue/sign-in.ts';
import { tokenErrors } from './error-catalogue/tokens.ts';
import { casesWithoutCode } from './error-catalogue/without-code.ts';

export type ErrorFamily = { title: Words; entries: readonly CatalogueEntry[] };

/** Every entry, family by family, in the order in which a document shows them. */
export const dingTalkErrorFamilies: readonly ErrorFamily[] = [
  { title: { zh: '登录', en: 'Sign-in' }, entries: signInErrors },
  { title: { zh: '凭证', en: 'Tokens and credentials' }, entries: tokenErrors },
  { title: { zh: '权限', en: 'Permissions' }, entries: permissionErrors },
  { title: { zh: '人员、部门与授权范围', en: 'People, departments and range' }, entries: rangeErrors },
  { title: { zh: '限流', en: 'Limits' }, entries: limitErrors },
  { title: { zh: '故障与网络', en: 'Outages and the network' }, entries: outageErrors },
  { title: { zh: '参数', en: 'Parameters' }, entries: parameterErrors },
  { title: { zh: '写通讯录：人员', en: 'Writing to the directory: people' }, entries: personWritingErrors },
  { title: { zh: '写通讯录：部门', en: 'Writing to the directory: departments' }, entries: departmentWritingErrors },
  { title: { zh: '没有错误码的问题', en: 'Questions without a code' }, entries: casesWithoutCode },
];

/** One table for api-host codes, oapi-host numbers and names of ours; an oapi refusal 88 is met as its sub code. */
export const dingTalkErrors: readonly CatalogueEntry[] = dingTalkErrorFamilies.flatMap(({ entries }) => entries);

const byCode = new Map(dingTalkErrors.flatMap((entry) => entry.codes.map((code) => [code, entry] as const)));
const byPrefix = [...byCode].flatMap(([code, entry]) =>
  code.endsWith('*') ? [{ prefix: code.slice(0, -1), entry }] : [],
);

/** Codes that say "this access token is no good": the token is renewed and the call repeated, once. */
export const invalidTokenCodes: ReadonlySet<string> = new Set(
  dingTalkErrors.flatMap(({ codes, renewsToken }) => (renewsToken ? codes : [])),
);

/** The entry for a code; a spelling of its own wins over one that only begins like it. */
export function findDingTalkError(code: string): CatalogueEntry | undefined {
  return byCode.get(code) ?? byPrefix.find(({ prefix }) => code.startsWith(prefix))?.entry;
}

/**
 * What a refusal becomes, with the first remedy for this kind of app, for the log.
 *
 * A code that is not in the table is a refusal that keeps its own name, unless the status says more.
 */
export function lookUpDingTalkError(code: string, status: number, kind: AppKind): LookedUp {
  const entry = byCode.get(code) ?? byCode.get(codeForStatus(status)) ?? findDingTalkError(code);
  if (entry === undefined) {
    return { code: 'dingtalk_refused', remedy: 'Look the code up in the error list of the open platform.' };
  }
  const [first] = remediesFor(entry, kind);
  return { code: entry.outcome ?? 'dingtalk_refused', remedy: first?.steps.en ?? '' };
}

type LookedUp = { code: ErrorCode; remedy: string };

/** The remedies of an entry, those that suit this kind of app first. */
export function remediesFor({ remedies }: CatalogueEntry, kind: AppKind): Remedy[] {
  const suitable = remedies.filter((remedy) => suits(remedy, kind));
  return [...suitable, ...remedies.filter((remedy) => !suitable.includes(remedy))];
}

/** Whether a remedy is for this kind of app, among others. */
export function suits({ app }: Remedy, kind: AppKind): boolean {
  return app === 'any' || app === kind;
}

function codeForStatus(status: number): string {
  if (status === 429) return '429';
  return status >= 500 ? 'gateway-error' : '';
}
