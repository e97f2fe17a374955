/** The moment before anything is known. */
import { useMessages } from '../messages/i18next.tsx';
import { Logo } from '../ui/logo.tsx';

/** Draws the mark; it appears after a moment, so that a quick answer does not flicker. */
export function Splash() {
  const { t } = useMessages();
  return (
    <div className="splash" role="status" aria-label={t('loading')}>
      <Logo />
    </div>
  );
}
