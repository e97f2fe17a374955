/** Changing and removing one person. */
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { recallDraft } from '../../drafts.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminAddAgainHref } from '../../paths.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyFact, Facts } from '../../ui/facts.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { focusHeading, PageHeading } from '../../ui/page-heading.tsx';
import { WaitingRows } from '../../ui/waiting.tsx';
import { ActFailed } from './act-failed.tsx';
import { ContactsNav } from './contacts-nav.tsx';
import { PersonChange } from './person-change.tsx';
import { PersonMobile } from './person-mobile.tsx';
import { PersonRemoval } from './person-removal.tsx';
import { PersonRemoved, type Removal } from './person-removed.tsx';
import { againDraft } from './typed-person.ts';
import { useAdminPerson } from './use-admin-person.ts';

/** Draws the page of the person whom the address names. */
export function PersonPage({ subject }: { subject: string }) {
  const { userId = '' } = useParams();
  // Another person is another form: nothing typed about one may stand in the other's.
  return <Person key={userId} subject={subject} userId={userId} />;
}

function Person({ subject, userId }: { subject: string; userId: string }) {
  const { t } = useAdminMessages();
  const [removal, setRemoval] = useState<Removal | null>(null);
  /** How often the way round a number that cannot be changed was asked for. */
  const [asked, setAsked] = useState(0);
  const { person, error, retry, put, forget } = useAdminPerson(subject, userId, removal === null);
  const remember = (done: Removal) => {
    setRemoval(done);
    // Whoever comes back must not find a form about somebody who is gone.
    forget();
  };
  useEffect(() => {
    if (removal) focusHeading();
  }, [removal]);
  const name = removal?.name ?? person?.name;
  return (
    <>
      <PageHeading documentTitle={t('contacts.person.title')}>
        {name ? <Foreign text={name} /> : t('contacts.person.title')}
      </PageHeading>
      <p className="lead">{removal ? <Foreign text={userId} /> : t('contacts.person.lead')}</p>
      <ContactsNav />
      {removal && <PersonRemoved removal={removal} />}
      {!removal && person && !error && (
        <>
          <Card title={t('contacts.person.details')}>
            <div className="admin-parts">
              <Facts>
                <CopyFact name={t('contacts.fields.userId')} value={person.userId} />
              </Facts>
              <PersonChange
                subject={subject}
                person={person}
                onChanged={put}
                onReplace={() => setAsked(asked + 1)}
                readAgain={retry}
              />
            </div>
          </Card>
          <PersonMobile
            key={asked}
            subject={subject}
            person={person}
            isAsked={asked > 0}
            onRemoved={remember}
            readAgain={retry}
          />
          <PersonRemoval person={person} onRemoved={remember} readAgain={retry} />
        </>
      )}
      {!removal && error && (
        <ActFailed
          title={t('contacts.person.readFailed')}
          error={error}
          level="h2"
          actions={
            <div className="actions">
              <Button onPress={retry}>{t('tryAgain')}</Button>
              {error.code === 'not_found' && recallDraft<object>(againDraft(userId), subject) && (
                <ButtonLink to={adminAddAgainHref(userId)}>{t('contacts.person.addAgain')}</ButtonLink>
              )}
            </div>
          }
        />
      )}
      {!removal && !person && !error && <WaitingRows label={t('loading')} rows={4} />}
    </>
  );
}
