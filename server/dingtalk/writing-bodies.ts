/**
 * What the calls that change the company send, spelled as DingTalk spells it.
 *
 * Owns: the names of fields, and what must travel as text. What is undefined is not sent, and stays as it is.
 * Does not: check or send anything. Called by: `company-writing.ts` and `external-contact-calls.ts`.
 */
import type { UserId } from '../person.ts';
import type { NewExternalContact, NewPerson, PersonChanges, PersonFields } from './company-writing.ts';
import type { Body } from './request.ts';

/** `user/create`. */
export function toCreation({ mobile, userId, ...fields }: NewPerson): Body {
  return { ...toFields(fields), mobile, ...(userId !== undefined && { userid: userId }) };
}

/** `user/update`; no manager is said by force. */
export function toUpdate(userId: UserId, { managerUserId, ...fields }: PersonChanges): Body {
  const manager = managerUserId === null ? { force_update_fields: 'manager_userid' } : toFields({ managerUserId });
  return { userid: userId, ...toFields(fields), ...manager };
}

/** The managers of `department/update`: text with commas, and nobody by force, because an empty text is refused. */
export function toManagers(userIds: readonly UserId[]): Body {
  return userIds.length === 0
    ? { force_update_fields: 'dept_manager_userid_list' }
    : { dept_manager_userid_list: userIds.join(',') };
}

type Fields = { [Name in keyof PersonFields]?: PersonFields[Name] | undefined };

function toFields(fields: Fields): Body {
  return present({
    name: fields.name,
    dept_id_list: fields.departmentIds?.join(','),
    title: fields.title,
    job_number: fields.jobNumber,
    email: fields.email,
    org_email: fields.orgEmail,
    telephone: fields.telephone,
    work_place: fields.workPlace,
    remark: fields.remark,
    hired_date: fields.hiredAt,
    manager_userid: fields.managerUserId,
    hide_mobile: fields.hidesMobile,
  });
}

/** The contact of `extcontact/create`. */
export function toContact({ extension, ...contact }: NewExternalContact): Body {
  return present({
    name: contact.name,
    mobile: contact.mobile,
    state_code: contact.stateCode,
    label_ids: contact.labelIds,
    follower_user_id: contact.followerUserId,
    title: contact.title,
    company_name: contact.companyName,
    address: contact.address,
    remark: contact.remark,
    // How custom fields travel is documented for people alone: as JSON inside a string.
    extension: extension && JSON.stringify(extension),
  });
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields without those that are undefined. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
