/** The ids under which systems know me, with the difference between the two that look alike. */
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Me } from '../session.tsx';
import { Card } from '../ui/card.tsx';
import { CopyFact, Facts } from '../ui/facts.tsx';
import './ids.css';

/** Draws the card. */
export function Ids({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  return (
    <Card title={t('contact.ids')}>
      <div className="ids-columns">
        <Facts>
          <CopyFact name={t('profile.userId')} value={me.userId} />
          <CopyFact name={t('profile.unionId')} value={me.unionId} />
          <CopyFact name={t('profile.corpId')} value={me.corpId} />
        </Facts>
        <div className="ids-words">
          <h3>{t('profile.idsTitle')}</h3>
          <dl className="ids">
            <dt>userId</dt>
            <dd>{t('profile.idsUserId')}</dd>
            <dt>unionId</dt>
            <dd>{t('profile.idsUnionId')}</dd>
          </dl>
        </div>
      </div>
      <p className="card-foot">{t('profile.idsUse')}</p>
    </Card>
  );
}
