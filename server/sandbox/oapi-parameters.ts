/**
 * The parameters that several APIs of the oapi host share, and how they refuse bad ones.
 *
 * Owns: departments and pages as parameters. Does not: answer. Called by: the endpoints of the oapi host.
 */
import type { Answer } from './api-answers.ts';
import { type Department, ROOT_DEPARTMENT } from './departments.ts';
import { refuseOapi } from './oapi-answers.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';
import { seesDepartment, seesPerson } from './visible-range.ts';

/** A parameter is missing. */
export function refuseParameters(): Answer {
  return refuseOapi(400002, '参数错误');
}

/** The person is not among those the app may see. */
export function refusePersonRange(): Answer {
  return refuseOapi(50002, '请求的员工userid不在授权范围内');
}

/** There is no such department. */
export function refuseNoDepartment(): Answer {
  return refuseOapi(60003, '部门不存在');
}

/** The department is not among those the app may see. */
export function refuseDepartmentRange(): Answer {
  return refuseOapi(50004, '请求的部门id不在授权范围内');
}

/** Answers about the employee that `userid` names, or refuses: 60121, 33012, 50002. */
export function withPerson(
  parts: SandboxParts,
  parameters: URLSearchParams,
  answer: (person: Person) => Answer,
): Answer {
  const userId = parameters.get('userid') ?? '';
  if (userId === '') {
    return refuseParameters();
  }
  const person = parts.company.find(userId);
  if (person === null || person.standing !== 'employee') {
    // The pages of these APIs name 33012, the questions and answers name 60121.
    const isOldCode = parts.faults.isOn('unknown-person-33012');
    return isOldCode ? refuseOapi(33012, '无效的USERID') : refuseOapi(60121, '找不到该用户');
  }
  return seesPerson(parts, person) ? answer(person) : refusePersonRange();
}

/** `orRoot` takes the whole company when no department is named; `anyRange` also serves what the app may not see. */
type DepartmentOptions = { orRoot?: true; anyRange?: true };

/** Answers about the department that `dept_id` names, or refuses: 40009, 60003, 50004. */
export function withDepartment(
  parts: SandboxParts,
  parameters: URLSearchParams,
  answer: (department: Department) => Answer,
  options: DepartmentOptions = {},
): Answer {
  const sent = parameters.get('dept_id') ?? (options.orRoot ? String(ROOT_DEPARTMENT) : '');
  if (sent === '') {
    return refuseParameters();
  }
  // DingTalk names -7, the parents of a school, and everything that is no positive number.
  if (!/^[1-9]\d{0,14}$/.test(sent)) {
    return refuseOapi(40009, '不合法的部门id');
  }
  const department = parts.company.findDepartment(Number(sent));
  if (department === null) {
    return refuseNoDepartment();
  }
  return options.anyRange || seesDepartment(parts, department.id) ? answer(department) : refuseDepartmentRange();
}

type Paging = { start: number; size: number };

/** `cursor` or `offset`, and how many to a page; without `defaultSize` the caller must say both. */
type PagingOptions = { start: 'cursor' | 'offset'; largest: number; defaultSize?: number };

/** Answers one page, or refuses: 40068, 40069. That a missing one is refused alike is not documented by DingTalk. */
export function withPaging(
  parameters: URLSearchParams,
  { start: name, largest, defaultSize }: PagingOptions,
  answer: (paging: Paging) => Answer,
): Answer {
  const start = readCount(parameters.get(name) ?? (defaultSize === undefined ? '' : '0'));
  const size = readCount(parameters.get('size') ?? String(defaultSize ?? ''));
  if (start === null) {
    return refuseOapi(40068, '不合法的偏移量');
  }
  if (size === null || size < 1 || size > largest) {
    return refuseOapi(40069, '不合法的分页大小');
  }
  return answer({ start, size });
}

/** One page of a list, and where the next begins when there is one. */
export function takePage<T>(
  items: readonly T[],
  { start, size }: Paging,
): { items: readonly T[]; next: number | null } {
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? end : null };
}

function readCount(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
