/**
 * The APIs of the oapi host: the company's directory. All take the app's token.
 *
 * Owns: the list of them, and the answers about one person.
 * Does not: check tokens, permissions or limits. Called by: `api-routes.ts`.
 */
import type { UserByUnionId } from '../dingtalk/wire.ts';
import type { Answer } from './api-answers.ts';
import { departmentEndpoints } from './department-endpoints.ts';
import { departmentWritingEndpoint } from './department-writing-endpoint.ts';
import { externalContactEndpoints } from './external-contact-endpoints.ts';
import { answerOapi, refuseOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { refuseParameters, refusePersonRange, withPerson } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import { peopleListEndpoints } from './people-list-endpoints.ts';
import { personWritingEndpoints } from './person-writing-endpoints.ts';
import { roleEndpoints } from './role-endpoints.ts';
import { scopesEndpoint } from './scopes-endpoint.ts';
import { toUserDetails } from './user-details.ts';
import { seesPerson } from './visible-range.ts';

/** Every API of this host. */
export const oapiEndpoints: readonly OapiEndpoint[] = [
  { name: 'POST /topapi/user/getbyunionid', permission: 'qyapi_get_member', answer: answerUserByUnionId },
  { name: 'POST /topapi/v2/user/get', permission: 'qyapi_get_member', answer: answerUserDetails },
  scopesEndpoint,
  ...departmentEndpoints,
  ...peopleListEndpoints,
  ...roleEndpoints,
  ...personWritingEndpoints,
  departmentWritingEndpoint,
  ...externalContactEndpoints,
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
  if (!seesPerson(parts, person)) {
    return refusePersonRange();
  }
  const result: UserByUnionId = { contact_type: person.standing === 'external' ? 1 : 0, userid: person.userId };
  return answerOapi(result);
}

function answerUserDetails(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withPerson(parts, parameters, (person) => answerOapi(toUserDetails(person, parts.faults)));
}
