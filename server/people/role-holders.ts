/** Who has which role in the company. Owns the SQL for `person_roles`; called by the replica and by runs. */
import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '../dingtalk/employee.ts';
import type { UserId } from '../person.ts';

export type RoleHolders = {
  of(userId: UserId): Role[];
  /** The names of all roles that anybody has. */
  listNames(): string[];
  put(userId: UserId, roles: readonly Role[]): void;
  /** Puts who has which role in the place of everything that was known. */
  replaceAll(holders: readonly { userId: UserId; role: Role }[]): void;
};

/** Opens the roles. */
export function openRoleHolders(db: DatabaseSync): RoleHolders {
  const find = db.prepare(
    'SELECT role_id AS id, name, group_name AS "group" FROM person_roles WHERE user_id = ? ORDER BY role_id',
  );
  const names = db.prepare('SELECT DISTINCT name FROM person_roles');
  const write = db.prepare(
    'INSERT INTO person_roles (user_id, role_id, name, group_name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const drop = db.prepare('DELETE FROM person_roles WHERE user_id = ?');
  const dropAll = db.prepare('DELETE FROM person_roles');
  const put = (userId: UserId, { id, name, group }: Role) => write.run(userId, id, name, group);
  return {
    of: (userId) => (find.all(userId) as Role[]).map(({ id, name, group }) => ({ id, name, group })),
    listNames: () => names.all().map(({ name }) => String(name)),
    put(userId, roles) {
      drop.run(userId);
      for (const role of roles) put(userId, role);
    },
    replaceAll(holders) {
      dropAll.run();
      for (const { userId, role } of holders) put(userId, role);
    },
  };
}
