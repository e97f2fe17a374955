/**
 * The company's record of a person, as the oapi host spells it.
 *
 * Owns: which fields are there. What is not set, or not permitted, is absent: never null, never empty.
 * Does not: find people. Called by: the endpoints of the oapi host.
 */
import type { UserDetails } from '../dingtalk/wire.ts';
import type { Faults } from './faults.ts';
import { holdsField } from './permissions.ts';
import type { Person } from './person.ts';

type Fields = Record<string, unknown>;

/** Real tenants send orders beyond 2^53, so readers must not count on exact numbers. */
const LARGEST_ORDER = 176_300_000_000_000_000;

/** The result of `topapi/v2/user/get`, less the fields the app has no permission for. */
export function toUserDetails(person: Person, faults: Faults): UserDetails & Fields {
  return {
    ...toCommonFields(person, faults),
    leader_in_dept: person.departmentIds.map((id) => ({ dept_id: id, leader: person.leadsDepartmentIds.includes(id) })),
    ...(person.roles.length === 0
      ? {}
      : { role_list: person.roles.map(({ id, name, group }) => ({ id, name, group_name: group })) }),
    real_authed: person.isActive,
    senior: false,
  };
}

/** One person in the list of `topapi/v2/user/list`: no roles, and leading in this department only. */
export function toListedUser(person: Person, departmentId: number, faults: Faults): Fields {
  return {
    ...toCommonFields(person, faults),
    dept_order: orderIn(person, departmentId),
    leader: person.leadsDepartmentIds.includes(departmentId),
  };
}

function toCommonFields(person: Person, faults: Faults): UserDetails & Fields {
  const isOwnApp = !faults.isOn('third-party-app');
  return {
    userid: person.userId,
    unionid: person.account.unionId,
    name: person.name,
    ...present('avatar', person.avatarUrl),
    ...(holdsField(faults, 'fieldMobile') && person.mobile !== undefined
      ? { state_code: person.stateCode ?? '86', mobile: person.mobile }
      : {}),
    hide_mobile: person.hidesMobile,
    ...(isOwnApp ? present('telephone', person.telephone) : {}),
    job_number: person.jobNumber,
    ...present('title', person.title),
    ...(holdsField(faults, 'fieldEmail') ? toPersonalFields(person) : {}),
    ...(isOwnApp ? { hired_date: person.hiredAt } : {}),
    ...present('manager_userid', person.managerUserId),
    ...toDepartmentFields(person),
    active: person.isActive,
    admin: person.isAdmin,
    boss: person.isBoss,
    exclusive_account: person.isDedicatedAccount,
    ...(person.isDedicatedAccount ? { exclusive_account_type: 'dingtalk', login_id: `${person.userId}@qinghe` } : {}),
  };
}

function toPersonalFields(person: Person): Fields {
  return {
    ...present('email', person.email),
    ...present('org_email', person.orgEmail),
    ...(person.orgEmail === undefined ? {} : { org_email_type: 'base' }),
    ...present('work_place', person.workPlace),
    ...present('remark', person.remark),
    ...present('extension', toCustomFields(person)),
  };
}

/** DingTalk sends custom fields as JSON inside a string. Whoever was added a moment ago has none. */
function toCustomFields({ jobNumber }: Person): string | undefined {
  return jobNumber === '' ? undefined : JSON.stringify({ 工位: `3F-${jobNumber.slice(-3)}` });
}

function toDepartmentFields(person: Person): Fields {
  return {
    dept_id_list: person.departmentIds,
    dept_order_list: person.departmentIds.map((id) => ({ dept_id: id, order: orderIn(person, id) })),
  };
}

function orderIn(person: Person, departmentId: number): number {
  return LARGEST_ORDER - person.departmentIds.indexOf(departmentId) * 1024;
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value };
}
