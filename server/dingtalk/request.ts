/**
 * One request to DingTalk and one answer understood.
 *
 * Owns: how the two API families differ: where the token goes, and how each says no. Time and size limits; the one
 * retry of a read. DingTalk's hosts are fixed at start and redirects are not followed, so a secret goes to one place.
 * Does not: know what a call is for, or keep a token.
 * Called by: the rest of this folder.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Agent, request } from 'undici';
import { conforms } from '../conforms.ts';
import { AppError, type DingTalkRefusal } from '../errors.ts';
import type { DingTalkHosts } from './app.ts';
import { DINGTALK_DEADLINE_MS } from './deadline.ts';
import { lookUpDingTalkError } from './error-catalogue.ts';
import { ApiFailure, OapiEnvelope } from './wire.ts';

type Call<T extends TSchema> = {
  path: string;
  answer: T;
  /** The permission the call needs, for refusals that do not name it themselves. */
  permission: string;
  token?: string;
  body?: Record<string, string>;
  /**
   * A read may be repeated once after a failure to connect or a 502, 503, 504, unless the answer asks to wait. Anything
   * that changes state may not.
   */
  repeat: 'read' | 'never';
  signal: AbortSignal;
};

export type DingTalkRequests = {
  /** A call of the newer family: `api.dingtalk.com/v1.0/...`, token in a header, HTTP status codes. */
  callApi<T extends TSchema>(method: 'GET' | 'POST', call: Call<T>): Promise<Static<T>>;
  /** A call of the older family: `oapi.dingtalk.com/topapi/...`, token in the query, always HTTP 200. */
  callOapi<T extends TSchema>(call: Call<T>): Promise<Static<T>>;
  close(): Promise<void>;
};

const CONNECT_TIMEOUT_MS = 2_000;
const MOST_BYTES = 256 * 1024;
const RETRY_WAIT_MS = { least: 100, spread: 200 };

/**
 * Opens the way to DingTalk.
 *
 * Both calls throw {AppError} `dingtalk_unreachable` when no usable answer came in time, and otherwise what the
 * error catalogue says of DingTalk's code.
 */
export function createDingTalkRequests(hosts: DingTalkHosts): DingTalkRequests {
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: DINGTALK_DEADLINE_MS,
    bodyTimeout: DINGTALK_DEADLINE_MS,
    maxResponseSize: MOST_BYTES,
  });
  return {
    async callApi(method, { path, answer, permission, token, body, repeat, signal }) {
      const headers = token === undefined ? {} : { 'x-acs-dingtalk-access-token': token };
      const exchange = { url: new URL(path, hosts.api), method, headers, body, signal };
      return understandApi(await send(agent, exchange, repeat), answer, permission);
    },
    async callOapi({ path, answer, permission, token = '', body, repeat, signal }) {
      const url = new URL(path, hosts.oapi);
      url.searchParams.set('access_token', token);
      const exchange = { url, method: 'POST', headers: {}, body, signal } as const;
      return understandOapi(await send(agent, exchange, repeat), answer, permission);
    },
    close: () => agent.destroy(),
  };
}

type Exchange = {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Record<string, string> | undefined;
  signal: AbortSignal;
};
type Answer = { status: number; json: unknown; asksToWait: boolean };

async function send(agent: Agent, exchange: Exchange, repeat: 'read' | 'never'): Promise<Answer> {
  try {
    const answer = await sendOnce(agent, exchange);
    if (repeat === 'never' || answer.asksToWait || ![502, 503, 504].includes(answer.status)) return answer;
  } catch (error) {
    if (repeat === 'never' || !isConnectFailure(error)) throw error;
  }
  await sleep(RETRY_WAIT_MS.least + Math.random() * RETRY_WAIT_MS.spread);
  return sendOnce(agent, exchange);
}

async function sendOnce(agent: Agent, { url, method, headers, body, signal }: Exchange): Promise<Answer> {
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(DINGTALK_DEADLINE_MS)]),
    });
    const text = await answer.body.text();
    const isJson = /^application\/json\b/i.test(String(answer.headers['content-type'] ?? ''));
    const asksToWait = answer.headers['retry-after'] !== undefined;
    return { status: answer.statusCode, json: isJson ? parseJson(text) : undefined, asksToWait };
  } catch (cause) {
    // Whatever undici reports here (refused, reset, late, too long, a wrong certificate) means: no usable answer.
    const reason = errorCodeOf(cause);
    throw new AppError('dingtalk_unreachable', `no answer from ${url.host}`, {
      details: { host: url.host, reason },
      cause,
    });
  }
}

function understandApi<T extends TSchema>({ status, json }: Answer, schema: T, permission: string): Static<T> {
  if (status === 200 && conforms(schema, json)) return json;
  if (conforms(ApiFailure, json)) {
    const named = json.accessdenieddetail?.requiredScopes ?? permissionsNamedIn(json.message);
    const permissions = named ?? [permission];
    throw refusal(status, { code: json.code, requestId: json.requestid ?? ABSENT, permissions });
  }
  throw unusable(status, json);
}

function understandOapi<T extends TSchema>({ status, json }: Answer, schema: T, permission: string): Static<T> {
  if (status !== 200 || !conforms(OapiEnvelope, json)) throw unusable(status, json);
  if (json.errcode === 0) {
    if (conforms(schema, json.result)) return json.result;
    throw unusable(status, json);
  }
  const code = json.errcode === 88 ? subCodeOf(json) : String(json.errcode);
  const permissions = permissionsNamedIn(json.sub_msg ?? json.errmsg) ?? [permission];
  throw refusal(status, { code, requestId: json.request_id ?? ABSENT, permissions });
}

/** Absent is not empty: an empty request id is how DingTalk masks an address that is missing from the app's IP list. */
const ABSENT = '-';

/** The cause of a refusal 88, which older answers name only in their text: "ding talk error[subcode=60011,...". */
function subCodeOf({ sub_code: subCode, errmsg = '' }: OapiEnvelope): string {
  return subCode === undefined ? (/\bsubcode=([\w.]{1,32})/.exec(errmsg)?.[1] ?? '88') : String(subCode);
}

/** The permissions that stand only inside a text: "...requiredScopes=[qyapi_get_member]", or "...权限：[Contact.User.Read]". */
function permissionsNamedIn(text = ''): string[] | undefined {
  return /(?:requiredScopes=|权限：)\[([\w.,\s-]{1,200})\]/.exec(text)?.[1]?.split(/,\s*/);
}

function refusal(status: number, { permissions, ...said }: Required<DingTalkRefusal>): AppError {
  const { code, remedy } = lookUpDingTalkError(said.code, status);
  const dingtalk = code === 'dingtalk_permission_missing' ? { ...said, permissions } : said;
  return new AppError(code, `DingTalk refused: ${said.code}`, { dingtalk, details: { remedy } });
}

/** An answer that is neither success nor a refusal: a proxy's page, half a document, an address under punishment. */
function unusable(status: number, json: unknown): AppError {
  if (isPunishment(json) || status === 429) return new AppError('dingtalk_busy', 'DingTalk throttles this address');
  const code = status >= 500 ? 'dingtalk_unreachable' : 'dingtalk_refused';
  return new AppError(code, 'DingTalk gave an answer that cannot be used', { details: { status: String(status) } });
}

/** What DingTalk's shield answers for five minutes when one address called too often. */
function isPunishment(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'status' in json && json.status === 1111;
}

function isConnectFailure(error: unknown): boolean {
  return (
    error instanceof AppError && /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|EAI_AGAIN)$/.test(error.details.reason ?? '')
  );
}

function errorCodeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause ? String(cause.code) : cause.name;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
