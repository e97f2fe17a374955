/**
 * The company's departments and people, as far as the app may see them, in our words.
 *
 * Owns: the questions that list things. They are asked at DingTalk's pace, and again after a moment when DingTalk is
 * busy; nobody waits for them at a screen.
 * Does not: walk from one answer to the next (`directory/` does), or keep anything.
 * Called by: `client.ts`, which hands it out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { conforms } from '../conforms.ts';
import { AppError } from '../errors.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { DINGTALK_DEADLINE_MS } from './deadline.ts';
import { type Employee, type ListedEmployee, type Role, toEmployee, toListedEmployee } from './employee.ts';
import type { Pacing } from './pacing.ts';
import {
  AuthScopes,
  DepartmentDetails,
  ListedUser,
  RoleGroups,
  RoleMembers,
  SubDepartments,
  UserByUnionId,
  UserCount,
  UserDetails,
  UserIdList,
  UserPage,
} from './wire.ts';

/**
 * A department; `parentId` is null for the company itself. A list does not tell whom a department is hidden from: only
 * details do, where `hiddenExceptFor` is absent when everybody sees it.
 */
export type ListedDepartment = { id: number; name: string; parentId: number | null };
export type Department = ListedDepartment & { hiddenExceptFor?: Excepted };

/** Who sees a hidden department besides the people in it: whole departments, and single people. */
export type Excepted = { departmentIds: readonly number[]; userIds: readonly string[] };

/** What the app may see: whole departments, single people, and names of the fields it may read. */
export type VisibleRange = { departmentIds: number[]; userIds: UserId[]; fields: string[] };

/** The id of the company itself. */
export const ROOT_DEPARTMENT = 1;

/** So many are asked about on the way up, which is deeper than any company; a circle in what DingTalk says ends here. */
export const MOST_LEVELS_UP = 20;

/** A page of a list; `next` is where the following page begins, absent on the last one. */
export type Page<T> = { items: T[]; next?: number };

export type CompanyDirectory = {
  getVisibleRange(signal: AbortSignal): Promise<VisibleRange>;
  getDepartment(id: number, signal: AbortSignal): Promise<Department>;
  /** The departments directly below one. */
  listDepartments(parentId: number, signal: AbortSignal): Promise<ListedDepartment[]>;
  /** The people directly in a department whom the app may see, a hundred at a time; the first page begins at 0. */
  listPeople(departmentId: number, start: number, signal: AbortSignal): Promise<Page<ListedEmployee>>;
  /** The userIds of everybody directly in a department, seen or not. */
  listUserIds(departmentId: number, signal: AbortSignal): Promise<UserId[]>;
  /** How many people the company has, those who have not joined yet included. */
  countPeople(signal: AbortSignal): Promise<number>;
  listRoles(start: number, signal: AbortSignal): Promise<Page<Role>>;
  listRoleMembers(roleId: number, start: number, signal: AbortSignal): Promise<Page<UserId>>;
  getEmployee(userId: UserId, signal: AbortSignal): Promise<Employee>;
  /** @throws {AppError} not_an_employee as `DingTalkClient.getEmployee` does */
  getEmployeeByUnionId(unionId: UnionId, signal: AbortSignal): Promise<Employee>;
};

/** A question about the company with the app's own token. */
export type CompanyQuestion<T extends TSchema> = {
  path: string;
  body?: Record<string, string | number | boolean>;
  answer: T;
  permission: string;
};
export type AskCompany = <T extends TSchema>(question: CompanyQuestion<T>, signal: AbortSignal) => Promise<Static<T>>;

type DirectoryOptions = { ask: AskCompany; corpId: CorpId; pacing: Pacing; waitsMs?: readonly number[] };

/** DingTalk's advice for a busy moment. */
const WAITS_MS = [1_000, 2_000, 4_000];
const PEOPLE_A_PAGE = 100;
const ROLES_A_PAGE = 200;
const SEE_DEPARTMENTS = 'qyapi_get_department_list';
const SEE_MEMBERS = 'qyapi_get_department_member';
const SEE_PEOPLE = 'qyapi_get_member';

