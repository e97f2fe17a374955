/**
 * The APIs that list or count people. Lists name the direct members of one department.
 *
 * Owns: what each answers once the gateway lets the call through. People who have left, and external contacts, are in
 * no list; invited people who have not joined yet are.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import type { ApiName } from './app.ts';
import { answerOapi, refuseOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { takePage, withDepartment, withPaging } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';
import { toListedUser } from './user-details.ts';
import { seesPerson } from './visible-range.ts';

/** A page of `topapi/v2/user/list` or `topapi/user/listsimple`; `next_cursor` is absent on the last. */
export type PeoplePage<T> = { has_more: boolean; next_cursor?: number; list: T[] };

const members = 'qyapi_get_department_member';

export const peopleListEndpoints: readonly OapiEndpoint[] = [
  {
    name: 'POST /topapi/v2/user/list',
    permission: members,
    answer: listPeople('POST /topapi/v2/user/list', ({ faults }, person, id) => toListedUser(person, id, faults)),
  },
  {
    name: 'POST /topapi/user/listsimple',
    permission: members,
    answer: listPeople('POST /topapi/user/listsimple', (_parts, { userId, name }) => ({ userid: userId, name })),
  },
  { name: 'POST /topapi/user/listid', permission: 'qyapi_get_member', answer: answerUserIds },
  { name: 'POST /topapi/user/count', permission: 'qyapi_get_member', answer: answerCount },
];

/** The order is the company's own; `order_field` is not read. */
function listPeople(
  name: ApiName,
  toEntry: (parts: SandboxParts, person: Person, departmentId: number) => Record<string, unknown>,
): OapiEndpoint['answer'] {
  return (parts, parameters) =>
    withPaging(parameters, { start: 'cursor', largest: 100 }, (paging) =>
      withDepartment(parts, parameters, ({ id }) => {
        if (parts.faults.isOn('members-unreadable', name)) {
          return refuseOapi(60019, '从部门查询人员失败');
        }
        const visible = parts.company.membersOf(id).filter((person) => seesPerson(parts, person));
        const { items, next } = takePage(visible, paging);
        const page: PeoplePage<Record<string, unknown>> = {
          has_more: next !== null,
          ...(next === null ? {} : { next_cursor: next }),
          list: items.map((person) => toEntry(parts, person, id)),
        };
        return answerOapi(page);
      }),
    );
}

/** DingTalk documents that the visible range does not limit this one. */
function answerUserIds(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withDepartment(
    parts,
    parameters,
    ({ id }) => answerOapi({ userid_list: parts.company.membersOf(id).map(({ userId }) => userId) }),
    { anyRange: true },
  );
}

function answerCount(parts: SandboxParts, parameters: URLSearchParams): Answer {
  const onlyActive = parameters.get('only_active') ?? '';
  if (onlyActive !== 'true' && onlyActive !== 'false') {
    return refuseOapi(40035, '不合法的参数');
  }
  const employees = parts.company.list().filter(({ standing }) => standing === 'employee');
  return answerOapi({ count: employees.filter(({ isActive }) => isActive || onlyActive === 'false').length });
}
