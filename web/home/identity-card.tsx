/** Who the company says I am, in a few lines; the profile has the rest. */
import { Link } from 'react-router';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Foreign } from '../ui/foreign.tsx';

/** Draws the card. */
export function IdentityCard({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  return (
    <section className="card identity" aria-label={t('home.cardLabel')}>
      <div className="identity-who">
        <Avatar name={me.name} />
        <div>
          <p className="identity-name">
            <Foreign text={me.name} />
            {me.isAdmin && <span className="chip">{t('home.admin')}</span>}
          </p>
          <p className="identity-title">{me.title ? <Foreign text={me.title} /> : t('home.noTitle')}</p>
        </div>
      </div>
      <p className="identity-id">
        <span>{t('home.userId')}</span>
        <code className="foreign">{me.userId}</code>
      </p>
      <p className="identity-links">
        <Link to={paths.profile}>{t('home.seeProfile')}</Link>
        <Link to={paths.sessions}>{t('home.seeSessions')}</Link>
      </p>
    </section>
  );
}
