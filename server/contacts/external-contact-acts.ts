/**
 * People outside the company whom it keeps in its contacts.
 *
 * Owns: listing and adding them. Does not: keep them: they are asked for when somebody looks.
 * Called by: `external-contact-routes.ts`.
 */
import { maskMobile } from '../audit/masks.ts';
import type { CompanyWriting, ExternalContact } from '../dingtalk/company-writing.ts';
import type { Replica } from '../people/replica.ts';
import type { UserId } from '../person.ts';
import type { CompanyChecks } from './company-checks.ts';
import { inputFault } from './input-fault.ts';
import { isMobileOf } from './mobile.ts';
import type { Doer, PerformAct } from './one-act.ts';
import { withField } from './refusal-fields.ts';
import type { ExternalContactEntry, ExternalContactsResponse, NewExternalContactBody, Reason } from './schema.ts';

export type ExternalContactActs = {
  list(offset: number, signal: AbortSignal): Promise<ExternalContactsResponse>;
  add(body: NewExternalContactBody, by: Doer, signal: AbortSignal): Promise<ExternalContactEntry>;
};

type Options = { writing: CompanyWriting; replica: Replica; checks: CompanyChecks; acts: PerformAct };

const longest = { name: 80, title: 200, companyName: 200, address: 500, remark: 2000 } as const;
const MOST_LABELS = 20;

/** Creates the acts. */
export function createExternalContactActs({ writing, replica, checks, acts }: Options): ExternalContactActs {
  const toEntry = ({ labelIds, ...contact }: ExternalContact): ExternalContactEntry => {
    const followerName = replica.findByUserId(contact.followerUserId)?.record.name;
    return { ...contact, labelIds: [...labelIds], ...(followerName !== undefined && { followerName }) };
  };
  return {
    async list(offset, signal) {
      try {
        const labelGroups = await writing.listLabelGroups(signal);
        const { items, next } = await writing.listExternalContacts(offset, signal);
        return {
          contacts: items.map(toEntry),
          labelGroups: labelGroups.map(({ name, labels }) => ({ name, labels: [...labels] })),
          ...(next !== undefined && { next }),
        };
      } catch (error) {
        throw withField(error, 'external_contact');
      }
    },
    async add(typed, by, signal) {
      const body = trim(typed);
      for (const [field, check] of faults) {
        const reason = check(body);
        if (reason !== null) throw inputFault({ field, reason });
      }
      return acts.alone([`external ${body.stateCode} ${body.mobile}`], async () => {
        await checks.checkPerson('followerUserId', body.followerUserId, signal);
        const contact = { ...body, followerUserId: body.followerUserId as UserId };
        // DingTalk gives the userId with its answer; until then a masked number says who is meant.
        const target = { kind: 'external_contact' as const, id: maskMobile(body.mobile), name: body.name };
        const { userId } = await acts.perform({
          by,
          kind: 'external_contact',
          noted: { act: 'external_contact_added', target, after: body },
          typed: Object.keys(body),
          write: () => writing.addExternalContact(contact, signal),
          outcomeOf: (done) => ({ target: { ...target, id: done.userId } }),
        });
        const { extension: _, ...shown } = contact;
        return toEntry({ ...shown, userId });
      });
    },
  };
}

/** The number without its code, which stands beside it. */
function trim(body: NewExternalContactBody): NewExternalContactBody {
  const texts = Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]);
  const trimmed = Object.fromEntries(texts) as NewExternalContactBody;
  const { title, companyName, address, remark, ...required } = trimmed;
  const optional = Object.entries({ title, companyName, address, remark }).filter(([, value]) => value);
  return {
    ...required,
    ...Object.fromEntries(optional),
    mobile: trimmed.mobile.replace(/[\s-]/g, ''),
    stateCode: trimmed.stateCode.replace(/^\+/, ''),
  };
}

type Check = readonly [field: string, (body: NewExternalContactBody) => Reason | null];

const faults: readonly Check[] = [
  ['name', ({ name }) => (name === '' ? 'required' : null)],
  ['mobile', ({ mobile, stateCode }) => findFaultInMobile(mobile, stateCode)],
  ['stateCode', ({ stateCode }) => findFaultInStateCode(stateCode)],
  ['labelIds', ({ labelIds }) => (labelIds.length === 0 ? 'required' : null)],
  ['labelIds', ({ labelIds }) => (labelIds.length > MOST_LABELS ? 'too_many' : null)],
  ['followerUserId', ({ followerUserId }) => (followerUserId === '' ? 'required' : null)],
  ...Object.entries(longest).map(
    ([field, most]): Check => [
      field,
      (body) => ((body[field as keyof typeof longest] ?? '').length > most ? 'too_long' : null),
    ],
  ),
];

function findFaultInStateCode(stateCode: string): Reason | null {
  if (stateCode === '') return 'required';
  return /^\d{1,4}$/.test(stateCode) ? null : 'not_a_country_code';
}

function findFaultInMobile(mobile: string, stateCode: string): Reason | null {
  if (mobile === '') return 'required';
  return isMobileOf(stateCode, mobile) ? null : 'not_a_mobile';
}
