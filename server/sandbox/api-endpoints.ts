/**
 * The APIs of the api host: user tokens, app tokens, the account of the person who signed in.
 *
 * Owns: what each API answers once the gateway lets the call through.
 * Does not: check tokens, permissions or limits. Called by: `api-gateway.ts`.
 */
import type { AppAccessToken, ContactUser, UserAccessToken } from '../dingtalk/wire.ts';
import { type Answer, refuseApi, refuseClient, refuseCode, refuseMissing } from './api-answers.ts';
import { type ApiName, type Permission, sandboxApp } from './app.ts';
import { type Call, readJsonObject } from './call.ts';
import type { ScriptedAnswer } from './faults.ts';
import type { SandboxParts } from './parts.ts';
import { isGranted } from './permissions.ts';
import type { Grant } from './token-journal.ts';

export type ApiEndpoint = { name: ApiName; permission: Permission } & (
  | { token: 'none'; answer: (parts: SandboxParts, call: Call) => ScriptedAnswer }
  | { token: 'user'; answer: (parts: SandboxParts, grant: Grant) => ScriptedAnswer }
);

/** Every API of this host. */
export const apiEndpoints: readonly ApiEndpoint[] = [
  {
    name: 'POST /v1.0/oauth2/userAccessToken',
    token: 'none',
    permission: 'open_app_api_base',
    answer: answerUserAccessToken,
  },
  { name: 'POST /v1.0/oauth2/accessToken', token: 'none', permission: 'qyapi_base', answer: answerAccessToken },
  {
    name: 'POST /v1.0/oauth2/{corpId}/token',
    token: 'none',
    permission: 'qyapi_base',
    answer: answerCompanyToken,
  },
  { name: 'GET /v1.0/contact/users/me', token: 'user', permission: 'Contact.User.Read', answer: answerContactUser },
];

function answerUserAccessToken(parts: SandboxParts, call: Call): ScriptedAnswer {
  return withFields(call, ['clientId', 'clientSecret', 'grantType'], (fields) => {
    if (!isClient(parts, fields.clientId, fields.clientSecret)) {
      return refuseClient();
    }
    if (parts.faults.isOn('ip-refused-masked')) {
      const { status, body } = refuseCode();
      return { status, body: { ...body, requestid: '' } };
    }
    if (fields.grantType === 'authorization_code') {
      return requireField(fields, 'code', (code) => exchangeCode(parts, code));
    }
    if (fields.grantType === 'refresh_token') {
      return requireField(fields, 'refreshToken', (refreshToken) => refresh(parts, refreshToken));
    }
    // Not documented by DingTalk; made in the style of its neighbours.
    return refuseApi(400, 'invalidParameter.grantType', '不合法的grantType');
  });
}

function exchangeCode(parts: SandboxParts, code: string): ScriptedAnswer {
  const grant = parts.faults.isOn('code-expired') ? null : parts.tokens.redeemCode(code);
  return grant === null ? refuseCode() : answerUserTokens(parts, grant);
}

/** That a refused refresh is worded like a refused code was seen once, behind another proxy of DingTalk's. */
function refresh(parts: SandboxParts, refreshToken: string): ScriptedAnswer {
  const grant = parts.faults.isOn('refresh-refused') ? null : parts.tokens.redeemRefreshToken(refreshToken);
  if (grant === null) {
    return refuseCode();
  }
  const answer = answerUserTokens(parts, grant);
  return parts.faults.isOn('refresh-answer-lost') ? { kind: 'reset' } : answer;
}

function answerUserTokens(parts: SandboxParts, grant: Grant): Answer {
  const tokens = parts.tokens.issueUserTokens(grant);
  const tellsCorpId = grant.tellsCorpId && !parts.faults.isOn('corp-id-missing');
  const body: UserAccessToken = {
    expireIn: tokens.expiresInSeconds,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    ...(tellsCorpId ? { corpId: grant.corpId } : {}),
  };
  return { status: 200, body };
}

