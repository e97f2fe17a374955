/**
 * Who is signed in, as a route may ask.
 *
 * Owns: the guard for signed-in routes, and the one note of activity a minute.
 * Does not: start sessions (`start-session.ts`), or end them.
 * Called by: `build-server.ts` for the scope of signed-in routes; their handlers.
 */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import type { SessionStore } from './session-store.ts';
import type { SignedIn } from './store-bridge.ts';

/** A request notes activity at most once a minute, so that reading does not mean writing; oftener under a short limit. */
const ACTIVITY_GRAIN = { mostMs: 60_000, shareOfIdle: 1 / 4 };

/** The signed-in session of a request, or null for a visitor. */
export function findSignedIn(request: FastifyRequest): SignedIn | null {
  return request.session?.signedIn ?? null;
}

/**
 * The signed-in session of a request.
 *
 * @throws {AppError} not_signed_in
 */
export function getSignedIn(request: FastifyRequest): SignedIn {
  const signedIn = findSignedIn(request);
  if (signedIn === null) throw new AppError('not_signed_in', 'no session');
  return signedIn;
}

type GuardOptions = { store: SessionStore; idleMs: number; now: () => number };

/** The guard: lets signed-in requests through and counts them as activity of their session. */
export function requireSignedIn({ store, idleMs, now }: GuardOptions): onRequestAsyncHookHandler {
  const grainMs = Math.min(ACTIVITY_GRAIN.mostMs, idleMs * ACTIVITY_GRAIN.shareOfIdle);
  return async (request) => {
    const { key, record } = getSignedIn(request);
    const lastSeenAt = now();
    if (lastSeenAt - record.lastSeenAt < grainMs) return;
    const activity = { lastSeenAt, ip: clientAddress(request) };
    await store.touch(key, activity);
    // The answer to this very request already tells the prolonged limit.
    Object.assign(record, activity);
  };
}
