/**
 * The first page: the tools I may open, a way to colleagues, and who I am.
 *
 * Owns: the greeting, and the order of the three.
 * Does not: show the DingTalk account; that is `profile/`, for its owner alone.
 * Called by: `signed-in-app.tsx`.
 */
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Me } from '../session.tsx';
import { Card } from '../ui/card.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { FindColleague } from './find-colleague.tsx';
import { greetingAt } from './greeting.ts';
import { IdentityCard } from './identity-card.tsx';
import { Launcher } from './launcher.tsx';
import './home.css';

/** Draws the page. */
export function HomePage({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  return (
    <div className="home">
      <div className="greeting">
        <PageHeading documentTitle={t('home.title')}>
          {t(`home.greeting.${greetingAt(new Date())}`)}
          {t('home.comma')}
          <Foreign text={me.name} />
        </PageHeading>
        <p>{t('home.lead')}</p>
      </div>
      <Launcher me={me} />
      <div className="home-foot">
        <Card title={t('home.colleagues')} note={t('home.colleaguesNote')}>
          <FindColleague />
        </Card>
        <IdentityCard me={me} />
      </div>
    </div>
  );
}
