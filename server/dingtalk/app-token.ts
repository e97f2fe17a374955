/**
 * The app's own token, for questions about the company.
 *
 * Owns: one token for everybody, fetched once however many ask, and renewed before it ends.
 * Does not: decide when a token was refused; `client.ts` tells it to forget one.
 */
import { DINGTALK_DEADLINE_MS, withinDeadline } from './deadline.ts';
import type { DingTalkRequests } from './request.ts';
import { AppAccessToken } from './wire.ts';

export type AppToken = {
  /** The token; whoever waits for it gives up when their own signal says so. */
  get(signal: AbortSignal): Promise<string>;
  /** Forgets a token that DingTalk refused, so that the next `get` fetches another. */
  forget(token: string): void;
};

type AppTokenOptions = { clientId: string; clientSecret: string; requests: DingTalkRequests; now: () => number };

/** DingTalk prolongs a token that is asked for again, and throttles whoever asks often: renewed at nine tenths. */
const RENEW_AT = 0.9;

/** Over before the one who asked first gives up, so that their next attempt does not wait for a lost cause. */
const FETCH_TIMEOUT_MS = DINGTALK_DEADLINE_MS - 1_000;

/** Creates the shared, cached app token. */
export function createAppToken({ clientId, clientSecret, requests, now }: AppTokenOptions): AppToken {
  let current: { token: string; renewAt: number } | null = null;
  let pending: Promise<string> | null = null;

  const fetchToken = async (): Promise<string> => {
    const { accessToken, expireIn } = await requests.callApi('POST', {
      path: '/v1.0/oauth2/accessToken',
      answer: AppAccessToken,
      permission: 'qyapi_base',
      body: { appKey: clientId, appSecret: clientSecret },
      repeat: 'read',
      // Its own deadline: the first to ask may give up while the others go on waiting.
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    current = { token: accessToken, renewAt: now() + expireIn * 1000 * RENEW_AT };
    return accessToken;
  };

  return {
    async get(signal) {
      if (current !== null && now() < current.renewAt) return current.token;
      pending ??= fetchToken().finally(() => {
        pending = null;
      });
      return withinDeadline(pending, signal);
    },
    forget(token) {
      if (current?.token === token) current = null;
    },
  };
}