/** Opens the directory of one company. Every method throws {AppError} with a `dingtalk_…` code when DingTalk fails. */
export function openCompanyDirectory({ ask, corpId, pacing, waitsMs = WAITS_MS }: DirectoryOptions): CompanyDirectory {
  const paced = <T extends TSchema>(question: CompanyQuestion<T>, signal: AbortSignal): Promise<Static<T>> =>
    patiently(waitsMs, signal, () =>
      pacing(question.path, () => {
        if (signal.aborted) throw new AppError('dingtalk_unreachable', 'nobody waits for the answer any more');
        return ask(question, AbortSignal.any([signal, AbortSignal.timeout(DINGTALK_DEADLINE_MS)]));
      }),
    );
  return {
    async getVisibleRange(signal) {
      const range = await paced({ path: '/auth/scopes', answer: AuthScopes, permission: 'qyapi_base' }, signal);
      const { authed_dept: departmentIds = [], authed_user: userIds = [] } = range.auth_org_scopes;
      return { departmentIds, userIds: userIds as UserId[], fields: range.auth_user_field ?? [] };
    },
    getDepartment: async (id, signal) => toDepartment(await paced(questions.department(id), signal)),
    listDepartments: async (parentId, signal) =>
      // Below the one that was asked about, whatever an answer says: so a tree stays one.
      (await paced(questions.departments(parentId), signal))
        // A number that JSON cannot carry whole is another department's, or nobody's.
        .filter(({ dept_id: id }) => Number.isSafeInteger(id))
        .map(({ dept_id: id, name }) => ({ id, name, parentId })),
    async listPeople(departmentId, start, signal) {
      const page = await paced(questions.people(departmentId, start), signal);
      return toPage(
        page.list.filter((item) => conforms(ListedUser, item)).map((listed) => toListedEmployee(corpId, listed)),
        page.has_more ? page.next_cursor : undefined,
      );
    },
    listUserIds: async (departmentId, signal) =>
      (await paced(questions.userIds(departmentId), signal)).userid_list as UserId[],
    countPeople: async (signal) => (await paced(questions.count, signal)).count,
    async listRoles(start, signal) {
      const { list, hasMore } = await paced(questions.roles(start), signal);
      const roles = list.flatMap(({ name: group = '', roles: inGroup = [] }) =>
        inGroup.filter(({ id }) => Number.isSafeInteger(id)).map(({ id, name }) => ({ id, name, group })),
      );
      return toPage(roles, hasMore ? start + ROLES_A_PAGE : undefined);
    },
    async listRoleMembers(roleId, start, signal) {
      const { list = [], hasMore, nextCursor } = await paced(questions.roleMembers(roleId, start), signal);
      const userIds = list.map(({ userid }) => userid as UserId);
      return toPage(userIds, hasMore ? (nextCursor ?? start + PEOPLE_A_PAGE) : undefined);
    },
    getEmployee: (userId, signal) => readEmployee({ ask: paced, corpId, userId, signal }),
    getEmployeeByUnionId: (unionId, signal) => findEmployee({ ask: paced, corpId, unionId, signal }),
  };
}

type RecordQuestion = { ask: AskCompany; corpId: CorpId; userId: UserId; signal: AbortSignal };

/**
 * The company's record of whoever has a userId today.
 *
 * @throws {AppError} not_an_employee when nobody has it, or the app may not see them; dingtalk_refused for the record of
 *   another person, from which nothing may follow for the one who was asked about
 */
export async function readEmployee({ ask, corpId, userId, signal }: RecordQuestion): Promise<Employee> {
  const details = await ask(askForPerson(userId), signal);
  if (details.userid === userId) return toEmployee(corpId, details);
  throw new AppError('dingtalk_refused', 'DingTalk gave the record of another person');
}

