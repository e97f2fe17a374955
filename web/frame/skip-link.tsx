/** The first stop of the Tab key. */
import { useMessages } from '../messages/i18next.tsx';

/** Draws the link that skips the header; it is visible only while it has the focus. */
export function SkipLink() {
  const { t } = useMessages();
  return (
    <a className="skip-link" href="#content">
      {t('skipToContent')}
    </a>
  );
}
