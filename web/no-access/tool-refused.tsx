/** A tool that is closed to the person: why, whom to ask, and every way on. */
import { useState } from 'react';
import type { AccessResponse, RefusalEntry } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths, signInHref } from '../paths.ts';
import type { Me } from '../session.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import { Button, ButtonAnchor, ButtonLink } from '../ui/button.tsx';
import { Foreign, isolated } from '../ui/foreign.tsx';
import { Doorway } from '../ui/logo.tsx';
import { OpensTo } from '../ui/opens-to.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { ToolIcon } from '../ui/tool-icon.tsx';
import { ForAdministrators } from './for-administrators.tsx';
import type { Asked } from './use-asked.ts';
import { WhomToAsk } from './whom-to-ask.tsx';

/** What the server says about a refusal. */
export type Refused = Omit<AccessResponse, 'refusal'> & { refusal: RefusalEntry };

type Props = {
  me: Me;
  access: Refused;
  asked: Asked;
  requestId: string | undefined;
  isAsking: boolean;
  ask: () => Promise<AccessResponse | undefined>;
};

/** Draws the page. */
export function ToolRefused({ me, access, asked, requestId, isAsking, ask }: Props) {
  const { t } = useSignedInMessages();
  const { tool, contacts } = access;
  return (
    <div className="error-panel card no-access">
      <Doorway door="closed" />
      <PageHeading documentTitle={t('noAccess.title')}>
        {t('noAccess.heading', { tool: isolated(tool.name) })}
      </PageHeading>
      <Reason access={access} />
      <Actions access={access} asked={asked} isAsking={isAsking} ask={ask} />
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
          {path !== undefined && <code className="foreign">{path}</code>}
        </span>
      </p>
      <p>{t(`noAccess.reason.${refusal.reason}`, { path: isolated(refusal.path ?? path ?? '') })}</p>
      {saysWho && <OpensTo conditions={refusal.opensTo} label={t('noAccess.openTo')} />}
    </div>
  );
}

type ActionsProps = Pick<Props, 'access' | 'asked' | 'isAsking' | 'ask'>;

function Actions({ access, asked, isAsking, ask }: ActionsProps) {
  const { t } = useSignedInMessages();
  const announce = useAnnounce();
  const [wasAsked, setAsked] = useState(false);
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
        <ToTheTool access={access} backHref={asked.backHref} />
        <Button onPress={() => void askAgain()} isBusy={isAsking}>
          {isAsking ? t('noAccess.asking') : t('noAccess.askAgain')}
        </Button>
        <ButtonAnchor href={signInHref(asked.againHref)}>{t('signIn.otherAccount')}</ButtonAnchor>
      </div>
      {wasAsked && !isAsking && <p className="no-access-still">{t('noAccess.still')}</p>}
    </>
  );
}

/** A tool that waits gets its answer. One that is closed in part only may well be open on its first page. */
function ToTheTool({ access: { tool, refusal }, backHref }: { access: Refused; backHref: string | null }) {
  const { t } = useSignedInMessages();
  const name = isolated(tool.name);
  if (backHref !== null) return <ButtonAnchor href={backHref}>{t('noAccess.backToTool', { tool: name })}</ButtonAnchor>;
  const isPart = refusal.reason === 'narrowed' || refusal.reason === 'ambiguous_path';
  return isPart ? <ButtonAnchor href={tool.url}>{t('noAccess.openHome', { tool: name })}</ButtonAnchor> : null;
}
