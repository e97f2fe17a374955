/**
 * The departments of the company, as they were last read.
 *
 * Owns: the SQL for `departments`, and what follows from the tree: paths, everything above, member counts. A department
 * is hidden from everybody but its own people until its details say otherwise.
 * Does not: know people beyond counting them; ask DingTalk; decide who sees what is hidden (`sight.ts`).
 * Called by: `replica.ts`, which hands it out.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Excepted, ListedDepartment } from '../dingtalk/company-directory.ts';
import type { Level } from './hidden-places.ts';
import { createReplicaVersion, type ReplicaVersion } from './replica-version.ts';

export type StoredDepartment = ListedDepartment & { memberCount: number; hasChildren: boolean };

/** A hidden department, and the hidden ones above it. */
export type HiddenDepartment = { id: number; exceptFor: Excepted; hiddenAbove: readonly number[] };

export type Departments = {
  /** Writes a department; `run` is the run that saw it, 0 for one read on its own. */
  put(department: ListedDepartment, place: { position: number; run: number }): void;
  /** Writes down who sees a department besides its own people; undefined when everybody does. */
  hide(id: number, exceptFor: Excepted | undefined): void;
  /** Shows a department of which nothing of that kind was ever written down; any other stays as it is. */
  showUnread(id: number): void;
  listHidden(): HiddenDepartment[];
  find(id: number): StoredDepartment | null;
  isSeenIn(id: number, run: number): boolean;
  /** Those directly below one, in the company's order. */
  listBelow(parentId: number): StoredDepartment[];
  /** All of them, parents before their children. */
  listAll(): StoredDepartment[];
  /** The names from the top down to this department; empty when it is not known. */
  pathOf(id: number): string[];
  /** This department and everything above it, nearest first; empty when it is not known. */
  withAbove(id: number): readonly number[];
  /** The same, with what is hidden on the way. */
  wayUp(id: number): Level[];
  /** Removes what a complete run did not see. */
  keepOnlySeenIn(run: number): void;
  /** Counts everybody anew, sub-departments included. */
  recount(): void;
  count(): number;
  /** Departments that people belong to, and that the app may not see. */
  listUnknown(): number[];
};

type HiddenRow = { id: number; except_for: string; above: string };
type ChainRow = { id: number; name: string; is_hidden: number };
type Row = { id: number; name: string; parent_id: number | null; member_count: number; has_children: number };

type ExceptFor = Excepted & { isUnread?: true };

/** What stands in the place of a department's details until they are read. */
const UNREAD = JSON.stringify({ departmentIds: [], userIds: [], isUnread: true } satisfies ExceptFor);

/** Deeper than any company; a circle in what DingTalk says ends here. */
const MOST_LEVELS = 50;

/** Opens the departments. */
export function openDepartments(db: DatabaseSync, version = createReplicaVersion()): Departments {
  const sql = prepare(db);
  const chainOf = (id: number) => sql.chain.all(id, MOST_LEVELS) as ChainRow[];
  return {
    put({ id, name, parentId }, { position, run }) {
      if (sql.same.get(id, name, parentId) === undefined) version.bump();
      sql.put.run(id, name, parentId, position, UNREAD, run);
    },
    hide(id, exceptFor) {
      sql.hide.run(exceptFor === undefined ? null : JSON.stringify(exceptFor), id);
    },
    showUnread(id) {
      sql.show.run(id, UNREAD);
    },
    listHidden: () =>
      (sql.hidden.all(MOST_LEVELS) as HiddenRow[]).map(({ id, except_for: exceptFor, above }) => ({
        id,
        exceptFor: toExcepted(JSON.parse(exceptFor) as ExceptFor),
        hiddenAbove: (JSON.parse(above) as number[]).filter((one) => one !== id),
      })),
    find(id) {
      const row = sql.find.get(id) as Row | undefined;
      return row === undefined ? null : fromRow(row);
    },
    isSeenIn: (id, run) => sql.seen.get(id, run) !== undefined,
    listBelow: (parentId) => (sql.below.all(parentId) as Row[]).map(fromRow),
    listAll: () => (sql.all.all(MOST_LEVELS) as Row[]).map(fromRow),
    pathOf: (id) =>
      chainOf(id)
        .map(({ name }) => name)
        .reverse(),
    withAbove: createWays(version, (id) => chainOf(id).map((department) => department.id)),
    wayUp: (id) => chainOf(id).map((department) => ({ id: department.id, isHidden: department.is_hidden === 1 })),
    keepOnlySeenIn(run) {
      if (sql.forget.run(run).changes > 0) version.bump();
    },
    recount() {
      sql.recount.run(MOST_LEVELS);
    },
    count: () => Number(sql.count.get()?.count ?? 0),
    listUnknown: () => sql.unknown.all().map(({ department_id: id }) => Number(id)),
  };
}

