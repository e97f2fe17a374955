/**
 * What an answer of DingTalk's says: the thing that was asked for, or why not.
 *
 * Owns: how each of the two API families says no, and what such a no becomes with us.
 * Does not: send anything. Every function throws {AppError} with what the error catalogue says of DingTalk's code.
 * Called by: `request.ts`.
 */
import type { Static, TSchema } from 'typebox';
import { conforms } from '../conforms.ts';
import { AppError, type DingTalkRefusal } from '../errors.ts';
import type { AppKind } from './app.ts';
import { lookUpDingTalkError } from './error-catalogue.ts';
import { ApiFailure, OapiEnvelope } from './wire.ts';

/** An answer as it came; `json` is undefined when it was something else. */
export type RawAnswer = { status: number; json: unknown };

/** What is expected, and of whom: remedies differ between kinds of apps. */
type Reading<T extends TSchema> = {
  schema: T;
  /** The permission the call needs, for refusals that do not name it themselves. */
  permission: string;
  kind: AppKind;
};
/** Whether the content stands in `result`, or beside `errcode`. */
type OapiReading<T extends TSchema> = Reading<T> & { isInResult: boolean; meanings?: readonly Meaning[] };

/**
 * A refusal that means something else for one call than everywhere: met by its code, or by its text where DingTalk tells
 * nothing else. `means` is a name of the error catalogue.
 */
export type Meaning = { code?: string; says?: RegExp; means: string };

type Met = { status: number; kind: AppKind };

/** An answer of the newer family: the status says whether it is a success. */
export function understandApi<T extends TSchema>({ status, json }: RawAnswer, reading: Reading<T>): Static<T> {
  const { schema, permission, kind } = reading;
  if (status === 200 && conforms(schema, json)) return json;
  if (conforms(ApiFailure, json)) {
    const named = json.accessdenieddetail?.requiredScopes ?? permissionsNamedIn(json.message);
    const permissions = named ?? [permission];
    throw refusal({ status, kind }, { code: json.code, requestId: json.requestid ?? ABSENT, permissions });
  }
  throw unusable({ status, kind }, json);
}

/** An answer of the older family: always 200, with the verdict in `errcode`. */
export function understandOapi<T extends TSchema>({ status, json }: RawAnswer, reading: OapiReading<T>): Static<T> {
  const { schema, permission, kind, isInResult, meanings = [] } = reading;
  if (status !== 200 || !conforms(OapiEnvelope, json)) throw unusable({ status, kind }, json);
  if (json.errcode === 0) {
    const content = isInResult ? json.result : json;
    if (conforms(schema, content)) return content;
    throw unusable({ status, kind }, json);
  }
  const code = json.errcode === 88 ? subCodeOf(json) : String(json.errcode);
  const text = json.sub_msg ?? json.errmsg;
  const requestId = json.request_id ?? ABSENT;
  const meaning = meanings.find((each) => each.code === code || each.says?.test(text ?? ''));
  if (meaning !== undefined) throw meantOtherwise({ status, kind }, { code, requestId }, meaning);
  throw refusal({ status, kind }, { code, requestId, permissions: permissionsNamedIn(text) ?? [permission] });
}

/** Absent is not empty: an empty request id is how DingTalk masks an address that is missing from the app's IP list. */
export const ABSENT = '-';

/** The cause of a refusal 88, which older answers name only in their text: "ding talk error[subcode=60011,...". */
function subCodeOf({ sub_code: subCode, errmsg = '' }: OapiEnvelope): string {
  return subCode === undefined ? (/\bsubcode=([\w.:-]{1,64})/.exec(errmsg)?.[1] ?? '88') : String(subCode);
}

/** The permissions that stand only inside a text: "...requiredScopes=[qyapi_get_member]", or "...权限：[Contact.User.Read]". */
function permissionsNamedIn(text = ''): string[] | undefined {
  return /(?:requiredScopes=|权限：)\[([\w.,\s-]{1,200})\]/.exec(text)?.[1]?.split(/,\s*/);
}

/** Under the catalogue's name; DingTalk's own code stays with it for the log. */
function meantOtherwise({ status, kind }: Met, said: DingTalkRefusal, { means }: Meaning): AppError {
  const { code, remedy } = lookUpDingTalkError(means, status, kind);
  return new AppError(code, `DingTalk refused: ${said.code}, ${means}`, {
    dingtalk: { code: means, requestId: said.requestId },
    details: { remedy, said: said.code },
  });
}

function refusal({ status, kind }: Met, { permissions, ...said }: Required<DingTalkRefusal>): AppError {
  const { code, remedy } = lookUpDingTalkError(said.code, status, kind);
  const dingtalk = code === 'dingtalk_permission_missing' ? { ...said, permissions } : said;
  return new AppError(code, `DingTalk refused: ${said.code}`, { dingtalk, details: { remedy } });
}

/** An answer that is neither success nor a refusal: a proxy's page, half a document, an address under punishment. */
function unusable({ status, kind }: Met, json: unknown): AppError {
  const name = nameOfUnusable(status, json);
  const { code, remedy } = lookUpDingTalkError(name, status, kind);
  return new AppError(code, 'DingTalk gave an answer that cannot be used', {
    details: { status: String(status), case: name, remedy },
  });
}

/** The error catalogue knows such answers under names of ours. */
function nameOfUnusable(status: number, json: unknown): string {
  if (isPunishment(json)) return 'x5-block';
  if (status === 429) return '429';
  if (status >= 500) return 'gateway-error';
  return json === undefined ? 'html-answer' : 'unexpected-answer';
}

/** What DingTalk's shield answers for five minutes when one address called too often. */
function isPunishment(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'status' in json && json.status === 1111;
}
