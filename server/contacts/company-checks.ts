/**
 * Whether what somebody typed fits the company: departments that exist, a manager who is there, values nobody else has.
 *
 * Owns: these questions. The replica answers; where it knows nothing, or says no, DingTalk is asked, so that yesterday's
 * reading refuses nobody.
 * Does not: look at lengths (`field-checks.ts`).
 * Called by: the acts of this folder.
 */
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import { isAboutThem } from '../dingtalk/refusals.ts';
import type { Replica } from '../people/replica.ts';
import type { UserId } from '../person.ts';
import type { Employees } from '../sessions/employees.ts';
import { inputFault } from './input-fault.ts';
import { withField } from './refusal-fields.ts';
import type { ChangePersonBody } from './schema.ts';
import type { HeldField } from '../people/people-reads.ts';
import { createFindHolder, heldFields } from './taken-values.ts';

export type CompanyChecks = {
  /**
   * Compares what was typed with the company.
   *
   * @throws {AppError} invalid_request with the field; what DingTalk said of a department or a manager
   */
  check(typed: Typed, of: UserId | null, signal: AbortSignal): Promise<void>;
  /** @throws {AppError} invalid_request for whoever is nobody */
  checkPerson(field: string, userId: string, signal: AbortSignal): Promise<void>;
};

type Typed = Pick<ChangePersonBody, 'departmentIds' | 'managerUserId' | HeldField>;
type Options = { replica: Replica; employees: Employees; directory: CompanyDirectory };

/** Creates the checks. */
export function createCompanyChecks({ replica, employees, directory }: Options): CompanyChecks {
  const findHolder = createFindHolder(replica);
  const checkDepartment = async (id: number, signal: AbortSignal): Promise<void> => {
    if (replica.departments.find(id) !== null) return;
    try {
      await directory.getDepartment(id, signal);
    } catch (error) {
      throw withField(error, 'person');
    }
  };
  const checkPerson = async (field: string, userId: string, signal: AbortSignal): Promise<void> => {
    if (replica.findByUserId(userId) !== null) return;
    const known = await employees
      .readByUserId(userId as UserId, signal)
      .catch((error) => rethrowUnlessAboutThem(error));
    if (known === null) throw inputFault({ field, reason: 'unknown_person' });
  };
  const checkUnique = async (typed: Typed, of: UserId | null, signal: AbortSignal): Promise<void> => {
    for (const [field, value] of uniqueValuesOf(typed)) {
      const holder = findHolder(field, value);
      if (holder === null || holder === of) continue;
      // Who left since, or has another value now, keeps it from nobody.
      await employees.readByUserId(holder, signal).catch(() => null);
      if (findHolder(field, value) === holder) throw inputFault({ field, reason: 'taken' });
    }
  };
  return {
    async check(typed, of, signal) {
      for (const id of typed.departmentIds ?? []) await checkDepartment(id, signal);
      if (typed.managerUserId) await checkPerson('managerUserId', typed.managerUserId, signal);
      await checkUnique(typed, of, signal);
    },
    checkPerson,
  };
}

function rethrowUnlessAboutThem(error: unknown): null {
  if (isAboutThem(error)) return null;
  throw error;
}

function uniqueValuesOf(typed: Typed): [HeldField, string][] {
  return heldFields.flatMap((field) => {
    const value = typed[field]?.trim();
    return value ? [[field, value]] : [];
  });
}
