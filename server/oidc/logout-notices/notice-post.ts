/**
 * One call to a tool, and what its answer means.
 *
 * Owns: the limits of a call in time and size. Redirects are not followed and no proxy is asked, so that a notice goes to
 * the registered address or nowhere.
 * Does not: know sessions, or try again (`lane.ts`).
 * Called by: `courier.ts`, which opens it; `lane.ts`.
 *
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest}
 */
import { Agent, request } from 'undici';
import { createCheckedConnector, type Resolve } from './checked-connections.ts';

export type Outcome =
  | { effect: 'accepted' }
  /** The tool does not take this notice, and would hardly take it later. */
  | { effect: 'refused'; reason: string }
  /** The tool was there, and something went wrong with this notice. */
  | { effect: 'failed'; reason: string }
  /** The tool was not there, or asks for patience: no other notice would fare better now. */
  | { effect: 'unreachable'; reason: string }
  /** The call was broken off here. */
  | { effect: 'interrupted' };

export type NoticePost = {
  /** Sends a logout token to an address; the signal breaks it off. */
  send(address: string, token: string, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
};

const CALL_MS = 3_000;
const MOST_BYTES = 64 * 1024;

const PATIENCE = [408, 425, 429, 502, 503, 504];

/** Opens the way to the tools. */
export function openNoticePost({ resolve }: { resolve?: Resolve } = {}): NoticePost {
  const connect = createCheckedConnector({ timeoutMs: CALL_MS, ...(resolve && { resolve }) });
  const dispatcher = new Agent({ connect, headersTimeout: CALL_MS, bodyTimeout: CALL_MS });
  return {
    async send(address, token, signal) {
      const deadline = AbortSignal.timeout(CALL_MS);
      try {
        return understand(await post({ dispatcher, address, token, signal: AbortSignal.any([signal, deadline]) }));
      } catch (error) {
        // Whatever undici reports here (refused, reset, late, a wrong certificate) means: no answer.
        if (signal.aborted) return { effect: 'interrupted' };
        return { effect: 'unreachable', reason: deadline.aborted ? 'timed out' : codeOf(error) };
      }
    },
    close: () => dispatcher.destroy(),
  };
}

type Call = { dispatcher: Agent; address: string; token: string; signal: AbortSignal };

/** The status of the answer. It says everything; the rest is read only so that the connection can be used again. */
async function post({ dispatcher, address, token, signal }: Call): Promise<number> {
  const { statusCode, body } = await request(address, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: token }).toString(),
    signal,
  });
  // One that is too long or too slow is cut off, which changes nothing about what the tool has said.
  await body.dump({ limit: MOST_BYTES, signal }).catch(() => {});
  return statusCode;
}

function understand(status: number): Outcome {
  // Some frameworks answer 204 where the body is empty, which the specification asks us to take.
  if (status === 200 || status === 204) return { effect: 'accepted' };
  const reason = `answered ${status}`;
  if (PATIENCE.includes(status)) return { effect: 'unreachable', reason };
  return status >= 400 && status < 500 ? { effect: 'refused', reason } : { effect: 'failed', reason };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
