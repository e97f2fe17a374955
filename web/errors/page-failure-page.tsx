/** The page for an address that the server answered with a failure. */
import { matchPath, useLocation } from 'react-router';
import type { PageErrorCode } from '../api.ts';
import { useMessages } from '../messages/i18next.tsx';
import { handOverHref, paths } from '../paths.ts';
import { ButtonAnchor } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws the failure; both ways out ask the server anew, because this page's own answer is what failed. */
export function PageFailurePage({ code, requestId }: { code: string; requestId: string | undefined }) {
  const { t } = useMessages();
  const again = useAddressToTry(code);
  const actions = (
    <>
      {again !== null && (
        <ButtonAnchor look="primary" href={again}>
          {t('tryAgain')}
        </ButtonAnchor>
      )}
      <ButtonAnchor look={again === null ? 'primary' : 'secondary'} href={paths.home}>
        {t('errorPage.home')}
      </ButtonAnchor>
    </>
  );
  return <ErrorPanel code={code} requestId={requestId} actions={actions} />;
}

/** Gives the address that failed, or null where it would fail again. A hand-over begins anew: what it was bound to is used up. */
function useAddressToTry(code: string): string | null {
  const { pathname, search } = useLocation();
  // Only the tool can begin that anew.
  const isOver = code === 'sign_in_expired' && matchPath(paths.interaction, pathname) !== null;
  if (isOver || finalCodes.includes(code)) return null;
  const target = new URLSearchParams(search).get('target');
  return pathname === paths.toolHandOver && target ? handOverHref(target) : pathname + search;
}

/** Asking again for a page that does not exist, or is not for this person, helps nobody. */
const finalCodes: readonly string[] = [
  'not_found',
  'method_not_allowed',
  'access_denied',
] satisfies readonly PageErrorCode[];
