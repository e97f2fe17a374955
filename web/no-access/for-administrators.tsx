/** What an administrator needs to know about a refusal, to be copied and sent to them. */
import { useSignedInMessages } from '../messages/signed-in.ts';
import { accessHref } from '../paths.ts';
import type { Me } from '../session.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import type { Refused } from './tool-refused.tsx';

type Props = { me: Me; access: Refused; requestId: string | undefined };

/** Draws the facts; an administrator also gets the way to the page that explains every step. */
export function ForAdministrators({ me, access, requestId }: Props) {
  const { t } = useSignedInMessages();
  const { tool, path, refusal } = access;
  return (
    <section className="no-access-part" aria-labelledby="for-administrators">
      <h2 id="for-administrators">{t('noAccess.forAdministrators')}</h2>
      <Facts>
        <Fact name={t('noAccess.rule')}>{t('noAccess.line', { line: refusal.line })}</Fact>
        <Fact name={t('noAccess.toolId')}>
          <code className="foreign">{tool.id}</code>
        </Fact>
        {requestId && (
          <Fact name={t('reference')}>
            <code className="foreign">{requestId}</code>
          </Fact>
        )}
      </Facts>
      <div className="actions">
        <CopyButton text={useRequestText({ me, access, requestId })}>{t('noAccess.copy')}</CopyButton>
        {me.isFoyerAdmin && (
          <ButtonLink to={accessHref({ tool: tool.id, person: me.userId, ...(path !== undefined && { path }) })}>
            {t('noAccess.explain')}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}

/** Gives the request as it can be pasted into a chat. */
function useRequestText({ me, access: { tool, path, refusal }, requestId }: Props): string {
  const { t } = useSignedInMessages();
  return [
    path === undefined
      ? t('noAccess.requestTool', { tool: tool.name })
      : t('noAccess.request', { tool: tool.name, path }),
    t('noAccess.requestPerson', { name: me.name, userId: me.userId }),
    t('noAccess.requestRule', { line: refusal.line, id: tool.id }),
    requestId && `${t('reference')}: ${requestId}`,
  ]
    .filter(Boolean)
    .join('\n');
}
