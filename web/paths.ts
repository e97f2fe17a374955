/**
 * The addresses of Foyer as the browser knows them.
 *
 * Owns: every path a link may lead to, and how the ones with a part to fill in are built.
 * Does not: decide who may see what.
 * Called by: the pages, the frame around them and `app.tsx`.
 */

/** The pages of the app. */
export const paths = { home: '/', signIn: '/sign-in', profile: '/profile', sessions: '/sessions' } as const;

/** The parts of the server's interface that the app calls. */
export const endpoints = {
  me: '/api/me',
  profile: '/api/me/profile',
  sessions: '/api/me/sessions',
  session: (id: string) => `/api/me/sessions/${encodeURIComponent(id)}`,
  refusal: '/api/sign-in/refusal',
  signOut: '/auth/sign-out',
} as const;

/** Gives the link that signs somebody in and brings them back; the server judges the address, the browser never follows it. */
export function signInHref(returnTo?: string): string {
  return returnTo ? `/auth/sign-in?return_to=${encodeURIComponent(returnTo)}` : '/auth/sign-in';
}

/** Gives where a sign-in that starts on this page should come back to: here, or home from the sign-in page itself. */
export function returnToFrom({ pathname, search }: { pathname: string; search: string }): string | undefined {
  return pathname === paths.signIn || pathname === paths.home ? undefined : pathname + search;
}

/** Gives the sandbox's page of scripted faults, or null when its address is not a web address. */
export function sandboxFaultsHref(sandbox: string): string | null {
  return /^https?:\/\//.test(sandbox) ? `${sandbox.replace(/\/+$/, '')}/sandbox/faults` : null;
}
