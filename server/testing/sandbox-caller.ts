/**
 * Somebody who calls a sandbox of their own, without Foyer in between.
 *
 * Owns: starting and closing the sandbox, and what Foyer would send. Called by: the tests of `sandbox/`.
 */
import type { TestContext } from 'node:test';
import { createSandbox, type Sandbox, type SandboxOptions, sandboxApp } from '../sandbox/sandbox.ts';

/** The registered address of the tests. */
export const callback = 'http://localhost:3000/auth/callback';

export type Json = Record<string, unknown>;
type JsonAnswer = { status: number; headers: Headers; body: Json };

export type SandboxCaller = {
  sandbox: Sandbox;
  origin: string;
  /** The query of a good sign-in, with what the test wants otherwise; null removes a parameter. */
  authorizeUrl(changes?: Record<string, string | null>): string;
  /** Chooses a person on the page and gives the address the browser is sent to. */
  choose(fields: Record<string, string>, changes?: Record<string, string | null>): Promise<URL>;
  codeFor(userId: string, org?: string): Promise<string>;
  userTokensFor(userId: string, org?: string): Promise<{ accessToken: string; refreshToken: string; corpId?: string }>;
  appToken(): Promise<string>;
  post(path: string, body: Json): Promise<JsonAnswer>;
  exchange(fields: Json): Promise<JsonAnswer>;
  getAs(path: string, token: string): Promise<JsonAnswer>;
};

/** Starts a sandbox, which closes with the test, and gives the means to call it. */
export async function startSandboxCaller(
  t: TestContext,
  options: Partial<SandboxOptions> = {},
): Promise<SandboxCaller> {
  const sandbox = createSandbox({ redirectUris: [callback], callsPerSecond: 1000, ...options });
  const origin = await sandbox.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => sandbox.close());
  const post = (path: string, body: Json) => readJson(fetch(`${origin}${path}`, toJsonRequest(body)));
  const exchange = (fields: Json) => {
    const client = { clientId: sandboxApp.clientId, clientSecret: sandboxApp.clientSecret };
    return post('/v1.0/oauth2/userAccessToken', { ...client, ...fields });
  };
  const authorizeUrl = (changes: Record<string, string | null> = {}) => `${origin}/oauth2/auth?${toQuery(changes)}`;
  const choose = async (fields: Record<string, string>, changes: Record<string, string | null> = {}) => {
    const body = new URLSearchParams(fields);
    const response = await fetch(authorizeUrl(changes), { method: 'POST', body, redirect: 'manual' });
    return new URL(response.headers.get('location') ?? `about:blank#${response.status}`);
  };
  const codeFor = async (user: string, org: string = sandboxApp.corpId) =>
    (await choose({ org, user })).searchParams.get('authCode') ?? '';
  return {
    sandbox,
    origin,
    authorizeUrl,
    choose,
    codeFor,
    post,
    exchange,
    userTokensFor: async (userId, org) => {
      const { body } = await exchange({ grantType: 'authorization_code', code: await codeFor(userId, org) });
      return body as { accessToken: string; refreshToken: string; corpId?: string };
    },
    appToken: async () => {
      const { body } = await post('/v1.0/oauth2/accessToken', {
        appKey: sandboxApp.clientId,
        appSecret: sandboxApp.clientSecret,
      });
      return String(body.accessToken);
    },
    getAs: (path, token) => readJson(fetch(`${origin}${path}`, { headers: { 'x-acs-dingtalk-access-token': token } })),
  };
}

/** Reads an answer that is JSON. */
export async function readJson(pending: Promise<Response>): Promise<JsonAnswer> {
  const response = await pending;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

function toJsonRequest(body: Json): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function toQuery(changes: Record<string, string | null>): URLSearchParams {
  const query = new URLSearchParams({
    client_id: sandboxApp.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid corpid',
    prompt: 'consent',
    state: 'S1',
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  return query;
}
