import type { AccountProfile } from '../dingtalk/client.ts';
import { AppError } from '../errors.ts';
import type { Person } from '../person.ts';
import type { MissingReason, ProfileField, ProfileResponse } from './schema.ts';

/** Why DingTalk leaves a field out. `stateCode` comes and goes with the mobile number it belongs to. */
const reasons: Readonly<Record<ProfileField, MissingReason>> = {
  avatarUrl: 'no_avatar_chosen',
  mobile: 'mobile_not_granted',
  stateCode: 'mobile_not_granted',
  email: 'no_mailbox_in_client',
};

/**
 * The person's DingTalk account with a reason for every field that is absent.
 *
 * It is shown to its owner only, whatever account the token turns out to belong to.
 *
 * @throws {AppError} dingtalk_refused
 * @see {@link https://open.dingtalk.com/document/development/common-errors}
 */
export function explainProfile(profile: AccountProfile, owner: Person): ProfileResponse {
  if (profile.unionId !== owner.unionId) throw new AppError('dingtalk_refused', 'the account of another person');
  const fields = Object.keys(reasons) as ProfileField[];
  const missing = fields.filter((field) => profile[field] === undefined);
  return { profile, missing: missing.map((field) => ({ field, reason: reasons[field] })) };
}
