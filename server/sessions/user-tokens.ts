/**
 * The person's own DingTalk tokens: used in their name, and renewed.
 *
 * Owns: one renewal at a time for each session, because DingTalk's refresh tokens work once; and what a failed renewal
 * means: only a definite refusal ends a session.
 * Does not: know how tokens are stored (`kept-tokens.ts`), or show them to anyone but the caller of `withUserToken`.
 * Called by: `start-session.ts`, `profile`.
 */
import type { DingTalkClient } from '../dingtalk/client.ts';
import { DINGTALK_DEADLINE_MS, withinDeadline } from '../dingtalk/deadline.ts';
import { isInvalidToken } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import type { Sealer } from '../keys/seal.ts';
import type { Logger } from '../logger.ts';
import { createTokenKeeper, type KeptTokens, type TokenKeeper } from './kept-tokens.ts';
import type { SessionKey, SessionStore } from './session-store.ts';

export type UserTokens = {
  /** Keeps the tokens of a new session until the session's absolute limit. */
  keep: TokenKeeper['keep'];
  /**
   * Makes a call with the person's access token, renewed before the call when it is about to end, and once more when
   * DingTalk says it ended early.
   *
   * @throws {AppError} not_signed_in when DingTalk definitely refuses to renew: the session has then been ended;
   *   reauthentication_required when there is nothing to renew with
   */
  withUserToken<T>(key: SessionKey, signal: AbortSignal, call: (accessToken: string) => Promise<T>): Promise<T>;
};

type UserTokensOptions = {
  store: SessionStore;
  sealer: Sealer;
  dingtalk: DingTalkClient;
  log: Pick<Logger, 'warn'>;
  now: () => number;
};

/** A token that ends within a minute could end on its way. */
const RENEW_BEFORE_MS = 60_000;

/** Creates the keeper and renewer of user tokens. */
export function createUserTokens(options: UserTokensOptions): UserTokens {
  const keeper = createTokenKeeper(options);
  const renewals = new Map<SessionKey, Promise<string>>();
  const isFresh = ({ tokens }: KeptTokens) => tokens.accessTokenExpiresAt - RENEW_BEFORE_MS > options.now();

  const renewOnce = (key: SessionKey, refused: string | null): Promise<string> => {
    const start = async () => {
      const kept = await keeper.read(key);
      // Another process was quicker.
      if (kept.tokens.accessToken !== refused && isFresh(kept)) return kept.tokens.accessToken;
      return renew(key, kept, { ...options, keeper });
    };
    const running = renewals.get(key) ?? start().finally(() => renewals.delete(key));
    renewals.set(key, running);
    return running;
  };

  return {
    keep: keeper.keep,
    async withUserToken(key, signal, call) {
      const kept = await keeper.read(key);
      const token = isFresh(kept) ? kept.tokens.accessToken : await withinDeadline(renewOnce(key, null), signal);
      try {
        return await call(token);
      } catch (error) {
        if (!isInvalidToken(error)) throw error;
        return call(await withinDeadline(renewOnce(key, token), signal));
      }
    },
  };
}

type RenewalOptions = { store: SessionStore; dingtalk: DingTalkClient; keeper: TokenKeeper };

async function renew(key: SessionKey, { tokens, version }: KeptTokens, options: RenewalOptions): Promise<string> {
  if (tokens.refreshToken === undefined) {
    throw new AppError('reauthentication_required', 'DingTalk gave no refresh token at sign-in');
  }
  try {
    // Its own deadline: the request that started it may be gone while others wait for the outcome.
    const signal = AbortSignal.timeout(DINGTALK_DEADLINE_MS);
    const grant = await options.dingtalk.renewTokens(tokens.refreshToken, signal);
    await options.keeper.replace(key, version, grant);
    return grant.accessToken;
  } catch (error) {
    if (!isRefusedGrant(error)) throw error;
    return concludeRefusal(error, key, { ...options, version });
  }
}

/** What a refused refresh token means: the session is over, unless another process used it first, or it was a mask. */
async function concludeRefusal(
  error: AppError,
  key: SessionKey,
  { store, keeper, version }: RenewalOptions & { version: number },
): Promise<string> {
  const { dingtalk } = error;
  // A refusal without a request id is how DingTalk masks a server address that is missing from the app's IP list.
  if (dingtalk?.requestId === '') throw new AppError('dingtalk_refused', error.message, { dingtalk, cause: error });
  const latest = await keeper.read(key);
  if (latest.version !== version) return latest.tokens.accessToken;
  await store.end(key);
  throw new AppError('not_signed_in', 'DingTalk no longer renews the tokens of this session', { cause: error });
}

/** Whether DingTalk refused the refresh token; throttling, an outage, a wrong client secret say nothing about it. */
function isRefusedGrant(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'sign_in_expired';
}
