/**
 * What is known about me: by my company, and by DingTalk about my own account.
 *
 * Owns: who I am, where I belong, whom I report to and how to reach me; why a field is missing and who can change it.
 * Does not: change anything; both records are changed in DingTalk.
 * Called by: `signed-in-app.tsx`.
 */
import type { ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Me } from '../session.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { Employment, Reach } from './details.tsx';
import { DingTalkAccount } from './dingtalk-account.tsx';
import { Identity } from './identity.tsx';
import { Ids } from './ids.tsx';
import { MissingReasons } from './missing-reasons.tsx';
import { Departments, Manager } from './places.tsx';
import { RecordRefused } from './record-refused.tsx';
import { useContact } from './use-contact.ts';
import './profile.css';

/** Draws the page. */
export function ProfilePage({ me, serverAheadMs }: { me: Me; serverAheadMs: number }) {
  const { t } = useSignedInMessages();
  const { record, error, isReading, reread } = useContact(me.subject);
  return (
    <>
      <PageHeading documentTitle={t('profile.title')}>{t('profile.title')}</PageHeading>
      <p className="lead">{t('profile.lead')}</p>
      <div className="profile">
        <Identity me={me} record={record} serverAheadMs={serverAheadMs} isReading={isReading} reread={reread} />
        {record && error && <Notice tone="warning" title={t('contact.reloadFailed')} />}
        {record && <Places record={record} />}
        {!record && error && <RecordRefused error={error} retry={() => void reread()} />}
        {!record && !error && <RecordWaiting />}
        <div className="profile-columns">
          {record && <Employment record={record} />}
          <DingTalkAccount subject={me.subject} />
        </div>
        {record && <MissingReasons record={record} />}
        <Ids me={me} />
        <p className="profile-who">{t('profile.companyWho')}</p>
      </div>
    </>
  );
}

function Places({ record }: { record: ContactResponse }) {
  return (
    <div className="profile-columns">
      <div className="profile-column">
        <Departments record={record} />
        <Manager record={record} />
      </div>
      <Reach record={record} />
    </div>
  );
}

function RecordWaiting() {
  const { t } = useSignedInMessages();
  return (
    <div className="profile-columns">
      {[t('contact.places'), t('contact.reach')].map((title) => (
        <Card key={title} title={title}>
          <WaitingRows label={t('loading')} rows={4} />
        </Card>
      ))}
    </div>
  );
}
