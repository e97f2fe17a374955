/** The permissions for single fields of a record: without one DingTalk says nothing and leaves the fields out. */
import { type FieldPermission, fieldsOf, listsFieldOf } from '../../people/missing-fields.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { passed } from '../verdict.ts';
import { describeMissing, titleOf } from './permission-words.ts';

export const fieldPermissionChecks: readonly Check[] = (Object.keys(fieldsOf) as FieldPermission[]).map(
  (permission) => ({
    id: `permission.${permission}`,
    title: titleOf(permission),
    needs: ['storage.schema', 'permission.qyapi_base'],
    look: (patient) => judge(permission, patient),
  }),
);

async function judge(permission: FieldPermission, { app, facts, replica }: Patient): Promise<Verdict> {
  if (app.kind === 'third-party') {
    return passed(
      say(
        '钉钉从不把这些字段给第三方企业应用。这不是错误。',
        'DingTalk never gives these fields to a third-party enterprise app. This is no error.',
      ),
    );
  }
  const { fields } = await facts.visibleRange();
  if (listsFieldOf(permission, fields))
    return passed(say('有：钉钉把它的字段列为可读。', 'Granted: DingTalk lists its fields as readable.'));
  const { remedy = [], ...missing } = describeMissing(permission, app);
  const advice = { ...missing, remedy: [...remedy, setKind] };
  if (fields.length > 0) return { status: 'warning', ...advice };
  if (replica.hasField(fieldsOf[permission])) {
    return passed(say('有：通讯录中有人有这些字段。', 'Granted: somebody in the directory has such a field.'));
  }
  const seen = say(
    '钉钉没有列出应用可读的字段，通讯录中也还没有人有。',
    'DingTalk does not list the fields that the app may read, and nobody in the directory has one.',
  );
  return { status: 'warning', ...advice, seen };
}

const setKind = say(
  '如果应用其实是第三方企业应用，把 DINGTALK_APP_KIND 设为 third-party：它从来得不到这些字段。',
  'If the app is in fact a third-party enterprise app, set DINGTALK_APP_KIND to third-party: it never gets these fields.',
);
