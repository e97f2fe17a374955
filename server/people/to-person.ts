import type { EmployeeRecord } from '../dingtalk/employee.ts';
import { type Person, toSubject } from '../person.ts';
import type { Departments } from './departments.ts';

type Described = { record: EmployeeRecord; roles: readonly { name: string }[] };

/** A person as features see them, made of the company's record and the names of their departments. */
export function toPerson({ record, roles }: Described, departments: Departments): Person {
  const { corpId, unionId, userId, name, title, avatarUrl, isAdmin, departmentIds } = record;
  return {
    subject: toSubject(corpId, unionId),
    corpId,
    unionId,
    userId,
    name,
    ...(title !== undefined && { title }),
    ...(avatarUrl !== undefined && { avatarUrl }),
    isAdmin,
    departments: departmentIds.map((id) => ({ id, path: departments.pathOf(id) })),
    roles: roles.map((role) => role.name),
  };
}
