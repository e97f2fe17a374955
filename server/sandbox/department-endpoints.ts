/**
 * The APIs about departments.
 *
 * Owns: what each answers once the gateway lets the call through. Lists go one level down, never further.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import type { Company } from './company.ts';
import { type Department, ROOT_DEPARTMENT } from './departments.ts';
import { answerOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { withDepartment } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import { pathToRoot, seesDepartment } from './visible-range.ts';

/** A department as `topapi/v2/department/listsub` lists it. */
export type ListedDepartment = {
  dept_id: number;
  name: string;
  parent_id: number;
  create_dept_group: boolean;
  auto_add_user: boolean;
};

const permission = 'qyapi_get_department_list';

export const departmentEndpoints: readonly OapiEndpoint[] = [
  { name: 'POST /topapi/v2/department/listsub', permission, answer: answerChildren },
  { name: 'POST /topapi/v2/department/listsubid', permission, answer: answerChildIds },
  { name: 'POST /topapi/v2/department/get', permission, answer: answerDepartment },
  { name: 'POST /topapi/v2/department/listparentbydept', permission, answer: answerParents },
];

function answerChildren(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withDepartment(parts, parameters, ({ id }) => answerOapi(listChildren(parts, id)), { orRoot: true });
}

function answerChildIds(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withDepartment(parts, parameters, ({ id }) =>
    answerOapi({ dept_id_list: listChildren(parts, id).map((child) => child.dept_id) }),
  );
}

function listChildren(parts: SandboxParts, parentId: number): ListedDepartment[] {
  const children = parts.company.childrenOf(parentId).filter(({ id }) => seesDepartment(parts, id));
  const listed = children.map(({ id, name }) => toListed(id, name, parentId));
  const hasParents = parentId === ROOT_DEPARTMENT && parts.faults.isOn('school-parents');
  return hasParents ? [...listed, toListed(-7, '家校通讯录', parentId)] : listed;
}

function toListed(id: number, name: string, parentId: number): ListedDepartment {
  return { dept_id: id, name, parent_id: parentId, create_dept_group: true, auto_add_user: true };
}

function answerParents(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withDepartment(parts, parameters, ({ id }) => answerOapi({ parent_id_list: pathToRoot(parts.company, id) }));
}

function answerDepartment(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withDepartment(parts, parameters, (department) =>
    answerOapi({
      ...toDepartmentDetails(parts.company, department),
      // For an app of the company's own only.
      ...(parts.faults.isOn('third-party-app') ? {} : { source_identifier: `qinghe-${department.id}` }),
    }),
  );
}

function toDepartmentDetails(company: Company, department: Department): Record<string, unknown> {
  const { id, name, parentId } = department;
  const members = company.membersOf(id);
  const managers = members.filter((person) => person.leadsDepartmentIds.includes(id)).map(({ userId }) => userId);
  const [owner] = managers;
  return {
    dept_id: id,
    name,
    ...(parentId === null ? {} : { parent_id: parentId, order: orderOf(company, id, parentId) }),
    create_dept_group: true,
    auto_add_user: true,
    group_contain_sub_dept: false,
    dept_group_chat_id: `chat5a4db05a4db0${id}`,
    ...(owner === undefined ? {} : { org_dept_owner: owner, dept_manager_userid_list: managers }),
    outer_dept: false,
    ...toVisibility(department),
    auto_approve_apply: false,
    member_count: countBelow(company, id),
    owning_member_count: members.length,
  };
}

function toVisibility({ hiddenExceptFor: permits }: Department): Record<string, unknown> {
  if (permits === undefined) return { hide_dept: false };
  const { departmentPermits = [], userPermits = [] } = permits;
  return { hide_dept: true, dept_permits: departmentPermits, user_permits: userPermits };
}

function orderOf(company: Company, id: number, parentId: number): number {
  return company.childrenOf(parentId).findIndex((sibling) => sibling.id === id) + 1;
}

/** Somebody in two departments counts once. */
function countBelow(company: Company, departmentId: number): number {
  const userIds = new Set<string>();
  const waiting = [departmentId];
  for (const id of waiting) {
    company.membersOf(id).forEach(({ userId }) => void userIds.add(userId));
    waiting.push(...company.childrenOf(id).map((child) => child.id));
  }
  return userIds.size;
}
