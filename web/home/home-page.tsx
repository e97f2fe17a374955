/**
 * The first page: who I am, and the tools I may open.
 *
 * Owns: the greeting, the identity card, and the place of the tools.
 * Does not: show the DingTalk account; that is `profile/`, for its owner alone.
 * Called by: `signed-in-app.tsx`.
 */
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { FindColleague } from './find-colleague.tsx';
import { greetingAt } from './greeting.ts';
import './home.css';

/** Draws the page. */
export function HomePage({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  return (
    <>
      <div className="greeting">
        <PageHeading documentTitle={t('home.title')}>
          {t(`home.greeting.${greetingAt(new Date())}`)}
          {t('home.comma')}
          <Foreign text={me.name} />
        </PageHeading>
      </div>
      <p className="lead">{t('home.lead')}</p>
      <FindColleague />
      <IdentityCard me={me} />
      <Card title={t('home.tools')}>
        <EmptyState title={t('home.noTools')} text={t('home.noToolsText')} />
      </Card>
    </>
  );
}

function IdentityCard({ me }: { me: Me }) {
  const { t, language } = useSignedInMessages();
  return (
    <section className="card identity" aria-label={t('home.cardLabel')}>
      <Avatar name={me.name} size="large" />
      <div className="identity-who">
        <p className="identity-name">
          <Foreign text={me.name} />
          {me.isAdmin && <span className="chip">{t('home.admin')}</span>}
        </p>
        <p className="identity-title">{me.title ? <Foreign text={me.title} /> : t('home.noTitle')}</p>
      </div>
      <dl className="identity-facts">
        <div>
          <dt>{t('home.userId')}</dt>
          <dd>
            <Foreign text={me.userId} />
          </dd>
        </div>
        <div>
          <dt>{t('home.signedInSince')}</dt>
          <dd>
            <Moment at={me.session.startedAt} language={language} />
          </dd>
        </div>
      </dl>
      <div className="actions">
        <ButtonLink to={paths.profile}>{t('home.seeProfile')}</ButtonLink>
        <ButtonLink to={paths.sessions}>{t('home.seeSessions')}</ButtonLink>
      </div>
    </section>
  );
}
