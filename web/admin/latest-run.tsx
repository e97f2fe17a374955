/** The latest run: how it stands, what it found, and what can be done now. */
import { useEffect, useRef } from 'react';
import type { Run, RunResponse, RunState } from '../../server/directory/schema.ts';
import { type ApiError, toApiError } from '../api.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { paths, signInHref } from '../paths.ts';
import { Button, ButtonAnchor } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Status, StatusMark } from '../ui/status-mark.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunFailed } from './run-failed.tsx';
import { RunHeldBack } from './run-held-back.tsx';
import { RunProgress } from './run-progress.tsx';
import { useStartRun } from './use-run.ts';
import './latest-run.css';

/** Draws the run, or that there was none. */
export function LatestRun({ latest, isLost, subject }: { latest: RunResponse; isLost: boolean; subject: string }) {
  const { t } = useAdminMessages();
  const start = useStartRun(subject);
  const { run } = latest;
  useOutcomeAnnouncement(run);
  const isBusy = start.isPending || run?.state === 'running';
  return (
    <>
      {run ? (
        <Standing run={run} isLost={isLost} />
      ) : (
        <EmptyState title={t('admin.directory.neverTitle')} text={t('admin.directory.neverText')} />
      )}
      {run?.state === 'failed' && run.failure && <RunFailed failure={run.failure} />}
      {run?.state === 'held_back' && (
        <RunHeldBack run={run} isBusy={isBusy} removeThem={() => start.mutate({ removals: 'allowed' })} />
      )}
      <RunFacts latest={latest} />
      {start.error && <StartFailed error={toApiError(start.error)} />}
      <div className="actions">
        <Button
          look={run?.state === 'held_back' ? 'secondary' : 'primary'}
          onPress={() => start.mutate({ removals: 'held-back' })}
          isBusy={isBusy}
        >
          <Icon name="refresh" />
          {isBusy ? t('admin.directory.reading') : t('admin.directory.readNow')}
        </Button>
      </div>
    </>
  );
}

/** Why no run began; a sign-in that is too long ago can be put right here. */
function StartFailed({ error }: { error: ApiError }) {
  const { t } = useAdminMessages();
  const signInAgain = error.code === 'reauthentication_required' && (
    <ButtonAnchor href={signInHref(paths.adminDirectory)}>{t('admin.signInAgain')}</ButtonAnchor>
  );
  return <AdminFailed title={t('admin.directory.startFailed')} error={error} level="h3" actions={signInAgain} />;
}

const marks: Record<RunState, Status> = {
  running: 'running',
  completed: 'passed',
  held_back: 'warning',
  failed: 'failed',
};

function Standing({ run, isLost }: { run: Run; isLost: boolean }) {
  const { t } = useAdminMessages();
  return (
    <div className="run-standing">
      <StatusMark status={marks[run.state]} size="large">
        {t(`admin.directory.state.${run.state}`)}
      </StatusMark>
      <p>{t(`admin.directory.sentence.${sentenceOf(run)}`)}</p>
      {run.state === 'running' && <RunProgress run={run} isLost={isLost} />}
    </div>
  );
}

/** Says how a run ended to whoever waited for it; one that had ended before the page opened is not news. */
function useOutcomeAnnouncement(run: Run | null): void {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const wasRunning = useRef(false);
  const sentence = run && sentenceOf(run);
  useEffect(() => {
    if (wasRunning.current && sentence && sentence !== 'running') announce(t(`admin.directory.sentence.${sentence}`));
    wasRunning.current = sentence === 'running';
  }, [sentence, t, announce]);
}

/** A completed run may still have gaps; the school's contacts are none, nobody can read those. */
function sentenceOf({ state, unseen }: Run): RunState | 'with_gaps' {
  return state === 'completed' && unseen.some(({ kind }) => kind !== 'school_parents') ? 'with_gaps' : state;
}
