/**
 * DingTalk's documented wire format, spelled as DingTalk spells it.
 *
 * Owns: the schema of every answer Foyer reads, and nothing else. An optional field is really absent when DingTalk has
 * nothing to say; it is never null. Answers are checked with these schemas before anyone uses them.
 * Does not: send, translate or decide.
 * Called by: the rest of this folder; the sandbox, which answers in the same words.
 */
import Type, { type Static } from 'typebox';

/** A token travels in a header or a query: printable ASCII without blanks. */
const Token = Type.String({ pattern: '^[\\x21-\\x7E]{1,4096}$' });

/**
 * `POST /v1.0/oauth2/userAccessToken`. `expireIn` is in seconds; `corpId` comes only when the scope had `corpid`.
 * DingTalk documents `refreshToken` as always there; an answer without one signs in, and cannot be renewed.
 */
export const UserAccessToken = Type.Object({
  accessToken: Token,
  refreshToken: Type.Optional(Token),
  expireIn: Type.Integer({ minimum: 1 }),
  corpId: Type.Optional(Type.String()),
});
export type UserAccessToken = Static<typeof UserAccessToken>;

/** `POST /v1.0/oauth2/accessToken`: the app's own token. */
export const AppAccessToken = Type.Object({ accessToken: Token, expireIn: Type.Integer({ minimum: 1 }) });
export type AppAccessToken = Static<typeof AppAccessToken>;

/** `GET /v1.0/contact/users/me`: the DingTalk account, not the company's record of the person. */
export const ContactUser = Type.Object({
  nick: Type.String(),
  unionId: Type.String({ minLength: 1 }),
  openId: Type.String(),
  avatarUrl: Type.Optional(Type.String()),
  mobile: Type.Optional(Type.String()),
  stateCode: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
});
export type ContactUser = Static<typeof ContactUser>;

/** `POST /topapi/user/getbyunionid`. `contact_type` 0 is an employee, 1 an external contact. */
export const UserByUnionId = Type.Object({
  contact_type: Type.Integer(),
  userid: Type.String({ minLength: 1 }),
});
export type UserByUnionId = Static<typeof UserByUnionId>;

/**
 * What the company's record of a person says besides who it is. DingTalk leaves out what is empty, and what the app may
 * not read; a field of another kind than documented is read as left out, because nothing is decided by it.
 */
const recordFields = {
  avatar: Type.Optional(Type.Unknown()),
  title: Type.Optional(Type.Unknown()),
  job_number: Type.Optional(Type.Unknown()),
  state_code: Type.Optional(Type.Unknown()),
  mobile: Type.Optional(Type.Unknown()),
  hide_mobile: Type.Optional(Type.Unknown()),
  telephone: Type.Optional(Type.Unknown()),
  email: Type.Optional(Type.Unknown()),
  org_email: Type.Optional(Type.Unknown()),
  work_place: Type.Optional(Type.Unknown()),
  remark: Type.Optional(Type.Unknown()),
  /** JSON inside a string. */
  extension: Type.Optional(Type.Unknown()),
  /** In ms since the epoch. */
  hired_date: Type.Optional(Type.Unknown()),
  manager_userid: Type.Optional(Type.Unknown()),
  dept_id_list: Type.Optional(Type.Unknown()),
  admin: Type.Optional(Type.Boolean()),
  boss: Type.Optional(Type.Boolean()),
};

const identityFields = {
  userid: Type.String({ minLength: 1 }),
  unionid: Type.String({ minLength: 1 }),
  name: Type.String(),
  active: Type.Boolean(),
};

/** `POST /topapi/v2/user/get`: the company's record of one person. */
export const UserDetails = Type.Object({
  ...identityFields,
  ...recordFields,
  leader_in_dept: Type.Optional(Type.Unknown()),
  role_list: Type.Optional(Type.Unknown()),
});
export type UserDetails = Static<typeof UserDetails>;

/** One person of `POST /topapi/v2/user/list`; `leader` is about the department that was asked for. */
export const ListedUser = Type.Object({
  ...identityFields,
  ...recordFields,
  leader: Type.Optional(Type.Boolean()),
});
export type ListedUser = Static<typeof ListedUser>;

