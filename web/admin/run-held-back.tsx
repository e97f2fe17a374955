/** A run that would remove so many people that somebody has to look first. */
import type { Run } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { Notice } from '../ui/notice.tsx';
import { SecondThought } from '../ui/second-thought.tsx';

/** Draws what would happen, and the way to let it. */
export function RunHeldBack({ run, isBusy, removeThem }: { run: Run; isBusy: boolean; removeThem: () => void }) {
  const { t } = useAdminMessages();
  const n = run.wouldRemove ?? 0;
  // A tenth of those who were known before; whoever is new does not count.
  const total = run.people - run.added;
  return (
    <>
      <Notice tone="warning" title={t('admin.directory.held.title')}>
        <p>{t('admin.directory.held.text', { n, total })}</p>
        <p>{t('admin.directory.held.advice')}</p>
      </Notice>
      <div>
        <SecondThought
          action={t('admin.directory.held.action')}
          confirm={t('admin.directory.held.confirm')}
          question={t('admin.directory.held.question', { n })}
          onConfirm={removeThem}
          isBusy={isBusy}
        >
          {t('admin.directory.held.consequence')}
        </SecondThought>
      </div>
    </>
  );
}
