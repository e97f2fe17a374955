/**
 * Departments as a file of rules names them, and as people are told of them.
 *
 * Owns: which department is meant by an id, or by names from the top down. The tree is read once, for one answer.
 * Does not: decide who may be told (`sight.ts`), or whom a rule lets in: that goes by what is known of the person.
 * Called by: whoever explains rules, and the diagnosis.
 */
import { tidy } from '../access/conditions.ts';
import type { Departments } from './departments.ts';

/** A department as a rule names it. */
export type NamedDepartment = { id: number } | { path: readonly string[] };

export type DepartmentNames = {
  /** The names from the top down, joined by "/"; null when there is no such department, as far as is known. */
  nameOf(id: number): string | null;
  /** Every department that may be meant: names without the company's own may fit two of them. */
  find(named: NamedDepartment): number[];
};

/** The number of the company itself, in every company. */
const COMPANY = 1;
/** Between two names, where a blank may stand in either. */
const NEXT = '\n';

/** Reads the names of all departments. */
export function readDepartmentNames(departments: Departments): DepartmentNames {
  const paths = new Map<number, readonly string[]>();
  const belowCompany = new Set([COMPANY]);
  const byPath = new Map<string, number[]>();
  const note = (path: readonly string[], id: number) => {
    const key = path.map(tidy).join(NEXT);
    byPath.set(key, [...(byPath.get(key) ?? []), id]);
  };
  for (const { id, name, parentId } of departments.listAll()) {
    const path = [...(paths.get(parentId ?? 0) ?? []), name];
    paths.set(id, path);
    note(path, id);
    // An app that does not see the company sees trees that begin with a department.
    if (!belowCompany.has(parentId ?? 0)) continue;
    belowCompany.add(id);
    note(path.slice(1), id);
  }
  return {
    nameOf: (id) => paths.get(id)?.join('/') ?? null,
    find(named) {
      if ('id' in named) return paths.has(named.id) ? [named.id] : [];
      return byPath.get(named.path.map(tidy).join(NEXT)) ?? [];
    },
  };
}
