/**
 * How the api host words an answer: a real HTTP status, a plain object, and one shape for every refusal.
 *
 * Owns: the texts and the shape. Does not: decide when. Called by: `api-gateway.ts`, `api-endpoints.ts`, `fault-answers.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { ApiFailure } from '../dingtalk/wire.ts';
import { type Permission, sandboxApp } from './app.ts';

/** An answer before it is made strange, slow or lost. */
export type Answer = { status: number; body: Record<string, unknown> };

/** A refusal under DingTalk's code, with a request id of its own. */
export function refuseApi(status: number, code: string, message: string): Answer {
  return { status, body: { code, requestid: randomUUID().toUpperCase(), message } satisfies ApiFailure };
}

/** A required field of the body is absent; the code contains its name. */
export function refuseMissing(field: string): Answer {
  return refuseApi(400, `Missing${field}`, `${field} is mandatory for this action.`);
}

/** The token is good, and not for this: the permission is missing, or it is the wrong kind of token. */
export function refusePermission(permission: Permission): Answer {
  const apply = `https://open-dev.dingtalk.com/appscope/apply?content=${sandboxApp.clientId}%23${permission}`;
  const message = `应用尚未开通所需的权限：[${permission}]，点击链接申请并开通即可：${apply}`;
  const { status, body } = refuseApi(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', message);
  return { status, body: { ...body, accessdenieddetail: { requiredScopes: [permission] } } };
}

/** One answer for every code that does not work, whether it is unknown, used, too old or somebody else's. */
export function refuseCode(): Answer {
  return refuseApi(400, 'invalidParameter.authCode.notFound', '不合法的临时授权码');
}

/** The client id or its secret is wrong. */
export function refuseClient(): Answer {
  return refuseApi(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
}

/** The app calls this API too often. */
export function refuseAppRate(): Answer {
  const message = '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了';
  return refuseApi(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', message);
}

/** Method and path are not known to the api host. */
export function refuseAction(): Answer {
  const message = 'Specified api is not found, please check your url and method.';
  return refuseApi(404, 'InvalidAction.NotFound', message);
}

/** The headers of every answer of the api host. */
export function apiHeaders(): Record<string, string> {
  const id = randomUUID().toUpperCase();
  return {
    server: 'DingTalk/1.0.0',
    'content-type': 'application/json;charset=utf-8',
    'x-acs-request-id': id,
    'x-acs-trace-id': id.replaceAll('-', '').toLowerCase(),
    'access-control-allow-origin': '*',
    'access-control-allow-headers':
      'X-Requested-With, X-Sequence, _aop_secret, _aop_signature, x-acs-dingtalk-access-token',
  };
}
