/**
 * Everybody, as a file.
 *
 * Owns: the columns.
 * Does not: hold everybody in memory: people are read in parts while the file is sent.
 * Called by: `admin-routes.ts`.
 */
import { Readable } from 'node:stream';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { toCsv } from '../http/downloads.ts';
import { toChineseDay } from '../people/china-day.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';

const PEOPLE_A_PART = 200;

/** The columns of the file for spreadsheets, in order. */
const columns = [
  'userId',
  'unionId',
  'name',
  'title',
  'jobNumber',
  'departments',
  'manager',
  'mobile',
  'telephone',
  'email',
  'orgEmail',
  'workPlace',
  'hiredDate',
  'remark',
  'roles',
  'isActive',
] as const;

type Row = Record<(typeof columns)[number], string>;

/** Everybody, for spreadsheets. */
export function exportCsv(replica: Replica): Readable {
  return toCsv(columns, everybody(replica, toRow));
}

/** One JSON object a line, with every field of the record as the directory has it. */
export function exportNdjson(replica: Replica): Readable {
  return Readable.from(everybody(replica, (person) => `${JSON.stringify(toObject(person, replica))}\n`));
}

async function* everybody<T>(
  replica: Replica,
  convert: (person: StoredPerson, replica: Replica) => T,
): AsyncGenerator<T> {
  let last: StoredPerson | null = null;
  for (;;) {
    const part: StoredPerson[] = replica.listAfter(last, PEOPLE_A_PART);
    last = part.at(-1) ?? null;
    if (last === null) return;
    for (const person of part) yield convert(person, replica);
    await othersFirst();
  }
}

function toRow(person: StoredPerson, replica: Replica): Row {
  const { record, roles } = person;
  const manager = record.managerUserId === undefined ? null : replica.findByUserId(record.managerUserId);
  return {
    userId: record.userId,
    unionId: record.unionId,
    name: record.name,
    title: record.title ?? '',
    jobNumber: record.jobNumber ?? '',
    departments: record.departmentIds.map((id) => replica.departments.pathOf(id).join('/')).join('; '),
    manager: manager?.record.name ?? '',
    mobile: toNumber(record.stateCode, record.mobile),
    telephone: record.telephone ?? '',
    email: record.email ?? '',
    orgEmail: record.orgEmail ?? '',
    workPlace: record.workPlace ?? '',
    hiredDate: record.hiredAt === undefined ? '' : toChineseDay(record.hiredAt),
    remark: record.remark ?? '',
    roles: roles.map(({ name }) => name).join('; '),
    isActive: String(record.isActive),
  };
}

/** With a blank, so that a spreadsheet neither computes with a number nor rounds it. */
function toNumber(stateCode: string | undefined, mobile: string | undefined): string {
  if (mobile === undefined) return '';
  return stateCode === undefined ? mobile : `(${stateCode}) ${mobile}`;
}

function toObject({ record, roles, leadsDepartmentIds }: StoredPerson, { departments }: Replica) {
  const { corpId: _, departmentIds, hiredAt, hidesMobile, ...shown } = record;
  return {
    ...shown,
    hidesMobile,
    ...(hiredAt !== undefined && { hiredDate: toChineseDay(hiredAt) }),
    departments: departmentIds.map((id) => ({
      id,
      path: departments.pathOf(id),
      isManager: leadsDepartmentIds.includes(id),
    })),
    roles,
  };
}
