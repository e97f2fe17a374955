/**
 * The calls about external contacts, whose answers stand beside `errcode` and do not say whether more follow.
 *
 * Owns: their pages, and the one refusal that means something else here.
 * Does not: decide what a contact must say. Called by: `company-writing.ts`.
 */
import { conforms } from '../conforms.ts';
import type { UserId } from '../person.ts';
import type { AskToWrite, ExternalContact, LabelGroup, NewExternalContact, Written } from './company-writing.ts';
import { ABSENT } from './understand.ts';
import { present, toContact } from './writing-bodies.ts';
import { ContactAdded, ContactPage, LabelGroupPage, ListedContact } from './writing-wire.ts';

const A_PAGE = 100;
/** So many pages of labels are read, and then no more, whatever the answers say. */
const MOST_LABEL_PAGES = 20;

/** Every label of the company, in its groups. */
export async function listLabelGroups(ask: AskToWrite, signal: AbortSignal): Promise<LabelGroup[]> {
  const groups: LabelGroup[] = [];
  for (let page = 0; page < MOST_LABEL_PAGES; page += 1) {
    const { results = [] } = await ask(
      {
        path: '/topapi/extcontact/listlabelgroups',
        body: { size: A_PAGE, offset: page * A_PAGE },
        answer: LabelGroupPage,
        permission: 'qyapi_ext_read',
        repeat: 'read',
      },
      signal,
    );
    groups.push(...results.map(({ name, labels = [] }) => ({ name, labels })));
    if (results.length < A_PAGE) break;
  }
  return groups;
}

/** A hundred contacts from `offset` on. */
export async function listExternalContacts(
  ask: AskToWrite,
  offset: number,
  signal: AbortSignal,
): Promise<{ items: ExternalContact[]; next?: number }> {
  const { results = [] } = await ask(
    {
      path: '/topapi/extcontact/list',
      body: { size: A_PAGE, offset },
      answer: ContactPage,
      permission: 'qyapi_ext_read',
      repeat: 'read',
    },
    signal,
  );
  const items = results.filter((item) => conforms(ListedContact, item)).map(toExternalContact);
  // The answer does not say whether more follow: a full page may be the last.
  return results.length < A_PAGE ? { items } : { items, next: offset + A_PAGE };
}

/** Adds a contact, once. */
export async function addExternalContact(
  ask: AskToWrite,
  contact: NewExternalContact,
  signal: AbortSignal,
): Promise<Written<{ userId: string }>> {
  const { userid: userId, request_id: requestId = ABSENT } = await ask(
    {
      path: '/topapi/extcontact/create',
      body: { contact: toContact(contact) },
      answer: ContactAdded,
      permission: 'qyapi_ext_write',
      // Everywhere else 40001 is a token to renew. Here it is a custom field that the company requires: without this,
      // the contact would be sent a second time.
      meanings: [{ code: '40001', means: 'external-contact-required-field' }],
      repeat: 'never',
    },
    signal,
  );
  return { userId, requestId };
}

function toExternalContact(listed: ListedContact): ExternalContact {
  const { mobile, title, company_name: companyName, address, remark } = listed;
  return {
    userId: listed.userid,
    name: listed.name,
    stateCode: listed.state_code ?? '',
    labelIds: listed.label_ids ?? [],
    followerUserId: (listed.follower_user_id ?? '') as UserId,
    ...present({ mobile, title, companyName, address, remark }),
  };
}
