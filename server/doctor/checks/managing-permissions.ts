/**
 * The permissions for managing people, which a Foyer that only lets people in does without.
 *
 * Owns: how each is tried without anything being changed: with a call that can never succeed. DingTalk refuses an app
 * without the permission before it looks at what the call says.
 */
import { AppError } from '../../errors.ts';
import type { UserId } from '../../person.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { passed, refused } from '../verdict.ts';
import { describeMissing, titleOf } from './permission-words.ts';

type Attempt = (writing: Patient['client']['writing'], signal: AbortSignal) => Promise<unknown>;

/** Longer than a userId may be, and nothing is said of them that could be changed. */
const NOBODY = 'foyer-diagnosis'.padEnd(65, '-') as UserId;
/** No number of the mainland begins like this. */
const NO_NUMBER = '10000000000';
const noContact = { name: '', mobile: '', stateCode: '', labelIds: [], followerUserId: '' as UserId };

export const managingPermissionChecks: readonly Check[] = [
  checkPermission('qyapi_manage_addresslist', (writing, signal) => writing.changePerson(NOBODY, {}, signal)),
  checkPermission('qyapi_get_member_by_mobile', (writing, signal) => writing.findByMobile(NO_NUMBER, signal)),
  checkPermission('qyapi_ext_read', (writing, signal) => writing.listLabelGroups(signal)),
  checkPermission('qyapi_ext_write', (writing, signal) => writing.addExternalContact(noContact, signal)),
];

function checkPermission(permission: string, attempt: Attempt): Check {
  return {
    id: `permission.${permission}`,
    title: titleOf(permission),
    needs: ['permission.qyapi_base'],
    look: async (patient, signal) => {
      const { app, client, facts } = patient;
      if (app.kind === 'third-party') return passed(notOffered);
      try {
        await facts.ask(() => attempt(client.writing, signal));
      } catch (error) {
        return judgeRefusal(error, permission, patient);
      }
      return passed(granted);
    },
  };
}

const granted = say('有。', 'Granted.');
const notOffered = say(
  '钉钉只向企业内部应用提供人员管理，第三方企业应用不需要它。这不是错误。',
  'DingTalk offers managing people to internal apps alone; a third-party enterprise app needs none of it. This is no error.',
);

/** Foyer lets everybody in all the same, so that a permission is missing is a hint. */
function judgeRefusal(error: unknown, permission: string, { app }: Patient): Verdict {
  if (!(error instanceof AppError)) throw error;
  const { code, dingtalk } = error;
  if (dingtalk?.code === OLD_APP) return { ...refused(error, app.kind), status: 'warning' };
  if (code === 'dingtalk_permission_missing') {
    const { remedy = [], ...missing } = describeMissing(dingtalk?.permissions?.[0] ?? permission, app, dingtalk);
    return { status: 'warning', ...missing, remedy: [...remedy, setKind] };
  }
  // A word about what the call said shows that DingTalk looked at it.
  if (code === 'dingtalk_refused' && dingtalk !== undefined) return passed(granted);
  throw error;
}

const setKind = say(
  '如果应用其实是第三方企业应用，把 DINGTALK_APP_KIND 设为 third-party：钉钉不向它提供人员管理。',
  'If the app is in fact a third-party enterprise app, set DINGTALK_APP_KIND to third-party: DingTalk does not offer managing people to it.',
);

/** The catalogue's name for what DingTalk tells apps of an old kind, which no permission helps. */
const OLD_APP = 'no-permission-to-call';
