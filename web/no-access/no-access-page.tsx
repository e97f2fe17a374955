/**
 * Where somebody ends who may not open a tool.
 *
 * Owns: asking why, and the choice among the answers: refused, open by now, or nothing known about such an address.
 * Does not: show anything of its own address; it shows what the server knows about that.
 * Called by: `signed-in-app.tsx`, for the addresses at which the server refuses, and for `/no-access`.
 */
import type { ApiError } from '../api.ts';
import { DeadEnd } from '../errors/dead-end.tsx';
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { PageFailure } from '../page-meta.ts';
import { paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { Reopened } from './reopened.tsx';
import { ToolRefused } from './tool-refused.tsx';
import { useAccess } from './use-access.ts';
import { useAsked } from './use-asked.ts';
import './no-access.css';

/** The refusal is null where the page was opened by its own address. */
type Props = { me: Me; refusal: PageFailure };

/** Draws the page. */
export function NoAccessPage({ me, refusal: delivered }: Props) {
  const { t } = useSignedInMessages();
  const requestId = delivered?.requestId;
  const asked = useAsked(delivered?.tool);
  const { access, error, isAsking, ask } = useAccess(me.subject, asked.about);
  if (access?.refusal) {
    const { refusal } = access;
    return (
      <ToolRefused
        me={me}
        access={{ ...access, refusal }}
        asked={asked}
        requestId={requestId}
        isAsking={isAsking}
        ask={ask}
      />
    );
  }
  if (access) return <Reopened tool={access.tool} href={asked.againHref} />;
  if (error) return <Unknown error={error} requestId={requestId} retry={() => void ask()} />;
  return <WaitingRows label={t('loading')} rows={4} />;
}

/** About an address that is no tool's there is nothing more to say than that it is closed, or is not there. */
function Unknown({ error, requestId, retry }: { error: ApiError; requestId: string | undefined; retry: () => void }) {
  const { t } = useSignedInMessages();
  if (error.code === 'not_found' || error.code === 'invalid_request') {
    return <DeadEnd code={requestId ? 'access_denied' : 'not_found'} requestId={requestId} />;
  }
  const actions = (
    <>
      <Button look="primary" onPress={retry}>
        {t('tryAgain')}
      </Button>
      <ButtonLink to={paths.home}>{t('errorPage.home')}</ButtonLink>
    </>
  );
  return <ErrorPanel code={error.code} requestId={error.requestId} actions={actions} />;
}
