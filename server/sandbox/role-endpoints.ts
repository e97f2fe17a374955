/**
 * The APIs about roles: the only ones of the oapi host that spell in camelCase.
 *
 * Owns: what each answers once the gateway lets the call through.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import type { Company } from './company.ts';
import { answerOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { refuseParameters, takePage, withPaging } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import type { Person, Role } from './person.ts';
import { seesPerson } from './visible-range.ts';

/** The roles of a page in their groups, as `topapi/role/list` lists them. */
export type RoleGroup = { groupId: number; name: string; roles: { id: number; name: string }[] };

export const roleEndpoints: readonly OapiEndpoint[] = [
  { name: 'POST /topapi/role/list', permission: 'qyapi_get_department_list', answer: answerRoles },
  { name: 'POST /topapi/role/simplelist', permission: 'qyapi_get_department_member', answer: answerRoleMembers },
];

const groupIds: Readonly<Record<string, number>> = { 默认: 507113570, 职务: 507199999 };

/** Pages are counted in roles; that they are not counted in groups is not documented by DingTalk. */
function answerRoles({ company }: SandboxParts, parameters: URLSearchParams): Answer {
  return withPaging(parameters, { start: 'offset', largest: 200, defaultSize: 20 }, (paging) => {
    const { items, next } = takePage(listRoles(company), paging);
    const groups: RoleGroup[] = [...Map.groupBy(items, ({ group }) => group)].map(([name, roles]) => ({
      groupId: groupIds[name] ?? 0,
      name,
      roles: roles.map((role) => ({ id: role.id, name: role.name })),
    }));
    return answerOapi({ hasMore: next !== null, list: groups });
  });
}

/** Group by group, so that none is torn apart within a page. */
function listRoles(company: Company): Role[] {
  const roles = new Map(employeesOf(company).flatMap((person) => person.roles.map((role) => [role.id, role])));
  return [...roles.values()].sort((one, other) => one.id - other.id);
}

/** A role nobody knows has no members; what DingTalk answers then is not documented. */
function answerRoleMembers(parts: SandboxParts, parameters: URLSearchParams): Answer {
  const roleId = Number(parameters.get('role_id') ?? '');
  if (!Number.isSafeInteger(roleId) || roleId < 1) {
    return refuseParameters();
  }
  return withPaging(parameters, { start: 'offset', largest: 100, defaultSize: 20 }, (paging) => {
    const holders = employeesOf(parts.company).filter(
      (person) => person.roles.some(({ id }) => id === roleId) && seesPerson(parts, person),
    );
    const { items, next } = takePage(holders, paging);
    return answerOapi({
      hasMore: next !== null,
      ...(next === null ? {} : { nextCursor: next }),
      list: items.map((person) => toHolder(parts.company, person, roleId)),
    });
  });
}

/** Whoever holds a role the company made up holds it for their departments. */
function toHolder(company: Company, person: Person, roleId: number): Record<string, unknown> {
  const isDuty = person.roles.some(({ id, group }) => id === roleId && group === '职务');
  const scopes = person.departmentIds.map((id) => ({ dept_id: id, name: company.findDepartment(id)?.name ?? '' }));
  return { userid: person.userId, name: person.name, ...(isDuty ? { manageScopes: scopes } : {}) };
}

function employeesOf(company: Company): Person[] {
  return company.list().filter(({ standing }) => standing === 'employee');
}
