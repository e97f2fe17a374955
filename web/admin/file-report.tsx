/** What is wrong with the file of the tools. */
import { useAdminMessages } from '../messages/admin.ts';
import { Notice } from '../ui/notice.tsx';

/** Draws the report as the log has it: lines of text are read best as they are. */
export function FileReport({ report }: { report: string }) {
  const { t } = useAdminMessages();
  return (
    <div role="alert" className="admin-parts access-mistakes">
      <Notice tone="danger" title={t('admin.access.mistakes')}>
        {t('admin.access.mistakesText')}
      </Notice>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled, by the keyboard too. */}
      <pre className="access-report" tabIndex={0}>
        {report}
      </pre>
    </div>
  );
}
