/**
 * Sign-ins that have been started in this browser and have not come back.
 *
 * Owns: one sealed cookie for each, so that several tabs do not disturb each other and nothing is stored for visitors.
 * Does not: set cookies (the routes do), or remember which states came back (`used-states.ts`).
 */

import { randomBytes } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { conforms } from '../conforms.ts';
import type { Sealer } from '../keys/seal.ts';

/** A sign-in under way. `state` binds DingTalk's answer to this browser. */
export const PendingSignIn = Type.Object({ state: Type.String(), returnTo: Type.String(), startedAt: Type.Integer() });
export type PendingSignIn = Static<typeof PendingSignIn>;

/** Cookies of pending sign-ins, by name, as the browser sent them. */
export type CookieValues = Readonly<Record<string, string | undefined>>;

/** How long DingTalk's answer is waited for. */
export const PENDING_MAX_AGE_MS = 600_000;

const COOKIE_PREFIX = 'foyer-sign-in-';
const ID_CHARACTERS = 8;
const STATE_BYTES = 32;
const MOST_PENDING = 5;
/** Many servers refuse more than 8 KB of headers; the oldest sign-in gives way before that becomes possible. */
const MOST_BYTES = 3_500;

/** A new sign-in, with 256 random bits that no other attempt shares. */
export function createPending(returnTo: string, now: number): PendingSignIn {
  return { state: randomBytes(STATE_BYTES).toString('base64url'), returnTo, startedAt: now };
}

/** The plain name of the cookie that belongs to a state. */
export function pendingCookieName(state: string): string {
  return `${COOKIE_PREFIX}${state.slice(0, ID_CHARACTERS)}`;
}

/** Seals a sign-in for its cookie. */
export function sealPending(sealer: Sealer, pending: PendingSignIn): Promise<string> {
  return sealer.seal(pendingCookieName(pending.state), pending);
}

/** The sign-in a state belongs to, or null when this browser has started no such one; `expired` when it is too old. */
export async function openPending(
  sealer: Sealer,
  { state, cookie, now }: { state: string; cookie: string | undefined; now: number },
): Promise<PendingSignIn | 'expired' | null> {
  const pending = cookie === undefined ? null : await sealer.open(pendingCookieName(state), cookie);
  if (!conforms(PendingSignIn, pending) || pending.state !== state) return null;
  return now - pending.startedAt > PENDING_MAX_AGE_MS ? 'expired' : pending;
}

/**
 * Which pending cookies must go to make room for one more: what cannot be opened, then the oldest.
 *
 * @param cookies all cookies of the browser
 * @param fullName gives a cookie's full name for its plain one
 */
export async function chooseSuperseded(
  sealer: Sealer,
  { cookies, fullName, incoming }: { cookies: CookieValues; fullName: (plain: string) => string; incoming: string },
): Promise<string[]> {
  const names = Object.keys(cookies).filter((name) => name.startsWith(fullName(COOKIE_PREFIX)));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, startedAt: await readAge(sealer, name, cookies[name]) })),
  );
  const newestFirst = aged.sort((a, b) => b.startedAt - a.startedAt);
  let bytes = incoming.length;
  return newestFirst
    .filter(({ name, startedAt }, index) => {
      bytes += name.length + (cookies[name]?.length ?? 0);
      return startedAt === UNREADABLE || index + 1 >= MOST_PENDING || bytes > MOST_BYTES;
    })
    .map(({ name }) => name);
}

const UNREADABLE = 0;

async function readAge(sealer: Sealer, name: string, cookie = ''): Promise<number> {
  const pending = await sealer.open(name.slice(name.indexOf(COOKIE_PREFIX)), cookie);
  return conforms(PendingSignIn, pending) ? pending.startedAt : UNREADABLE;
}
