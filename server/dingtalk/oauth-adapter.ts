/**
 * DingTalk's sign-in made to speak OAuth 2.0, so that a certified client can drive it.
 *
 * Owns: every place where DingTalk differs from the standard: the callback calls the code `authCode`, the token call is
 * JSON in camelCase, lifetimes are `expireIn`, there is no `token_type`, and the company comes as `corpId`.
 * Does not: decide who may enter. State is checked by openid-client, with the state that the caller expects.
 * Called by: `client.ts`.
 */
import * as oauth from 'openid-client';
import { AppError } from '../errors.ts';
import type { DingTalkHosts } from './app.ts';
import type { DingTalkRequests } from './request.ts';
import { UserAccessToken } from './wire.ts';

/** What DingTalk grants at the end of a sign-in. Tokens are secrets; they never reach a browser. */
export type SignInGrant = {
  accessToken: string;
  /** Works once; absent when DingTalk gave none. */
  refreshToken?: string;
  /** In ms since the epoch, counted from receipt: DingTalk's own clock is not trusted. */
  accessTokenExpiresAt: number;
  /** The company the person chose; absent when the scope lost `corpid`. */
  corpId?: string;
};

/** The values of DingTalk's callback, already checked for shape. `code` is `authCode`, or `code`, or both if equal. */
export type CallbackAnswer = { code: string; state: string };

export type OAuthAdapter = {
  buildAuthorizationUrl(state: string): string;
  /** @throws {AppError} sign_in_expired for a used, old or foreign code; sign_in_state_mismatch; dingtalk_… */
  redeem(answer: CallbackAnswer, expectedState: string, signal: AbortSignal): Promise<SignInGrant>;
  /** @throws {AppError} sign_in_expired when the refresh token is dead: DingTalk's refresh tokens work once. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<SignInGrant>;
};

type AdapterOptions = {
  hosts: DingTalkHosts;
  clientId: string;
  clientSecret: string;
  corpId: string;
  redirectUri: string;
  requests: DingTalkRequests;
  now: () => number;
};

const TOKEN_PATH = '/v1.0/oauth2/userAccessToken';
/** An answer that claims more than a day is not believed. */
const LONGEST_LIFETIME_SECONDS = 86_400;

/** Builds the OAuth client for one DingTalk app. */
export function createOAuthAdapter(options: AdapterOptions): OAuthAdapter {
  const { corpId, redirectUri, now } = options;
  return {
    buildAuthorizationUrl(state) {
      const parameters = { redirect_uri: redirectUri, scope: 'openid corpid', state, prompt: 'consent', corpId };
      const url = oauth.buildAuthorizationUrl(configure(options), parameters);
      // URLSearchParams writes a blank as "+". DingTalk documents "%20", and its own FAQ trips over "+".
      return url.href.replace(url.search, url.search.replaceAll('+', '%20'));
    },
    async redeem({ code, state }, expectedState, signal) {
      const callback = new URL(redirectUri);
      callback.search = new URLSearchParams({ code, state }).toString();
      const config = configure(options, signal);
      return toGrant(await unwrap(oauth.authorizationCodeGrant(config, callback, { expectedState })), now());
    },
    async refresh(refreshToken, signal) {
      return toGrant(await unwrap(oauth.refreshTokenGrant(configure(options, signal), refreshToken)), now());
    },
  };
}

/** A configuration for one use; for a token call the caller's deadline travels in it. */
function configure(
  { hosts, clientId, clientSecret, requests }: AdapterOptions,
  signal?: AbortSignal,
): oauth.Configuration {
  const server = {
    issuer: hosts.login.origin,
    authorization_endpoint: new URL('/oauth2/auth', hosts.login).href,
    token_endpoint: new URL(TOKEN_PATH, hosts.api).href,
  };
  const config = new oauth.Configuration(server, clientId, clientSecret, oauth.ClientSecretPost(clientSecret));
  // http is possible only for a stand-in on a loopback address; the settings refuse every other.
  if ([hosts.login, hosts.api].some(({ protocol }) => protocol === 'http:')) oauth.allowInsecureRequests(config);
  if (signal) config[oauth.customFetch] = async (_url, { body }) => translateTokenCall(requests, body, signal);
  return config;
}

async function translateTokenCall(requests: DingTalkRequests, body: unknown, signal: AbortSignal): Promise<Response> {
  const form = new URLSearchParams(body as URLSearchParams);
  const field = (name: string) => form.get(name) ?? '';
  const credential = form.has('code') ? { code: field('code') } : { refreshToken: field('refresh_token') };
  const answer = await requests.callApi('POST', {
    path: TOKEN_PATH,
    answer: UserAccessToken,
    permission: 'open_app_api_base',
    body: {
      clientId: field('client_id'),
      clientSecret: field('client_secret'),
      grantType: field('grant_type'),
      ...credential,
    },
    // A code or refresh token that DingTalk has seen once is dead, whether or not its answer arrived.
    repeat: 'never',
    signal,
  });
  return Response.json({
    access_token: answer.accessToken,
    refresh_token: answer.refreshToken,
    token_type: 'bearer',
    expires_in: Math.min(answer.expireIn, LONGEST_LIFETIME_SECONDS),
    corp_id: answer.corpId,
  });
}

type Tokens = oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers;

function toGrant(tokens: Tokens, receivedAt: number): SignInGrant {
  const corpId = tokens.corp_id;
  return {
    accessToken: tokens.access_token,
    accessTokenExpiresAt: receivedAt + (tokens.expires_in ?? 0) * 1000,
    ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
    ...(typeof corpId === 'string' && corpId !== '' && { corpId }),
  };
}

/** Lets our own errors through openid-client, which wraps what its fetch throws, and names the rest. */
async function unwrap(grant: Promise<Tokens>): Promise<Tokens> {
  try {
    return await grant;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && error.cause instanceof AppError) throw error.cause;
    if (error instanceof oauth.ClientError && error.code === 'OAUTH_INVALID_RESPONSE') {
      throw new AppError('sign_in_state_mismatch', 'the callback does not belong to this sign-in', { cause: error });
    }
    throw new AppError('dingtalk_refused', 'the token call failed in an unknown way', { cause: error });
  }
}
