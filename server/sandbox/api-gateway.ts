/**
 * What every call of the api host passes before an API sees it.
 *
 * Owns: the order of the checks: address, token, limit, permission. Only the first two are documented to come first.
 * Does not: answer for an API. Called by: `api-routes.ts`.
 */
import { type Answer, refuseApi, refuseAppRate, refusePermission } from './api-answers.ts';
import type { ApiEndpoint } from './api-endpoints.ts';
import type { Call } from './call.ts';
import type { ScriptedAnswer } from './faults.ts';
import type { SandboxParts } from './parts.ts';
import { isGranted } from './permissions.ts';
import type { TokenOwner } from './tokens.ts';

/** Checks the call and, when nothing stands against it, lets the API answer. */
export function passApiGateway(parts: SandboxParts, endpoint: ApiEndpoint, call: Call): ScriptedAnswer {
  if (parts.faults.isOn('ip-refused', endpoint.name)) {
    return refuseApi(403, 'Forbidden.AccessDenied.IpNotInWhiteList', '访问ip不在白名单之中');
  }
  const owner = endpoint.token === 'none' ? null : parts.tokens.findOwner(call.token);
  if (endpoint.token !== 'none' && owner === null) {
    return refuseToken(call);
  }
  return refuseRate(parts, endpoint) ?? answerPermitted(parts, endpoint, call, owner);
}

function refuseToken(call: Call): Answer {
  return call.token === ''
    ? refuseApi(400, 'AuthenticationFailed.MissingParameter', '缺少参数：x-acs-dingtalk-access-token')
    : refuseApi(400, 'InvalidAuthentication', '不合法的access_token');
}

function refuseRate(parts: SandboxParts, { name }: ApiEndpoint): Answer | null {
  if (parts.faults.isOn('api-throttled', name)) {
    const message = '您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了';
    return refuseApi(403, 'Forbidden.AccessDenied.QpsLimitForApi', message);
  }
  return parts.faults.isOn('app-throttled', name) || !parts.throttle.admit(name) ? refuseAppRate() : null;
}

function answerPermitted(
  parts: SandboxParts,
  endpoint: ApiEndpoint,
  call: Call,
  owner: TokenOwner | null,
): ScriptedAnswer {
  if (!isGranted(parts.faults, endpoint.permission)) {
    return refusePermission(endpoint.permission);
  }
  if (endpoint.token === 'none') {
    return endpoint.answer(parts, call);
  }
  // DingTalk words the wrong kind of token, and consent that was withdrawn, like a permission that is missing.
  const isRefused = owner?.kind !== 'user' || parts.faults.isOn('consent-withdrawn');
  return isRefused ? refusePermission(endpoint.permission) : endpoint.answer(parts, owner.grant);
}
