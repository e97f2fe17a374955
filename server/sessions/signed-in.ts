/**
 * Who is signed in, as a route may ask.
 *
 * Owns: the guard for signed-in routes.
 * Does not: start sessions (`start-session.ts`), or end them.
 * Called by: `build-server.ts` for the scope of signed-in routes; their handlers.
 */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Activity } from './activity.ts';
import type { SignedIn } from './store-bridge.ts';

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

/** The guard: lets signed-in requests through and counts them as activity of their session. */
export function requireSignedIn(activity: Activity): onRequestAsyncHookHandler {
  return async (request) => {
    const { key, record } = getSignedIn(request);
    if (activity.isDue(record)) await activity.note(key, record, clientAddress(request));
  };
}
