/** What `/api/directory/...` and `/api/admin/directory/...` answer. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Timestamp } from '../http/schema-parts.ts';

const closed = { additionalProperties: false };

/**
 * A department in the tree. `parentId` is null at the top of what the app sees. `memberCount` includes sub-departments,
 * those that are hidden from the viewer too; `hasChildren` does not.
 */
export const DepartmentEntry = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    parentId: Type.Union([Type.Integer(), Type.Null()]),
    memberCount: Type.Integer(),
    hasChildren: Type.Boolean(),
  },
  closed,
);
export type DepartmentEntry = Static<typeof DepartmentEntry>;

/**
 * `GET /api/directory/departments`: the whole tree, parents first; with `?parent=`, the children of one department.
 *
 * A department that the company hides from the viewer is nowhere in these answers, nor is anybody who is only in such:
 * they are looked for like somebody who does not exist.
 */
export const DepartmentsResponse = Type.Object({ departments: Type.Array(DepartmentEntry) }, closed);
export type DepartmentsResponse = Static<typeof DepartmentsResponse>;

/** Where somebody belongs: `path` names the departments from the top down to this one. */
export const DepartmentPlace = Type.Object(
  { id: Type.Integer(), name: Type.String(), path: Type.Array(Type.String()) },
  closed,
);
export type DepartmentPlace = Static<typeof DepartmentPlace>;

/** A colleague in a list. */
export const PersonEntry = Type.Object(
  {
    userId: Type.String(),
    name: Type.String(),
    avatarUrl: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    departments: Type.Array(DepartmentPlace),
  },
  closed,
);
export type PersonEntry = Static<typeof PersonEntry>;

/** `GET /api/directory/departments/:id`. */
export const DepartmentResponse = Type.Object(
  {
    department: Type.Object(
      { ...DepartmentEntry.properties, path: Type.Array(Type.String()), managers: Type.Array(PersonEntry) },
      closed,
    ),
  },
  closed,
);
export type DepartmentResponse = Static<typeof DepartmentResponse>;

/** `GET /api/directory/people`: one page, best match first. `total` counts all pages. */
export const PeopleResponse = Type.Object(
  { people: Type.Array(PersonEntry), total: Type.Integer(), nextCursor: Type.Optional(Type.String()) },
  closed,
);
export type PeopleResponse = Static<typeof PeopleResponse>;

/**
 * Why a field of a colleague's card is absent: `hidden` is a number that the company keeps from colleagues; the other
 * reasons are those of one's own record, with the permission that the app lacks.
 */
export const CardMissing = Type.Object(
  {
    field: Type.Union([
      Type.Literal('title'),
      Type.Literal('jobNumber'),
      Type.Literal('mobile'),
      Type.Literal('telephone'),
      Type.Literal('email'),
      Type.Literal('orgEmail'),
      Type.Literal('workPlace'),
    ]),
    reason: Type.Union([
      Type.Literal('hidden'),
      Type.Literal('not_filled_in'),
      Type.Literal('permission_missing'),
      Type.Literal('outside_visible_range'),
      Type.Literal('not_offered'),
    ]),
    permission: Type.Optional(Type.String()),
  },
  closed,
);
export type CardMissing = Static<typeof CardMissing>;

/** `GET /api/directory/people/:userId`: what the company shows of a person to colleagues. */
export const PersonResponse = Type.Object(
  {
    person: Type.Object(
      {
        userId: Type.String(),
        name: Type.String(),
        avatarUrl: Type.Optional(Type.String()),
        title: Type.Optional(Type.String()),
        jobNumber: Type.Optional(Type.String()),
        mobile: Type.Optional(Type.String()),
        stateCode: Type.Optional(Type.String()),
        telephone: Type.Optional(Type.String()),
        email: Type.Optional(Type.String()),
        orgEmail: Type.Optional(Type.String()),
        workPlace: Type.Optional(Type.String()),
        departments: Type.Array(Type.Object({ ...DepartmentPlace.properties, isManager: Type.Boolean() }, closed)),
        manager: Type.Optional(
          Type.Object({ userId: Type.String(), name: Type.String(), title: Type.Optional(Type.String()) }, closed),
        ),
        isActive: Type.Boolean(),
      },
      closed,
    ),
    missing: Type.Array(CardMissing),
    /** Opens the person's card in the DingTalk client, where a chat begins. */
    dingtalkUrl: Type.String(),
  },
  closed,
);
export type PersonResponse = Static<typeof PersonResponse>;

