/**
 * What would happen with each row of a file: the dry run.
 *
 * Owns: whether a row adds somebody, changes them or does nothing, and what is wrong with it. Nothing is sent: the replica
 * answers.
 * Does not: keep a plan (`import-store.ts`) or carry it out (`runner.ts`).
 * Called by: `import-routes.ts`.
 */
import { maskMobile } from '../../audit/masks.ts';
import type { EmployeeRecord } from '../../dingtalk/employee.ts';
import { toChineseDay } from '../../people/china-day.ts';
import type { Replica } from '../../people/replica.ts';
import type { UserId } from '../../person.ts';
import { findFaultInChange, findFaultInNew } from '../field-checks.ts';
import { type InputFault, inputFault } from '../input-fault.ts';
import { type CompanyRegion, isSameMobile, readMobile, toComparable } from '../mobile.ts';
import type { ChangePersonBody, ImportRow, NewPersonBody, Reason } from '../schema.ts';
import type { HeldField } from '../../people/people-reads.ts';
import { createFindHolder, type FindHolder, heldFields } from '../taken-values.ts';
import { type Field, type ReadRow, readHeader, readRow, type TypedRow } from './columns.ts';
import { readTable } from './read-table.ts';

/** A row with what is to be sent for it. */
export type PlannedRow = ImportRow &
  (
    | { act: 'add'; body: NewPersonBody }
    | { act: 'change'; userId: string; body: ChangePersonBody }
    | { act: 'nothing' | 'fault' }
  );

type Company = { replica: Replica; region: CompanyRegion };
type Look = Company & { findHolder: FindHolder; seen: Set<string> };

/** More than this is no file that somebody looks through row by row. */
export const MOST_ROWS = 2_000;
/** Every row looks at every column. */
const MOST_COLUMNS = 100;

/**
 * Plans a file.
 *
 * @throws {AppError} invalid_request about `csv` when it is no such file at all
 */
export function planImport(csv: string, { replica, region }: Company): PlannedRow[] {
  const table = readTable(csv);
  const [header, ...rows] = table ?? [];
  const fields = readHeader(header?.cells ?? []);
  const reason = table === null ? 'not_a_table' : findFaultInTable(fields, rows.length);
  if (reason !== null) throw inputFault({ field: 'csv', reason });
  const findDepartment = createFindDepartment(replica);
  const look: Look = { replica, region, findHolder: createFindHolder(replica), seen: new Set() };
  return rows.map(({ line, cells }) => {
    const read = readRow(fields, cells, { findDepartment });
    return planRow(line, read, look);
  });
}

function findFaultInTable(fields: readonly (Field | null)[], rowCount: number): Reason | null {
  if (fields.length > MOST_COLUMNS) return 'too_many_columns';
  if (fields.length > 0 && fields.every((field) => field === null)) return 'unknown_columns';
  if (rowCount === 0) return 'no_rows';
  if (rowCount > MOST_ROWS) return 'too_many';
  return fields.includes('userId') || fields.includes('mobile') ? null : 'nobody_named';
}

/**
 * Departments by id, or by their names from the top down, as Foyer's own file has them. The beginning of the way may be left
 * out where the rest leads to one department alone.
 */
function createFindDepartment({ departments }: Replica): (place: string) => number | null {
  const byWay = new Map<string, number | 'several'>();
  for (const { id } of departments.listAll()) {
    const path = departments.pathOf(id);
    for (const start of path.keys()) {
      const way = path.slice(start).join('/');
      byWay.set(way, start > 0 && byWay.has(way) ? 'several' : id);
    }
  }
  return (place) => {
    const id = /^-?\d{1,15}$/.test(place) ? Number(place) : byWay.get(toPath(place));
    return typeof id === 'number' && departments.find(id) !== null ? id : null;
  };
}

/** A pattern for the blanks would look at each of them again and again. */
function toPath(place: string): string {
  const names = place.split('/').map((name) => name.trim());
  return names.join('/');
}

function planRow(line: number, read: ReadRow, look: Look): PlannedRow {
  const { typed } = read;
  const known = findKnown(typed, look);
  const shown = { line, name: typed.name ?? known?.name ?? '', ...(known && { userId: known.userId }) };
  const fault = 'fault' in read ? read.fault : findRepeated(typed, known, look);
  if (fault !== null) return { ...shown, act: 'fault', fault };
  return known === null ? planNew(shown, typed, look) : planChange(shown, known, { typed, look });
}

/** Somebody is who has the userId; without one, whoever has the number. */
function findKnown({ userId, mobile }: TypedRow, { replica, region, findHolder }: Look): EmployeeRecord | null {
  if (userId !== undefined) return replica.findByUserId(userId)?.record ?? null;
  const number = readMobile(mobile ?? '', region);
  const holder = 'mobile' in number ? findHolder('mobile', number.mobile) : null;
  return holder === null ? null : (replica.findByUserId(holder)?.record ?? null);
}

