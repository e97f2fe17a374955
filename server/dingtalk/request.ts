/**
 * One request to DingTalk and its answer.
 *
 * Owns: where the token goes in each of the two API families; time and size limits; the one retry of a read. DingTalk's hosts are fixed at start and redirects are not followed, so a secret goes to one place.
 * Does not: know what a call is for, read what an answer says (`understand.ts`), or keep a token.
 * Called by: the rest of this folder.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Agent, request } from 'undici';
import { AppError } from '../errors.ts';
import type { AppKind, DingTalkHosts } from './app.ts';
import { DINGTALK_DEADLINE_MS } from './deadline.ts';
import { type Meaning, understandApi, understandOapi } from './understand.ts';

/** What a body may hold. A call of the older family that writes sends objects inside it. */
export type Body = Readonly<Record<string, string | number | boolean | object>>;

type Call<T extends TSchema> = {
  path: string;
  answer: T;
  /** The permission the call needs, for refusals that do not name it themselves. */
  permission: string;
  token?: string;
  body?: Body;
  /** What a few refusals mean for this call alone. */
  meanings?: readonly Meaning[];
  /** The answer is read with everything beside `errcode`, under `/topapi/` too. */
  isWhole?: true;
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
  /**
   * A call of the older family: `oapi.dingtalk.com/...`, token in the query, always HTTP 200. Under `/topapi/` the answer
   * stands in `result`; elsewhere its fields stand beside `errcode`, and the call is a GET.
   */
  callOapi<T extends TSchema>(call: Call<T>): Promise<Static<T>>;
  /** One of DingTalk's hosts as it answers anybody: for whoever wants to know if it can be reached, and its time. */
  probe(host: keyof DingTalkHosts, signal: AbortSignal): Promise<{ status: number; date: string | undefined }>;
  close(): Promise<void>;
};

const CONNECT_TIMEOUT_MS = 2_000;
/** No answer about one account is larger; a page of 100 people with all their remarks may be. */
const MOST_BYTES = { api: 256 * 1024, oapi: 2 * 1024 * 1024 };
const RETRY_WAIT_MS = { least: 100, spread: 200 };

/**
 * Opens the way to DingTalk.
 *
 * Both calls throw {AppError} `dingtalk_unreachable` when no usable answer came in time, and otherwise what the
 * error catalogue says of DingTalk's code.
 */
export function createDingTalkRequests(hosts: DingTalkHosts, kind: AppKind = 'internal'): DingTalkRequests {
  const agents = { api: openAgent(MOST_BYTES.api), oapi: openAgent(MOST_BYTES.oapi) };
  return {
    async callApi(method, { path, answer, permission, token, body, repeat, signal }) {
      const headers = token === undefined ? {} : { 'x-acs-dingtalk-access-token': token };
      const exchange = { url: new URL(path, hosts.api), method, headers, body, signal };
      return understandApi(await send(agents.api, exchange, repeat), { schema: answer, permission, kind });
    },
    async callOapi({ path, answer, permission, token = '', body, meanings = [], isWhole, repeat, signal }) {
      const url = new URL(path, hosts.oapi);
      url.searchParams.set('access_token', token);
      const method = isTopapi(path) ? 'POST' : 'GET';
      const exchange = { url, method, headers: {}, body, signal } as const;
      const reading = { schema: answer, permission, kind, meanings, isInResult: isTopapi(path) && !isWhole };
      return understandOapi(await send(agents.oapi, exchange, repeat), reading);
    },
    async probe(host, signal) {
      const { status, date } = await sendOnce(agents.oapi, {
        url: hosts[host],
        method: 'GET',
        headers: {},
        body: undefined,
        signal,
      });
      return { status, date };
    },
    async close() {
      await Promise.all([agents.api.destroy(), agents.oapi.destroy()]);
    },
  };
}

function openAgent(mostBytes: number): Agent {
  return new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: DINGTALK_DEADLINE_MS,
    bodyTimeout: DINGTALK_DEADLINE_MS,
    maxResponseSize: mostBytes,
  });
}

function isTopapi(path: string): boolean {
  return path.startsWith('/topapi/');
}

type Exchange = {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Body | undefined;
  signal: AbortSignal;
};
type Answer = { status: number; json: unknown; asksToWait: boolean; date: string | undefined };

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
    const date = answer.headers.date === undefined ? undefined : String(answer.headers.date);
    return { status: answer.statusCode, json: isJson ? parseJson(text) : undefined, asksToWait, date };
  } catch (cause) {
    // Whatever undici reports here (refused, reset, late, too long, a wrong certificate) means: no usable answer.
    const reason = errorCodeOf(cause);
    throw new AppError('dingtalk_unreachable', `no answer from ${url.host}`, {
      details: { host: url.host, reason, case: 'unreachable' },
      cause,
    });
  }
}

function isConnectFailure(error: unknown): boolean {
  return (
    error instanceof AppError && /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|EAI_AGAIN)$/.test(error.details.reason ?? '')
  );
}

function errorCodeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  // A time limit is a DOMException, whose code is a number that says nothing.
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
