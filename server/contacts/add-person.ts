/**
 * Adding somebody to the company.
 *
 * Owns: the order, what becomes of whoever was only invited, and that nobody becomes an administrator by the userId that was
 * chosen for them. Who was refused for that is written down.
 * Does not: check single fields. Called by: `people-acts.ts`.
 */
import { maskMobile } from '../audit/masks.ts';
import type { Added, CompanyWriting, NewPerson } from '../dingtalk/company-writing.ts';
import type { Employee } from '../dingtalk/employee.ts';
import type { CorpId } from '../person.ts';
import { AFTERWARDS_MS } from './act-times.ts';
import type { CompanyChecks } from './company-checks.ts';
import { findFaultInNew, toChanges } from './field-checks.ts';
import type { Follow } from './follow.ts';
import { inputFault } from './input-fault.ts';
import type { Invitations } from './invitations.ts';
import { type CompanyRegion, readMobile, toComparable } from './mobile.ts';
import type { Doer, Noted, PerformAct } from './one-act.ts';
import type { Invitation, NewPersonBody } from './schema.ts';

export type AddedPerson = { outcome: 'added'; employee: Employee } | { outcome: 'invited'; invitation: Invitation };

type Options = {
  corpId: CorpId;
  writing: CompanyWriting;
  region: CompanyRegion;
  checks: CompanyChecks;
  acts: PerformAct;
  follow: Follow;
  invitations: Invitations;
  /** Whether the rules name this userId as an administrator's. */
  isAdministrator: (userId: string) => boolean;
};
type Adding = { body: NewPersonBody; by: Doer; signal: AbortSignal };

/**
 * Adds a person, or invites them where the company's settings ask for their consent.
 *
 * @throws {AppError} invalid_request with the field; what DingTalk said
 */
export async function addPerson({ body, by, signal }: Adding, options: Options): Promise<AddedPerson> {
  const { region, checks, acts, writing } = options;
  const fault = findFaultInNew(body, region);
  if (fault !== null) throw inputFault(fault);
  const person = toNewPerson(body, region);
  const noted = noteOf(person, body);
  refuseNamed(person, { by, noted }, options);
  return acts.alone(keysOf(person), async () => {
    await checks.check({ ...body, mobile: person.mobile }, null, signal);
    const added = await acts.perform({
      by,
      kind: 'person',
      noted,
      typed: Object.keys(body),
      write: () => writing.addPerson(person, signal),
      outcomeOf: toNotedOutcome(person.name),
      afterUnknown: () => lookAfterUnknown(person.mobile, options),
    });
    return conclude(added, person, { by, options });
  });
}

function toNewPerson({ userId, mobile, ...body }: NewPersonBody, region: CompanyRegion): NewPerson {
  const number = readMobile(mobile, region);
  if ('reason' in number) throw inputFault({ field: 'mobile', reason: number.reason });
  const { managerUserId, name = '', departmentIds = [], ...fields } = toChanges(body);
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  return {
    ...given,
    ...{ name, departmentIds, mobile: number.mobile },
    ...(managerUserId && { managerUserId }),
    ...(userId !== undefined && { userId }),
  };
}

/** Who is not there yet is named by their number, masked, until DingTalk gives a userId. */
function noteOf({ userId, mobile, name }: NewPerson, body: NewPersonBody): Noted {
  const target = { kind: 'person', id: userId ?? maskMobile(mobile), name } as const;
  return { act: 'person_added', target, after: { ...body, mobile } };
}

/** With a userId that the rules name, an administrator could make another without whoever keeps the file. */
function refuseNamed(
  { userId }: NewPerson,
  refused: { by: Doer; noted: Noted },
  { acts, isAdministrator }: Options,
): void {
  if (userId === undefined || !isAdministrator(userId)) return;
  const reason = 'named_administrator';
  acts.refuse({ ...refused, code: reason });
  throw inputFault({ field: 'userId', reason });
}

/** Nobody is added twice at once, and no one while they are changed. */
function keysOf({ mobile, userId }: NewPerson): string[] {
  return [`mobile ${toComparable(mobile)}`, ...(userId === undefined ? [] : [`person ${userId}`])];
}

/** Who was invited has no userId yet, and keeps the masked number. */
function toNotedOutcome(name: string) {
  return (added: Added) =>
    added.outcome === 'invited'
      ? { act: 'person_invited' as const }
      : { target: { kind: 'person' as const, id: added.userId, name } };
}

/** It was done after all when somebody has the number now. */
async function lookAfterUnknown(mobile: string, { writing, follow }: Options): Promise<void> {
  const signal = AbortSignal.timeout(AFTERWARDS_MS);
  const userId = await writing.findByMobile(mobile, signal);
  if (userId === null) return;
  await follow.person(userId, { signal });
  follow.counts();
}

async function conclude(
  added: Added,
  person: NewPerson,
  { by, options }: { by: Doer; options: Options },
): Promise<AddedPerson> {
  const { invitations, follow, corpId } = options;
  if (added.outcome === 'invited') return { outcome: 'invited', invitation: invitations.put(person) };
  const employee = await follow.person(added.userId, by);
  follow.counts();
  return { outcome: 'added', employee: employee ?? toUnread(added, person, corpId) };
}

/** What is known of somebody whose record DingTalk does not give: what was sent. */
function toUnread(
  { userId, unionId }: Extract<Added, { outcome: 'added' }>,
  { userId: _, departmentIds, hidesMobile = false, ...fields }: NewPerson,
  corpId: CorpId,
): Employee {
  const nothing = { leadsDepartmentIds: [], roles: [], isAdmin: false, isBoss: false, isActive: false };
  return { ...nothing, ...fields, hidesMobile, corpId, unionId, userId, departmentIds: [...departmentIds] };
}
