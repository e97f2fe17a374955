/** The page while nobody can say who is signed in, because Foyer does not answer. */
import type { ApiError } from '../api.ts';
import { useMessages } from '../messages/i18next.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws the failure with the way to ask again. */
export function UnreachablePage({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useMessages();
  const again = (
    <Button look="primary" onPress={retry}>
      {t('tryAgain')}
    </Button>
  );
  return <ErrorPanel code={error.code} requestId={error.requestId} actions={again} />;
}
