/**
 * Removing somebody from the company.
 *
 * Owns: the order, what is asked before (the typed name, and the rules), and that whoever may be gone has no session left.
 * Who was refused is written down like who was removed.
 * Does not: say who may not be removed (`removal-rules.ts`). Called by: `people-acts.ts`.
 */
import type { CompanyWriting, Written } from '../dingtalk/company-writing.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { isNobody } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import type { UserId } from '../person.ts';
import { toNoted } from './admin-person.ts';
import type { Follow } from './follow.ts';
import type { Doer, Noted, PerformAct } from './one-act.ts';
import type { FindRemovalRefusal } from './removal-rules.ts';

type Options = {
  acts: PerformAct;
  writing: CompanyWriting;
  follow: Follow;
  findRemovalRefusal: FindRemovalRefusal;
  /** Whether the rules name this userId as an administrator's. */
  isAdministrator: (userId: UserId) => boolean;
  read: (userId: UserId, signal: AbortSignal) => Promise<Employee>;
};
type Removing = { userId: UserId; confirm: string; by: Doer; signal: AbortSignal };

/** What came of a removal; `stillNamed` when the rules go on naming the userId as an administrator's. */
export type Removed = { endedSessions: number; stillNamed: boolean };

/**
 * Removes a person from the company, and ends their sessions.
 *
 * @throws {AppError} removal_refused; access_denied when whoever asks is no administrator any more
 */
export async function removePerson({ userId, confirm, by, signal }: Removing, options: Options): Promise<Removed> {
  const { acts, writing, follow, read, isAdministrator } = options;
  // One removal at a time: two administrators who remove each other at the same moment would leave none.
  return acts.alone(['removal', `person ${userId}`], async () => {
    const before = await read(userId, signal);
    const target = { kind: 'person' as const, id: userId, name: before.name };
    const noted: Noted = { act: 'person_removed', target, before: toNoted(before) };
    const refusal = findRefusal({ before, confirm, by }, options);
    if (refusal !== null) {
      acts.refuse({ by, noted, code: refusal.about.reason ?? refusal.code });
      throw refusal;
    }
    await acts.perform({
      by,
      kind: 'person',
      noted,
      write: () => writing.removePerson(userId, signal).catch(toGone),
      outcomeOf: ({ code }: Gone) => (code === undefined ? {} : { code }),
      // Whoever is an employee after all signs in again; whoever is none must not go on reading.
      afterUnknown: () => follow.unclearRemoval(before, by),
    });
    return { endedSessions: await follow.removal(before, by), stillNamed: isAdministrator(userId) };
  });
}

/** `code` is what DingTalk said of somebody who was gone before. */
type Gone = Written & { code?: string };

/** Somebody removed them in DingTalk itself since they were read: what follows is the same. */
function toGone(error: unknown): Gone {
  if (!isNobody(error) || error.dingtalk === undefined) throw error;
  return error.dingtalk;
}

function findRefusal(
  { before, confirm, by }: { before: Employee; confirm: string; by: Doer },
  { findRemovalRefusal }: Options,
): AppError | null {
  const reason =
    findRemovalRefusal(before, by.asked.actor) ?? (confirm.trim() === before.name.trim() ? null : 'not_confirmed');
  if (reason === null) return null;
  const field = reason === 'not_confirmed' ? { field: 'confirm' } : {};
  return new AppError('removal_refused', `nobody is removed: ${reason}`, { about: { ...field, reason } });
}
