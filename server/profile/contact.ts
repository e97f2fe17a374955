/**
 * My record in the company.
 *
 * Owns: how fresh it is, who my manager is, and the reason for every field that is absent.
 * Does not: read anybody else's record for its own sake.
 * Called by: `routes.ts`.
 */
import { LRUCache } from 'lru-cache';
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import { DINGTALK_DEADLINE_MS, withinDeadline } from '../dingtalk/deadline.ts';
import { isDisabled, isGone } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import { toChineseDay } from '../people/china-day.ts';
import { explainMissing, type FieldPermissions, FRESH_MS } from '../people/missing-fields.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import type { Person } from '../person.ts';
import type { Employees } from '../sessions/employees.ts';
import type { ContactField, ContactResponse } from './schema.ts';

export type ContactTools = {
  employees: Employees;
  replica: Replica;
  directory: CompanyDirectory;
  fieldPermissions: FieldPermissions;
  now: () => number;
};

/**
 * The person's record in the company.
 *
 * @throws {AppError} not_an_employee or employee_inactive when they are no longer who they were; dingtalk_…
 */
export type ReadContact = (person: Person) => Promise<ContactResponse>;

type Contact = ContactResponse['contact'];
type Missing = ContactResponse['missing'][number];
type Manager = { manager?: NonNullable<Contact['manager']>; missing: Missing[] };

const MOST_KEPT = 1_000;

/** Creates the reader. Somebody who loads the page again and again makes DingTalk asked once a minute. */
export function createReadContact(tools: ContactTools): ReadContact {
  const answers = new LRUCache<string, ContactResponse, Person>({
    max: MOST_KEPT,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: { now: tools.now },
    fetchMethod: async (_subject, _stale, { context, options }) => {
      const answer = await readContact(context, tools);
      const age = tools.now() - Date.parse(answer.fetchedAt);
      // The cache keeps what is as old as its limit, too.
      options.ttl = Math.max(1, FRESH_MS - age - 1);
      return answer;
    },
  });
  return (person) => {
    // A sign-in or a colleague's question may have read the record since.
    const readAt = tools.replica.findBySubject(person.subject)?.detailedAt ?? 0;
    if (readAt > Date.parse(answers.peek(person.subject)?.fetchedAt ?? '')) answers.delete(person.subject);
    return answers.forceFetch(person.subject, { context: person });
  };
}

async function readContact(person: Person, tools: ContactTools): Promise<ContactResponse> {
  const signal = AbortSignal.timeout(DINGTALK_DEADLINE_MS);
  const known = await readFresh(person, tools, signal);
  const { manager, missing: noManager } = await readManager(known, tools, signal);
  const missing = await explainMissing(known.record, tools.fieldPermissions, signal);
  return {
    contact: { ...toContact(known), departments: toDepartments(known, tools.replica), ...(manager && { manager }) },
    missing: [
      ...missing,
      ...noManager,
      ...(await explainDepartments(known, tools, signal)),
      ...(known.roles.length === 0 ? [absent('roles')] : []),
    ],
    fetchedAt: new Date(known.detailedAt ?? tools.now()).toISOString(),
  };
}

async function readFresh(person: Person, tools: ContactTools, signal: AbortSignal): Promise<StoredPerson> {
  const { replica, employees, now } = tools;
  const known = replica.findBySubject(person.subject);
  if (known !== null && isFresh(known, now())) return known;
  const { isActive } = await employees.read(person.unionId, signal);
  if (!isActive) throw new AppError('employee_inactive', 'the account of a signed-in person was deactivated');
  const read = replica.findBySubject(person.subject);
  if (read === null) throw new AppError('not_an_employee', 'the person has gone while their record was read');
  return read;
}

function isFresh({ detailedAt, record }: StoredPerson, now: number): boolean {
  return detailedAt !== null && now - detailedAt < FRESH_MS && record.isActive;
}

/** Why the name of a department is not known; nothing when DingTalk does not say, which is no reason. */
async function explainDepartments(
  { record }: StoredPerson,
  { replica, directory }: ContactTools,
  signal: AbortSignal,
): Promise<Missing[]> {
  const unnamed = record.departmentIds.find((id) => replica.departments.find(id) === null);
  if (unnamed === undefined) return [];
  try {
    await withinDeadline(directory.getDepartment(unnamed, signal), signal);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'dingtalk_permission_missing') {
      const [permission] = error.dingtalk?.permissions ?? [];
      return [{ field: 'departments', reason: 'permission_missing', ...(permission && { permission }) }];
    }
    const isRefused = error.code === 'not_an_employee' || error.code === 'dingtalk_refused';
    return isRefused ? [{ field: 'departments', reason: 'outside_visible_range' }] : [];
  }
}

async function readManager({ record }: StoredPerson, tools: ContactTools, signal: AbortSignal): Promise<Manager> {
  const { managerUserId } = record;
  if (managerUserId === undefined) return { missing: [absent('manager')] };
  const known = tools.replica.findByUserId(managerUserId);
  if (known !== null) return { manager: toManager(known.record), missing: [] };
  try {
    return { manager: toManager(await tools.employees.readByUserId(managerUserId, signal)), missing: [] };
  } catch (error) {
    // What DingTalk says of the manager is no refusal of whoever reports to them.
    if (isGone(error) || isDisabled(error)) return { missing: [absent('manager')] };
    if (!(error instanceof AppError) || error.code !== 'not_an_employee') throw error;
    return { missing: [{ field: 'manager', reason: 'outside_visible_range' }] };
  }
}

function toManager({ userId, name, title }: StoredPerson['record']): NonNullable<Contact['manager']> {
  return { userId, name, ...(title !== undefined && { title }) };
}

function toDepartments({ record, leadsDepartmentIds }: StoredPerson, { departments }: Replica): Contact['departments'] {
  return record.departmentIds.map((id) => {
    const path = departments.pathOf(id);
    return { id, name: path.at(-1) ?? String(id), path, isManager: leadsDepartmentIds.includes(id) };
  });
}

function toContact({ record, roles }: StoredPerson): Omit<Contact, 'departments' | 'manager'> {
  const { corpId: _, hidesMobile, isActive, managerUserId, departmentIds, hiredAt, ...shown } = record;
  return { ...shown, ...(hiredAt !== undefined && { hiredDate: toChineseDay(hiredAt) }), roles };
}

function absent(field: ContactField): Missing {
  return { field, reason: 'not_filled_in' };
}