function findRepeated(
  { userId, mobile }: TypedRow,
  known: EmployeeRecord | null,
  { seen, region }: Look,
): InputFault | null {
  const number = readMobile(mobile ?? '', region);
  const keys: [Field, string][] = [];
  const id = known?.userId ?? userId;
  if (id !== undefined) keys.push(['userId', `person ${id}`]);
  if ('mobile' in number) keys.push(['mobile', `mobile ${toComparable(number.mobile)}`]);
  const repeated = keys.find(([, key]) => seen.has(key));
  for (const [, key] of keys) seen.add(key);
  return repeated === undefined ? null : { field: repeated[0], reason: 'repeated' };
}

type Shown = { line: number; name: string; userId?: string };

function planNew(shown: Shown, typed: TypedRow, look: Look): PlannedRow {
  const { name = '', mobile = '', departmentIds = [], ...others } = typed;
  const body: NewPersonBody = { ...others, name, mobile, departmentIds };
  const fault = findMistaken(typed) ?? findFaultInNew(body, look.region) ?? findFaultInCompany(typed, null, look);
  if (fault !== null) return { ...shown, act: 'fault', fault };
  const after = Object.entries({ ...typed, mobile: maskMobile(mobile) });
  const changes = Object.fromEntries(after.map(([field, value]) => [field, ['', toText(value)]] as const));
  return { ...shown, act: 'add', body, changes: changes as Record<string, [string, string]> };
}

/** A userId that nobody has, without a number: somebody was to be changed, and is not there. */
function findMistaken({ userId, mobile }: TypedRow): InputFault | null {
  return userId !== undefined && mobile === undefined ? { field: 'userId', reason: 'unknown_person' } : null;
}

type Change = { typed: TypedRow; look: Look };

function planChange(shown: Shown, known: EmployeeRecord, { typed, look }: Change): PlannedRow {
  const { userId: _, mobile, ...others } = typed;
  // Where the app may not read numbers, nobody can say that one is another.
  const isOtherMobile = mobile !== undefined && known.mobile !== undefined && !isKnownMobile(mobile, known, look);
  const before = toTyped(known);
  const changed = Object.entries(others).filter(([field, value]) => toText(before[field as Field]) !== toText(value));
  const body: ChangePersonBody = { ...Object.fromEntries(changed), ...(isOtherMobile && { mobile }) };
  const fault = findFaultInChange(body) ?? findFaultInCompany(body, known.userId, look);
  if (fault !== null) return { ...shown, act: 'fault', fault };
  if (changed.length === 0) return { ...shown, act: 'nothing' };
  const changes = changed.map(([field, value]) => [field, [toText(before[field as Field]), toText(value)]] as const);
  return {
    ...shown,
    act: 'change',
    userId: known.userId,
    body,
    changes: Object.fromEntries(changes) as unknown as Record<string, [string, string]>,
  };
}

function isKnownMobile(typed: string, known: EmployeeRecord, { region }: Look): boolean {
  const number = readMobile(typed, region);
  return 'mobile' in number && isSameMobile(number.mobile, known);
}

function toTyped(known: EmployeeRecord): TypedRow {
  const { hiredAt } = known;
  return { ...known, ...(hiredAt !== undefined && { hiredDate: toChineseDay(hiredAt) }) };
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join('; ') : String(value);
}

type Compared = Pick<ChangePersonBody, 'managerUserId' | 'mobile' | 'email' | 'telephone'>;

function findFaultInCompany(typed: Compared, of: UserId | null, look: Look): InputFault | null {
  const { managerUserId } = typed;
  if (managerUserId && look.replica.findByUserId(managerUserId) === null) {
    return { field: 'managerUserId', reason: 'unknown_person' };
  }
  const values = { ...typed, mobile: toNumber(typed.mobile, look.region) };
  for (const field of heldFields) {
    const reason = findFaultInValue(field, values[field], { of, look });
    if (reason !== null) return { field, reason };
  }
  return null;
}

type Whose = { of: UserId | null; look: Look };

function findFaultInValue(field: HeldField, value: string | undefined, { of, look }: Whose): Reason | null {
  if (value === undefined) return null;
  const holder = look.findHolder(field, value);
  if (holder !== null && holder !== of) return 'taken';
  // Numbers have been compared with those of earlier rows already.
  if (field !== 'mobile' && look.seen.has(`${field} ${value}`)) return 'repeated';
  look.seen.add(`${field} ${value}`);
  return null;
}

function toNumber(typed: string | undefined, region: CompanyRegion): string | undefined {
  const number = readMobile(typed ?? '', region);
  return 'mobile' in number ? number.mobile : undefined;
}
