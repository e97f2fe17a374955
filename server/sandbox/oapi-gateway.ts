/**
 * What every call of the oapi host passes before an API sees it.
 *
 * Owns: the order of the checks: token, address, limit, permission, shape of the parameters.
 * Does not: answer for an API. Called by: `api-routes.ts`.
 */
import type { Answer } from './api-answers.ts';
import { sandboxApp } from './app.ts';
import { type Call, readParameters } from './call.ts';
import {
  refuseAtGateway,
  refuseOapi,
  refuseOapiAppRate,
  refuseOapiPermission,
  refuseOapiRate,
  toPlainRefusal,
} from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import type { SandboxParts } from './parts.ts';
import { isGranted } from './permissions.ts';

/** Checks the call and, when nothing stands against it, lets the API answer. */
export function passOapiGateway(parts: SandboxParts, endpoint: OapiEndpoint, call: Call): Answer {
  const parameters = readParameters(call);
  const token = parameters === 'malformed' ? call.query.get('access_token') : parameters.get('access_token');
  const refusal =
    refuseToken(parts, token ?? '') ??
    refuseAddress(parts, endpoint, call) ??
    refuseRate(parts, endpoint, call) ??
    (isGranted(parts.faults, endpoint.permission) ? null : refuseOapiPermission(endpoint.permission));
  if (refusal !== null) {
    return call.path.startsWith('/topapi/') ? refusal : toPlainRefusal(refusal);
  }
  return parameters === 'malformed' ? refuseOapi(47001, '解析JSON/XML内容错误') : endpoint.answer(parts, parameters);
}

function refuseToken(parts: SandboxParts, token: string): Answer | null {
  if (token === '') {
    return refuseAtGateway('40000', 'access_token is blank');
  }
  // That a user token is no token at all here is not documented by DingTalk.
  if (parts.tokens.findOwner(token)?.kind === 'app') {
    return null;
  }
  // Listed by DingTalk, and never seen of late.
  const isOldCode = parts.faults.isOn('app-token-42001');
  return isOldCode ? refuseOapi(42001, 'access_token超时') : refuseAtGateway('40014', '不合法的access_token');
}

function refuseAddress(parts: SandboxParts, endpoint: OapiEndpoint, call: Call): Answer | null {
  const message = `访问ip不在白名单之中,request ip=${call.address} appKey(${sandboxApp.clientId})`;
  return parts.faults.isOn('ip-refused', endpoint.name) ? refuseAtGateway('60020', message) : null;
}

function refuseRate(parts: SandboxParts, { name }: OapiEndpoint, { path }: Call): Answer | null {
  if (parts.faults.isOn('api-throttled', name)) {
    return refuseOapiRate(path, parts.now());
  }
  const isAdmitted = !parts.faults.isOn('app-throttled', name) && parts.throttle.admit(name);
  return isAdmitted ? null : refuseOapiAppRate(path, parts.now(), parts.throttle.callsPerSecond);
}
