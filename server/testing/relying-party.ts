/**
 * A relying party that looks at everything it is given, as the OpenID Foundation's conformance suite does.
 *
 * Owns: what must be right with every answer of a sign-in that goes well, whatever it was that a test wanted to see. Like
 * the suite, it uses PKCE only where a test says so.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Answer, Browser } from './browser.ts';
import { askAs, follow, post, type Query, readUserinfo, type TestClient, type Tokens } from './oidc-client.ts';
import type { TestClock } from './clock.ts';

type Metadata = Record<string, unknown> & { issuer: string; jwks_uri: string };
/** Somebody who is at the callback of the relying party. */
export type Callback = { params: URLSearchParams; code: string; nonce: string | undefined; steps: string[] };
export type Completed = Callback & { tokens: Tokens; claims: JWTPayload; tokenRequest: Query };

export type RelyingParty = {
  client: TestClient;
  browser: Browser;
  metadata(): Promise<Metadata>;
  /** Sends the browser to the authorization endpoint and follows it to the callback, or to the page where it ends. */
  send(changes?: Query, how?: Sending): Promise<Visit>;
  /** The same for a request that must go well. */
  authorize(changes?: Query, how?: Sending): Promise<Callback>;
  redeem(form: Query, how?: 'client_secret_basic' | 'client_secret_post'): Promise<Answer>;
  /** The whole way, with every check. */
  complete(changes?: Query, how?: Sending): Promise<Completed>;
  checkTokens(answer: Answer, nonce: string | undefined): Promise<{ tokens: Tokens; claims: JWTPayload }>;
  userinfo(tokens: Tokens): Promise<Record<string, unknown>>;
};

export type Sending = { userId?: string; method?: 'GET' | 'POST'; verifier?: string };
export type Visit = { params: URLSearchParams | null; page: Answer; steps: string[]; sent: Query };

const ISSUER = 'https://foyer.example.com/oidc';
const DISCOVERY = '/oidc/.well-known/openid-configuration';

const random = () => randomBytes(24).toString('base64url');
const pathOf = (address: string) => address.replace('https://foyer.example.com', '');

/** Creates one with a browser of its own. */
export function createRelyingParty(
  client: TestClient,
  { browser, clock }: { browser: Browser; clock: TestClock },
): RelyingParty {
  const metadata = async () => (await browser.get(DISCOVERY)).json<Metadata>();
  const send: RelyingParty['send'] = async (changes = {}, { userId, method = 'GET' } = {}) => {
    const usual = { client_id: client.id, redirect_uri: client.redirectUri, scope: 'openid', response_type: 'code' };
    const sent: Query = { ...usual, state: random(), nonce: random(), ...changes };
    const answer = await open(browser, sent, method);
    // Signing in takes a moment, and what is asked after it is younger.
    clock.advance(1_500);
    const { location, answer: page, steps } = await follow(browser, client, { answer, ...(userId && { userId }) });
    return { params: location?.searchParams ?? null, page, steps, sent };
  };
  const authorize: RelyingParty['authorize'] = async (changes, how) => {
    const { params, page, steps, sent } = await send(changes, how);
    assert.ok(params, page.body);
    return { params, code: checkCallback(params, sent), nonce: sent.nonce, steps };
  };
  const redeem: RelyingParty['redeem'] = (form, how = 'client_secret_basic') =>
    how === 'client_secret_basic'
      ? askAs(browser, client, { path: '/oidc/token', form })
      : post(browser, { path: '/oidc/token', form: { ...form, client_id: client.id, client_secret: client.secret } });
  const checkTokens: RelyingParty['checkTokens'] = async (answer, nonce) => {
    const tokens = checkTokenAnswer(answer);
    const keys = (await browser.get(pathOf((await metadata()).jwks_uri))).json<JSONWebKeySet>();
    return { tokens, claims: await checkIdToken(tokens, { keys, clientId: client.id, nonce }) };
  };
  return {
    ...{ client, browser, metadata, send, authorize, redeem, checkTokens },
    async complete(changes, how = {}) {
      const callback = await authorize(changes, how);
      const tokenRequest = {
        ...{ grant_type: 'authorization_code', code: callback.code, redirect_uri: client.redirectUri },
        code_verifier: how.verifier,
      };
      const checked = await checkTokens(await redeem(tokenRequest), callback.nonce);
      return { ...callback, ...checked, tokenRequest };
    },
    async userinfo(tokens) {
      const answer = await readUserinfo(browser, tokens);
      assert.equal(answer.statusCode, 200, answer.body);
      return checkUserinfo(answer);
    },
  };
}

