/**
 * A person as whoever changes them sees them.
 *
 * Owns: the translation, with what would be lost if they were removed. Does not: read anything from DingTalk.
 * Called by: the acts and routes of this folder.
 */
import type { Employee } from '../dingtalk/employee.ts';
import { toChineseDay } from '../people/china-day.ts';
import type { Replica } from '../people/replica.ts';
import { toSubject } from '../person.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Actor } from '../audit/audit-log.ts';
import type { FindRemovalRefusal } from './removal-rules.ts';
import type { AdminPerson } from './schema.ts';

type Options = { replica: Replica; store: SessionStore; findRemovalRefusal: FindRemovalRefusal };
export type DescribePerson = (employee: Employee, actor: Actor) => Promise<AdminPerson>;

/** Creates the translation. */
export function createDescribePerson({ replica, store, findRemovalRefusal }: Options): DescribePerson {
  const toNamed = (id: number) => {
    const path = replica.departments.pathOf(id);
    return { id, name: path.at(-1) ?? String(id), path };
  };
  const toManager = (userId: string) => ({ userId, name: replica.findByUserId(userId)?.record.name ?? userId });
  return async (employee, actor) => {
    const { corpId, unionId, userId, name, departmentIds, hidesMobile, isActive, managerUserId } = employee;
    const sessions = await store.listBySubject(toSubject(corpId, unionId));
    const removalRefused = findRemovalRefusal(employee, actor);
    return {
      ...{ userId, name, departmentIds, hidesMobile, isActive },
      ...toTexts(employee),
      departments: departmentIds.map(toNamed),
      ...(managerUserId !== undefined && { manager: toManager(managerUserId) }),
      manages: employee.leadsDepartmentIds.map(toNamed),
      roles: employee.roles.map((role) => role.name),
      ...(employee.extension !== undefined && { extension: employee.extension }),
      sessions: sessions.length,
      ...(removalRefused !== null && { removalRefused }),
    };
  };
}

const texts = [
  'mobile',
  'stateCode',
  'title',
  'jobNumber',
  'email',
  'orgEmail',
  'telephone',
  'workPlace',
  'remark',
] as const;

function toTexts(employee: Employee) {
  const { hiredAt } = employee;
  return {
    ...Object.fromEntries(texts.flatMap((name) => (employee[name] === undefined ? [] : [[name, employee[name]]]))),
    ...(hiredAt !== undefined && { hiredDate: toChineseDay(hiredAt) }),
  };
}

/** What the audit log says of somebody: what can be changed, under the names of the endpoints. */
export function toNoted(employee: Employee): Record<string, unknown> {
  const { name, departmentIds, hidesMobile, managerUserId } = employee;
  return {
    name,
    departmentIds,
    hidesMobile,
    ...toTexts(employee),
    ...(managerUserId !== undefined && { managerUserId }),
  };
}