function answerAccessToken(parts: SandboxParts, call: Call): ScriptedAnswer {
  return withFields(call, ['appKey', 'appSecret'], (fields) => {
    if (!isClient(parts, fields.appKey, fields.appSecret)) {
      return refuseClient();
    }
    const { accessToken, expiresInSeconds } = parts.tokens.getAppToken();
    return { status: 200, body: { expireIn: expiresInSeconds, accessToken } satisfies AppAccessToken };
  });
}

/** The newer way to an app token, with names and codes of its own; an unknown company makes the real one stumble. */
function answerCompanyToken(parts: SandboxParts, call: Call): ScriptedAnswer {
  return withFields(call, ['client_id', 'client_secret', 'grant_type'], (fields) => {
    const corpId = call.path.split('/')[3];
    if (!parts.company.organizations.some((organization) => organization.corpId === corpId)) {
      return refuseApi(500, 'unknownError', '未知错误');
    }
    if (fields.grant_type !== 'client_credentials') {
      return refuseApi(400, 'unsupported.grant.type', 'unsupported.grant.type');
    }
    if (!isClient(parts, fields.client_id, fields.client_secret)) {
      return refuseApi(400, 'invalid.client', 'invalid.client');
    }
    if (corpId !== sandboxApp.corpId) {
      return refuseApi(401, 'unauthorized.client', 'unauthorized.client');
    }
    const { accessToken, expiresInSeconds } = parts.tokens.getAppToken();
    return { status: 200, body: { access_token: accessToken, expires_in: expiresInSeconds } };
  });
}

function answerContactUser(parts: SandboxParts, grant: Grant): Answer {
  const account = parts.company.find(grant.userId, grant.corpId)?.account;
  if (account === undefined) {
    return refuseApi(404, 'invalidParameter.user.notFound', '找不到该用户');
  }
  const handsOverMobile =
    isGranted(parts.faults, 'Contact.User.mobile') && grant.permissions.includes('Contact.User.mobile');
  const mobile = handsOverMobile ? toShownMobile(parts, account.mobile) : undefined;
  const body: ContactUser & { visitor: boolean } = {
    nick: account.nick,
    unionId: account.unionId,
    ...(account.avatarUrl === undefined ? {} : { avatarUrl: account.avatarUrl }),
    openId: account.openId,
    ...(mobile === undefined ? {} : { mobile, stateCode: '86' }),
    ...(account.email === undefined ? {} : { email: account.email }),
    visitor: false,
  };
  return { status: 200, body };
}

/** An app of another company's gets the number with its middle covered. */
function toShownMobile(parts: SandboxParts, mobile: string | undefined): string | undefined {
  return mobile !== undefined && parts.faults.isOn('third-party-app')
    ? `${mobile.slice(0, 3)}****${mobile.slice(-4)}`
    : mobile;
}

function isClient(parts: SandboxParts, clientId: string | undefined, clientSecret: string | undefined): boolean {
  const matches = clientId === sandboxApp.clientId && clientSecret === sandboxApp.clientSecret;
  // DingTalk refuses an app that is not published in the words it has for a wrong secret.
  const isRefused = parts.faults.isOn('wrong-client-secret') || parts.faults.isOn('app-unpublished');
  return matches && !isRefused;
}

type TextFields = Readonly<Record<string, string>>;

/** Answers with the text fields of the body, or refuses it because a required one is not there. */
function withFields(
  call: Call,
  required: readonly string[],
  answer: (fields: TextFields) => ScriptedAnswer,
): ScriptedAnswer {
  const body = readJsonObject(call);
  if (body === null) {
    return refuseMissing('body');
  }
  if (body === 'malformed') {
    // Not documented by DingTalk for this endpoint; `parameter.error` is its general word for it.
    return refuseApi(400, 'parameter.error', '参数错误');
  }
  const fields = Object.fromEntries(Object.entries(body).filter(isTextEntry));
  const missing = required.find((name) => fields[name] === undefined);
  return missing === undefined ? answer(fields) : refuseMissing(missing);
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string' && entry[1] !== '';
}

function requireField(fields: TextFields, name: string, answer: (value: string) => ScriptedAnswer): ScriptedAnswer {
  const value = fields[name];
  return value === undefined ? refuseMissing(name) : answer(value);
}
