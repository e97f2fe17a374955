/** A page with nothing to try again: why, and the way home. */
import type { PageErrorCode } from '../api.ts';
import { useMessages } from '../messages/i18next.tsx';
import { paths } from '../paths.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws the page. */
export function DeadEnd({ code, requestId }: { code: PageErrorCode; requestId?: string | undefined }) {
  const { t } = useMessages();
  const home = (
    <ButtonLink look="primary" to={paths.home}>
      {t('errorPage.home')}
    </ButtonLink>
  );
  return <ErrorPanel code={code} requestId={requestId} actions={home} />;
}