/**
 * `GET /api/directory`: whether the directory can be used.
 *
 * `empty`: never read to the end; `reading` says whether that is going on. `readAt` is the end of the last complete run.
 * `people` and `departments` count everything that was read, hidden or not.
 */
export const DirectoryResponse = Type.Object(
  {
    state: Type.Union([Type.Literal('empty'), Type.Literal('ready')]),
    reading: Type.Boolean(),
    people: Type.Integer(),
    departments: Type.Integer(),
    readAt: Type.Optional(Timestamp),
  },
  closed,
);
export type DirectoryResponse = Static<typeof DirectoryResponse>;

/**
 * What a run could not see, and why.
 *
 * - `department_out_of_range`: a department the app may not see; `departmentId` where it is known.
 * - `people_out_of_range`: `count` people of a department whom the app may not see; `userIds` names the first of them.
 * - `permission_missing`: `permission` is not granted to the app; `of` says what could not be read without it.
 * - `school_parents`: the department -7, which DingTalk's contacts APIs do not serve.
 * - `count_differs`: DingTalk counts `expected` people, and `count` were found.
 */
export const Unseen = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('department_out_of_range'),
      Type.Literal('people_out_of_range'),
      Type.Literal('permission_missing'),
      Type.Literal('school_parents'),
      Type.Literal('count_differs'),
    ]),
    departmentId: Type.Optional(Type.Integer()),
    departmentName: Type.Optional(Type.String()),
    count: Type.Optional(Type.Integer()),
    expected: Type.Optional(Type.Integer()),
    userIds: Type.Optional(Type.Array(Type.String())),
    permission: Type.Optional(Type.String()),
    of: Type.Optional(Type.Union([Type.Literal('roles'), Type.Literal('count'), Type.Literal('members')])),
  },
  closed,
);
export type Unseen = Static<typeof Unseen>;

/**
 * One reading of the whole company.
 *
 * - `running`: under way; `failed`: it ended early, and what was there before stays.
 * - `completed`: every department was read; what is gone is removed.
 * - `held_back`: every department was read, but removing who is gone would remove more than a tenth of everybody, so
 *   nobody was removed. An administrator may allow it.
 */
export const RunState = Type.Union([
  Type.Literal('running'),
  Type.Literal('completed'),
  Type.Literal('held_back'),
  Type.Literal('failed'),
]);
export type RunState = Static<typeof RunState>;

export const Run = Type.Object(
  {
    id: Type.Integer(),
    state: RunState,
    startedAt: Timestamp,
    finishedAt: Type.Optional(Timestamp),
    /** Steps done and known so far; more become known as departments are discovered. */
    progress: Type.Object({ done: Type.Integer(), known: Type.Integer() }, closed),
    departments: Type.Integer(),
    people: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
    /** People who would be removed, when the run was held back. */
    wouldRemove: Type.Optional(Type.Integer()),
    /** What DingTalk counts, when it says so. */
    expected: Type.Optional(Type.Integer()),
    unseen: Type.Array(Unseen),
    /** Why it failed: a code of ours, and DingTalk's. */
    failure: Type.Optional(
      Type.Object(
        {
          code: Type.String(),
          dingtalk: Type.Optional(
            Type.Object(
              {
                code: Type.String(),
                requestId: Type.String(),
                permissions: Type.Optional(Type.Array(Type.String())),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type Run = Static<typeof Run>;

/** `GET /api/admin/directory` and each event of `GET /api/admin/directory/events`: the latest run, null before the first. */
export const RunResponse = Type.Object(
  { run: Type.Union([Run, Type.Null()]), nextRunAt: Type.Optional(Timestamp) },
  closed,
);
export type RunResponse = Static<typeof RunResponse>;

/** `GET /api/admin/people/by-union-id/:unionId` and `/by-user-id/:userId`: one person under both ids. */
export const IdentityResponse = Type.Object(
  {
    person: Type.Object(
      {
        userId: Type.String(),
        unionId: Type.String(),
        subject: Type.String(),
        name: Type.String(),
        title: Type.Optional(Type.String()),
        isActive: Type.Boolean(),
      },
      closed,
    ),
  },
  closed,
);
export type IdentityResponse = Static<typeof IdentityResponse>;

/** `GET /api/admin/directory/departments/:id/user-ids`: the userIds DingTalk lists for one department, direct members only. */
export const UserIdsResponse = Type.Object({ userIds: Type.Array(Type.String()) }, closed);
export type UserIdsResponse = Static<typeof UserIdsResponse>;