function open(browser: Browser, sent: Query, method: 'GET' | 'POST'): Promise<Answer> {
  const entries = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = String(new URLSearchParams(entries));
  if (method === 'GET') return browser.open(`/oidc/auth?${query}`, { 'sec-fetch-site': 'cross-site' });
  // A form of another site comes without cookies: they are SameSite=Lax.
  const anonymous = browser.clone();
  anonymous.jar.clear();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
  return anonymous.request({ method, url: '/oidc/auth', headers, payload: query });
}

/** The answer at the callback (RFC 6749, section 4.1.2 and RFC 9207); gives the code. */
function checkCallback(params: URLSearchParams, { state, redirect_uri = '' }: Query): string {
  const code = params.get('code') ?? assert.fail(String(params));
  const own = [...new URL(redirect_uri).searchParams.keys()];
  const expected = ['code', 'iss', ...(state === undefined ? [] : ['state']), ...own];
  assert.deepEqual([...params.keys()].toSorted(), expected.toSorted());
  assert.deepEqual([params.get('state') ?? undefined, params.get('iss')], [state, ISSUER]);
  // RFC 6749, section 10.10: at least 128 bits.
  assert.ok(/^[\w-]{22,}$/.test(code) && new Set(code).size > 12, code);
  return code;
}

/** RFC 6749, section 5.1. */
function checkTokenAnswer(answer: Answer): Tokens {
  assert.equal(answer.statusCode, 200, answer.body);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  assert.match(String(answer.headers['cache-control']), /no-store/);
  const tokens = answer.json<Tokens>();
  assert.equal(tokens.token_type.toLowerCase(), 'bearer');
  assert.match(tokens.access_token, /^[\w-]{22,}$/);
  assert.ok(Number.isInteger(tokens.expires_in) && tokens.expires_in > 0);
  return tokens;
}

type IdTokenRules = { keys: JSONWebKeySet; clientId: string; nonce: string | undefined };

/** OpenID Connect Core, section 3.1.3.7. */
async function checkIdToken(tokens: Tokens, { keys, clientId, nonce }: IdTokenRules): Promise<JWTPayload> {
  const rules = { issuer: ISSUER, audience: clientId, algorithms: ['RS256'], requiredClaims: ['sub', 'exp', 'iat'] };
  const { payload, protectedHeader } = await jwtVerify(tokens.id_token, createLocalJWKSet(keys), rules);
  assert.ok(protectedHeader.kid);
  assert.equal(payload.nonce, nonce);
  assert.match(String(payload.sub), /^[\x21-\x7e]{1,255}$/);
  assert.ok([undefined, clientId].includes(payload.azp as string | undefined));
  const half = createHash('sha256').update(tokens.access_token).digest().subarray(0, 16).toString('base64url');
  assert.ok([undefined, half].includes(payload.at_hash as string | undefined));
  return payload;
}

/** OpenID Connect Core, sections 5.1 and 5.3.2. */
export function checkUserinfo(answer: Answer): Record<string, unknown> {
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  const claims = answer.json<Record<string, unknown>>();
  const kinds = {
    email_verified: 'boolean',
    phone_number_verified: 'boolean',
    updated_at: 'number',
    address: 'object',
  };
  const standard = ['sub', 'name', 'preferred_username', 'picture', 'email', 'phone_number'];
  for (const [name, value] of Object.entries(claims)) {
    if (name in kinds) assert.equal(typeof value, kinds[name as keyof typeof kinds], name);
    if (standard.includes(name)) assert.ok(typeof value === 'string' && value !== '', name);
  }
  assert.ok(claims.sub);
  return claims;
}

/** OpenID Connect Core, section 3.1.2.6; gives the error. */
export function checkRefusal({ params, sent, page }: Visit): string {
  assert.ok(params, page.body);
  assert.equal(params.has('code'), false);
  assert.deepEqual([params.get('state') ?? undefined, params.get('iss')], [sent.state, ISSUER]);
  const known = ['error', 'error_description', 'iss', 'state'];
  assert.deepEqual(
    [...params.keys()].filter((name) => !known.includes(name)),
    [],
  );
  assert.match(params.get('error_description') ?? '', /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/);
  return params.get('error') ?? assert.fail('no error');
}
