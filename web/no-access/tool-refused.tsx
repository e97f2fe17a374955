/** A tool that is closed to the person: why, whom to ask, and every way on. */
import { useState } from 'react';
import type { AccessResponse, RefusalEntry } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { handOverHref, paths, signInHref } from '../paths.ts';
import type { Me } from '../session.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import { Button, ButtonAnchor, ButtonLink } from '../ui/button.tsx';
import { Foreign, isolated } from '../ui/foreign.tsx';
import { Doorway } from '../ui/logo.tsx';
import { OpensTo } from '../ui/opens-to.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { ToolIcon } from '../ui/tool-icon.tsx';
import { ForAdministrators } from './for-administrators.tsx';
import { WhomToAsk } from './whom-to-ask.tsx';

/** What the server says about a refusal. */
export type Refused = Omit<AccessResponse, 'refusal'> & { refusal: RefusalEntry };

type Props = {
  me: Me;
  access: Refused;
  target: string;
  requestId: string | undefined;
  isAsking: boolean;
  ask: () => Promise<AccessResponse | undefined>;
};

/** Draws the page. */
export function ToolRefused({ me, access, target, requestId, isAsking, ask }: Props) {
  const { t } = useSignedInMessages();
  const { tool, contacts } = access;
  return (
    <div className="error-panel card no-access">
      <Doorway door="closed" />
      <PageHeading documentTitle={t('noAccess.title')}>
        {t('noAccess.heading', { tool: isolated(tool.name) })}
      </PageHeading>
      <Reason access={access} />
      <Actions access={access} target={target} isAsking={isAsking} ask={ask} />
      <WhomToAsk subject={me.subject} contacts={contacts} />
      <ForAdministrators me={me} access={access} requestId={requestId} />
    </div>
  );
}

function Reason({ access: { tool, path, refusal } }: { access: Refused }) {
  const { t } = useSignedInMessages();
  const saysWho = refusal.reason === 'not_allowed' || refusal.reason === 'narrowed';
  return (
    <div className="no-access-reason">
      <p className="no-access-tool">
        <ToolIcon tool={tool} size="small" />
        <span>
          <Foreign text={tool.name} />
          <code className="foreign">{path}</code>
        </span>
      </p>
      <p>{t(`noAccess.reason.${refusal.reason}`, { path: isolated(refusal.path ?? path) })}</p>
      {saysWho && <OpensTo conditions={refusal.opensTo} label={t('noAccess.openTo')} />}
    </div>
  );
}

type ActionsProps = Pick<Props, 'access' | 'target' | 'isAsking' | 'ask'>;

function Actions({ access: { tool, refusal }, target, isAsking, ask }: ActionsProps) {
  const { t } = useSignedInMessages();
  const announce = useAnnounce();
  const [wasAsked, setAsked] = useState(false);
  // Then it is not the whole tool that is closed: its first page may well be open.
  const isPart = refusal.reason === 'narrowed' || refusal.reason === 'ambiguous_path';
  const askAgain = async () => {
    const answer = await ask();
    setAsked(answer !== undefined);
    if (answer?.refusal) announce(t('noAccess.still'));
  };
  return (
    <>
      <div className="actions">
        <ButtonLink look="primary" to={paths.home}>
          {t('noAccess.backToTools')}
        </ButtonLink>
        {isPart && <ButtonAnchor href={tool.url}>{t('noAccess.openHome', { tool: isolated(tool.name) })}</ButtonAnchor>}
        <Button onPress={() => void askAgain()} isBusy={isAsking}>
          {isAsking ? t('noAccess.asking') : t('noAccess.askAgain')}
        </Button>
        <ButtonAnchor href={signInHref(handOverHref(target))}>{t('signIn.otherAccount')}</ButtonAnchor>
      </div>
      {wasAsked && !isAsking && <p className="no-access-still">{t('noAccess.still')}</p>}
    </>
  );
}
