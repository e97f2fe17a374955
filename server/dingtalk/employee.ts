/**
 * The company's own record of one of its people, in our words.
 *
 * Owns: the translation of a record. A field that DingTalk leaves out, sends empty or sends as something else is absent.
 * Does not: ask for records, or say why a field is absent.
 * Called by: `client.ts`, `company-directory.ts`.
 */
import type { CorpId, UnionId, UserId } from '../person.ts';
import type { ListedUser, UserDetails } from './wire.ts';

export type Role = { id: number; name: string; group: string };

/** What every record says, read on its own or in a list. */
export type EmployeeRecord = {
  corpId: CorpId;
  unionId: UnionId;
  userId: UserId;
  name: string;
  avatarUrl?: string;
  title?: string;
  jobNumber?: string;
  mobile?: string;
  stateCode?: string;
  /** The company keeps the number from colleagues. */
  hidesMobile: boolean;
  telephone?: string;
  email?: string;
  orgEmail?: string;
  workPlace?: string;
  /** In ms since the epoch: midnight in China of the day somebody joined. */
  hiredAt?: number;
  remark?: string;
  /** The company's own fields, by the names it gave them. */
  extension?: Record<string, string>;
  managerUserId?: UserId;
  departmentIds: number[];
  isAdmin: boolean;
  isBoss: boolean;
  /** False for somebody who was invited and has not joined yet, or whose account is disabled. */
  isActive: boolean;
};

/** A record read on its own. */
export type Employee = EmployeeRecord & { leadsDepartmentIds: number[]; roles: Role[] };

/** A record from the list of one department, which says of that department alone whether the person leads it. */
export type ListedEmployee = EmployeeRecord & { leads: boolean };

/** Translates a record that was read on its own. */
export function toEmployee(corpId: CorpId, details: UserDetails): Employee {
  return {
    ...toRecord(corpId, details),
    leadsDepartmentIds: itemsOf(details.leader_in_dept).flatMap(({ dept_id: id, leader }) =>
      leader === true && isDepartmentId(id) ? [id] : [],
    ),
    roles: itemsOf(details.role_list).flatMap(({ id, name, group_name: group }) =>
      typeof id === 'number' && typeof name === 'string' ? [{ id, name, group: textOf(group) ?? '' }] : [],
    ),
  };
}

/** Translates a record out of a department's list. */
export function toListedEmployee(corpId: CorpId, listed: ListedUser): ListedEmployee {
  return { ...toRecord(corpId, listed), leads: listed.leader ?? false };
}

function toRecord(corpId: CorpId, raw: UserDetails | ListedUser): EmployeeRecord {
  return {
    corpId,
    unionId: raw.unionid as UnionId,
    userId: raw.userid as UserId,
    name: raw.name,
    ...present('avatarUrl', textOf(raw.avatar)),
    ...present('title', textOf(raw.title)),
    ...present('jobNumber', textOf(raw.job_number)),
    ...present('mobile', textOf(raw.mobile)),
    ...present('stateCode', textOf(raw.state_code)),
    hidesMobile: raw.hide_mobile === true,
    ...present('telephone', textOf(raw.telephone)),
    ...present('email', textOf(raw.email)),
    ...present('orgEmail', textOf(raw.org_email)),
    ...present('workPlace', textOf(raw.work_place)),
    ...present('hiredAt', timeOf(raw.hired_date)),
    ...present('remark', textOf(raw.remark)),
    ...present('extension', extensionOf(raw.extension)),
    ...present('managerUserId', textOf(raw.manager_userid) as UserId | undefined),
    departmentIds: Array.isArray(raw.dept_id_list) ? raw.dept_id_list.filter(isDepartmentId) : [],
    isAdmin: raw.admin ?? false,
    isBoss: raw.boss ?? false,
    isActive: raw.active,
  };
}

function present<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const LAST_TIME = Date.UTC(9999, 0);

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value < LAST_TIME ? value : undefined;
}

function isDepartmentId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function itemsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** Custom fields come as JSON inside a string; values that are not text are shown as JSON writes them. */
function extensionOf(value: unknown): Record<string, string> | undefined {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const fields = Object.entries(parsed).flatMap(([name, content]) => {
    const text = typeof content === 'string' ? content : toJson(content);
    return text === undefined || text === '' || text === 'null' ? [] : [[name, text] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** What is nested too deeply to be written is not shown: one field must not make everybody unreadable. */
function toJson(content: unknown): string | undefined {
  try {
    return JSON.stringify(content);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
