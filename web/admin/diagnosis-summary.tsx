/** The sum of a diagnosis, or how far it has come. */
import { useEffect, useRef } from 'react';
import type { Summary } from '../../server/doctor/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useServerWords } from '../messages/server-words.ts';
import { useAnnounce, useAnnouncementWhen } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Report } from './use-diagnosis.ts';

/** Draws the sum; screen readers hear it, and on the way every check that did not pass. */
export function DiagnosisSummary({ report, isRunning }: { report: Report; isRunning: boolean }) {
  const { t } = useAdminMessages();
  useFindingAnnouncements(report);
  const done = report.checks.filter(({ finding }) => finding).length;
  if (report.summary) return <Sum summary={report.summary} />;
  if (!isRunning) return null;
  return (
    <p>
      {t('admin.diagnosis.running')} {t('admin.diagnosis.runningText', { n: done })}
    </p>
  );
}

function Sum({ summary }: { summary: Summary }) {
  const { t } = useAdminMessages();
  const { tone, title } = judge(summary);
  const counts = t('admin.diagnosis.counts', summary);
  useAnnouncementWhen(true, `${t(title)}: ${counts}`);
  return (
    <Notice tone={tone} title={t(title)}>
      {counts}
    </Notice>
  );
}

function judge({ failed, warnings }: Summary) {
  if (failed > 0) return { tone: 'danger', title: 'admin.diagnosis.withFailures' } as const;
  if (warnings > 0) return { tone: 'warning', title: 'admin.diagnosis.withWarnings' } as const;
  return { tone: 'success', title: 'admin.diagnosis.allPassed' } as const;
}

/** What passed is not read out: two dozen interruptions would hide the one that matters. */
function useFindingAnnouncements({ checks }: Report): void {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const say = useServerWords();
  const heard = useRef(0);
  const bad = checks.flatMap(({ finding }) => (finding && finding.status !== 'passed' ? finding : []));
  const latest = bad[bad.length - 1];
  useEffect(() => {
    if (latest && bad.length > heard.current) {
      announce(`${t(`admin.diagnosis.status.${latest.status}`)}: ${say(latest.title)}`);
    }
    heard.current = bad.length;
  }, [bad.length, latest, t, say, announce]);
}