/** `POST /topapi/v2/user/list`: the people of one department, a page of at most 100. */
export const UserPage = Type.Object({
  has_more: Type.Boolean(),
  next_cursor: Type.Optional(Type.Integer()),
  /** Each a `ListedUser`; one that is not costs itself, and not the whole page. */
  list: Type.Array(Type.Unknown()),
});
export type UserPage = Static<typeof UserPage>;

/** `POST /topapi/user/listid`: everybody directly in one department, whether the app may see them or not. */
export const UserIdList = Type.Object({ userid_list: Type.Array(Type.String()) });
export type UserIdList = Static<typeof UserIdList>;

/** `POST /topapi/user/count`. */
export const UserCount = Type.Object({ count: Type.Integer({ minimum: 0 }) });
export type UserCount = Static<typeof UserCount>;

/**
 * `POST /topapi/v2/department/get`; the root (1) has no `parent_id`. A department with `hide_dept` is seen by its own
 * people, by those of the departments in `dept_permits`, and by the people in `user_permits`.
 */
export const DepartmentDetails = Type.Object({
  dept_id: Type.Integer(),
  name: Type.String(),
  parent_id: Type.Optional(Type.Integer()),
  hide_dept: Type.Optional(Type.Unknown()),
  dept_permits: Type.Optional(Type.Unknown()),
  user_permits: Type.Optional(Type.Unknown()),
});
export type DepartmentDetails = Static<typeof DepartmentDetails>;

/** `POST /topapi/v2/department/listsub`: one level of departments. */
export const SubDepartments = Type.Array(
  Type.Object({ dept_id: Type.Integer(), name: Type.String(), parent_id: Type.Optional(Type.Integer()) }),
);
export type SubDepartments = Static<typeof SubDepartments>;

/** `POST /topapi/role/list`: groups of roles, in camelCase although the API is of the older family. */
export const RoleGroups = Type.Object({
  hasMore: Type.Optional(Type.Boolean()),
  list: Type.Array(
    Type.Object({
      name: Type.Optional(Type.String()),
      roles: Type.Optional(Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }))),
    }),
  ),
});
export type RoleGroups = Static<typeof RoleGroups>;

/** `POST /topapi/role/simplelist`: who has a role. */
export const RoleMembers = Type.Object({
  hasMore: Type.Optional(Type.Boolean()),
  nextCursor: Type.Optional(Type.Integer()),
  list: Type.Optional(Type.Array(Type.Object({ userid: Type.String() }))),
});
export type RoleMembers = Static<typeof RoleMembers>;

/** `GET /auth/scopes`: what the app may see. Its fields stand beside `errcode`, not in a `result`. */
export const AuthScopes = Type.Object({
  auth_user_field: Type.Optional(Type.Array(Type.String())),
  auth_org_scopes: Type.Object({
    authed_user: Type.Optional(Type.Array(Type.String())),
    authed_dept: Type.Optional(Type.Array(Type.Integer())),
  }),
});
export type AuthScopes = Static<typeof AuthScopes>;

/** `POST /v1.0/oauth2/{corpId}/token`: the app's token at one company, in OAuth's own spelling. */
export const CompanyAccessToken = Type.Object({ access_token: Token, expires_in: Type.Integer({ minimum: 1 }) });
export type CompanyAccessToken = Static<typeof CompanyAccessToken>;

/** Names that are passed on to people (codes, request ids, permissions) are names, not text. */
const Name = Type.String({ pattern: '^[\\w .:-]{1,128}$' });

/** The envelope of a refusal on the api host: HTTP 4xx or 5xx. The request id is empty in a few masked refusals. */
export const ApiFailure = Type.Object({
  code: Name,
  message: Type.Optional(Type.String()),
  requestid: Type.Optional(Type.Union([Name, Type.Literal('')])),
  accessdenieddetail: Type.Optional(Type.Object({ requiredScopes: Type.Optional(Type.Array(Name)) })),
});
export type ApiFailure = Static<typeof ApiFailure>;

/** The envelope of every answer on the oapi host, always HTTP 200. `errcode` 88 carries the cause in `sub_code`. */
export const OapiEnvelope = Type.Object({
  errcode: Type.Integer(),
  errmsg: Type.Optional(Type.String()),
  sub_code: Type.Optional(Type.Union([Name, Type.Integer()])),
  sub_msg: Type.Optional(Type.String()),
  request_id: Type.Optional(Name),
  result: Type.Optional(Type.Unknown()),
});
export type OapiEnvelope = Static<typeof OapiEnvelope>;
