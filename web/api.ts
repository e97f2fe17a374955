/**
 * One way to ask the server something.
 *
 * Owns: JSON in and out, the header that protects state changes, the time limit, and failures as `ApiError`.
 * Does not: cache, retry or speak to people.
 * Called by: `session.tsx` and the hooks of the features.
 */
import type { About, DingTalkRefusal, ErrorCode } from '../server/errors.ts';

/** A code of the server's catalogue, or the one failure that only a browser can see. */
export type PageErrorCode = ErrorCode | 'foyer_unreachable';

/** A call that did not succeed. */
export class ApiError extends Error {
  readonly code: PageErrorCode;
  /** The number under which the administrator finds this failure in the log; absent when no answer came. */
  readonly requestId: string | undefined;
  readonly dingtalk: DingTalkRefusal | undefined;
  /** The field that was refused, and one word for what is wrong with it; empty where the code says all. */
  readonly about: About;

  constructor(code: PageErrorCode, requestId?: string, dingtalk?: DingTalkRefusal, about: About = {}) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.requestId = requestId;
    this.dingtalk = dingtalk;
    this.about = about;
  }
}

/** An answer together with the server's own time, because the clock of a phone may be wrong. */
export type Answer<T> = { body: T; serverTime: Date };

/** Longer than the server waits for DingTalk, so that its answer arrives first. */
const timeLimitMs = 30_000;

/** A step that asks DingTalk more than once may take longer than one call; after this the connection is taken for dead. */
const silenceLimitMs = 60_000;

/** Reads something. @throws {ApiError} */
export async function read<T>(path: string): Promise<T> {
  return (await readWithTime<T>(path)).body;
}

/** Reads something and tells what the time was at the server. @throws {ApiError} */
export async function readWithTime<T>(path: string): Promise<Answer<T>> {
  const response = await send(path, { method: 'GET' });
  const date = response.headers.get('date');
  return { body: (await toJson(response)) as T, serverTime: date ? new Date(date) : new Date() };
}

/**
 * Reads something that arrives line by line, and gives each line when it is there.
 *
 * Leaving the loop, or the signal, hangs up. @throws {ApiError} also when the connection is lost half-way
 */
export async function* readLines<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
  const abort = new AbortController();
  const hangUp = () => abort.abort();
  signal.addEventListener('abort', hangUp);
  try {
    const response = await send(path, { method: 'GET' }, abort);
    requireJson(response);
    let rest = '';
    for await (const text of readText(response, abort)) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield parseLine(line) as T;
    }
    if (rest) yield parseLine(rest) as T;
  } finally {
    signal.removeEventListener('abort', hangUp);
    hangUp();
  }
}

/** Changes something; nothing is read from the answer. @throws {ApiError} */
export async function change(method: ChangeMethod, path: string, body?: object): Promise<void> {
  await sendChange(method, path, body);
}

/** Changes something, and gives what the server says about it. @throws {ApiError} */
export async function changeAndRead<T>(method: ChangeMethod, path: string, body?: object): Promise<T> {
  return (await toJson(await sendChange(method, path, body))) as T;
}

type ChangeMethod = 'POST' | 'PATCH' | 'DELETE';

function sendChange(method: ChangeMethod, path: string, body?: object): Promise<Response> {
  // A foreign page cannot send this header without asking first, so it cannot act in the person's name.
  const protection = { 'X-Foyer-Csrf': '1' };
  const content = body && {
    headers: { ...protection, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  return send(path, { method, headers: protection, ...content });
}

/** The hooks only ever throw ApiError; anything else is a fault of this app and is shown as one. */
export function toApiError(error: Error): ApiError {
  return error instanceof ApiError ? error : new ApiError('internal');
}

async function send(path: string, init: RequestInit, abort = new AbortController()): Promise<Response> {
  const timer = setTimeout(() => abort.abort(), timeLimitMs);
  try {
    // A redirect means that something between us and the server answered in its place.
    const response = await fetch(path, { ...init, cache: 'no-store', redirect: 'error', signal: abort.signal });
    if (!response.ok) throw await readFailure(response);
    return response;
  } catch (error) {
    // fetch rejects with TypeError or AbortError when no answer came; everything else is already ours.
    throw error instanceof ApiError ? error : new ApiError('foyer_unreachable');
  } finally {
    clearTimeout(timer);
  }
}

type ErrorBody = { error: { code: ErrorCode; requestId: string; dingtalk?: DingTalkRefusal } & About };

async function readFailure(response: Response): Promise<ApiError> {
  const body: unknown = await toJson(response).catch(() => null);
  // A proxy in front of a server that is down answers with a page of its own.
  if (!isErrorBody(body)) return new ApiError(response.status >= 502 ? 'foyer_unreachable' : 'internal');
  const { code, requestId, dingtalk, field, reason } = body.error;
  return new ApiError(code, requestId, dingtalk, { ...(field && { field }), ...(reason && { reason }) });
}

async function toJson(response: Response): Promise<unknown> {
  requireJson(response);
  return response.json();
}

function requireJson(response: Response): void {
  if (!response.headers.get('content-type')?.includes('json')) throw new ApiError('foyer_unreachable');
}

/** The text as it comes. A dead connection says nothing at all, so silence ends it as well. */
async function* readText(response: Response, abort: AbortController): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  while (reader) {
    const timer = setTimeout(() => abort.abort(), silenceLimitMs);
    const { done, value } = await reader
      .read()
      .catch(() => {
        throw new ApiError('foyer_unreachable');
      })
      .finally(() => clearTimeout(timer));
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A line that ends in its middle: whatever stands between us and the server cut the answer off.
    throw new ApiError('foyer_unreachable');
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
