/**
 * Whom the app may see.
 *
 * Owns: the range an administrator gave the app, and whether a person or a department lies in it.
 * Does not: word refusals. Called by: the endpoints.
 */
import type { Company } from './company.ts';
import { ROOT_DEPARTMENT } from './departments.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';

type VisibleRange = { departmentIds: readonly number[]; userIds: readonly string[] };

type Seer = Pick<SandboxParts, 'company' | 'faults'>;

/** 研发部 and 市场部, with everything below them. */
const PART = [460000201, 460000401];
const FEW = ['zhangwei01', '0423752', 'manager4220', 'lvsiqi'];

/** The departments and single people that are named for the app: the whole company, unless a fault narrows it. */
export function rangeOf({ faults }: Pick<Seer, 'faults'>): VisibleRange {
  const isPart = faults.isOn('range-partial');
  const isFew = faults.isOn('range-people');
  return {
    departmentIds: isPart || isFew ? [...(isPart ? PART : [])] : [ROOT_DEPARTMENT],
    userIds: isFew ? FEW : [],
  };
}

/** Whether the app may see this department. */
export function seesDepartment({ company, faults }: Seer, id: number): boolean {
  const { departmentIds } = rangeOf({ faults });
  return pathToRoot(company, id).some((above) => departmentIds.includes(above));
}

/** Whether the app may see this person: one of their departments is enough. */
export function seesPerson(seer: Seer, person: Person): boolean {
  const isNamed = rangeOf(seer).userIds.includes(person.userId);
  return person.isVisible && (isNamed || person.departmentIds.some((id) => seesDepartment(seer, id)));
}

/** The department and everything above it, itself first. */
export function pathToRoot(company: Company, id: number): number[] {
  const path: number[] = [];
  let department = company.findDepartment(id);
  while (department !== null) {
    path.push(department.id);
    department = department.parentId === null ? null : company.findDepartment(department.parentId);
  }
  return path;
}
