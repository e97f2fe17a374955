/** What `/api/me`, `/api/me/profile` and `/api/me/contact` answer. The browser imports these types; nothing that is not listed leaves. */
import Type, { type Static } from 'typebox';
import { Timestamp } from '../http/schema-parts.ts';

/** `GET /api/me`: who the company says the signed-in employee is, and how long the session lasts. */
export const MeResponse = Type.Object(
  {
    subject: Type.String(),
    userId: Type.String(),
    unionId: Type.String(),
    corpId: Type.String(),
    name: Type.String(),
    avatarUrl: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    isAdmin: Type.Boolean(),
    /** Named under `admins` in tools.yaml; `isAdmin` is DingTalk's word about its own administrators. */
    isFoyerAdmin: Type.Boolean(),
    /** What Foyer is to DingTalk: the pages for managing people tell those of a third-party app that it may not. */
    appKind: Type.Union([Type.Literal('internal'), Type.Literal('third-party')]),
    session: Type.Object(
      { startedAt: Timestamp, idleExpiresAt: Timestamp, expiresAt: Timestamp },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type MeResponse = Static<typeof MeResponse>;

/**
 * Why a field of the DingTalk account is absent, as DingTalk's contacts FAQ explains it.
 *
 * - `no_avatar_chosen`: the person uses the default picture.
 * - `no_mailbox_in_client`: no mailbox is set in the DingTalk client under Mail; a built-in `@dingtalk.com` or
 *   `@dingtalk.io` address is never given out.
 * - `mobile_not_granted`: the app lacks the permission Contact.User.mobile ("Personal mobile number"), or the person
 *   did not consent to it.
 */
export const MissingReason = Type.Union([
  Type.Literal('no_avatar_chosen'),
  Type.Literal('no_mailbox_in_client'),
  Type.Literal('mobile_not_granted'),
]);
export type MissingReason = Static<typeof MissingReason>;

export const ProfileField = Type.Union([
  Type.Literal('avatarUrl'),
  Type.Literal('mobile'),
  Type.Literal('stateCode'),
  Type.Literal('email'),
]);
export type ProfileField = Static<typeof ProfileField>;

/** `GET /api/me/profile`: the person's own DingTalk account, fetched with their own user token. */
export const ProfileResponse = Type.Object(
  {
    profile: Type.Object(
      {
        nick: Type.String(),
        unionId: Type.String(),
        openId: Type.String(),
        avatarUrl: Type.Optional(Type.String()),
        mobile: Type.Optional(Type.String()),
        stateCode: Type.Optional(Type.String()),
        email: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
    missing: Type.Array(Type.Object({ field: ProfileField, reason: MissingReason }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type ProfileResponse = Static<typeof ProfileResponse>;

/**
 * Why a field of the company's record is absent.
 *
 * - `not_filled_in`: nobody entered it in the company's contacts.
 * - `permission_missing`: the app lacks the field permission named beside it, and DingTalk leaves the field out silently.
 * - `outside_visible_range`: it is a person or a department that the app may not see.
 * - `not_offered`: DingTalk never gives this field to a third-party enterprise app.
 */
export const ContactMissingReason = Type.Union([
  Type.Literal('not_filled_in'),
  Type.Literal('permission_missing'),
  Type.Literal('outside_visible_range'),
  Type.Literal('not_offered'),
]);
export type ContactMissingReason = Static<typeof ContactMissingReason>;

export const ContactField = Type.Union([
  Type.Literal('avatarUrl'),
  Type.Literal('title'),
  Type.Literal('jobNumber'),
  Type.Literal('mobile'),
  Type.Literal('stateCode'),
  Type.Literal('telephone'),
  Type.Literal('email'),
  Type.Literal('orgEmail'),
  Type.Literal('workPlace'),
  Type.Literal('hiredDate'),
  Type.Literal('remark'),
  Type.Literal('extension'),
  Type.Literal('departments'),
  Type.Literal('manager'),
  Type.Literal('roles'),
]);
export type ContactField = Static<typeof ContactField>;

const closed = { additionalProperties: false };

/** Text under names that may hold any character, line breaks included. */
const AnyNames = Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } });

/** `GET /api/me/contact`: the company's own record of the signed-in person, at most 60 s old. `hiredDate` is YYYY-MM-DD. */
export const ContactResponse = Type.Object(
  {
    contact: Type.Object(
      {
        userId: Type.String(),
        unionId: Type.String(),
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
        hiredDate: Type.Optional(Type.String()),
        remark: Type.Optional(Type.String()),
        /** The company's own fields, by the names it gave them. */
        extension: Type.Optional(AnyNames),
        departments: Type.Array(
          Type.Object(
            { id: Type.Integer(), name: Type.String(), path: Type.Array(Type.String()), isManager: Type.Boolean() },
            closed,
          ),
        ),
        manager: Type.Optional(
          Type.Object({ userId: Type.String(), name: Type.String(), title: Type.Optional(Type.String()) }, closed),
        ),
        roles: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), group: Type.String() }, closed)),
        isAdmin: Type.Boolean(),
        isBoss: Type.Boolean(),
      },
      closed,
    ),
    missing: Type.Array(
      Type.Object(
        { field: ContactField, reason: ContactMissingReason, permission: Type.Optional(Type.String()) },
        closed,
      ),
    ),
    fetchedAt: Timestamp,
  },
  closed,
);
export type ContactResponse = Static<typeof ContactResponse>;