/** Keeps the way up from each department until anything changes: rules ask for it again and again. */
function createWays(version: ReplicaVersion, read: (id: number) => readonly number[]): Departments['withAbove'] {
  const ways = new Map<number, readonly number[]>();
  let readAt = version.current();
  return (id) => {
    if (version.current() !== readAt) ways.clear();
    readAt = version.current();
    const way = ways.get(id) ?? read(id);
    ways.set(id, way);
    return way;
  };
}

const COLUMNS = `id, name, parent_id, member_count,
  EXISTS (SELECT 1 FROM departments AS child WHERE child.parent_id = departments.id) AS has_children`;

function prepare(db: DatabaseSync) {
  return {
    put: db.prepare(
      `INSERT INTO departments (id, name, parent_id, position, member_count, hidden_except_for, seen_in)
       VALUES (?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id,
         position = excluded.position, seen_in = max(seen_in, excluded.seen_in)`,
    ),
    same: db.prepare('SELECT 1 FROM departments WHERE id = ? AND name = ? AND parent_id IS ?'),
    hide: db.prepare('UPDATE departments SET hidden_except_for = ? WHERE id = ?'),
    show: db.prepare('UPDATE departments SET hidden_except_for = NULL WHERE id = ? AND hidden_except_for = ?'),
    hidden: db.prepare(
      `WITH RECURSIVE above (department, node, level) AS (
         SELECT id, id, 0 FROM departments WHERE hidden_except_for IS NOT NULL
         UNION SELECT department, parent_id, level + 1 FROM above JOIN departments ON id = node
         WHERE parent_id IS NOT NULL AND level < ?
       )
       SELECT hidden.id, hidden.hidden_except_for AS except_for, json_group_array(DISTINCT node) AS above
       FROM above JOIN departments AS other ON other.id = node AND other.hidden_except_for IS NOT NULL
       JOIN departments AS hidden ON hidden.id = department
       GROUP BY hidden.id ORDER BY hidden.id`,
    ),
    find: db.prepare(`SELECT ${COLUMNS} FROM departments WHERE id = ?`),
    seen: db.prepare('SELECT 1 FROM departments WHERE id = ? AND seen_in = ?'),
    below: db.prepare(`SELECT ${COLUMNS} FROM departments WHERE parent_id = ? ORDER BY position, id`),
    all: db.prepare(
      `WITH RECURSIVE tree (node, level) AS (
         SELECT id, 0 FROM departments WHERE parent_id IS NULL OR parent_id NOT IN (SELECT id FROM departments)
         UNION SELECT id, level + 1 FROM departments JOIN tree ON parent_id = node WHERE level < ?
       )
       SELECT ${COLUMNS} FROM departments JOIN (SELECT node, min(level) AS level FROM tree GROUP BY node) ON node = id
       ORDER BY level, position, id`,
    ),
    chain: db.prepare(
      `WITH RECURSIVE chain (node, level) AS (
         SELECT ?, 0 UNION SELECT parent_id, level + 1 FROM departments JOIN chain ON id = node
         WHERE parent_id IS NOT NULL AND level < ?
       )
       SELECT id, name, hidden_except_for IS NOT NULL AS is_hidden
       FROM departments JOIN (SELECT node, min(level) AS level FROM chain GROUP BY node) ON node = id
       ORDER BY level`,
    ),
    forget: db.prepare('DELETE FROM departments WHERE seen_in < ?'),
    recount: db.prepare(
      `WITH RECURSIVE above (department, top, level) AS (
         SELECT id, id, 0 FROM departments
         UNION SELECT department, parent_id, level + 1 FROM above JOIN departments ON id = top
         WHERE parent_id IS NOT NULL AND level < ?
       ),
       counts AS (
         SELECT top, count(DISTINCT person_id) AS members
         FROM (SELECT DISTINCT department, top FROM above) JOIN memberships ON department_id = department GROUP BY top
       )
       UPDATE departments SET member_count = coalesce((SELECT members FROM counts WHERE top = departments.id), 0)`,
    ),
    count: db.prepare('SELECT count(*) AS count FROM departments'),
    unknown: db.prepare(
      `SELECT DISTINCT department_id FROM memberships WHERE department_id NOT IN (SELECT id FROM departments)
       ORDER BY department_id`,
    ),
  };
}

function fromRow(row: Row): StoredDepartment {
  const { id, name, parent_id: parentId, member_count: memberCount, has_children: hasChildren } = row;
  return { id, name, parentId, memberCount, hasChildren: hasChildren === 1 };
}

function toExcepted({ departmentIds, userIds }: ExceptFor): Excepted {
  return { departmentIds, userIds };
}
