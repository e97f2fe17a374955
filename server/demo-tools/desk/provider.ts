/**
 * The OpenID provider as the desk knows it: what it says about itself, and what it signs.
 *
 * Owns: finding it by its issuer, and reading the notice that a session is over.
 * Does not: know who is signed in. Called by: `sign-in.ts`, `desk.ts`.
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, customFetch as keysFetch } from 'jose';
import * as oidc from 'openid-client';
import { request as send } from 'undici';

export type Client = { id: string; secret: string };

export type Provider = {
  /** What the provider says about itself; asked once it is needed, and again after it did not answer. */
  discover(): Promise<oidc.Configuration>;
  /** The session that a logout token ends; null when it is no logout token for this client. */
  readLogoutToken(token: string): Promise<{ sid: string } | null>;
};

type ProviderOptions = {
  issuer: URL;
  client: Client;
  /** Where the provider listens, whatever its issuer is called: no name has to lead there. */
  reach: () => URL;
};

const LONGEST_WAIT_MS = 10_000;

/** Creates the view of one provider. */
export function createProvider({ issuer, client, reach }: ProviderOptions): Provider {
  const fetch = createFetch(reach);
  let found: Promise<Found> | undefined;
  const find = () => {
    found ??= ask(issuer, client, fetch).catch((error) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    discover: async () => (await find()).config,
    readLogoutToken: async (token) => readLogoutToken(token, client, await find()),
  };
}

type Fetch = ReturnType<typeof createFetch>;
type Found = { config: oidc.Configuration; keys: ReturnType<typeof createRemoteJWKSet> };

async function ask(issuer: URL, { id, secret }: Client, fetch: Fetch): Promise<Found> {
  // The signature of an ID token is checked as well, though it comes straight from the provider.
  const execute = [oidc.enableNonRepudiationChecks];
  // On one machine there is nothing between the two that could listen.
  if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
  const config = await oidc.discovery(issuer, id, secret, undefined, { execute, [oidc.customFetch]: fetch });
  const { jwks_uri: address = '' } = config.serverMetadata();
  return { config, keys: createRemoteJWKSet(new URL(address), { [keysFetch]: fetch }) };
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation} */
async function readLogoutToken(
  token: string,
  client: Client,
  { config, keys }: Found,
): Promise<{ sid: string } | null> {
  const { issuer } = config.serverMetadata();
  const expected = {
    issuer,
    audience: client.id,
    typ: 'logout+jwt',
    algorithms: ['RS256'],
    requiredClaims: ['iat', 'exp', 'jti'],
    clockTolerance: 10,
  };
  const payload = await jwtVerify(token, keys, expected).then(
    (verified) => verified.payload,
    (error) => {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    },
  );
  return payload === null ? null : findEnded(payload);
}

/** What an ID token has, a logout token must not: otherwise one could be taken for the other. */
function findEnded({ events, nonce, sid }: JWTPayload): { sid: string } | null {
  const isLogout = typeof events === 'object' && events !== null && LOGOUT_EVENT in events && nonce === undefined;
  return isLogout && typeof sid === 'string' ? { sid } : null;
}

type Sent = { method?: string; headers?: ConstructorParameters<typeof Headers>[0]; body?: unknown };

/** The issuer's host stands in the request, as if its name led to where the provider listens. */
function createFetch(reach: () => URL) {
  return async (address: string, { method = 'GET', headers, body }: Sent): Promise<Response> => {
    const { host, pathname, search } = new URL(address);
    const answer = await send(new URL(`${pathname}${search}`, reach()), {
      method: method as 'GET' | 'POST',
      headers: { ...Object.fromEntries(new Headers(headers)), host },
      body: body === undefined || body === null ? null : String(body),
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      reset: true,
    });
    const type = String(answer.headers['content-type'] ?? '');
    const text = await answer.body.text();
    return new Response(text, { status: answer.statusCode, headers: { 'content-type': type } });
  };
}
