/** People outside the company whom it knows. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ExternalContactEntry, ExternalContactsResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Foreign, isolated } from '../../ui/foreign.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { WaitingRows } from '../../ui/waiting.tsx';
import { AdminFailed } from '../admin-failed.tsx';
import { AddExternalContact } from './add-external-contact.tsx';
import './contacts.css';

type Labels = ExternalContactsResponse['labelGroups'];

/** Draws the list and the form beneath it. */
export function ExternalContactsPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['admin-external-contacts', subject],
    queryFn: ({ pageParam }) => read<ExternalContactsResponse>(endpoints.adminExternalContactsFrom(pageParam)),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    // A form is open beneath it.
    refetchOnWindowFocus: false,
  });
  const contacts = data?.pages.flatMap((page) => page.contacts);
  const labelGroups = data?.pages[0]?.labelGroups;
  return (
    <>
      <PageHeading documentTitle={t('contacts.external.title')}>{t('contacts.external.title')}</PageHeading>
      <p className="lead">{t('contacts.external.lead')}</p>
      <Card title={t('contacts.external.list')}>
        <div className="admin-parts">
          {error && (
            <AdminFailed
              title={t('contacts.external.failed')}
              error={toApiError(error)}
              level="h3"
              actions={<Button onPress={() => void refetch()}>{t('tryAgain')}</Button>}
            />
          )}
          {!contacts && !error && <WaitingRows label={t('loading')} rows={4} />}
          {contacts?.length === 0 && (
            <EmptyState title={t('contacts.external.none')} text={t('contacts.external.noneText')} />
          )}
          {contacts && labelGroups && <ContactList contacts={contacts} labelGroups={labelGroups} />}
          {hasNextPage && (
            <Button onPress={() => void fetchNextPage()} isBusy={isFetchingNextPage}>
              {t('contacts.external.more')}
            </Button>
          )}
        </div>
      </Card>
      {labelGroups && (
        <Card title={t('contacts.external.add')}>
          <AddExternalContact subject={subject} labelGroups={labelGroups} />
        </Card>
      )}
    </>
  );
}

function ContactList({ contacts, labelGroups }: { contacts: readonly ExternalContactEntry[]; labelGroups: Labels }) {
  const { t } = useAdminMessages();
  const labels = labelGroups.flatMap((group) => group.labels);
  return (
    <ul className="contacts-list">
      {contacts.map(({ userId, name, companyName, title, mobile, stateCode, labelIds, ...rest }) => (
        <li key={userId} className="contacts-row">
          <span>
            <Foreign text={name} />
            {[companyName, title].map((text) => text && <Foreign key={text} text={` · ${text}`} />)}
            <br />
            <span className="admin-soft">
              {mobile && <Foreign text={`+${stateCode.replace(/^\+/, '')} ${mobile} · `} />}
              {t('contacts.external.follower', { name: isolated(rest.followerName ?? rest.followerUserId) })}
            </span>
          </span>
          <span className="actions">
            {labels
              .filter(({ id }) => labelIds.includes(id))
              .map((label) => (
                <span key={label.id} className="chip">
                  <Foreign text={label.name} />
                </span>
              ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
