/**
 * What Foyer changes in the company, in our words: people, the managers of departments, external contacts.
 *
 * Owns: the calls that write, and the three questions that only whoever writes asks.
 * Does not: check what somebody typed, pace many calls, or repeat a call that writes.
 * Called by: `client.ts`, which hands it out. Every method throws {AppError} with a `dingtalk_…` code when DingTalk
 * refuses or fails. `dingtalk_unreachable` means that nobody knows whether it was done.
 */
import type { Static, TSchema } from 'typebox';
import { AppError } from '../errors.ts';
import type { UnionId, UserId } from '../person.ts';
import { addExternalContact, listExternalContacts, listLabelGroups } from './external-contact-calls.ts';
import type { Body } from './request.ts';
import { ABSENT, type Meaning } from './understand.ts';
import { toCreation, toManagers, toUpdate } from './writing-bodies.ts';
import { DepartmentManagers, Done, UserByMobile, UserCreated } from './writing-wire.ts';

/** What the company keeps about a person. The first department is the main one. */
export type PersonFields = {
  name: string;
  departmentIds: readonly number[];
  title?: string;
  jobNumber?: string;
  email?: string;
  orgEmail?: string;
  telephone?: string;
  workPlace?: string;
  remark?: string;
  /** In milliseconds. */
  hiredAt?: number;
  managerUserId?: UserId;
  hidesMobile?: boolean;
};

export type NewPerson = PersonFields & { mobile: string; userId?: string };

/** What is absent stays. `managerUserId: null` takes the manager away, through `force_update_fields`. */
export type PersonChanges = Partial<Omit<PersonFields, 'managerUserId'>> & { managerUserId?: UserId | null };

/** With DingTalk's request id. */
export type Written<T = object> = T & { requestId: string };

/** 40103 is `invited`, and no failure: the person joins when they accept. */
export type Added = Written<{ outcome: 'added'; userId: UserId; unionId: UnionId } | { outcome: 'invited' }>;

export type ExternalContact = {
  userId: string;
  name: string;
  mobile?: string;
  stateCode: string;
  labelIds: readonly number[];
  followerUserId: UserId;
  title?: string;
  companyName?: string;
  address?: string;
  remark?: string;
};

export type LabelGroup = { name: string; labels: readonly { id: number; name: string }[] };

export type NewExternalContact = Omit<ExternalContact, 'userId'> & {
  /** The company's own fields, by their names. */
  extension?: Readonly<Record<string, string>>;
};

export type CompanyWriting = {
  /** Null when nobody in the company has the number: 60121 and 40104. */
  findByMobile(mobile: string, signal: AbortSignal): Promise<UserId | null>;
  addPerson(person: NewPerson, signal: AbortSignal): Promise<Added>;
  changePerson(userId: UserId, changes: PersonChanges, signal: AbortSignal): Promise<Written>;
  removePerson(userId: UserId, signal: AbortSignal): Promise<Written>;
  /** Nobody at all goes through `force_update_fields`; an empty list is never sent. */
  setManagers(departmentId: number, userIds: readonly UserId[], signal: AbortSignal): Promise<Written>;
  listManagers(departmentId: number, signal: AbortSignal): Promise<UserId[]>;
  listLabelGroups(signal: AbortSignal): Promise<LabelGroup[]>;
  listExternalContacts(offset: number, signal: AbortSignal): Promise<{ items: ExternalContact[]; next?: number }>;
  addExternalContact(contact: NewExternalContact, signal: AbortSignal): Promise<Written<{ userId: string }>>;
};

/** A question with the app's own token, whose answer is read with everything beside `errcode`. */
export type WritingQuestion<T extends TSchema> = {
  path: string;
  body: Body;
  answer: T;
  permission: string;
  meanings?: readonly Meaning[];
  /** A call that writes is never repeated: the one before may have been done. */
  repeat: 'read' | 'never';
};
export type AskToWrite = <T extends TSchema>(question: WritingQuestion<T>, signal: AbortSignal) => Promise<Static<T>>;

