/**
 * The permissions that the app itself uses, one by one: each is tried with a question that needs it and nothing else.
 *
 * Any other answer than "the permission is missing" shows that it is there, even "no such department".
 */
import { ROOT_DEPARTMENT } from '../../dingtalk/company-directory.ts';
import { isNoSuchDepartment } from '../../dingtalk/refusals.ts';
import { AppError } from '../../errors.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { passed } from '../verdict.ts';
import { describeMissing, titleOf } from './permission-words.ts';

type Question = (patient: Patient, signal: AbortSignal) => Promise<unknown>;

export const permissionChecks: readonly Check[] = [
  checkPermission('qyapi_base', 'credentials', async ({ facts }) => {
    await facts.appToken();
    await facts.visibleRange();
  }),
  checkPermission('qyapi_get_member', 'permission.qyapi_base', ({ facts }) => facts.headcount()),
  checkPermission('qyapi_get_department_list', 'permission.qyapi_base', (patient, signal) =>
    askAboutDepartment(patient, (id) => patient.client.directory.listDepartments(id, signal)),
  ),
  checkPermission('qyapi_get_department_member', 'permission.qyapi_base', (patient, signal) =>
    askAboutDepartment(patient, (id) => patient.client.directory.listPeople(id, 0, signal)),
  ),
];

function checkPermission(permission: string, need: string, question: Question): Check {
  return {
    id: `permission.${permission}`,
    title: titleOf(permission),
    needs: [need],
    look: async (patient, signal) => {
      try {
        await question(patient, signal);
      } catch (error) {
        return judgeRefusal(error, permission, patient);
      }
      return passed(say('有。', 'Granted.'));
    },
  };
}

async function askAboutDepartment({ facts }: Patient, question: (id: number) => Promise<unknown>): Promise<void> {
  const { departmentIds } = await facts.visibleRange();
  await facts.ask(() => question(departmentIds[0] ?? ROOT_DEPARTMENT));
}

function judgeRefusal(error: unknown, permission: string, { app }: Patient): Verdict {
  if (!(error instanceof AppError)) throw error;
  const { code, dingtalk } = error;
  if (code === 'dingtalk_permission_missing') {
    return { status: 'failed', ...describeMissing(dingtalk?.permissions?.[0] ?? permission, app, dingtalk) };
  }
  if (code === 'not_an_employee' || isNoSuchDepartment(error)) return passed(say('有。', 'Granted.'));
  throw error;
}
