/** Who did what, on whom, when and from where: to look through and to take away. Nothing of it can be changed. */
import { useSearchParams } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import { endpoints } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import { type AuditChoice, choiceNames, toQuery, useAudit } from './use-audit.ts';
import './audit.css';

/** Draws the page; what it is looked through for stands in the address, so that a colleague can be sent there. */
export function AuditPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const [search, setSearch] = useSearchParams();
  const choice = readChoice(search);
  const audit = useAudit(subject, choice);
  const look = (wanted: AuditChoice) => {
    const chosen = Object.entries(wanted).filter(([, value]) => value !== '');
    if (isSame(wanted, choice)) audit.readAgain();
    else setSearch(Object.fromEntries(chosen), { preventScrollReset: true });
  };
  return (
    <>
      <PageHeading documentTitle={t('admin.audit.title')}>{t('admin.audit.title')}</PageHeading>
      <p className="lead">{t('admin.audit.lead')}</p>
      <Card title={t('admin.audit.filters')}>
        <AuditFilters key={JSON.stringify(choice)} choice={choice} isReading={audit.isReading} look={look} />
      </Card>
      <Card title={t('admin.audit.events')} note={t('admin.audit.note')}>
        <div className="admin-parts">
          <Exports choice={choice} />
          <Events audit={audit} isReversed={isReversed(choice)} />
        </div>
      </Card>
    </>
  );
}

function Events({ audit, isReversed }: { audit: ReturnType<typeof useAudit>; isReversed: boolean }) {
  const { t } = useAdminMessages();
  const { events, error, hasOlder, isReading, readOlder, readAgain } = audit;
  return (
    <>
      {!error && !events && <WaitingRows label={t('loading')} rows={4} />}
      {events?.length === 0 && (
        <EmptyState
          title={t('admin.audit.none')}
          text={t(isReversed ? 'admin.audit.reversed' : 'admin.audit.noneText')}
        />
      )}
      {events && events.length > 0 && (
        <ol className="audit" aria-label={t('admin.audit.events')}>
          {events.map((event) => (
            <AuditRow key={event.id} event={event} />
          ))}
        </ol>
      )}
      {error && (
        <AdminFailed
          title={t('admin.audit.failed')}
          error={error}
          level="h3"
          actions={<Button onPress={events ? readOlder : readAgain}>{t('tryAgain')}</Button>}
        />
      )}
      {hasOlder && !error && (
        <div className="actions">
          <Button onPress={readOlder} isBusy={isReading}>
            {t('admin.audit.older')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Plain links, so that the browser writes the file while it arrives. They take what the page shows, to its end. */
function Exports({ choice }: { choice: AuditChoice }) {
  const { t } = useAdminMessages();
  const query = toQuery(choice);
  return (
    <div className="actions">
      <a className="button" href={endpoints.adminAuditCsv(query)} download>
        <Icon name="download" />
        {t('admin.audit.csv')}
      </a>
      <a className="button" href={endpoints.adminAuditNdjson(query)} download>
        <Icon name="download" />
        {t('admin.audit.ndjson')}
      </a>
    </div>
  );
}

function readChoice(search: URLSearchParams): AuditChoice {
  return Object.fromEntries(choiceNames.map((name) => [name, (search.get(name) ?? '').trim()])) as AuditChoice;
}

function isReversed({ since, until }: AuditChoice): boolean {
  return since !== '' && until !== '' && since > until;
}

function isSame(one: AuditChoice, other: AuditChoice): boolean {
  return choiceNames.every((name) => one[name] === other[name]);
}
