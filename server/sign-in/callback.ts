/**
 * DingTalk's answer, read out of the address it came back to.
 *
 * Owns: the shape of a callback, and the one use of the sign-in it belongs to. Whatever is refused here was never
 * shown to DingTalk.
 * Does not: ask DingTalk (`complete.ts`).
 * Called by: `callback-route.ts`.
 */
import Type, { type Static } from 'typebox';
import type { CallbackAnswer } from '../dingtalk/oauth-adapter.ts';
import { AppError } from '../errors.ts';
import type { Sealer } from '../keys/seal.ts';
import {
  type CookieValues,
  openPending,
  PENDING_MAX_AGE_MS,
  type PendingSignIn,
  pendingCookieName,
} from './pending.ts';
import type { UsedStates } from './used-states.ts';

/** A code is opaque, and holds no blank and nothing that separates parameters; a repeated one is a list, and refused. */
const PlainText = Type.String({ minLength: 1, maxLength: 512, pattern: '^[A-Za-z0-9._~+/=-]+$' });

/** What may come back. DingTalk says `authCode`, `code`, or both; unknown parameters are ignored. */
export const CallbackQuery = Type.Object({
  authCode: Type.Optional(PlainText),
  code: Type.Optional(PlainText),
  state: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  error: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  iss: Type.Optional(Type.String()),
});
export type CallbackQuery = Static<typeof CallbackQuery>;

type ReceiveOptions = {
  query: CallbackQuery;
  cookies: CookieValues;
  fullName: (plain: string) => string;
  sealer: Sealer;
  usedStates: UsedStates;
  /** Who answers at the authorization page; an answer in the name of another is a mix-up (RFC 9207). */
  issuer: string;
  now: number;
};

/** A callback that belongs to a sign-in of this browser, which is now used up. */
export type ReceivedCallback = {
  pending: PendingSignIn;
  cookieName: string;
  answer: CallbackAnswer | { error: string };
};

/**
 * Receives a callback and uses up the sign-in it belongs to.
 *
 * A malformed callback uses nothing up: a stranger who sends a browser here must not break a sign-in under way.
 *
 * @throws {AppError} invalid_request, sign_in_state_mismatch, sign_in_expired
 */
export async function receiveCallback(options: ReceiveOptions): Promise<ReceivedCallback> {
  const { query, cookies, fullName, sealer, usedStates, issuer, now } = options;
  const { state } = query;
  if (query.iss !== undefined && query.iss !== issuer) throw new AppError('invalid_request', 'another issuer answers');
  if (state === undefined) {
    const isEmpty = query.authCode === undefined && query.code === undefined && query.error === undefined;
    throw new AppError(isEmpty ? 'invalid_request' : 'sign_in_state_mismatch', 'a callback without state');
  }
  const answer = readAnswer(query, state);
  const cookieName = fullName(pendingCookieName(state));
  const pending = await openPending(sealer, { state, cookie: cookies[cookieName], now });
  if (pending === null) throw new AppError('sign_in_state_mismatch', 'no such sign-in was started in this browser');
  if (pending === 'expired') throw new AppError('sign_in_expired', 'the sign-in was started too long ago');
  if (!(await usedStates.claim(state, pending.startedAt + PENDING_MAX_AGE_MS))) {
    throw new AppError('sign_in_state_mismatch', 'this sign-in has come back before');
  }
  return { pending, cookieName, answer };
}

function readAnswer({ authCode, code = authCode, error }: CallbackQuery, state: string): ReceivedCallback['answer'] {
  if (authCode !== undefined && authCode !== code) throw new AppError('invalid_request', 'two codes that differ');
  if (error !== undefined && code !== undefined) throw new AppError('invalid_request', 'an error and a code at once');
  if (error !== undefined) return { error };
  if (code === undefined) throw new AppError('invalid_request', 'neither a code nor an error');
  return { code, state };
}
