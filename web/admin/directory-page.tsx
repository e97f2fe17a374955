/** Reading the whole company: the latest run, what it could not see, and what can be taken away. */
import { useAdminMessages } from '../messages/admin.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { DirectoryExport } from './directory-export.tsx';
import { LatestRun } from './latest-run.tsx';
import { UnseenList } from './unseen-list.tsx';
import { useRun } from './use-run.ts';
import { UserIdsOfDepartment } from './user-ids-of-department.tsx';

/** Draws the page. */
export function DirectoryPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const { latest, isLost, error, retry } = useRun(subject);
  const failed = error && (
    <AdminFailed
      title={t('admin.directory.stale')}
      error={error}
      level="h3"
      actions={<Button onPress={retry}>{t('tryAgain')}</Button>}
    />
  );
  return (
    <>
      <PageHeading documentTitle={t('admin.directory.title')}>{t('admin.directory.title')}</PageHeading>
      <p className="lead">{t('admin.directory.lead')}</p>
      <Card title={t('admin.directory.latest')}>
        <div className="admin-parts">
          {failed}
          {latest && <LatestRun latest={latest} isLost={isLost} subject={subject} />}
          {!latest && !error && <WaitingRows label={t('loading')} rows={4} />}
        </div>
      </Card>
      {latest?.run && (
        <Card title={t('admin.directory.unseen.title')}>
          <UnseenList run={latest.run} />
        </Card>
      )}
      <Card title={t('admin.directory.why.title')}>
        <div className="admin-parts">
          <p>{t('admin.directory.why.text')}</p>
          <p>{t('admin.directory.why.instead')}</p>
          <p className="admin-soft">{t('admin.directory.why.range')}</p>
        </div>
      </Card>
      <UserIdsOfDepartment subject={subject} />
      <DirectoryExport />
    </>
  );
}
