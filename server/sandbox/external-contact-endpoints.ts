/**
 * The APIs about external contacts. Their answers stand beside `errcode`, not in a `result`.
 *
 * Owns: what each answers once the gateway lets the call through, and what a new contact must say. Of 22005 and 60204
 * DingTalk documents the codes alone; the words are ours.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Answer } from './api-answers.ts';
import { type ExternalContact, labelGroups, REQUIRED_FIELD } from './external-contacts.ts';
import { readMobile } from './mobile-number.ts';
import { answerOapiBeside, refuseOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { refuseParameters, takePage, withPaging } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';

export const externalContactEndpoints: readonly OapiEndpoint[] = [
  { name: 'POST /topapi/extcontact/list', permission: 'qyapi_ext_read', answer: listContacts },
  { name: 'POST /topapi/extcontact/listlabelgroups', permission: 'qyapi_ext_read', answer: listLabelGroups },
  { name: 'POST /topapi/extcontact/create', permission: 'qyapi_ext_write', answer: createContact },
];

const paging = { start: 'offset', largest: 100, defaultSize: 20 } as const;

function listContacts({ contacts }: SandboxParts, parameters: URLSearchParams): Answer {
  return withPaging(parameters, paging, (page) =>
    answerOapiBeside({ results: takePage(contacts.list(), page).items.map(toListed) }),
  );
}

function listLabelGroups(_parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withPaging(parameters, paging, (page) => answerOapiBeside({ results: takePage(labelGroups, page).items }));
}

/** What is not set is absent: never null, never empty. */
function toListed(contact: ExternalContact): Record<string, unknown> {
  const fields = {
    userid: contact.userId,
    name: contact.name,
    mobile: contact.mobile,
    state_code: contact.stateCode,
    label_ids: contact.labelIds,
    follower_user_id: contact.followerUserId,
    title: contact.title,
    company_name: contact.companyName,
    address: contact.address,
    remark: contact.remark,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

const text = Type.Optional(Type.String());
const NewContact = Type.Object({
  name: Type.String({ minLength: 1 }),
  mobile: Type.String({ minLength: 1 }),
  state_code: Type.String({ minLength: 1 }),
  label_ids: Type.Array(Type.Integer(), { minItems: 1 }),
  follower_user_id: Type.String({ minLength: 1 }),
  title: text,
  company_name: text,
  address: text,
  remark: text,
  extension: text,
});
type NewContact = Static<typeof NewContact>;

function createContact(parts: SandboxParts, parameters: URLSearchParams): Answer {
  const contact = readObject(parameters.get('contact'));
  if (!Value.Check(NewContact, contact)) {
    return refuseParameters();
  }
  return refuseContact(parts, contact) ?? addContact(parts, contact);
}

function refuseContact(parts: SandboxParts, contact: NewContact): Answer | null {
  if ([...contact.name].length > 80) {
    return refuseOapi(60112, '不合法的name');
  }
  if (readMobile(writtenOut(contact), parts.faults) === null) {
    return refuseOapi(60103, '手机号码不合法，如果是国际号码，请使用+xx-xxxxxx的格式');
  }
  const known = labelGroups.flatMap(({ labels }) => labels).map(({ id }) => id);
  if (contact.label_ids.some((id) => !known.includes(id))) {
    return refuseParameters();
  }
  if (parts.company.find(contact.follower_user_id)?.standing !== 'employee') {
    return refuseOapi(60204, '负责人不存在');
  }
  // DingTalk names a field that is missing like a token that is wrong.
  const hasField = Boolean(readObject(contact.extension ?? null)?.[REQUIRED_FIELD]);
  if (parts.faults.isOn('contact-field-required') && !hasField) {
    return refuseOapi(40001, '系统繁忙');
  }
  const isThere = parts.contacts.list().some((other) => isSame(other, contact));
  return isThere ? refuseOapi(22005, '外部联系人已存在') : null;
}

function addContact({ contacts }: SandboxParts, contact: NewContact): Answer {
  const { userId } = contacts.add({
    name: contact.name,
    mobile: contact.mobile,
    stateCode: contact.state_code,
    labelIds: contact.label_ids,
    followerUserId: contact.follower_user_id,
    ...(contact.title && { title: contact.title }),
    ...(contact.company_name && { companyName: contact.company_name }),
    ...(contact.address && { address: contact.address }),
    ...(contact.remark && { remark: contact.remark }),
  });
  return answerOapiBeside({ userid: userId });
}

function isSame(other: ExternalContact, { mobile, state_code: stateCode }: NewContact): boolean {
  return other.mobile === mobile && other.stateCode === stateCode;
}

/** The country has a field of its own here, so the number itself is plain. */
function writtenOut({ mobile, state_code: stateCode }: NewContact): string {
  return `+${stateCode}-${mobile}`;
}

function readObject(json: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}
