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

/** `POST /topapi/v2/user/get`: the company's record of one person. */
export const UserDetails = Type.Object({
  userid: Type.String({ minLength: 1 }),
  unionid: Type.String({ minLength: 1 }),
  name: Type.String(),
  active: Type.Boolean(),
  admin: Type.Optional(Type.Boolean()),
  avatar: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
});
export type UserDetails = Static<typeof UserDetails>;

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
