/**
 * The API that changes a department; of everything it takes, only who leads the department is read here.
 *
 * Owns: what it answers once the gateway lets the call through.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import { ROOT_DEPARTMENT } from './departments.ts';
import { answerOapiDone, refuseOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { withDepartment } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';

export const departmentWritingEndpoint: OapiEndpoint = {
  name: 'POST /topapi/v2/department/update',
  permission: 'qyapi_manage_addresslist',
  answer: (parts, parameters) =>
    withDepartment(parts, parameters, ({ id }) =>
      id === ROOT_DEPARTMENT ? refuseOapi(60018, '不允许更新根部门') : updateManagers(parts, parameters, id),
    ),
};

function updateManagers(parts: SandboxParts, parameters: URLSearchParams, id: number): Answer {
  const sent = parameters.get('dept_manager_userid_list');
  if (sent === null) {
    const forced = (parameters.get('force_update_fields') ?? '').split(',');
    return forced.includes('dept_manager_userid_list') ? appoint(parts, id, []) : answerOapiDone();
  }
  // DingTalk documents that an empty list is an error, and not which.
  if (sent === '') {
    return refuseOapi(40031, '不合法的UserID列表');
  }
  const userIds = sent.split(',');
  const members = parts.company.membersOf(id);
  const areMembers = userIds.every((userId) => members.some((person) => person.userId === userId));
  return areMembers ? appoint(parts, id, userIds) : refuseOapi(60068, '部门主管不存在');
}

function appoint({ company }: SandboxParts, id: number, userIds: readonly string[]): Answer {
  for (const person of company.membersOf(id)) {
    const others = person.leadsDepartmentIds.filter((led) => led !== id);
    company.putPerson(toLeader(person, userIds.includes(person.userId) ? [...others, id] : others));
  }
  return answerOapiDone();
}

const leader = { id: 507113580, name: '主管', group: '默认' };

function toLeader(person: Person, leadsDepartmentIds: readonly number[]): Person {
  const roles = person.roles.filter(({ id }) => id !== leader.id);
  return { ...person, leadsDepartmentIds, roles: leadsDepartmentIds.length > 0 ? [leader, ...roles] : roles };
}
