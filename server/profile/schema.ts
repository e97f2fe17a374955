/** What `/api/me` and `/api/me/profile` answer. The browser imports these types; nothing that is not listed leaves. */
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
