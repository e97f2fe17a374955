/**
 * The APIs of the oapi host: the company's record of a person. All take the app's token.
 *
 * Owns: what each API answers once the gateway lets the call through.
 * Does not: check tokens, permissions or limits. Called by: `oapi-gateway.ts`.
 */
import type { UserByUnionId } from '../dingtalk/wire.ts';
import type { Answer } from './api-answers.ts';
import type { ApiName, Permission } from './app.ts';
import { answerOapi, refuseOapi } from './oapi-answers.ts';
import type { SandboxParts } from './parts.ts';
import { toUserDetails } from './user-details.ts';

export type OapiEndpoint = {
  name: ApiName;
  permission: Permission;
  answer: (parts: SandboxParts, parameters: URLSearchParams) => Answer;
};

/** Every API of this host. */
export const oapiEndpoints: readonly OapiEndpoint[] = [
  {
    name: 'POST /topapi/user/getbyunionid',
    permission: 'qyapi_get_member',
    answer: answerUserByUnionId,
  },
  { name: 'POST /topapi/v2/user/get', permission: 'qyapi_get_member', answer: answerUserDetails },
];

function answerUserByUnionId(parts: SandboxParts, parameters: URLSearchParams): Answer {
  const unionId = parameters.get('unionid') ?? '';
  if (unionId === '') {
    return refuseParameters();
  }
  const person = parts.company.findByUnionId(unionId);
  if (person === null || person.standing === 'left') {
    return refuseOapi(60121, '找不到该用户');
  }
  // That the visible range counts here too is not documented by DingTalk; it names the range for the app as a whole.
  if (!person.isVisible) {
    return refuseRange();
  }
  const result: UserByUnionId = { contact_type: person.standing === 'external' ? 1 : 0, userid: person.userId };
  return answerOapi(result);
}

function answerUserDetails(parts: SandboxParts, parameters: URLSearchParams): Answer {
  const userId = parameters.get('userid') ?? '';
  if (userId === '') {
    return refuseParameters();
  }
  const person = parts.company.find(userId);
  if (person === null || person.standing !== 'employee') {
    return refuseOapi(60121, '找不到该用户');
  }
  return person.isVisible ? answerOapi(toUserDetails(person, parts.faults)) : refuseRange();
}

function refuseParameters(): Answer {
  return refuseOapi(400002, '参数错误');
}

function refuseRange(): Answer {
  return refuseOapi(50002, '请求的员工userid不在授权范围内');
}
