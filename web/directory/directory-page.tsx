/**
 * The whole company: its departments, its people, and one colleague's card.
 *
 * Owns: the layout of the three, what stands in the address, and where the focus goes between them.
 * Does not: show what the company keeps to itself; the server leaves that out.
 * Called by: `signed-in-app.tsx`.
 */
import { useRef } from 'react';
import { Link } from 'react-router';
import { NotFoundPage } from '../errors/not-found-page.tsx';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { adminDepartmentHref, adminPersonHref, paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { Ago } from '../ui/moment.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { Refused } from '../ui/refused.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useNow } from '../ui/use-now.ts';
import { WaitingRows } from '../ui/waiting.tsx';
import { DepartmentsPanel } from './departments-panel.tsx';
import { NotReady } from './not-ready.tsx';
import { PersonCard } from './person-card.tsx';
import { Results } from './results.tsx';
import { useDepartments, useDirectory, usePerson } from './use-directory.ts';
import { useCardFocus, useFocusOnDepartment } from './use-directory-focus.ts';
import { type Place, usePlace } from './use-place.ts';
import { useSearch } from './use-search.ts';
import './directory.css';

/** Draws the page. */
export function DirectoryPage({ me, serverAheadMs }: { me: Me; serverAheadMs: number }) {
  const { t } = useSignedInMessages();
  const place = usePlace();
  const { directory, error, retry } = useDirectory(me.subject);
  const isReady = directory?.state === 'ready';
  const person = usePerson(me.subject, isReady ? place?.userId : undefined);
  if (!place) return <NotFoundPage />;
  const title = person.card?.person.name ?? t('directory.title');
  return (
    <div className={isReady && place.userId !== undefined ? 'directory directory-with-card' : 'directory'}>
      <div className="directory-head">
        <PageHeading documentTitle={title} place={paths.directory}>
          {t('directory.title')}
        </PageHeading>
        {directory?.readAt && <ReadAgo at={directory.readAt} serverAheadMs={serverAheadMs} />}
        {me.isFoyerAdmin && isReady && <AdministratorsWay place={place} />}
      </div>
      {isReady && <Ready subject={me.subject} place={place} people={directory.people} person={person} />}
      {directory?.state === 'empty' && <NotReady isReading={directory.reading} />}
      {!directory && error && (
        <div className="card directory-whole">
          <Refused title={t('directory.failed')} error={error} retry={retry} level="h2" />
        </div>
      )}
      {!directory && !error && <WaitingRows label={t('loading')} rows={4} />}
    </div>
  );
}

type ReadyProps = { subject: string; place: Place; people: number; person: ReturnType<typeof usePerson> };

function Ready({ subject, place, people, person }: ReadyProps) {
  const { t } = useSignedInMessages();
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const card = useRef<HTMLElement>(null);
  const search = useSearch(place);
  const departments = useDepartments(subject);
  useFocusOnDepartment(place.departmentId, heading);
  useCardFocus(place.userId, { card, list, heading });

  return (
    <>
      <search className="directory-search">
        <SearchField
          label={t('directory.search')}
          hint={t('directory.searchHint')}
          clearLabel={t('directory.clear')}
          value={search.text}
          onChange={search.change}
          onArrowDown={() => list.current?.querySelector<HTMLElement>('.person')?.focus()}
          field={field}
        />
      </search>
      <div className="directory-side">
        <DepartmentsPanel answer={departments} people={people} place={place} onLeave={() => heading.current?.focus()} />
      </div>
      <div className="card directory-list">
        <Results
          subject={subject}
          place={place}
          departments={departments.departments}
          heading={heading}
          list={list}
          onLeaveUpwards={() => field.current?.focus()}
        />
      </div>
      {place.userId !== undefined && (
        <div className="directory-card">
          <PersonCard answer={person} place={place} frame={card} />
        </div>
      )}
    </>
  );
}

/** The way from what is shown to where it is changed. */
function AdministratorsWay({ place: { userId, departmentId } }: { place: Place }) {
  const { t } = useSignedInMessages();
  if (userId !== undefined) return <Link to={adminPersonHref(userId)}>{t('directory.changePerson')}</Link>;
  if (departmentId === undefined) return null;
  return <Link to={adminDepartmentHref(departmentId)}>{t('directory.setManagers')}</Link>;
}

const minuteMs = 60_000;

function ReadAgo({ at, serverAheadMs }: { at: string; serverAheadMs: number }) {
  const { t, language } = useSignedInMessages();
  const now = useNow(serverAheadMs, minuteMs);
  return (
    <p className="directory-read">
      {t('directory.readAgo')} <Ago at={at} now={now} language={language} justNow={t('contact.justNow')} />
    </p>
  );
}