const MANAGE = 'qyapi_manage_addresslist';
/** Opens the way to change one company. */
export function openCompanyWriting(askDingTalk: AskToWrite): CompanyWriting {
  const ask: AskToWrite = (question, signal) =>
    askDingTalk(question, signal).catch((error: unknown) => {
      throw isUnclear(question, error) ? toUnanswered(error) : toAboutOthers(error);
    });
  const act = (path: string, body: Body, signal: AbortSignal): Promise<Written> =>
    ask({ path, body, answer: Done, permission: MANAGE, repeat: 'never' }, signal).then(toWritten);
  return {
    findByMobile: (mobile, signal) => findByMobile(ask, mobile, signal),
    addPerson: (person, signal) => addPerson(ask, person, signal),
    changePerson: (userId, changes, signal) => act('/topapi/v2/user/update', toUpdate(userId, changes), signal),
    removePerson: (userId, signal) => act('/topapi/v2/user/delete', { userid: userId }, signal),
    setManagers: (departmentId, userIds, signal) =>
      act('/topapi/v2/department/update', { dept_id: departmentId, ...toManagers(userIds) }, signal),
    listManagers: (departmentId, signal) => listManagers(ask, departmentId, signal),
    listLabelGroups: (signal) => listLabelGroups(ask, signal),
    listExternalContacts: (offset, signal) => listExternalContacts(ask, offset, signal),
    addExternalContact: (contact, signal) => addExternalContact(ask, contact, signal),
  };
}

/** An answer that nobody can read is no refusal: what was asked for may have been done. */
function isUnclear({ repeat }: { repeat: 'read' | 'never' }, error: unknown): error is AppError {
  const isUnread = error instanceof AppError && error.code === 'dingtalk_refused' && error.dingtalk === undefined;
  return isUnread && repeat === 'never';
}

function toUnanswered({ message, details, cause }: AppError): AppError {
  return new AppError('dingtalk_unreachable', message, { details, cause });
}

/**
 * What DingTalk says of a colleague who is changed is no word about whoever changes them. With the code of a refused
 * sign-in, an administrator would be told that they are no employee.
 */
function toAboutOthers(error: unknown): unknown {
  const isAboutThem = error instanceof AppError && ['not_an_employee', 'employee_inactive'].includes(error.code);
  if (!isAboutThem) return error;
  const { message, details, dingtalk, cause } = error;
  return new AppError('dingtalk_refused', message, { details, ...(dingtalk && { dingtalk }), cause });
}

/** DingTalk tells nothing but this text, in the language of the region. A permission that is missing says more. */
const oldKindOfApp: Meaning = { says: /无权限调用|No permission to call(?! this)/i, means: 'no-permission-to-call' };

async function findByMobile(ask: AskToWrite, mobile: string, signal: AbortSignal): Promise<UserId | null> {
  const question = {
    path: '/topapi/v2/user/getbymobile',
    body: { mobile },
    answer: UserByMobile,
    permission: 'qyapi_get_member_by_mobile',
    meanings: [oldKindOfApp],
    repeat: 'read',
  } as const;
  try {
    return (await ask(question, signal)).result.userid as UserId;
  } catch (error) {
    if (isRefusedWith(error, ['60121', '40104'])) return null;
    throw error;
  }
}

const INVITED = '40103';

async function addPerson(ask: AskToWrite, person: NewPerson, signal: AbortSignal): Promise<Added> {
  const question = {
    path: '/topapi/v2/user/create',
    body: toCreation(person),
    answer: UserCreated,
    permission: MANAGE,
    // For this call alone, "busy" says that no more people may be added this week, or at all.
    meanings: [{ code: '-1', means: 'member-limit' }],
    repeat: 'never',
  } as const;
  try {
    const { result, request_id: requestId = ABSENT } = await ask(question, signal);
    const unionId = 'unionId' in result ? result.unionId : result.unionid;
    return { outcome: 'added', userId: result.userid as UserId, unionId: unionId as UnionId, requestId };
  } catch (error) {
    if (!isRefusedWith(error, [INVITED])) throw error;
    return { outcome: 'invited', requestId: error.dingtalk?.requestId ?? ABSENT };
  }
}

async function listManagers(ask: AskToWrite, departmentId: number, signal: AbortSignal): Promise<UserId[]> {
  const { result } = await ask(
    {
      path: '/topapi/v2/department/get',
      body: { dept_id: departmentId },
      answer: DepartmentManagers,
      permission: 'qyapi_get_department_list',
      repeat: 'read',
    },
    signal,
  );
  return (result.dept_manager_userid_list ?? []) as UserId[];
}

function toWritten({ request_id: requestId = ABSENT }: Done): Written {
  return { requestId };
}

function isRefusedWith(error: unknown, codes: readonly string[]): error is AppError {
  return error instanceof AppError && codes.includes(error.dingtalk?.code ?? '');
}
