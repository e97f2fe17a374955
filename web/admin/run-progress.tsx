/** How far the run has come. */
import { useEffect, useRef } from 'react';
import type { Run } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** Events come several times a second; nobody can listen to that. */
const announceEveryMs = 5_000;

/** Draws the bar with its figures. */
export function RunProgress({ run, isLost }: { run: Run; isLost: boolean }) {
  const { t } = useAdminMessages();
  const { done, known } = run.progress;
  useProgressAnnouncements(t('admin.directory.announced', { done, known, people: run.people }));
  return (
    <div className="run-progress">
      <ProgressBar label={t('admin.directory.progress')} done={done} known={known} />
      <p>{t('admin.directory.steps', { done, known })}</p>
      <p className="admin-soft">{t('admin.directory.soFar', { departments: run.departments, people: run.people })}</p>
      {isLost && (
        <p className="admin-soft" role="status">
          {t('admin.directory.lost')}
        </p>
      )}
    </div>
  );
}

/** Says the text to screen readers now and then while it changes. */
function useProgressAnnouncements(text: string): void {
  const announce = useAnnounce();
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(() => {
    let said = '';
    const timer = setInterval(() => {
      if (latest.current !== said) announce(latest.current);
      said = latest.current;
    }, announceEveryMs);
    return () => clearInterval(timer);
  }, [announce]);
}
