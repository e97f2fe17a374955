/**
 * The question Foyer puts to DingTalk: who is this, please, and send the answer there.
 *
 * Owns: judging the query of the sign-in page, and the address the browser is sent back to.
 * Does not: draw pages or issue codes. Called by: `authorize-routes.ts`.
 */
import { delegatedPermissions, grantedPermissions, type Permission, sandboxApp } from './app.ts';
import type { Faults } from './faults.ts';

export type AuthorizeRequest = {
  redirectUri: string;
  state: string | null;
  /** The scope contained `corpid`: the token answer will name the organization. */
  tellsCorpId: boolean;
  /** What the person is asked to hand over. */
  permissions: readonly Permission[];
  /** The organization to offer first, when the query names one. */
  corpId: string | null;
};

type AuthorizeProblem = { zh: string; en: string; code?: string };

type AuthorizeOutcome = { request: AuthorizeRequest } | { problem: AuthorizeProblem };

/**
 * Reads the query, or says what is wrong with it.
 *
 * A problem is shown to the person and never sent to the redirect address: nothing about it is trusted yet.
 * That a parameter sent twice is a problem is not documented by DingTalk.
 */
export function readAuthorizeRequest(query: URLSearchParams, redirectUris: readonly string[]): AuthorizeOutcome {
  const problem = findProblem(query, redirectUris);
  if (problem !== null) {
    return { problem };
  }
  const scopes = readScopes(query);
  const named = delegatedPermissions.filter((permission) => scopes.includes(permission));
  return {
    request: {
      redirectUri: query.get('redirect_uri') ?? '',
      state: query.get('state'),
      tellsCorpId: scopes.includes('corpid'),
      // Without a permission in the scope, everything the app is set up for is asked for.
      permissions: named.length > 0 ? named : delegatedPermissions,
      corpId: query.get('corpId'),
    },
  };
}

/** Where the browser goes with a code. Both names carry the same value, unless a fault says otherwise. */
export function toCallback(request: AuthorizeRequest, code: string, faults: Faults): string {
  if (faults.isOn('callback-error')) {
    return withParameters(request, [['error', 'server_error']], faults);
  }
  const other = faults.isOn('callback-codes-differ') ? code.split('').reverse().join('') : code;
  const names: [string, string][] = [];
  if (!faults.isOn('callback-auth-code-only')) {
    names.push(['code', other]);
  }
  if (!faults.isOn('callback-code-only')) {
    names.push(['authCode', code]);
  }
  return withParameters(request, names, faults);
}

/** Where the browser goes when the person declines. The value of `error` is not documented by DingTalk. */
export function toDenial(request: AuthorizeRequest, faults: Faults): string {
  return withParameters(request, [['error', 'access_denied']], faults);
}

const parameters = ['client_id', 'redirect_uri', 'response_type', 'scope', 'prompt', 'state', 'corpId'];

function findProblem(query: URLSearchParams, redirectUris: readonly string[]): AuthorizeProblem | null {
  const repeated = parameters.find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) {
    return { zh: `参数 ${repeated} 重复`, en: `The parameter ${repeated} was sent more than once.` };
  }
  if (query.get('client_id') !== sandboxApp.clientId) {
    return { zh: '应用不存在', en: 'No app with this client_id is known here.', code: '900103' };
  }
  if (!redirectUris.includes(query.get('redirect_uri') ?? '')) {
    return { zh: '回调地址未登记', en: 'The redirect_uri is not registered for this app.' };
  }
  if (query.get('response_type') !== 'code') {
    return { zh: '参数 response_type 无效', en: 'The response_type must be code.' };
  }
  if (query.get('prompt') !== 'consent') {
    return { zh: '参数 prompt 缺失或无效', en: 'The prompt must be consent.' };
  }
  return hasKnownScopes(query) ? null : { zh: '参数 scope 无效', en: 'The scope must be openid, or openid corpid.' };
}

function hasKnownScopes(query: URLSearchParams): boolean {
  const known: readonly string[] = ['openid', 'corpid', ...grantedPermissions];
  const scopes = readScopes(query);
  return scopes.length > 0 && scopes.every((scope) => known.includes(scope));
}

/** One page of DingTalk's documentation separates scopes by an encoded plus sign; that it works is not confirmed. */
function readScopes(query: URLSearchParams): string[] {
  return (query.get('scope') ?? '').split(/[\s+]+/).filter((scope) => scope !== '');
}

function withParameters(request: AuthorizeRequest, answers: readonly [string, string][], faults: Faults): string {
  const state = faults.isOn('callback-state-changed') ? 'changed-on-the-way' : request.state;
  const all = [...answers];
  if (state !== null && !faults.isOn('callback-state-dropped')) {
    all.push(['state', state]);
  }
  // Appended as text, because parsing and printing the registered address could change it.
  const query = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${request.redirectUri}${request.redirectUri.includes('?') ? '&' : '?'}${query}`;
}
