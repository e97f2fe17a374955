/**
 * Whom a line of the file lets in, as somebody may be told.
 *
 * Owns: what is named and what is not. Single people are counted, for everybody. A department is named to colleagues
 * only where they see it in the directory; one that is hidden from them, or that the app does not know, stays among
 * "others", also when the file calls it by its name: the file may name what the company hides.
 * Does not: judge anybody. Called by: the routes of this folder, and `explain.ts`.
 */
import type { Opening } from '../access/conditions.ts';
import type { Allow, Condition } from '../access/tool.ts';
import { type NamedDepartment, readDepartmentNames } from '../people/department-names.ts';
import type { Departments } from '../people/departments.ts';
import type { Sight } from '../people/sight.ts';
import type { ConditionEntry } from './schema.ts';

/** The name by which a department is shown; null when it is not shown. */
export type ShowDepartment = (named: NamedDepartment) => string | null;

/** Departments as administrators see them: all of them, and as the file has them where they are not known. */
export function showToAdministrators(departments: Departments): ShowDepartment {
  const names = readDepartmentNames(departments);
  return (named) => {
    const [id] = names.find(named);
    const known = id === undefined ? null : names.nameOf(id);
    return known ?? ('id' in named ? String(named.id) : named.path.join('/'));
  };
}

/** Departments as a colleague sees them. */
export function showToColleague(departments: Departments, sight: Sight): ShowDepartment {
  const names = readDepartmentNames(departments);
  return (named) => {
    const ids = names.find(named);
    const [id] = ids;
    return id !== undefined && ids.every(sight.sees) ? names.nameOf(id) : null;
  };
}

/** Whom an `allow` lets in, line by line; nobody is an empty list. */
export function toOpensTo(allow: Allow, show: ShowDepartment): ConditionEntry[] {
  if (allow.kind === 'everyone') return [{ kind: 'everyone' }];
  const shown = allow.conditions
    .filter(({ kind }) => kind !== 'user')
    .map((condition) => toConditionEntry(condition, show));
  const people = new Set(allow.conditions.flatMap((condition) => (condition.kind === 'user' ? condition.userId : [])));
  const all = people.size === 0 ? shown : [...shown, { kind: 'people' as const, count: people.size }];
  // Those that are not shown are all alike.
  return [...new Map(all.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** One line. */
export function toConditionEntry(condition: Opening, show: ShowDepartment): ConditionEntry {
  switch (condition.kind) {
    case 'everyone':
    case 'administrators':
      return { kind: condition.kind };
    case 'user':
      return { kind: 'people', count: 1 };
    case 'role':
    case 'title':
      return { kind: condition.kind, name: condition.name };
    case 'department':
      return toDepartmentEntry(condition, show);
  }
}

function toDepartmentEntry(department: Condition & { kind: 'department' }, show: ShowDepartment): ConditionEntry {
  const name = show(department);
  return name === null ? { kind: 'others' } : { kind: 'department', name };
}
