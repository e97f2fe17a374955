/** The rules have changed since somebody was refused. */
import type { ToolEntry } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths } from '../paths.ts';
import { ButtonAnchor, ButtonLink } from '../ui/button.tsx';
import { isolated } from '../ui/foreign.tsx';
import { Doorway } from '../ui/logo.tsx';
import { PageHeading } from '../ui/page-heading.tsx';

/** Draws the good news, and the way on to what was asked for. */
export function Reopened({ tool, href }: { tool: ToolEntry; href: string }) {
  const { t } = useSignedInMessages();
  const name = isolated(tool.name);
  return (
    <div className="error-panel card">
      <Doorway door="open" />
      <PageHeading documentTitle={tool.name}>{t('noAccess.reopened', { tool: name })}</PageHeading>
      <p className="error-text">{t('noAccess.reopenedText')}</p>
      <div className="actions">
        <ButtonAnchor look="primary" href={href}>
          {t('noAccess.open', { tool: name })}
        </ButtonAnchor>
        <ButtonLink to={paths.home}>{t('noAccess.backToTools')}</ButtonLink>
      </div>
    </div>
  );
}
