/**
 * Pages for what went wrong outside any feature.
 *
 * Owns: the page that does not exist, the page the server could not deliver, no connection, and a fault of this app.
 * Does not: handle refused sign-ins; `sign-in/` does.
 * Called by: `app.tsx` and `signed-in-app.tsx`.
 */
import { useMessages } from '../messages/i18next.tsx';
import { paths } from '../paths.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws the page for an address that shows nothing. */
export function NotFoundPage() {
  const { t } = useMessages();
  const home = (
    <ButtonLink look="primary" to={paths.home}>
      {t('errorPage.home')}
    </ButtonLink>
  );
  return <ErrorPanel code="not_found" actions={home} />;
}
