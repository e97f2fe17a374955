/**
 * The userIds DingTalk lists for each department, whether the app may see the people or not.
 *
 * Owns: the SQL for `listed_user_ids`. Called by runs, and by administrators who want such a list.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '../person.ts';

export type ListedUserIds = {
  put(departmentId: number, userIds: readonly UserId[]): void;
  of(departmentId: number): UserId[];
  /** Forgets the lists of departments that are no more. */
  prune(): void;
  /** By department, those who are not among the people of the replica: the app may not see them. */
  unknown(): { departmentId: number; userIds: UserId[] }[];
};

type Row = { department_id: number; user_id: UserId };

/** Opens the lists. */
export function openListedUserIds(db: DatabaseSync): ListedUserIds {
  const drop = db.prepare('DELETE FROM listed_user_ids WHERE department_id = ?');
  const write = db.prepare('INSERT INTO listed_user_ids (department_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const find = db.prepare('SELECT user_id FROM listed_user_ids WHERE department_id = ? ORDER BY user_id');
  const findUnknown = db.prepare(
    `SELECT department_id, user_id FROM listed_user_ids
     WHERE department_id IN (SELECT id FROM departments) AND user_id NOT IN (SELECT user_id FROM people)
     ORDER BY department_id, user_id`,
  );
  const prune = db.prepare('DELETE FROM listed_user_ids WHERE department_id NOT IN (SELECT id FROM departments)');
  return {
    prune() {
      prune.run();
    },
    put(departmentId, userIds) {
      drop.run(departmentId);
      for (const userId of userIds) write.run(departmentId, userId);
    },
    of: (departmentId) => toUserIds(find.all(departmentId) as Row[]),
    unknown() {
      const byDepartment = Map.groupBy(findUnknown.all() as Row[], (row) => row.department_id);
      return [...byDepartment].map(([departmentId, rows]) => ({ departmentId, userIds: toUserIds(rows) }));
    },
  };
}

function toUserIds(rows: readonly Row[]): UserId[] {
  return rows.map((row) => row.user_id);
}
