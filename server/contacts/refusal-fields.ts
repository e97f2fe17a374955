/**
 * What a refusal of DingTalk's is about.
 *
 * Owns: the table from its codes to the field somebody typed, and to one word for what is wrong with it.
 * Does not: explain a code; the error catalogue does, beside the field.
 * Called by: the acts of this folder, on every refusal.
 */
import { AppError } from '../errors.ts';
import type { Reason } from './schema.ts';

export type Act = 'person' | 'managers' | 'external_contact';
type Found = { field?: string; reason: Reason };

/** Codes about people, wherever they come up. */
const aboutPeople: Readonly<Record<string, Found>> = {
  '60103': { field: 'mobile', reason: 'needs_country_code' },
  '60104': { field: 'mobile', reason: 'taken' },
  '60107': { field: 'mobile', reason: 'taken' },
  '40022': { field: 'mobile', reason: 'cannot_change' },
  '41054': { field: 'mobile', reason: 'cannot_change' },
  // Limits of this number and of this department, which say nothing about whoever comes next.
  '40019': { field: 'mobile', reason: 'refused' },
  '60102': { field: 'userId', reason: 'taken' },
  '60121': { field: 'userId', reason: 'unknown_person' },
  '60111': { field: 'userId', reason: 'unknown_person' },
  '46004': { field: 'userId', reason: 'unknown_person' },
  '33012': { field: 'userId', reason: 'unknown_person' },
  '50002': { field: 'userId', reason: 'out_of_range' },
  '40101': { field: 'email', reason: 'taken' },
  '60106': { field: 'email', reason: 'taken' },
  '60105': { field: 'email', reason: 'not_an_email' },
  '60112': { field: 'name', reason: 'refused' },
  '60119': { field: 'title', reason: 'refused' },
  '60122': { field: 'extension', reason: 'refused' },
  '60123': { field: 'jobNumber', reason: 'refused' },
  '50004': { field: 'departmentIds', reason: 'out_of_range' },
  '60003': { field: 'departmentIds', reason: 'unknown_department' },
  '40009': { field: 'departmentIds', reason: 'unknown_department' },
  '40023': { field: 'departmentIds', reason: 'refused' },
  '12150': { field: 'title', reason: 'managed_by_hr' },
  '60128': { field: 'managerUserId', reason: 'unknown_person' },
  '40100': { field: 'telephone', reason: 'taken' },
  '40020': { reason: 'limit_reached' },
  'member-limit': { reason: 'limit_reached' },
};

const aboutManagers: Readonly<Record<string, Found>> = {
  '50004': { field: 'id', reason: 'out_of_range' },
  '60003': { field: 'id', reason: 'unknown_department' },
  '40009': { field: 'id', reason: 'unknown_department' },
  '50002': { field: 'managers', reason: 'out_of_range' },
  // The root department cannot be changed.
  '60018': { field: 'id', reason: 'refused' },
  // "The department manager does not exist": each was looked for before, so it is somebody of another department.
  '60068': { field: 'managers', reason: 'not_a_member' },
  ...Object.fromEntries(
    ['60121', '60111', '33012', '40031'].map((code) => [
      code,
      { field: 'managers', reason: 'unknown_person' } as const,
    ]),
  ),
};

const aboutExternalContacts: Readonly<Record<string, Found>> = {
  // The country code is a field of its own here.
  '60103': { field: 'mobile', reason: 'not_a_mobile' },
  '22005': { field: 'mobile', reason: 'taken' },
  '60112': { field: 'name', reason: 'refused' },
  // DingTalk lists these without saying which value they are about.
  '60204': { reason: 'refused' },
  '60205': { reason: 'refused' },
  '60121': { field: 'followerUserId', reason: 'unknown_person' },
  '33012': { field: 'followerUserId', reason: 'unknown_person' },
  '50002': { field: 'followerUserId', reason: 'out_of_range' },
  'external-contact-required-field': { field: 'extension', reason: 'required' },
};

const tables = { person: aboutPeople, managers: aboutManagers, external_contact: aboutExternalContacts } as const;

/**
 * The same refusal with the field it is about, where DingTalk's code says so.
 *
 * @param typed the fields that were sent, for a code that may be about several
 */
export function withField(error: unknown, act: Act, typed: readonly string[] = []): unknown {
  if (!(error instanceof AppError)) return error;
  const { message, details, dingtalk } = error;
  const found = tables[act][dingtalk?.code ?? ''];
  // To an administrator this is an answer about somebody else, and no refusal of their own.
  const code = error.code === 'not_an_employee' ? 'not_found' : error.code;
  if (found === undefined && code === error.code) return error;
  const about = found === undefined ? error.about : { ...found, ...fieldAmong(found, dingtalk?.code, typed) };
  return new AppError(code, message, { details, about, ...(dingtalk && { dingtalk }), cause: error });
}

/** Smart HR keeps titles and departments alike; the one that was sent is the one it is about. */
function fieldAmong({ field }: Found, code: string | undefined, typed: readonly string[]): { field?: string } {
  if (code === '12150' && !typed.includes('title') && typed.includes('departmentIds'))
    return { field: 'departmentIds' };
  return field === undefined ? {} : { field };
}

/** "Busy" says no word about what was begun. When somebody is added it means a limit, under a name of its own. */
const busy: ReadonlySet<string> = new Set(['-1', 'system.busy', 'systemBusy']);

/**
 * Whether nobody can say if DingTalk has done what it was told: no usable answer came back, or one about DingTalk's own
 * trouble, such as its own limit of time (15). An answer that it calls a refusal otherwise is one.
 */
export function isUnknownOutcome(error: unknown): boolean {
  return !(error instanceof AppError) || error.code === 'dingtalk_unreachable' || busy.has(error.dingtalk?.code ?? '');
}
