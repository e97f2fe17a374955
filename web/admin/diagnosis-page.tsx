/** Why something does not work: every check, one after the other, with what to do. */
import { useAdminMessages } from '../messages/admin.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { CheckRow } from './check-row.tsx';
import { DiagnosisSummary } from './diagnosis-summary.tsx';
import { type Report, useDiagnosis } from './use-diagnosis.ts';
import { useReportText } from './use-report-text.ts';
import './diagnosis.css';

/** Draws the page; the diagnosis begins with it. */
export function DiagnosisPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const { report, isRunning, error, start } = useDiagnosis(subject);
  const hasBegun = report !== undefined && report.checks.length > 0;
  return (
    <>
      <PageHeading documentTitle={t('admin.diagnosis.title')}>{t('admin.diagnosis.title')}</PageHeading>
      <p className="lead">{t('admin.diagnosis.lead')}</p>
      <Card title={t('admin.diagnosis.summary')}>
        <div className="admin-parts">
          {report && <DiagnosisSummary report={report} isRunning={isRunning} />}
          {error && (
            <AdminFailed
              title={t(hasBegun ? 'admin.diagnosis.broken' : 'admin.diagnosis.refused')}
              error={error}
              level="h3"
            />
          )}
          {error && hasBegun && <p>{t('admin.diagnosis.brokenText')}</p>}
          <div className="actions">
            <Button look="primary" onPress={start} isBusy={isRunning}>
              <Icon name="refresh" />
              {isRunning ? t('admin.diagnosis.running') : t(report ? 'admin.diagnosis.again' : 'admin.diagnosis.run')}
            </Button>
            {hasBegun && !isRunning && <CopyReport report={report} />}
          </div>
        </div>
      </Card>
      {hasBegun && (
        <section className="checks" aria-label={t('admin.diagnosis.checks')}>
          <ol>
            {report.checks.map((check) => (
              <CheckRow key={`${check.check} ${check.title.zh}`} check={check} isRunning={isRunning} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function CopyReport({ report }: { report: Report }) {
  const { t } = useAdminMessages();
  return <CopyButton text={useReportText(report)}>{t('admin.diagnosis.copy')}</CopyButton>;
}
