/**
 * Signing people in at the desk, the way any OpenID Connect client does: authorization code with PKCE.
 *
 * Owns: what a browser was sent away with, and what it comes back with. Everything between is openid-client's.
 * Does not: keep anybody signed in (`sessions.ts`). Called by: `desk.ts`.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth}
 */
import { randomBytes } from 'node:crypto';
import * as oidc from 'openid-client';
import type { Provider } from './provider.ts';

/** What the provider said about somebody: once, and signed. */
export type Claims = Readonly<Record<string, unknown>>;
export type Login = {
  /** Of the ID token and of userinfo together. */
  claims: Claims;
  /** The same as it came; it shows the provider who wants to sign out. */
  idToken: string;
  /** What the provider will call this session when it is over. */
  sid: string;
};

/** `usual` lets the provider ask people who they are; `silent` only finds out whether it knows. */
export type Mode = 'usual' | 'silent';

/** What a browser came back with. `nobody`: the provider was asked silently, and knows nobody. */
export type Outcome = { kind: 'signed-in'; login: Login } | { kind: 'refused' | 'nobody' | 'failed' };

export type SignIn = {
  /** Where to send a browser; null when the provider does not answer. */
  begin(browser: string, mode: Mode): Promise<URL | null>;
  /** What the address says at which the browser has come back. */
  complete(browser: string, address: URL): Promise<Outcome>;
  /** Where to send a browser that wants to sign out everywhere. */
  signOutAddress(idToken: string): Promise<URL>;
};

type SignInOptions = { provider: Provider; redirectUri: string; postLogoutRedirectUri: string; scope: string };
type Waiting = { browser: string; verifier: string; nonce: string; mode: Mode; since: number };

const LONGEST_MS = 10 * 60_000;
const MOST_WAITING = 500;

/** Creates it, with nobody under way. */
export function createSignIn(options: SignInOptions): SignIn {
  const { provider, redirectUri, postLogoutRedirectUri, scope } = options;
  /** By state, so that several tabs of one browser can be under way. */
  const waiting = new Map<string, Waiting>();
  return {
    async begin(browser, mode) {
      const config = await provider.discover().catch(nullOnSilence);
      if (config === null) return null;
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      keep(waiting, state, { browser, verifier, nonce, mode, since: Date.now() });
      return oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(mode === 'silent' && { prompt: 'none' }),
      });
    },
    async complete(browser, address) {
      const state = address.searchParams.get('state') ?? '';
      const begun = waiting.get(state);
      // Whoever did not begin here comes with somebody else's answer.
      if (begun?.browser !== browser || Date.now() - begun.since > LONGEST_MS) return { kind: 'failed' };
      waiting.delete(state);
      return redeem(provider, { address, state, begun });
    },
    async signOutAddress(idToken) {
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: postLogoutRedirectUri };
      return oidc.buildEndSessionUrl(await provider.discover(), parameters);
    },
  };
}

/** A name that nobody can guess: for a browser, or for a session. */
export function randomName(): string {
  return randomBytes(32).toString('base64url');
}

function keep(waiting: Map<string, Waiting>, state: string, begun: Waiting): void {
  const [oldest] = waiting.keys();
  if (oldest !== undefined && waiting.size >= MOST_WAITING) waiting.delete(oldest);
  waiting.set(state, begun);
}

type Answer = { address: URL; state: string; begun: Waiting };

async function redeem(provider: Provider, { address, state, begun }: Answer): Promise<Outcome> {
  const { verifier: pkceCodeVerifier, nonce: expectedNonce, mode } = begun;
  try {
    const config = await provider.discover();
    const checks = { pkceCodeVerifier, expectedNonce, expectedState: state, idTokenExpected: true };
    const tokens = await oidc.authorizationCodeGrant(config, address, checks);
    const { id_token: idToken = '', access_token: accessToken } = tokens;
    const said: Claims & { sub: string } = tokens.claims() ?? { sub: '' };
    const asked = await oidc.fetchUserInfo(config, accessToken, said.sub);
    return { kind: 'signed-in', login: { claims: { ...said, ...asked }, idToken, sid: String(said.sid ?? '') } };
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError) return { kind: toKind(error.error, mode) };
    if (isProviders(error)) return { kind: 'failed' };
    throw error;
  }
}

function toKind(error: string, mode: Mode): 'refused' | 'nobody' | 'failed' {
  if (error === 'access_denied') return 'refused';
  return mode === 'silent' && /^(login|interaction)_required$/.test(error) ? 'nobody' : 'failed';
}

/** What the provider is to blame for, or the browser: an answer that is none, or no answer. */
function isProviders(error: unknown): boolean {
  return (
    error instanceof oidc.ClientError ||
    error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.WWWAuthenticateChallengeError
  );
}

function nullOnSilence(error: unknown): null {
  if (isProviders(error)) return null;
  throw error;
}
