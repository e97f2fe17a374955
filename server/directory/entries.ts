/**
 * People and departments as colleagues see them.
 *
 * Owns: which fields of a record the company shows to everybody, and which it keeps; that no hidden department is named.
 * Does not: find anybody. Called by: the routes of this folder.
 */
import { DINGTALK_DEADLINE_MS } from '../dingtalk/deadline.ts';
import type { StoredDepartment } from '../people/departments.ts';
import { explainMissing, type FieldPermissions } from '../people/missing-fields.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import type { Sight } from '../people/sight.ts';
import type { CardMissing, DepartmentEntry, DepartmentPlace, PersonEntry, PersonResponse } from './schema.ts';

export type CardTools = { replica: Replica; fieldPermissions: FieldPermissions };

type CompanyRecord = StoredPerson['record'];

/** A department in the tree. */
export function toDepartmentEntry({ id, name, parentId, memberCount, hasChildren }: StoredDepartment): DepartmentEntry {
  return { id, name, parentId, memberCount, hasChildren };
}

/** A colleague in a list. */
export function toPersonEntry({ record }: StoredPerson, replica: Replica, sight: Sight): PersonEntry {
  const { userId, name, avatarUrl, title, departmentIds } = record;
  return {
    userId,
    name,
    ...(avatarUrl !== undefined && { avatarUrl }),
    ...(title !== undefined && { title }),
    departments: departmentIds.flatMap((id) => toPlace(id, replica, sight) ?? []),
  };
}

/** A colleague's card. What is nobody else's business (remarks, the day of joining, own fields of the company) is not on it. */
export async function toCard(
  { record, leadsDepartmentIds }: StoredPerson,
  { replica, fieldPermissions }: CardTools,
  sight: Sight,
): Promise<PersonResponse> {
  const { hidesMobile, managerUserId, isActive } = record;
  const manager = managerUserId === undefined ? null : findSeen(managerUserId, replica, sight);
  const departments = record.departmentIds.flatMap((id) => {
    const place = toPlace(id, replica, sight);
    return place === null ? [] : [{ ...place, isManager: leadsDepartmentIds.includes(id) }];
  });
  return {
    person: {
      ...pick(record, [...basics, ...shown]),
      ...(hidesMobile ? {} : pick(record, ['mobile', 'stateCode'])),
      departments,
      ...(manager && { manager: pick(manager.record, ['userId', 'name', 'title']) }),
      isActive,
    },
    missing: await explain(record, fieldPermissions),
    dingtalkUrl: toDingTalkUrl(record),
  };
}

const basics = ['userId', 'name', 'avatarUrl'] as const satisfies (keyof CompanyRecord)[];
const shown = [
  'title',
  'jobNumber',
  'telephone',
  'email',
  'orgEmail',
  'workPlace',
] as const satisfies (keyof CompanyRecord)[];

async function explain(record: CompanyRecord, fieldPermissions: FieldPermissions): Promise<CardMissing[]> {
  const signal = AbortSignal.timeout(DINGTALK_DEADLINE_MS);
  // Whether there is a hidden number at all is hidden as well.
  if (record.hidesMobile) {
    return [{ field: 'mobile', reason: 'hidden' }, ...(await explainMissing(record, fieldPermissions, signal, shown))];
  }
  return explainMissing(record, fieldPermissions, signal, ['mobile', ...shown]);
}

/** Some fields of a record, without those that are absent. */
function pick<Field extends keyof CompanyRecord>(
  record: CompanyRecord,
  fields: readonly Field[],
): Pick<CompanyRecord, Field> {
  const present = fields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]]));
  return Object.fromEntries(present) as Pick<CompanyRecord, Field>;
}

/** A colleague whom the viewer may see. */
export function findSeen(userId: string, replica: Replica, sight: Sight): StoredPerson | null {
  const person = replica.findByUserId(userId);
  return person !== null && sight.seesPersonIn(person.record.departmentIds) ? person : null;
}

/** A department that the app or the viewer may not see has no name here, and is left out. */
function toPlace(id: number, { departments }: Replica, sight: Sight): DepartmentPlace | null {
  if (!sight.sees(id)) return null;
  const path = departments.pathOf(id);
  const name = path.at(-1);
  return name === undefined ? null : { id, name, path };
}

/** The address under which the DingTalk client shows somebody's card, with the button that begins a chat. */
function toDingTalkUrl({ corpId, userId }: CompanyRecord): string {
  const query = new URLSearchParams({ corp_id: corpId, staff_id: userId });
  return `dingtalk://dingtalkclient/page/profile?${query}`;
}
