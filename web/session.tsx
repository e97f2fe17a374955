/**
 * Who is signed in, as the server says.
 *
 * Owns: the only question "who am I?", its answer as a union of four states, and what ends it: a 401 anywhere, signing
 * out, or a page that comes back out of the browser's history.
 * Does not: draw anything or decide what a person may do.
 * Called by: `app.tsx` for the state, the frame for signing out and staying signed in, `main.tsx` for the cache.
 */
import { MutationCache, QueryCache, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MeResponse } from '../server/profile/schema.ts';
import { ApiError, change, readWithTime, toApiError } from './api.ts';
import { forgetDrafts } from './drafts.ts';
import { endpoints } from './paths.ts';

/** The signed-in person and the limits of their session. */
export type Me = MeResponse;

/** The signed-in state; `serverAheadMs` is what to add to this device's clock to get the server's. */
export type SignedIn = { state: 'signed-in'; me: Me; serverAheadMs: number };

/** Signed out, and why: nobody was signed in, the session ended by itself, or the person left. */
export type SignedOut = { state: 'signed-out'; reason: 'never' | 'ended' | 'left' };

/** The four cases of the one switch in `app.tsx`. */
export type Session =
  | { state: 'loading' }
  | { state: 'unreachable'; error: ApiError; retry: () => void }
  | SignedOut
  | SignedIn;

const whoAmI = ['who-am-i'] as const;

/** Creates the cache of answers, in which a 401 to any question ends the session. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isNotSignedIn(error)) endSession(client, 'ended');
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // 'always': a question asked offline fails and says so, instead of waiting silently.
      queries: { networkMode: 'always', retry: isWorthAnotherTry, staleTime: 10_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}

/** Gives who is signed in, and asks again when the window comes back into view. */
export function useSession(): Session {
  const client = useQueryClient();
  const query = useQuery({ queryKey: whoAmI, queryFn: () => askWhoIAm(client), refetchOnWindowFocus: 'always' });
  useEffect(() => forgetOnReturnFromHistory(client), [client]);

  if (query.data) return query.data;
  if (!query.error) return { state: 'loading' };
  return { state: 'unreachable', error: toApiError(query.error), retry: () => void query.refetch() };
}

/** Gives the way to ask again who is signed in, which also counts as activity; the outcome is whether that worked. */
export function useRefreshSession(): () => Promise<boolean> {
  const client = useQueryClient();
  return async () => {
    await client.refetchQueries({ queryKey: whoAmI });
    return client.getQueryState(whoAmI)?.status === 'success';
  };
}

/** Gives the way to sign out; the session is gone from this page only after the server confirmed it. */
export function useSignOut(onSignedOut: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => change('POST', endpoints.signOut),
    onSuccess: () => {
      onSignedOut();
      forgetDrafts();
      endSession(client, 'left');
    },
  });
}

async function askWhoIAm(client: QueryClient): Promise<SignedIn | SignedOut> {
  try {
    const { body, serverTime } = await readWithTime<MeResponse>(endpoints.me);
    return { state: 'signed-in', me: body, serverAheadMs: serverTime.getTime() - Date.now() };
  } catch (error) {
    if (isNotSignedIn(error)) return signedOutAfter(client, 'ended');
    throw error;
  }
}

function endSession(client: QueryClient, reason: 'ended' | 'left'): void {
  // An answer still on its way was given while the session lived; arriving late, it would sign the page in again.
  void client.cancelQueries({ queryKey: whoAmI }, { silent: true, revert: false });
  client.setQueryData(whoAmI, signedOutAfter(client, reason));
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== whoAmI[0] });
  client.getMutationCache().clear();
}

/** Somebody who was not signed in cannot have been signed out: the earlier reason then stands. */
function signedOutAfter(client: QueryClient, reason: 'ended' | 'left'): SignedOut {
  const known = client.getQueryData<SignedIn | SignedOut>(whoAmI);
  if (known?.state === 'signed-in') return { state: 'signed-out', reason };
  return known ?? { state: 'signed-out', reason: 'never' };
}

/**
 * Forgets everything when the browser shows this page out of its history.
 *
 * The frozen page still holds the name of whoever was signed in; without this, Back after signing out would show it.
 */
function forgetOnReturnFromHistory(client: QueryClient): () => void {
  const onPageShow = (event: PageTransitionEvent) => {
    if (event.persisted) void client.resetQueries();
  };
  window.addEventListener('pageshow', onPageShow);
  return () => window.removeEventListener('pageshow', onPageShow);
}

function isNotSignedIn(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'not_signed_in';
}

function isWorthAnotherTry(failures: number, error: Error): boolean {
  return failures < 1 && error instanceof ApiError && error.code === 'foyer_unreachable';
}
