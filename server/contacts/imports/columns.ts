/**
 * The columns of a file with people.
 *
 * Owns: the names they may have, in both languages and as Foyer's own export writes them, and how a cell becomes a value.
 * An empty cell says nothing: what is there stays.
 * Does not: check a value (`field-checks.ts`). Called by: `plan.ts`.
 */
import type { ChangePersonBody, Reason } from '../schema.ts';

/** A row as it was typed. */
export type TypedRow = Omit<ChangePersonBody, 'managerUserId' | 'departmentIdsBefore'> & {
  userId?: string;
  managerUserId?: string;
};
export type Field = keyof TypedRow;
type Places = { findDepartment: (place: string) => number | null };

/** The longest value that any field takes. What is longer is looked at no further. */
const LONGEST_CELL = 2_000;

const names: Readonly<Record<Field, readonly string[]>> = {
  userId: ['userid', '用户id', '员工userid'],
  name: ['name', '姓名'],
  mobile: ['mobile', '手机', '手机号', '手机号码'],
  departmentIds: ['departmentids', 'departments', 'department', '部门', '部门id'],
  title: ['title', '职位'],
  jobNumber: ['jobnumber', '工号'],
  managerUserId: ['manageruserid', '直属主管', '主管userid'],
  email: ['email', '邮箱'],
  orgEmail: ['orgemail', '企业邮箱'],
  telephone: ['telephone', '分机号', '座机'],
  workPlace: ['workplace', '办公地点'],
  remark: ['remark', '备注'],
  hiredDate: ['hireddate', '入职日期', '入职时间'],
  hidesMobile: ['hidesmobile', '隐藏手机号', '号码隐藏'],
};

const fieldByName = new Map(
  Object.entries(names).flatMap(([field, known]) => known.map((name) => [name, field as Field] as const)),
);

/** The field of each column; null for a column that is not for us. */
export function readHeader(cells: readonly string[]): (Field | null)[] {
  return cells.map(
    (cell) =>
      fieldByName.get(
        cell
          .trim()
          .toLowerCase()
          .replace(/[\s_-]/g, ''),
      ) ?? null,
  );
}

export type ReadRow = { typed: TypedRow } | { typed: TypedRow; fault: { field: Field; reason: Reason } };

/** What a row says. */
export function readRow(fields: readonly (Field | null)[], cells: readonly string[], places: Places): ReadRow {
  const typed: Record<string, unknown> = {};
  let fault: { field: Field; reason: Reason } | null = null;
  for (const [index, field] of fields.entries()) {
    const cell = withoutGuard(cells[index] ?? '').trim();
    if (field === null || cell === '') continue;
    if (cell.length > LONGEST_CELL) {
      fault ??= { field, reason: 'too_long' };
      continue;
    }
    const value = readCellOf(field, cell, places);
    if (value === null) fault ??= { field, reason: faultOf(field) };
    else typed[field] = value;
  }
  return fault === null ? { typed } : { typed, fault };
}

/** Foyer's own files have an apostrophe before what a spreadsheet would take for a formula. */
function withoutGuard(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function faultOf(field: Field): Reason {
  return field === 'departmentIds' ? 'unknown_department' : 'not_a_boolean';
}

function readCellOf(field: Field, cell: string, { findDepartment }: Places): unknown {
  if (field === 'hidesMobile') return readBoolean(cell);
  if (field !== 'departmentIds') return cell;
  const ids = cell.split(/[;；|]/).flatMap((place) => (place.trim() === '' ? [] : [findDepartment(place.trim())]));
  return ids.length === 0 || ids.includes(null) ? null : ids;
}

function readBoolean(cell: string): boolean | null {
  if (/^(true|yes|1|是)$/i.test(cell)) return true;
  return /^(false|no|0|否)$/i.test(cell) ? false : null;
}
