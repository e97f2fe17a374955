/**
 * A tool as an OpenID Connect client, as far as HTTP can tell: what it asks for in a browser and what it asks by itself.
 *
 * Does not: verify anything, so that tests can see what is not right. Libraries that do are used where that is the point.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Browser } from './browser.ts';
import { chooseAtDingTalk } from './sign-in.ts';

export type TestClient = { id: string; secret?: string; redirectUri: string };
export type Authorization = { location: URL; verifier: string; steps: string[] };
/** Where a browser came to: back at the tool, or at a page. */
export type Visit = { answer: Answer; location: URL | null; steps: string[] };
/** A value of undefined leaves a parameter out. */
export type Query = Readonly<Record<string, string | undefined>>;
export type Tokens = {
  access_token: string;
  id_token: string;
  refresh_token?: string;
  expires_in: number;
  scope: string;
  token_type: string;
};

/** The redirects between Foyer, DingTalk and the tool are fewer. */
const MOST_STEPS = 12;
const FORM = 'application/x-www-form-urlencoded';

/** What a tool asks for. */
export function authorizationQuery({ id, redirectUri }: TestClient, verifier: string, changes: Query = {}): string {
  return toForm({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email groups',
    state: 'state-of-the-tool',
    nonce: 'nonce-of-the-tool',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });
}

/** What a verifier is recognised by (RFC 7636, section 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

export function createVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** The first answer of the authorization endpoint. */
export async function askToSignIn(
  browser: Browser,
  client: TestClient,
  changes: Query = {},
): Promise<{ answer: Answer; verifier: string }> {
  const verifier = createVerifier();
  const answer = await browser.open(`/oidc/auth?${authorizationQuery(client, verifier, changes)}`, FROM_A_TOOL);
  return { answer, verifier };
}

const FROM_A_TOOL = { 'sec-fetch-site': 'cross-site' };

/** Goes from the tool through Foyer, and DingTalk where that is asked, back to the tool; gives the address there. */
export async function authorize(
  browser: Browser,
  client: TestClient,
  { userId = 'zhangwei01', ...changes }: Query = {},
): Promise<Authorization> {
  const { answer, verifier } = await askToSignIn(browser, client, changes);
  const { location, steps, answer: last } = await follow(browser, client, { answer, userId });
  assert.ok(location, `${steps.join(' → ')}: ${last.statusCode} ${last.body}`);
  return { location, verifier, steps };
}

/** Goes wherever an answer leads, as this person at DingTalk, until the tool or a page is reached. */
export async function follow(
  browser: Browser,
  client: TestClient,
  { answer: first, userId = 'zhangwei01' }: { answer: Answer; userId?: string },
): Promise<Visit> {
  const steps: string[] = [];
  let answer = first;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const target = answer.headers.location;
    if (target === undefined) return { answer, location: null, steps };
    const location = new URL(String(target), 'https://foyer.example.com');
    steps.push(`${answer.statusCode} ${location.pathname}`);
    if (location.href.startsWith(client.redirectUri)) return { answer, location, steps };
    const path =
      location.host === 'foyer.example.com'
        ? `${location.pathname}${location.search}`
        : await chooseAtDingTalk(location, { userId });
    answer = await browser.open(path, FROM_A_TOOL);
  }
  assert.fail(`no end: ${steps.join(' → ')}`);
}

/** What a tool asks Foyer without the browser, showing its secret; without one, it says who it is. */
export async function askAs(
  browser: Browser,
  client: TestClient,
  { path, form, headers = {} }: { path: string; form: Query; headers?: Record<string, string> },
): Promise<Answer> {
  const { id, secret } = client;
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret ?? '')}`).toString('base64');
  return post(browser, {
    path,
    form: secret === undefined ? { ...form, client_id: id } : form,
    headers: secret === undefined ? headers : { authorization: `Basic ${basic}`, ...headers },
  });
}

/** Posts a form without any cookie, as programs do. */
export async function post(
  browser: Browser,
  { path, form, headers = {} }: { path: string; form: Query; headers?: Record<string, string> },
): Promise<Answer> {
  return withoutCookies(browser).request({
    method: 'POST',
    url: path,
    headers: { 'content-type': FORM, ...headers },
    payload: toForm(form),
  });
}

/** A program on the same network, which has none of the browser's cookies. */
export function withoutCookies(browser: Browser): Browser {
  const program = browser.clone();
  program.jar.clear();
  return program;
}

/** What a tool asks of the token endpoint. */
export async function askForTokens(browser: Browser, client: TestClient, form: Query): Promise<Answer> {
  return askAs(browser, client, { path: '/oidc/token', form });
}

/** Trades the code of an authorization for tokens. */
export function redeem(
  browser: Browser,
  client: TestClient,
  { location, verifier }: Pick<Authorization, 'location' | 'verifier'>,
): Promise<Answer> {
  return askForTokens(browser, client, {
    grant_type: 'authorization_code',
    code: codeOf({ location }),
    redirect_uri: client.redirectUri,
    code_verifier: verifier,
  });
}

/** The code with which a browser came back. */
export function codeOf({ location }: Pick<Authorization, 'location'>): string {
  return location.searchParams.get('code') ?? assert.fail(location.href);
}

/** The whole way, from the tool to its tokens. */
export async function openTool(browser: Browser, client: TestClient, changes: Query = {}): Promise<Tokens> {
  return tokensOf(await redeem(browser, client, await authorize(browser, client, changes)));
}

/** The tokens of an answer that must have some. */
export function tokensOf(answer: Answer): Tokens {
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Tokens>();
}

/** Asks for new tokens with a refresh token. */
export async function refresh(
  browser: Browser,
  client: TestClient,
  { refresh_token }: Pick<Tokens, 'refresh_token'>,
): Promise<Answer> {
  return askForTokens(browser, client, { grant_type: 'refresh_token', refresh_token });
}

/** Asks who somebody is. */
export async function readUserinfo(browser: Browser, { access_token }: Pick<Tokens, 'access_token'>): Promise<Answer> {
  return withoutCookies(browser).request({
    method: 'GET',
    url: '/oidc/me',
    headers: { authorization: `Bearer ${access_token}` },
  });
}

/** How a tool was refused: the status, and OAuth's word for it. */
export function refusalOf(answer: Answer): string {
  return `${answer.statusCode} ${answer.json<{ error: string }>().error}`;
}

function toForm(query: Query): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return String(new URLSearchParams(entries as [string, string][]));
}
