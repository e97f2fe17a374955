/** The directory before it was read for the first time. */
import { useSignedInMessages } from '../messages/signed-in.ts';
import { EmptyState } from '../ui/empty-state.tsx';

/** Draws what is going on, or whom to ask; the page looks again by itself. */
export function NotReady({ isReading }: { isReading: boolean }) {
  const { t } = useSignedInMessages();
  return (
    <div className="card directory-whole" role="status">
      {isReading ? (
        <EmptyState title={t('directory.emptyReading')} text={t('directory.emptyReadingText')} />
      ) : (
        <EmptyState title={t('directory.empty')} text={t('directory.emptyText')} />
      )}
    </div>
  );
}
