/**
 * The second half of a sign-in: from DingTalk's answer to a person, or to a refusal.
 *
 * Owns: the proof that this is an active employee of this company, in one place and in order.
 * Does not: touch cookies or sessions; nobody is signed in until it has returned.
 * Called by: `callback-route.ts`.
 */
import type { DingTalkClient } from '../dingtalk/client.ts';
import { DINGTALK_DEADLINE_MS } from '../dingtalk/deadline.ts';
import type { Employee } from '../dingtalk/employee.ts';
import type { CallbackAnswer, SignInGrant } from '../dingtalk/oauth-adapter.ts';
import { AppError } from '../errors.ts';
import type { Departments } from '../people/departments.ts';
import { toPerson } from '../people/to-person.ts';
import type { Person } from '../person.ts';
import type { Employees } from '../sessions/employees.ts';
import type { PendingSignIn } from './pending.ts';
import { safeReturnAddress } from './return-address.ts';

type CompleteOptions = {
  dingtalk: DingTalkClient;
  employees: Employees;
  departments: Departments;
  corpId: string;
  publicUrl: URL;
  answer: CallbackAnswer | { error: string };
  pending: PendingSignIn;
};

/** Who signed in, the tokens DingTalk granted in their name, and where they wanted to go. */
export type CompletedSignIn = { person: Person; grant: SignInGrant; returnTo: string };

/**
 * Exchanges DingTalk's answer for the employee who signed in.
 *
 * The pending sign-in must already be used up: a callback that can be replayed is a callback that can be stolen.
 *
 * @throws {AppError} sign_in_expired, sign_in_state_mismatch, corp_id_missing, other_company, not_an_employee,
 *   employee_inactive, sign_in_cancelled, dingtalk_…
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700#section-2.1}
 */
export async function completeSignIn(options: CompleteOptions): Promise<CompletedSignIn> {
  const { dingtalk, employees, departments, corpId, publicUrl, answer, pending } = options;
  if ('error' in answer) throw toRefusal(answer.error);
  const signal = AbortSignal.timeout(DINGTALK_DEADLINE_MS);
  const grant = await dingtalk.redeemCode(answer, pending.state, signal);
  requireCompany(grant, corpId);
  const { unionId } = await dingtalk.getAccountProfile(grant.accessToken, signal);
  const employee = requireActive(await employees.read(unionId, signal));
  // The address was judged before it was sealed; a policy that has become stricter since is obeyed.
  return {
    person: toPerson({ record: employee, roles: employee.roles }, departments),
    grant,
    returnTo: safeReturnAddress(pending.returnTo, publicUrl),
  };
}

/** DingTalk does not document its values; OAuth's own word for "the person said no" is the one it is taken to use. */
function toRefusal(error: string): AppError {
  if (error === 'access_denied') return new AppError('sign_in_cancelled', 'the person cancelled the sign-in');
  return new AppError('dingtalk_refused', 'DingTalk came back with an error instead of a code');
}

/** Anyone with a DingTalk account can pass the consent page, in the name of any company they belong to. */
function requireCompany(grant: SignInGrant, corpId: string): void {
  if (grant.corpId === undefined) {
    throw new AppError('corp_id_missing', 'the token answer names no company: the scope has lost "corpid"');
  }
  if (grant.corpId !== corpId) throw new AppError('other_company', 'the person chose another company');
}

function requireActive(employee: Employee): Employee {
  if (employee.isActive) return employee;
  const details = { userId: employee.userId };
  throw new AppError('employee_inactive', 'the employee has not joined DingTalk yet', { details });
}
