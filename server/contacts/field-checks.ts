/**
 * What is wrong with what somebody typed about a person, as far as it can be told without asking anybody.
 *
 * Owns: what is required, how long each field may be, and what a date and an address look like. The lengths are those of
 * DingTalk's pages about creating and updating a user.
 * Does not: know who or what there is in the company (`company-checks.ts`).
 * Called by: `people-acts.ts`, `add-person.ts`, and `plan.ts` for each row of a file.
 *
 * @see {@link https://open.dingtalk.com/document/orgapp/user-information-creation}
 */
import type { PersonChanges } from '../dingtalk/company-writing.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { readChineseDay } from '../people/china-day.ts';
import type { InputFault } from './input-fault.ts';
import { type CompanyRegion, readMobile } from './mobile.ts';
import type { ChangePersonBody, NewPersonBody, Reason } from './schema.ts';

const longest = {
  name: 80,
  userId: 64,
  managerUserId: 64,
  title: 200,
  jobNumber: 50,
  email: 50,
  orgEmail: 100,
  telephone: 50,
  workPlace: 100,
  remark: 2000,
} as const;

const MOST_DEPARTMENTS = 100;
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

type Typed = ChangePersonBody & { userId?: string };

/** The first thing that is wrong with a new person, or null. */
export function findFaultInNew(body: NewPersonBody, region: CompanyRegion): InputFault | null {
  // In the order of the form: whoever sent it empty begins at its top.
  return findFault(body, nameChecks) ?? findFaultInNumber(body, region) ?? findFault(body);
}

function findFaultInNumber({ mobile, userId }: NewPersonBody, region: CompanyRegion): InputFault | null {
  const number = readMobile(mobile, region);
  if ('reason' in number) return { field: 'mobile', reason: number.reason };
  return userId !== undefined && !isUserId(userId) ? { field: 'userId', reason: 'not_a_user_id' } : null;
}

/** It stands in addresses, where dots alone lead elsewhere, and between commas. */
function isUserId(text: string): boolean {
  return /^[\w.@-]+$/.test(text) && text !== '.' && text !== '..';
}

/** The first thing that is wrong with a change, or null. */
export function findFaultInChange(body: ChangePersonBody): InputFault | null {
  // No API changes a number; sent along, DingTalk would refuse everything else with it (40022).
  if (body.mobile !== undefined) return { field: 'mobile', reason: 'cannot_change' };
  return findFault(body);
}

/**
 * A joining date that is to go, or null. DingTalk clears only what `force_update_fields` names, and that knows the manager
 * alone. Of somebody who has none there is nothing to clear.
 */
export function findClearedDay({ hiredDate }: ChangePersonBody, before: Pick<Employee, 'hiredAt'>): InputFault | null {
  return hiredDate === '' && before.hiredAt !== undefined ? { field: 'hiredDate', reason: 'cannot_clear' } : null;
}

function findFault(typed: Typed, among = checks): InputFault | null {
  for (const [field, check] of among) {
    const reason = check(typed);
    if (reason !== null) return { field, reason };
  }
  return null;
}

type Check = readonly [field: string, (typed: Typed) => Reason | null];

const nameChecks: readonly Check[] = [['name', ({ name }) => (name?.trim() === '' ? 'required' : null)]];

const checks: readonly Check[] = [
  ...nameChecks,
  ['departmentIds', ({ departmentIds: ids }) => (ids === undefined ? null : findFaultInDepartments(ids))],
  ...Object.entries(longest).map(
    ([field, most]) => [field, (typed: Typed) => findTooLong(typed[field as keyof typeof longest], most)] as const,
  ),
  ['email', ({ email }) => findFaultInAddress(email)],
  ['orgEmail', ({ orgEmail }) => findFaultInAddress(orgEmail)],
  ['hiredDate', ({ hiredDate: day = '' }) => (day !== '' && readChineseDay(day) === null ? 'not_a_date' : null)],
];

function findFaultInDepartments(ids: readonly number[]): Reason | null {
  if (ids.length === 0) return 'required';
  return ids.length > MOST_DEPARTMENTS ? 'too_many' : null;
}

function findTooLong(value: string | null | undefined, most: number): Reason | null {
  return (value ?? '').length > most ? 'too_long' : null;
}

function findFaultInAddress(value = ''): Reason | null {
  return value !== '' && !address.test(value) ? 'not_an_email' : null;
}

/** What was typed, in the client's words. A field that is absent stays absent. */
export function toChanges(body: Omit<ChangePersonBody, 'mobile'>): PersonChanges {
  const { name, hiredDate, managerUserId, departmentIds, hidesMobile, ...texts } = body;
  const hiredAt = hiredDate === undefined ? null : readChineseDay(hiredDate);
  const trimmed = Object.entries({ name, ...texts }).flatMap(([field, value]) =>
    typeof value === 'string' && field in longest ? [[field, value.trim()] as const] : [],
  );
  return {
    ...Object.fromEntries(trimmed),
    ...(departmentIds !== undefined && { departmentIds: [...new Set(departmentIds)] }),
    ...(hidesMobile !== undefined && { hidesMobile }),
    ...(hiredAt !== null && { hiredAt }),
    ...(managerUserId !== undefined && {
      managerUserId: (managerUserId || null) as PersonChanges['managerUserId'] & {},
    }),
  };
}
