/**
 * The answers of faults that need no look at the call, and what strange faults do to a good answer.
 *
 * Owns: one row per fault of the groups network, servers and strange, of the address block, and of writes that are
 * refused whatever they say.
 * Does not: know when a fault is on for whom; `faults.ts` does. Called by: `send-answer.ts`.
 */
import { refuseApi } from './api-answers.ts';
import type { ApiName } from './app.ts';
import type { FaultId } from './fault-table.ts';
import type { FaultBoard, ScriptedAnswer } from './faults.ts';
import { refuseAtGateway, refuseOapi } from './oapi-answers.ts';

type Host = 'api' | 'oapi';

const htmlHeaders = { 'content-type': 'text/html;charset=utf-8' };
// The status of a block is not documented by DingTalk; its body is.
const block = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: '5a4db05a4db0' };

const replacements: readonly { id: FaultId; answer: (host: Host) => ScriptedAnswer | null }[] = [
  { id: 'reset', answer: () => ({ kind: 'reset' }) },
  { id: 'never-answers', answer: () => ({ kind: 'never' }) },
  {
    id: 'x5-block-html',
    answer: () => ({ status: 200, headers: htmlHeaders, body: page('亲，访问被拒绝', 'deny x5') }),
  },
  { id: 'x5-block-json', answer: () => ({ status: 200, body: block }) },
  {
    id: 'bad-gateway-html',
    answer: () => ({ status: 502, headers: htmlHeaders, body: page('502 Bad Gateway', 'nginx') }),
  },
  { id: 'html-200', answer: () => ({ status: 200, headers: htmlHeaders, body: page('钉钉', 'DingTalk') }) },
  { id: 'json-null', answer: () => ({ status: 200, body: null }) },
  { id: 'empty-204', answer: () => ({ status: 204, body: '' }) },
  { id: 'unavailable-503', answer: () => refuseApi(503, 'Service Unavailable', 'Service Unavailable') },
  {
    id: 'error-500',
    answer: (host) => (host === 'api' ? refuseApi(500, 'system.error', '系统错误') : refuseOapi(400001, '系统错误')),
  },
  {
    id: 'timeout-504',
    answer: (host) =>
      host === 'api'
        ? refuseApi(504, 'service.timeout', 'service timeout')
        : refuseOapi(15, 'isp.top-remote-connection-timeout'),
  },
  {
    id: 'busy',
    answer: (host) => (host === 'api' ? refuseApi(500, 'system.busy', '系统繁忙') : refuseOapi(-1, '系统繁忙')),
  },
  { id: 'app-disabled', answer: onOapi(50003, '应用已停用') },
  { id: 'corp-disabled', answer: onOapi(50005, '企业已禁用') },
  { id: 'corp-mismatch', answer: onOapi(33001, '无效的企业ID') },
  { id: 'not-authorized', answer: onOapi(43007, '需要授权') },
  { id: 'api-disabled', answer: onOapi(48002, 'Api禁用') },
  { id: 'too-many-calls-45009', answer: onOapi(45009, '接口调用超过限制') },
  {
    id: 'quota-used-up',
    // The words are not documented by DingTalk, only the codes.
    answer: (host) =>
      host === 'api'
        ? refuseApi(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg', '企业本月的接口调用次数已用完')
        : refuseAtGateway('90020', '企业本月的接口调用次数已用完'),
  },
  {
    id: 'system-busy-429',
    answer: (host) => (host === 'api' ? refuseApi(429, 'system.busy', 'system busy, request too frequest') : null),
  },
];

const creating = 'POST /topapi/v2/user/create';
const updating = 'POST /topapi/v2/user/update';
const deleting = 'POST /topapi/v2/user/delete';
const appointing = 'POST /topapi/v2/department/update';

/** What may have become true since the caller looked, so that no check of theirs could have known. */
const refusedWrites: readonly { id: FaultId; apis: readonly ApiName[]; errcode: number; errmsg: string }[] = [
  { id: 'mobile-taken', apis: [creating], errcode: 60104, errmsg: '手机号码在公司中已存在' },
  { id: 'user-id-taken', apis: [creating], errcode: 60102, errmsg: 'UserID在公司中已存在' },
  { id: 'email-taken', apis: [creating, updating], errcode: 40101, errmsg: '邮箱已经存在' },
  { id: 'name-refused', apis: [creating, updating], errcode: 60112, errmsg: '不合法的name' },
  {
    id: 'department-unseen',
    apis: [creating, updating, appointing],
    errcode: 50004,
    errmsg: '请求的部门id不在授权范围内',
  },
  { id: 'department-invalid', apis: [creating, updating, appointing], errcode: 40009, errmsg: '不合法的部门id' },
  { id: 'person-gone', apis: [updating, deleting], errcode: 60121, errmsg: '找不到该用户' },
  { id: 'person-unseen', apis: [updating, deleting], errcode: 50002, errmsg: '请求的员工userid不在授权范围内' },
];

/** The answer of a fault that makes every call of this API fail alike, or null when none is on. */
export function findReplacement(faults: FaultBoard, api: ApiName, host: Host): ScriptedAnswer | null {
  for (const { id, answer } of replacements) {
    const replacement = faults.isOn(id, api) ? answer(host) : null;
    if (replacement !== null) {
      return replacement;
    }
  }
  const refused = refusedWrites.find(({ id, apis }) => apis.includes(api) && faults.isOn(id));
  return refused === undefined ? null : refuseOapi(refused.errcode, refused.errmsg);
}

function onOapi(errcode: number, errmsg: string): (host: Host) => ScriptedAnswer | null {
  return (host) => (host === 'oapi' ? refuseOapi(errcode, errmsg) : null);
}

/** The text of a good answer, made strange by whatever fault of that kind is on. */
export function toStrangeText(faults: FaultBoard, api: ApiName, body: unknown): string {
  const spoken = faults.isOn('no-sub-code', api) ? withoutSubCode(body) : body;
  const extended = faults.isOn('extra-fields', api) ? addFields(spoken) : spoken;
  const text = JSON.stringify(faults.isOn('numbers-as-strings', api) ? numbersToStrings(extended) : extended);
  return faults.isOn('truncated-json', api) ? text.slice(0, Math.ceil(text.length / 2)) : text;
}

/** A refusal of the gateway also says in its text what `sub_code` and `sub_msg` say. */
function withoutSubCode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('errcode' in value) || value.errcode !== 88) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('sub_')));
}

function addFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const fields = Object.entries(value).map(([name, inner]) => [name, name === 'result' ? addFields(inner) : inner]);
  return { ...Object.fromEntries(fields), gmtSandbox: 1785000000000, featureFlags: { rolloutGroup: ['b'] } };
}

function numbersToStrings(value: unknown): unknown {
  if (typeof value === 'number') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return value.map(numbersToStrings);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, numbersToStrings(inner)]));
  }
  return value;
}

function page(title: string, text: string): string {
  return `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
}
