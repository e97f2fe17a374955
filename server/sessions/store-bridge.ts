/**
 * The session store as @fastify/session wants to meet it: callbacks, and the ids of cookies.
 *
 * Owns: the hash of ids, and that no anonymous session is ever stored.
 * Does not: know which store it speaks to.
 */
import type { FastifySessionOptions } from '@fastify/session';
import { type SessionKey, type SessionRecord, type SessionStore, toSessionKey } from './session-store.ts';

/** A signed-in session, as a request carries it. */
export type SignedIn = { key: SessionKey; record: SessionRecord };

declare module 'fastify' {
  interface Session {
    /** Absent for a visitor who is not signed in: nothing is stored for them. */
    signedIn?: SignedIn;
  }
}

type PluginStore = NonNullable<FastifySessionOptions['store']>;

/** Adapts a store to the session plugin. */
export function bridgeSessionStore(store: SessionStore): PluginStore {
  return {
    get(cookieId, callback) {
      const key = toSessionKey(cookieId);
      settle(store.find(key), (error, record) => {
        if (error || !record) return callback(error, null);
        const cookie = { originalMaxAge: null, expires: new Date(record.expiresAt) };
        callback(null, { cookie, signedIn: comparedByKey({ key, record }) });
      });
    },
    set(_cookieId, { signedIn }, callback) {
      if (signedIn === undefined) return callback();
      settle(store.save(signedIn.key, signedIn.record), callback);
    },
    destroy(cookieId, callback) {
      settle(store.end(toSessionKey(cookieId)), callback);
    },
  };
}

/**
 * Lets the plugin see a signed-in session as its key.
 *
 * It writes the whole session out twice for each request, to see by the hash whether it changed. Ours never changes
 * under its key: signing in makes a new one, and activity is noted beside it.
 */
function comparedByKey(signedIn: SignedIn): SignedIn {
  return Object.defineProperty(signedIn, 'toJSON', { value: () => signedIn.key });
}

function settle<T>(call: Promise<T>, callback: (error: Error | null, value?: T) => void): void {
  call.then(
    (value) => callback(null, value),
    (error) => callback(error),
  );
}
