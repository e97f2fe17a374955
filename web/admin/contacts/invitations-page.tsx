/** Who was invited, and who has joined since. */
import { useQuery } from '@tanstack/react-query';
import type { Failure, Invitation, InvitationsResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminPersonHref, endpoints } from '../../paths.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { WaitingRows } from '../../ui/waiting.tsx';
import { AdminFailed } from '../admin-failed.tsx';
import { DingTalkRefused } from '../dingtalk-refused.tsx';
import { useAdminWords } from '../use-admin-words.ts';
import { ContactsNav } from './contacts-nav.tsx';
import { InvitationReasons } from './person-outcome.tsx';

/** Draws the page. */
export function InvitationsPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin-invitations', subject],
    queryFn: () => read<InvitationsResponse>(endpoints.adminInvitations),
    staleTime: 0,
  });
  const invitations = data?.invitations;
  return (
    <>
      <PageHeading documentTitle={t('contacts.invitations.title')}>{t('contacts.invitations.title')}</PageHeading>
      <p className="lead">{t('contacts.invitations.lead')}</p>
      <ContactsNav />
      <Card title={t('contacts.invitations.list')}>
        <div className="admin-parts">
          {error && (
            <AdminFailed
              title={t('contacts.invitations.failed')}
              error={toApiError(error)}
              level="h3"
              actions={<Button onPress={() => void refetch()}>{t('tryAgain')}</Button>}
            />
          )}
          {data?.lookFailed && <LookFailed failure={data.lookFailed} />}
          {!invitations && !error && <WaitingRows label={t('loading')} />}
          {invitations?.length === 0 && (
            <EmptyState title={t('contacts.invitations.none')} text={t('contacts.invitations.noneText')} />
          )}
          {invitations && invitations.length > 0 && (
            <ul className="contacts-list">
              {invitations.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )}
          <div className="admin-soft">
            <InvitationReasons />
          </div>
        </div>
      </Card>
    </>
  );
}

function LookFailed({ failure: { code, dingtalk } }: { failure: Failure }) {
  const { t } = useAdminMessages();
  const words = useAdminWords(code);
  return (
    <>
      <Notice tone="warning" title={t('contacts.invitations.lookFailed')}>
        {words.text}
      </Notice>
      {dingtalk && <DingTalkRefused dingtalk={dingtalk} level="h3" />}
    </>
  );
}

function InvitationRow({ invitation: { name, mobile, at, state, userId } }: { invitation: Invitation }) {
  const { t, language } = useAdminMessages();
  return (
    <li className="contacts-row">
      <span>
        <Foreign text={name} /> <Foreign text={mobile} />
        <br />
        <span className="admin-soft">
          <Moment at={at} language={language} />
        </span>
      </span>
      <StatusMark status={state === 'joined' ? 'passed' : 'waiting'}>{t(`contacts.invitations.${state}`)}</StatusMark>
      {userId && <ButtonLink to={adminPersonHref(userId)}>{t('contacts.find.open')}</ButtonLink>}
    </li>
  );
}
