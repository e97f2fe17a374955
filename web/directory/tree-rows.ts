/** The rows of the tree of departments, as data. */
import type { DepartmentEntry } from '../../server/directory/schema.ts';

/** A row that is in view; `id` is null for the row of everybody. */
export type TreeRow = {
  id: number | null;
  name: string;
  count: number;
  parentId: number | null;
  level: number;
  position: number;
  setSize: number;
  /** Undefined for a department without sub-departments. */
  isExpanded: boolean | undefined;
};

type Everybody = { name: string; count: number };

/** Gives the rows in view, top down: everybody, then the departments whose parents are all expanded. */
export function toRows(
  departments: readonly DepartmentEntry[],
  expanded: ReadonlySet<number>,
  everybody: Everybody,
): TreeRow[] {
  const children = groupByParent(departments);
  const below = (parentId: number | null, level: number): TreeRow[] => {
    const siblings = children.get(parentId) ?? [];
    // At the top, the row of everybody is one of the siblings.
    const before = parentId === null ? 1 : 0;
    return siblings.flatMap(({ id, name, memberCount }, index) => {
      const isExpanded = children.has(id) ? expanded.has(id) : undefined;
      const place = { parentId, level, position: index + 1 + before, setSize: siblings.length + before };
      return [{ id, name, count: memberCount, ...place, isExpanded }, ...(isExpanded ? below(id, level + 1) : [])];
    });
  };
  const tops = children.get(null)?.length ?? 0;
  const place = { parentId: null, level: 1, position: 1, setSize: tops + 1, isExpanded: undefined };
  return [{ id: null, ...everybody, ...place }, ...below(null, 1)];
}

function groupByParent(departments: readonly DepartmentEntry[]): Map<number | null, DepartmentEntry[]> {
  const known = new Set(departments.map(({ id }) => id));
  const children = new Map<number | null, DepartmentEntry[]>();
  for (const department of departments) {
    const { parentId } = department;
    const key = parentId !== null && known.has(parentId) ? parentId : null;
    const siblings = children.get(key);
    if (siblings) siblings.push(department);
    else children.set(key, [department]);
  }
  return children;
}

/** Gives the departments in which the one with the id lies, from the top down; the one itself is last. */
export function wayTo(departments: readonly DepartmentEntry[], id: number): DepartmentEntry[] {
  const byId = new Map(departments.map((department) => [department.id, department]));
  const way: DepartmentEntry[] = [];
  let next = byId.get(id);
  while (next && !way.includes(next)) {
    way.unshift(next);
    next = next.parentId === null ? undefined : byId.get(next.parentId);
  }
  return way;
}

/** What a key does in a tree: another row gets the focus, or a department is opened or closed. */
type TreeMove = { focus: TreeRow } | { toggle: TreeRow };

/** Gives what the key does on the row, after the tree pattern of the ARIA authoring practices; null for other keys. */
export function moveInTree(key: string, row: TreeRow, rows: readonly TreeRow[]): TreeMove | null {
  const index = rows.indexOf(row);
  switch (key) {
    case 'ArrowDown':
      return focus(rows[index + 1]);
    case 'ArrowUp':
      return focus(rows[index - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows[rows.length - 1]);
    case 'ArrowRight':
      return row.isExpanded === false ? { toggle: row } : row.isExpanded ? focus(rows[index + 1]) : null;
    case 'ArrowLeft':
      return row.isExpanded ? { toggle: row } : focus(rows.find(({ id }) => id !== null && id === row.parentId));
    default:
      return null;
  }
}

function focus(row: TreeRow | undefined): TreeMove | null {
  return row ? { focus: row } : null;
}
