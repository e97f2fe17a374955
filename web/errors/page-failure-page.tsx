/** The page for an address that the server answered with a failure. */
import { useLocation } from 'react-router';
import type { PageErrorCode } from '../api.ts';
import { useMessages } from '../messages/i18next.tsx';
import { handOverHref, paths } from '../paths.ts';
import { ButtonAnchor } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws the failure; both ways out ask the server anew, because this page's own answer is what failed. */
export function PageFailurePage({ code, requestId }: { code: string; requestId: string | undefined }) {
  const { t } = useMessages();
  const again = useAddressToTry();
  const isFinal = finalCodes.includes(code);
  const actions = (
    <>
      {!isFinal && (
        <ButtonAnchor look="primary" href={again}>
          {t('tryAgain')}
        </ButtonAnchor>
      )}
      <ButtonAnchor look={isFinal ? 'primary' : 'secondary'} href={paths.home}>
        {t('errorPage.home')}
      </ButtonAnchor>
    </>
  );
  return <ErrorPanel code={code} requestId={requestId} actions={actions} />;
}

/** Gives the address that failed. A hand-over begins anew: what it was bound to is used up. */
function useAddressToTry(): string {
  const { pathname, search } = useLocation();
  const target = new URLSearchParams(search).get('target');
  return pathname === paths.toolHandOver && target ? handOverHref(target) : pathname + search;
}

/** Asking again for a page that does not exist, or is not for this person, helps nobody. */
const finalCodes: readonly string[] = [
  'not_found',
  'method_not_allowed',
  'access_denied',
] satisfies readonly PageErrorCode[];
