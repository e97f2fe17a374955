/**
 * What somebody sees of the company, some departments of which are hidden.
 *
 * Owns: who sees a hidden department, and everything below it: its own people, those of the departments that the company
 * excepts, and the people whom it excepts one by one.
 * Does not: hide anything from administrators' exports, which do not ask here.
 * Called by: the routes of the directory, once for each request.
 */
import type { Departments, HiddenDepartment, StoredDepartment } from './departments.ts';
import type { Clearance } from './search-query.ts';

/** Who looks, as their session knows them. */
export type Viewer = { userId: string; departments: readonly { id: number }[] };

export type Sight = {
  /** Whether there is such a department, as far as the viewer may know. */
  sees(departmentId: number): boolean;
  /** Whether a colleague of these departments is shown: one of them is seen, or the app knows none. */
  seesPersonIn(departmentIds: readonly number[]): boolean;
  find(id: number): StoredDepartment | null;
  /** Those directly below one that is seen. */
  listBelow(parentId: number): StoredDepartment[];
  /** All of them, parents before their children. */
  listAll(): StoredDepartment[];
  /** For searches. */
  clearance: Clearance;
};

/** The sight of one person. */
export function sightOf(viewer: Viewer, departments: Departments): Sight {
  const hidden = departments.listHidden();
  const refused = findRefused(viewer, hidden, departments);
  const isOpen = (way: readonly number[]) => !way.some((id) => refused.has(id));
  const sees = (id: number) => {
    const way = departments.withAbove(id);
    return way.length > 0 && isOpen(way);
  };
  const withSeenChildren = (department: StoredDepartment): StoredDepartment => {
    if (refused.size === 0 || !department.hasChildren) return department;
    return { ...department, hasChildren: departments.listBelow(department.id).some(({ id }) => !refused.has(id)) };
  };
  return {
    sees,
    seesPersonIn(departmentIds) {
      const ways = departmentIds.map((id) => departments.withAbove(id)).filter(({ length }) => length > 0);
      return ways.length === 0 || ways.some(isOpen);
    },
    find(id) {
      const found = departments.find(id);
      return found === null || !sees(id) ? null : withSeenChildren(found);
    },
    listBelow: (parentId) =>
      departments
        .listBelow(parentId)
        .filter(({ id }) => !refused.has(id))
        .map(withSeenChildren),
    listAll: () => prune(departments.listAll(), refused),
    clearance: {
      departmentIds: hidden.filter(({ id, hiddenAbove }) => isOpen([id, ...hiddenAbove])).map(({ id }) => id),
      isComplete: refused.size === 0,
    },
  };
}

/** The hidden departments that are hidden from the viewer. */
function findRefused(viewer: Viewer, hidden: readonly HiddenDepartment[], departments: Departments): Set<number> {
  if (hidden.length === 0) return new Set();
  // A department that the app does not know may be excepted all the same.
  const own = new Set(viewer.departments.flatMap(({ id }) => [id, ...departments.withAbove(id)]));
  const isLetIn = ({ id, exceptFor }: HiddenDepartment) =>
    own.has(id) || exceptFor.departmentIds.some((one) => own.has(one)) || exceptFor.userIds.includes(viewer.userId);
  return new Set(hidden.filter((department) => !isLetIn(department)).map(({ id }) => id));
}

/** A tree, parents first, without what is refused and everything below it. */
function prune(tree: readonly StoredDepartment[], refused: ReadonlySet<number>): StoredDepartment[] {
  if (refused.size === 0) return [...tree];
  const unseen = new Set<number | null>(refused);
  for (const { id, parentId } of tree) if (unseen.has(parentId)) unseen.add(id);
  const seen = tree.filter(({ id }) => !unseen.has(id));
  const parents = new Set(seen.map(({ parentId }) => parentId));
  return seen.map((department) => ({ ...department, hasChildren: parents.has(department.id) }));
}
