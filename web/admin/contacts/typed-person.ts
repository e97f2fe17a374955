/** What the forms about a person hold, and how it becomes what the server takes. */
import type { AdminPerson, ChangePersonBody, NewPersonBody } from '../../../server/contacts/schema.ts';

/** The fields that are one line of text, in the order in which they are asked for. */
export const moreTexts = [
  'title',
  'jobNumber',
  'orgEmail',
  'email',
  'telephone',
  'workPlace',
  'hiredDate',
  'remark',
] as const;

/** Everything that can be typed about somebody. */
export type TypedPerson = {
  name: string;
  mobile: string;
  userId: string;
  departmentIds: readonly number[];
  /** A department that is still being looked for; never sent. */
  departmentText: string;
  managerUserId: string;
  hidesMobile: boolean;
} & Record<(typeof moreTexts)[number], string>;

/** What is typed over somebody's record, with the departments there were when somebody began to change them. */
export type PersonDraft = Partial<TypedPerson> & { departmentIdsBefore?: readonly number[] };

/** A form that nobody has touched. */
export const nobodyTyped: TypedPerson = {
  name: '',
  mobile: '',
  userId: '',
  departmentIds: [],
  departmentText: '',
  managerUserId: '',
  hidesMobile: false,
  title: '',
  jobNumber: '',
  orgEmail: '',
  email: '',
  telephone: '',
  workPlace: '',
  hiredDate: '',
  remark: '',
};

/** The form as it looks before anything is changed. */
export function toTyped(person: AdminPerson): TypedPerson {
  const texts = Object.fromEntries(moreTexts.map((field) => [field, person[field] ?? '']));
  return {
    ...nobodyTyped,
    ...texts,
    name: person.name,
    userId: person.userId,
    departmentIds: person.departmentIds,
    managerUserId: person.manager?.userId ?? '',
    hidesMobile: person.hidesMobile,
  };
}

/** What is sent to add somebody: an empty field says nothing. */
export function toNewPerson(typed: TypedPerson): NewPersonBody {
  const { name, mobile, departmentIds, departmentText: _unsent, hidesMobile, ...texts } = typed;
  const given = Object.fromEntries(Object.entries(texts).flatMap(([f, v]) => (v.trim() ? [[f, v.trim()]] : [])));
  return {
    ...given,
    name: name.trim(),
    mobile,
    departmentIds: [...departmentIds],
    ...(hidesMobile && { hidesMobile }),
  };
}

/** What is sent to change somebody: only what differs, because what stands elsewhere may have changed meanwhile. */
export function toChange(draft: PersonDraft, before: TypedPerson): ChangePersonBody {
  const { departmentText: _unsent, departmentIdsBefore = before.departmentIds, ...fields } = draft;
  const changed = Object.entries(fields).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof TypedPerson]),
  );
  const body: ChangePersonBody = Object.fromEntries(
    changed.map(([field, value]) => [field, field === 'managerUserId' && value === '' ? null : value]),
  );
  return body.departmentIds ? { ...body, departmentIdsBefore: [...departmentIdsBefore] } : body;
}

/** The name under which the record of somebody who is to be added again is kept. */
export function againDraft(userId: string): string {
  return `add-again ${userId}`;
}
