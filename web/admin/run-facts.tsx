/** The figures of a run. */
import type { Run, RunResponse } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';

/** Draws when it was, what it found, and when the next one comes. */
export function RunFacts({ latest: { run, nextRunAt } }: { latest: RunResponse }) {
  const { t, language } = useAdminMessages();
  return (
    <Facts>
      {run && <Times run={run} />}
      {run && run.state !== 'running' && <Found run={run} />}
      {(nextRunAt || run?.state !== 'running') && (
        <Fact name={t('admin.directory.facts.nextRunAt')}>
          {nextRunAt ? <Moment at={nextRunAt} language={language} /> : t('admin.directory.noNextRun')}
        </Fact>
      )}
    </Facts>
  );
}

function Times({ run }: { run: Run }) {
  const { t, language } = useAdminMessages();
  return (
    <>
      <Fact name={t('admin.directory.facts.startedAt')}>
        <Moment at={run.startedAt} language={language} />
      </Fact>
      {run.finishedAt && (
        <Fact name={t('admin.directory.facts.finishedAt')}>
          <Moment at={run.finishedAt} language={language} />
          <Duration from={run.startedAt} to={run.finishedAt} />
        </Fact>
      )}
    </>
  );
}

function Found({ run }: { run: Run }) {
  const { t } = useAdminMessages();
  const { added, changed, removed } = run;
  return (
    <>
      <Fact name={t('admin.directory.facts.departments')}>{t('admin.directory.number', { n: run.departments })}</Fact>
      <Fact name={t('admin.directory.facts.people')}>{t('admin.directory.number', { n: run.people })}</Fact>
      <Fact name={t('admin.directory.facts.expected')}>
        <Expected run={run} />
      </Fact>
      <Fact name={t('admin.directory.facts.changes')}>{t('admin.directory.changes', { added, changed, removed })}</Fact>
    </>
  );
}

function Expected({ run }: { run: Run }) {
  const { t } = useAdminMessages();
  if (run.expected === undefined) return t('admin.directory.notCounted');
  // Whether the two agree is for the run to say: it knows who belongs to the count and who does not.
  const differs = run.unseen.some(({ kind, departmentId }) => kind === 'count_differs' && departmentId === undefined);
  if (run.state !== 'completed') return t('admin.directory.number', { n: run.expected });
  const agrees = run.expected === run.people ? 'countAgrees' : 'countAgreesWithUnseen';
  return t(`admin.directory.${differs ? 'countDiffers' : agrees}`, { n: run.expected });
}

function Duration({ from, to }: { from: string; to: string }) {
  const { t } = useAdminMessages();
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 120) return t('admin.directory.seconds', { seconds });
  return t('admin.directory.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}
