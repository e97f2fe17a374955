/**
 * What a browser with a session and the tools that it opens ask an OpenID provider.
 *
 * Owns: the requests, and that every answer was a good one.
 * Does not: verify tokens, which would take more time here than at the server.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'undici';
import { type CookieJar, cookieHeader, keepCookies } from '../server/testing/cookie-jar.ts';
import type { BenchClient } from './oidc-clients.ts';
import { browserHeaders } from './questions.ts';

export type Provider = {
  pool: Pool;
  /** Where its endpoints begin: the path of the issuer. */
  base: string;
  /** What it is told of each request besides: by a proxy, say. */
  headers: Readonly<Record<string, string>>;
};
export type Tokens = { access_token: string; id_token: string; refresh_token?: string };

const tool = { accept: 'application/json', 'user-agent': 'Go-http-client/1.1' };
const MOST_REDIRECTS = 5;

/** A whole sign-in of somebody who has a session: authorization request, answer to the tool, and its request for tokens. */
export async function signIn(provider: Provider, client: BenchClient, cookie: string): Promise<Tokens> {
  const { path, verifier } = authorizationRequest(provider, client);
  const answer = await open(provider, path, cookie);
  return redeem(provider, client, { location: answer.location, verifier });
}

/** The same for a browser that has no session yet, at a provider that gives one without asking; gives its cookie. */
export async function beginSession(provider: Provider, client: BenchClient): Promise<string> {
  const jar: CookieJar = new Map();
  let { path } = authorizationRequest(provider, client);
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
    const { location, headers } = await open(provider, path, cookieHeader(jar, path));
    keepCookies(jar, { headers });
    if (location.startsWith(client.redirectUri)) return cookieHeader(jar);
    const { pathname, search } = new URL(location, client.redirectUri);
    path = `${pathname}${search}`;
  }
  assert.fail(`no end: ${path}`);
}

/** Trades a refresh token for the next ones. */
export function refresh(provider: Provider, client: BenchClient, { refresh_token = '' }: Tokens): Promise<Tokens> {
  return askForTokens(provider, client, { grant_type: 'refresh_token', refresh_token });
}

/** Asks who somebody is. */
export async function askUserinfo({ pool, base, headers }: Provider, { access_token }: Tokens) {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `${base}/me`,
    headers: { ...headers, ...tool, authorization: `Bearer ${access_token}` },
  });
  const text = await body.text();
  assert.equal(statusCode, 200, text);
  return JSON.parse(text) as Record<string, unknown> & { sub: string };
}

function authorizationRequest({ base }: Provider, { id, redirectUri, scope }: BenchClient) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { path: `${base}/auth?${query}`, verifier };
}

async function open({ pool, headers: told }: Provider, path: string, cookie: string) {
  const { statusCode, headers, body } = await pool.request({
    method: 'GET',
    path,
    headers: { ...told, ...browserHeaders, 'sec-fetch-site': 'cross-site', cookie },
  });
  const text = await body.text();
  assert.equal(statusCode, 303, `${path} ${text}`);
  return { location: String(headers.location), headers };
}

type Answer = { location: string; verifier: string };

function redeem(provider: Provider, client: BenchClient, { location, verifier }: Answer): Promise<Tokens> {
  const code = new URL(location).searchParams.get('code') ?? assert.fail(location);
  return askForTokens(provider, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: client.redirectUri,
    code_verifier: verifier,
  });
}

async function askForTokens(
  { pool, base, headers }: Provider,
  { id, secret }: BenchClient,
  form: Record<string, string>,
): Promise<Tokens> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: `${base}/token`,
    headers: {
      ...headers,
      ...tool,
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    },
    body: String(new URLSearchParams(form)),
  });
  const text = await body.text();
  assert.equal(statusCode, 200, text);
  return JSON.parse(text) as Tokens;
}
