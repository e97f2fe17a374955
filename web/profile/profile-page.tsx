/**
 * What is known about me: by my company, and by DingTalk about my own account.
 *
 * Owns: keeping the two apart on the page, and saying why a field is missing and who can change it.
 * Does not: change anything; both are changed in DingTalk.
 * Called by: `signed-in-app.tsx`.
 */
import { useMessages } from '../messages/i18next.tsx';
import type { Me } from '../session.tsx';
import { Card } from '../ui/card.tsx';
import { CopyValue } from '../ui/copy-value.tsx';
import { Fact, Facts, MissingFact } from '../ui/facts.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { DingTalkAccount } from './dingtalk-account.tsx';
import './profile.css';

/** Draws the page. */
export function ProfilePage({ me }: { me: Me }) {
  const { t } = useMessages();
  return (
    <>
      <PageHeading documentTitle={t('profile.title')}>{t('profile.title')}</PageHeading>
      <p className="lead">{t('profile.lead')}</p>
      <div className="profile">
        <CompanyRecord me={me} />
        <DingTalkAccount subject={me.subject} />
      </div>
      <Card title={t('profile.idsTitle')}>
        <dl className="ids">
          <dt>userId</dt>
          <dd>{t('profile.idsUserId')}</dd>
          <dt>unionId</dt>
          <dd>{t('profile.idsUnionId')}</dd>
        </dl>
        <p className="card-foot">{t('profile.idsUse')}</p>
      </Card>
    </>
  );
}

function CompanyRecord({ me }: { me: Me }) {
  const { t, words } = useMessages();
  const { why, who } = words.profile.noTitle;
  return (
    <Card title={t('profile.company')} note={t('profile.companyNote')}>
      <Facts>
        <Fact name={t('profile.name')}>
          <Foreign text={me.name} />
        </Fact>
        {me.title ? (
          <Fact name={t('profile.jobTitle')}>
            <Foreign text={me.title} />
          </Fact>
        ) : (
          <MissingFact name={t('profile.jobTitle')} label={t('profile.whyMissing')} why={why} who={who} />
        )}
        <Fact name={t('profile.role')}>{me.isAdmin ? t('profile.admin') : t('profile.employee')}</Fact>
        <Fact name={t('profile.userId')}>
          <CopyValue value={me.userId} what={t('profile.userId')} />
        </Fact>
        <Fact name={t('profile.unionId')}>
          <CopyValue value={me.unionId} what={t('profile.unionId')} />
        </Fact>
        <Fact name={t('profile.corpId')}>
          <CopyValue value={me.corpId} what={t('profile.corpId')} />
        </Fact>
      </Facts>
      <p className="card-foot">{t('profile.companyWho')}</p>
    </Card>
  );
}
