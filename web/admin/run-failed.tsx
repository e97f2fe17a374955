/** Why the run ended early. */
import type { Run } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { paths } from '../paths.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { DingTalkRefused } from './dingtalk-refused.tsx';
import { useAdminWords } from './use-admin-words.ts';

/** Draws the reason; the diagnosis is the next step where nothing more is known. */
export function RunFailed({ failure }: { failure: NonNullable<Run['failure']> }) {
  const { t } = useAdminMessages();
  const words = useAdminWords(failure.code);
  const look = <ButtonLink to={paths.adminDiagnosis}>{t('admin.lookAtDiagnosis')}</ButtonLink>;
  return (
    <>
      <Notice tone="danger" title={words.title} actions={look}>
        {words.text} {!failure.dingtalk && words.action}
      </Notice>
      {failure.dingtalk && <DingTalkRefused dingtalk={failure.dingtalk} level="h3" />}
    </>
  );
}
