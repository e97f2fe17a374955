/**
 * The company's record of a person, as the oapi host spells it.
 *
 * Owns: which fields are there. What is not set, or not permitted, is absent: never null, never empty.
 * Does not: find people. Called by: `oapi-endpoints.ts`.
 */
import type { UserDetails } from '../dingtalk/wire.ts';
import type { Faults } from './faults.ts';
import { isGranted } from './permissions.ts';
import type { Person } from './person.ts';

/** Real tenants send orders beyond 2^53, so readers must not count on exact numbers. */
const LARGEST_ORDER = 176_300_000_000_000_000;

/** The result of `topapi/v2/user/get`, less the fields the app has no permission for. */
export function toUserDetails(person: Person, faults: Faults): UserDetails & Record<string, unknown> {
  return {
    userid: person.userId,
    unionid: person.account.unionId,
    name: person.name,
    ...present('avatar', person.avatarUrl),
    ...(isGranted(faults, 'fieldMobile') && person.mobile !== undefined
      ? { state_code: '86', mobile: person.mobile }
      : {}),
    hide_mobile: false,
    ...present('telephone', person.telephone),
    job_number: person.jobNumber,
    title: person.title,
    ...(isGranted(faults, 'fieldEmail') ? toPersonalFields(person) : {}),
    hired_date: person.hiredAt,
    ...present('manager_userid', person.managerUserId),
    ...toDepartmentFields(person),
    ...(person.roles.length === 0
      ? {}
      : { role_list: person.roles.map(({ id, name, group }) => ({ id, name, group_name: group })) }),
    active: person.isActive,
    real_authed: person.isActive,
    senior: false,
    admin: person.isAdmin,
    boss: person.isBoss,
    exclusive_account: false,
  };
}

function toPersonalFields(person: Person): Record<string, unknown> {
  return {
    ...present('email', person.email),
    ...present('org_email', person.orgEmail),
    work_place: person.workPlace,
    // DingTalk sends custom fields as JSON inside a string.
    extension: JSON.stringify({ 工位: `3F-${person.jobNumber.slice(-3)}` }),
  };
}

function toDepartmentFields(person: Person): Record<string, unknown> {
  return {
    dept_id_list: person.departmentIds,
    dept_order_list: person.departmentIds.map((id, index) => ({ dept_id: id, order: LARGEST_ORDER - index * 1024 })),
    leader_in_dept: person.departmentIds.map((id) => ({ dept_id: id, leader: person.leadsDepartmentIds.includes(id) })),
  };
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
