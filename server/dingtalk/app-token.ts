/**
 * The app's own token, for questions about the company.
 *
 * Owns: one token for everybody, fetched once however many ask, and renewed before it ends.
 * Does not: decide when a token was refused; `client.ts` tells it to forget one.
 */
import type { DingTalkApp } from './app.ts';
import { DINGTALK_DEADLINE_MS, withinDeadline } from './deadline.ts';
import type { DingTalkRequests } from './request.ts';
import { AppAccessToken, CompanyAccessToken } from './wire.ts';

export type AppToken = {
  /** The token; whoever waits for it gives up when their own signal says so. */
  get(signal: AbortSignal): Promise<string>;
  /** Fetches a token, and forgets the one that was there, however good it still was. */
  renew(signal: AbortSignal): Promise<void>;
  /** Forgets a token that DingTalk refused, so that the next `get` fetches another. */
  forget(token: string): void;
};

type AppTokenOptions = { app: DingTalkApp; requests: DingTalkRequests; now: () => number };

/** DingTalk prolongs a token that is asked for again, and throttles whoever asks often: renewed at nine tenths. */
const RENEW_AT = 0.9;

/** Over before the one who asked first gives up, so that their next attempt does not wait for a lost cause. */
const FETCH_TIMEOUT_MS = DINGTALK_DEADLINE_MS - 1_000;

/** Creates the shared, cached app token. */
export function createAppToken({ app, requests, now }: AppTokenOptions): AppToken {
  let current: { token: string; renewAt: number } | null = null;
  let pending: Promise<string> | null = null;

  const fetchToken = async (): Promise<string> => {
    // Its own deadline: the first to ask may give up while the others go on waiting.
    const { token, lifetimeSeconds } = await requestToken(requests, app, AbortSignal.timeout(FETCH_TIMEOUT_MS));
    current = { token, renewAt: now() + lifetimeSeconds * 1000 * RENEW_AT };
    return token;
  };

  const fetchOnce = (): Promise<string> => {
    pending ??= fetchToken().finally(() => {
      pending = null;
    });
    return pending;
  };

  return {
    async get(signal) {
      if (current !== null && now() < current.renewAt) return current.token;
      return withinDeadline(fetchOnce(), signal);
    },
    async renew(signal) {
      current = null;
      await withinDeadline(fetchOnce(), signal);
    },
    forget(token) {
      if (current?.token === token) current = null;
    },
  };
}

type FetchedToken = { token: string; lifetimeSeconds: number };

/** An internal app has one token; a third-party enterprise app has one for each company that uses it. */
async function requestToken(requests: DingTalkRequests, app: DingTalkApp, signal: AbortSignal): Promise<FetchedToken> {
  const call = { permission: 'qyapi_base', repeat: 'read', signal } as const;
  const secret = app.clientSecret.reveal();
  if (app.kind === 'internal') {
    const body = { appKey: app.clientId, appSecret: secret };
    const request = { ...call, path: '/v1.0/oauth2/accessToken', answer: AppAccessToken, body };
    const { accessToken, expireIn } = await requests.callApi('POST', request);
    return { token: accessToken, lifetimeSeconds: expireIn };
  }
  const body = { client_id: app.clientId, client_secret: secret, grant_type: 'client_credentials' };
  const path = `/v1.0/oauth2/${encodeURIComponent(app.corpId)}/token`;
  const answer = await requests.callApi('POST', { ...call, path, answer: CompanyAccessToken, body });
  return { token: answer.access_token, lifetimeSeconds: answer.expires_in };
}
