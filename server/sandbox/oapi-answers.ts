/**
 * How the oapi host words an answer: HTTP 200 whatever happens, and the verdict in `errcode`.
 *
 * Owns: the three shapes (success, refusal of the gateway, error of the API) and their texts.
 * Does not: decide when. Called by: `oapi-gateway.ts`, `oapi-endpoints.ts`, `fault-answers.ts`.
 */
import { randomInt } from 'node:crypto';
import type { OapiEnvelope } from '../dingtalk/wire.ts';
import type { Answer } from './api-answers.ts';
import { type Permission, sandboxApp } from './app.ts';

/** Success of a topapi call. */
export function answerOapi(result: unknown): Answer {
  return envelope({ errcode: 0, errmsg: 'ok', result, request_id: requestId() });
}

/** Success of a topapi call that has nothing to tell. */
export function answerOapiDone(): Answer {
  return envelope({ errcode: 0, errmsg: 'ok', request_id: requestId() });
}

/** Success of a call whose content stands beside `errcode`. */
export function answerOapiBeside(content: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: { errcode: 0, errmsg: 'ok', ...content, request_id: requestId() } };
}

/** The API itself says no. */
export function refuseOapi(errcode: number, errmsg: string): Answer {
  return envelope({ errcode, errmsg, request_id: requestId() });
}

/** The gateway says no: always `errcode` 88, and the reason below it. */
export function refuseAtGateway(subCode: string, subMsg: string): Answer {
  return envelope({
    errcode: 88,
    sub_code: subCode,
    sub_msg: subMsg,
    errmsg: `ding talk error[subcode=${subCode},submsg=${subMsg}]`,
    request_id: requestId(),
  });
}

/**
 * A refusal of the gateway on a path that is no topapi: the reason itself, without the 88 around it.
 *
 * Documented for the token alone; that other reasons are worded alike is not documented by DingTalk.
 */
export function toPlainRefusal({ status, body }: Answer): Answer {
  return { status, body: { errcode: Number(body.sub_code ?? body.errcode), errmsg: body.sub_msg ?? body.errmsg } };
}

/** The app lacks a permission. */
export function refuseOapiPermission(permission: Permission): Answer {
  const apply = `https://open-dev.dingtalk.com/appscope/apply?content=${sandboxApp.clientId}%23${permission}`;
  const message = `应用尚未开通所需的权限：[${permission}]，点击链接申请并开通即可：${apply}, {requiredScopes=[${permission}]}`;
  return refuseAtGateway('60011', message);
}

/** A topapi path nobody answers is named like a method; any other path is a plain 404 in the envelope. */
export function refuseOapiPath(path: string): Answer {
  if (!path.startsWith('/topapi/')) {
    return envelope({ errcode: 404, errmsg: '请求的URI地址不存在' });
  }
  const method = `dingtalk.oapi.${path.slice('/topapi/'.length).replaceAll('/', '.')}`;
  const subMsg = `不合法ApiName，ApiName = ${method}`;
  return envelope({
    errcode: 22,
    sub_msg: subMsg,
    errmsg: `Invalid method[submsg=${subMsg}]`,
    request_id: requestId(),
  });
}

/** The app calls this API too often. The full sentence is not documented by DingTalk; clients look for its end time. */
export function refuseOapiAppRate(path: string, now: number, limit: number): Answer {
  const period = `从 ${chinaTime(now - 1000)} 到 ${chinaTime(now)} 请求总次数超过 ${limit} 次`;
  const message = `当前应用调用该接口触发了qps流控, apiPath(${toMethod(path)}), ${period}, 限制将在 ${chinaTime(now + 1000)} 结束.`;
  return refuseAtGateway('90018', message);
}

/** All apps together call this API too often. */
export function refuseOapiRate(path: string, now: number): Answer {
  const cause =
    '当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了，建议错开整点时刻调用该接口';
  const period = `从 ${chinaTime(now - 1000)} 到 ${chinaTime(now)} 请求总次数超过 1200 次`;
  const message = `${cause}, apiPath(${toMethod(path)}), ${period}, 限制将在 ${chinaTime(now + 1000)} 结束.`;
  return refuseAtGateway('90002', message);
}

/** The headers of every answer of the oapi host. */
export function oapiHeaders(path: string): Record<string, string> {
  const charset = path.startsWith('/topapi/') ? ';charset=UTF-8' : '';
  return { server: 'DingTalk/1.0.0', 'content-type': `application/json${charset}` };
}

function envelope(body: OapiEnvelope): Answer {
  return { status: 200, body };
}

function toMethod(path: string): string {
  return `dingtalk.oapi.${path.replace('/topapi/', '').replaceAll('/', '.')}`;
}

/** Base 36 in lower case, 13 characters. */
function requestId(): string {
  return `1${randomInt(36 ** 5)
    .toString(36)
    .padStart(5, '0')}${randomInt(36 ** 7)
    .toString(36)
    .padStart(7, '0')}`;
}

function chinaTime(time: number): string {
  return new Date(time + 8 * 3600 * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