type EmployeeQuestion = { ask: AskCompany; corpId: CorpId; unionId: UnionId; signal: AbortSignal };

const INTERNAL_EMPLOYEE = 0;
const EXTERNAL_CONTACT = 1;

/**
 * The company's record of whoever has a unionId.
 *
 * @throws {AppError} not_an_employee for everybody who is not among its employees, or whom the app may not see
 */
export async function findEmployee({ ask, corpId, unionId, signal }: EmployeeQuestion): Promise<Employee> {
  const byUnionId = { path: '/topapi/user/getbyunionid', body: { unionid: unionId }, answer: UserByUnionId };
  const { contact_type: kind, userid } = await ask({ ...byUnionId, permission: SEE_PEOPLE }, signal);
  if (kind !== INTERNAL_EMPLOYEE) {
    const details = { standing: kind === EXTERNAL_CONTACT ? 'external' : 'unknown' };
    throw new AppError('not_an_employee', 'the person is no internal employee', { details });
  }
  const details = await ask(askForPerson(userid), signal);
  // A record of somebody else must never become this person's.
  if (details.unionid === unionId && details.userid === userid) return toEmployee(corpId, details);
  throw new AppError('not_an_employee', 'DingTalk gave the record of another person');
}

/** The question for one person's whole record. */
function askForPerson(userId: string): CompanyQuestion<typeof UserDetails> {
  return { path: '/topapi/v2/user/get', body: { userid: userId }, answer: UserDetails, permission: SEE_PEOPLE };
}

const questions = {
  department: (id: number) => ({
    path: '/topapi/v2/department/get',
    body: { dept_id: id },
    answer: DepartmentDetails,
    permission: SEE_DEPARTMENTS,
  }),
  departments: (parentId: number) => ({
    path: '/topapi/v2/department/listsub',
    body: { dept_id: parentId },
    answer: SubDepartments,
    permission: SEE_DEPARTMENTS,
  }),
  people: (departmentId: number, cursor: number) => ({
    path: '/topapi/v2/user/list',
    body: { dept_id: departmentId, cursor, size: PEOPLE_A_PAGE },
    answer: UserPage,
    permission: SEE_MEMBERS,
  }),
  userIds: (departmentId: number) => ({
    path: '/topapi/user/listid',
    body: { dept_id: departmentId },
    answer: UserIdList,
    permission: SEE_PEOPLE,
  }),
  count: { path: '/topapi/user/count', body: { only_active: false }, answer: UserCount, permission: SEE_PEOPLE },
  roles: (offset: number) => ({
    path: '/topapi/role/list',
    body: { size: ROLES_A_PAGE, offset },
    answer: RoleGroups,
    permission: SEE_DEPARTMENTS,
  }),
  roleMembers: (roleId: number, offset: number) => ({
    path: '/topapi/role/simplelist',
    body: { role_id: roleId, size: PEOPLE_A_PAGE, offset },
    answer: RoleMembers,
    permission: SEE_MEMBERS,
  }),
};

function toDepartment(details: DepartmentDetails): Department {
  const { dept_id: id, name, parent_id: parentId, hide_dept: isHidden, dept_permits, user_permits } = details;
  const hiddenExceptFor = {
    departmentIds: itemsOf(dept_permits).filter((item) => typeof item === 'number'),
    userIds: itemsOf(user_permits).filter((item) => typeof item === 'string'),
  };
  return { id, name, parentId: parentId ?? null, ...(isHidden === true && { hiddenExceptFor }) };
}

/** What is no list excepts nobody. */
function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function toPage<T>(items: T[], next: number | undefined): Page<T> {
  return next === undefined ? { items } : { items, next };
}

/** Asks again after a while when DingTalk was busy or out of reach, a few times. */
async function patiently<T>(waitsMs: readonly number[], signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
  return ask();
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'dingtalk_busy' || error.code === 'dingtalk_unreachable');
}
