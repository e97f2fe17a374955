/**
 * Why a field of the company's record is absent: DingTalk leaves out without a word what the app may not read.
 *
 * Owns: which field needs which permission, which ones the app may read, and telling "nobody filled it in" from "the app
 * may not see it".
 * Does not: ask for a record; whoever calls has it. Called by: `profile/` for one's own record, `directory/` for a
 * colleague's card.
 *
 * @see {@link https://open.dingtalk.com/document/development/common-errors}
 */
import type { AppKind } from '../dingtalk/app.ts';
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import { DINGTALK_DEADLINE_MS, withinDeadline } from '../dingtalk/deadline.ts';
import type { EmployeeRecord } from '../dingtalk/employee.ts';

/** The fields of a record that may be absent, by the names that leave the server. */
export type RecordField =
  | 'avatarUrl'
  | 'title'
  | 'jobNumber'
  | 'mobile'
  | 'stateCode'
  | 'telephone'
  | 'email'
  | 'orgEmail'
  | 'workPlace'
  | 'hiredDate'
  | 'remark'
  | 'extension';

/** Why something is absent; `permission` is the one that the app lacks, as DingTalk calls it. */
export type Missing<Field extends string> = {
  field: Field;
  reason: 'not_filled_in' | 'permission_missing' | 'outside_visible_range' | 'not_offered';
  permission?: string;
};

export type FieldPermissions = {
  /** Whether DingTalk gives the field to this kind of app at all. */
  isOffered(field: RecordField): boolean;
  /** Whether the app holds the permission for a group of fields. */
  isGranted(permission: FieldPermission, signal: AbortSignal): Promise<boolean>;
};

export type FieldPermission = keyof typeof fieldsOf;
type PermissionsOptions = {
  appKind: AppKind;
  /** The names of the fields that the app may read, in one of DingTalk's spellings. */
  readFields: (signal: AbortSignal) => Promise<readonly string[]>;
};

/** The fields behind each field permission, as the developer console groups them. */
export const fieldsOf = {
  fieldMobile: ['mobile', 'stateCode'],
  fieldEmail: ['email', 'orgEmail', 'workPlace', 'remark', 'extension'],
} as const satisfies Record<string, readonly RecordField[]>;

const allFields: readonly RecordField[] = [
  'avatarUrl',
  'title',
  'jobNumber',
  'mobile',
  'stateCode',
  'telephone',
  'email',
  'orgEmail',
  'workPlace',
  'hiredDate',
  'remark',
  'extension',
];

/** What every kind of app is given; the rest is for apps that the company made itself. */
const forEverybody: ReadonlySet<RecordField> = new Set(['avatarUrl', 'title', 'jobNumber']);

/** Creates the knowledge of the app's field permissions. */
export function createFieldPermissions({ appKind, readFields }: PermissionsOptions): FieldPermissions {
  return {
    isOffered: (field) => appKind === 'internal' || forEverybody.has(field),
    isGranted: async (permission, signal) => listsFieldOf(permission, await readFields(signal)),
  };
}

type ReadOptions = {
  directory: CompanyDirectory;
  /** What is known without asking, for when DingTalk cannot be asked or does not say. */
  known: () => readonly string[];
  now: () => number;
};

/** What is older than this, a record or the fields that the app may read, is asked for again when somebody looks. */
export const FRESH_MS = 60_000;

/** Creates the way to ask DingTalk which fields the app may read, once a minute at most, however many want to know. */
export function createReadFields({ directory, known, now }: ReadOptions): PermissionsOptions['readFields'] {
  let asked: { at: number; fields: Promise<readonly string[]> } | null = null;
  const ask = () => {
    // Its own time limit: the first to ask may give up while the others go on waiting.
    const range = directory.getVisibleRange(AbortSignal.timeout(DINGTALK_DEADLINE_MS));
    const question = { at: now(), fields: range.then(({ fields }) => fields) };
    question.fields.catch(() => {
      if (asked === question) asked = null;
    });
    asked = question;
    return question.fields;
  };
  return async (signal) => {
    const fields = asked !== null && now() - asked.at < FRESH_MS ? asked.fields : ask();
    const told = await withinDeadline(fields, signal).catch(() => []);
    return told.length > 0 ? told : known();
  };
}

/** Whether a list of readable fields has one of those behind a permission. */
export function listsFieldOf(permission: FieldPermission, readable: readonly string[]): boolean {
  const plain = readable.map(toPlainName);
  return fieldsOf[permission].some((field) => plain.includes(toPlainName(field)));
}

/** DingTalk spells one field in several ways: `org_email`, `orgEmail`. */
function toPlainName(field: string): string {
  return field.replaceAll('_', '').toLowerCase();
}

/** Every absent field of a record, with its reason; all fields unless told which. */
export async function explainMissing<Field extends RecordField = RecordField>(
  record: EmployeeRecord,
  permissions: FieldPermissions,
  signal: AbortSignal,
  fields = allFields as readonly Field[],
): Promise<Missing<Field>[]> {
  const isThere = (field: RecordField) => record[field === 'hiredDate' ? 'hiredAt' : field] !== undefined;
  const missing: Missing<Field>[] = [];
  for (const field of fields.filter((candidate) => !isThere(candidate))) {
    missing.push(await explain(field, isThere, permissions, signal));
  }
  return missing;
}

async function explain<Field extends RecordField>(
  field: Field,
  isThere: (field: RecordField) => boolean,
  permissions: FieldPermissions,
  signal: AbortSignal,
): Promise<Missing<Field>> {
  if (!permissions.isOffered(field)) return { field, reason: 'not_offered' };
  const permission = permissionFor(field);
  if (permission === null) return { field, reason: 'not_filled_in' };
  // Another field of the same group is there, so the app may read the group.
  const isGranted = fieldsOf[permission].some(isThere) || (await permissions.isGranted(permission, signal));
  return isGranted ? { field, reason: 'not_filled_in' } : { field, reason: 'permission_missing', permission };
}

function permissionFor(field: RecordField): FieldPermission | null {
  const permissions = Object.keys(fieldsOf) as FieldPermission[];
  return permissions.find((permission) => (fieldsOf[permission] as readonly string[]).includes(field)) ?? null;
}
