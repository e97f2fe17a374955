/** The middle of the directory: whose people these are, how many, and the people themselves. */
import type { RefObject } from 'react';
import { Link } from 'react-router';
import type { DepartmentEntry } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Foreign, isolated } from '../ui/foreign.tsx';
import { Refused } from '../ui/refused.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { Managers, Way } from './department-head.tsx';
import { PeopleList } from './people-list.tsx';
import { useDepartment, usePeople } from './use-directory.ts';
import type { Place } from './use-place.ts';
import './results.css';

type Props = {
  subject: string;
  place: Place;
  departments: readonly DepartmentEntry[] | undefined;
  heading: RefObject<HTMLHeadingElement | null>;
  list: RefObject<HTMLUListElement | null>;
  onLeaveUpwards: () => void;
};

/** Draws the people of the place. */
export function Results({ heading, ...props }: Props) {
  const { t } = useSignedInMessages();
  const { subject, place, departments } = props;
  if (place.departmentId !== undefined) {
    return (
      <DepartmentResults
        {...props}
        heading={heading}
        departmentId={place.departmentId}
        key={`${subject} ${place.departmentId}`}
        known={departments?.find(({ id }) => id === place.departmentId)?.name}
      />
    );
  }
  return (
    <>
      <h2 ref={heading} tabIndex={-1} className="results-heading">
        {t('directory.everybody')}
      </h2>
      <People {...props} />
    </>
  );
}

/** `known`: the name of the department as the tree has it, so that it stands there at once. */
function DepartmentResults({
  departmentId,
  heading,
  known,
  ...props
}: Props & { departmentId: number; known: string | undefined }) {
  const { t } = useSignedInMessages();
  const { subject, place, departments } = props;
  const { department, error } = useDepartment(subject, departmentId);
  if (error?.code === 'not_found') {
    return (
      <>
        <EmptyState title={t('directory.departmentGone')} text={t('directory.departmentGoneText')} />
        <p className="results-way-out">
          <Link to={directoryHref({ q: place.q })}>{t('directory.everybody')}</Link>
        </p>
      </>
    );
  }
  const name = department?.name ?? known;
  return (
    <>
      {department && <Way department={department} departments={departments} />}
      <h2 ref={heading} tabIndex={-1} className="results-heading">
        {name === undefined ? t('directory.department') : <Foreign text={name} />}
      </h2>
      {department && !place.q && <Managers department={department} place={place} />}
      <People {...props} departmentName={name} />
    </>
  );
}

type PeopleProps = Omit<Props, 'heading'> & { departmentName?: string | undefined };

function People({ subject, place, list, onLeaveUpwards, departmentName }: PeopleProps) {
  const { t } = useSignedInMessages();
  const { people, total, isOutdated, error, retry, ...more } = usePeople(subject, place);
  const hasFailed = !people && error !== null;
  const isSearching = !hasFailed && (!people || isOutdated);
  return (
    <div className="results-people">
      <Count place={place} total={hasFailed ? undefined : total} isSearching={isSearching} />
      <div className={isOutdated ? 'results-outdated' : undefined} aria-busy={isSearching}>
        {people && people.length > 0 && (
          <PeopleList people={people} place={place} more={more} list={list} onLeaveUpwards={onLeaveUpwards} />
        )}
        {people?.length === 0 && !isOutdated && <Nobody place={place} departmentName={departmentName} />}
        {!people && !error && <WaitingRows label={t('loading')} rows={4} />}
        {!people && error && <Refused title={t('directory.failed')} error={error} retry={retry} level="h3" />}
      </div>
    </div>
  );
}

/** How many there are, said by itself to screen readers while the focus stays in the search field. */
function Count({ place, total, isSearching }: { place: Place; total: number | undefined; isSearching: boolean }) {
  const { t } = useSignedInMessages();
  const count = total === undefined ? '' : t(place.q ? 'directory.found' : 'directory.listed', { count: total });
  return (
    <p className="results-count">
      <span role="status">{isSearching ? t('directory.searching') : count}</span>
      {place.q && place.departmentId !== undefined && (
        <Link to={directoryHref({ q: place.q })}>{t('directory.searchEverywhere')}</Link>
      )}
    </p>
  );
}

function Nobody({ place, departmentName }: { place: Place; departmentName: string | undefined }) {
  const { t } = useSignedInMessages();
  if (!place.q) return <EmptyState title={t('directory.noPeople')} text={t('directory.noPeopleText')} />;
  return (
    <>
      <EmptyState title={t('directory.noMatch', { q: isolated(place.q) })} text={t('directory.noMatchText')} />
      {departmentName !== undefined && (
        <p className="results-way-out">{t('directory.noMatchIn', { department: isolated(departmentName) })}</p>
      )}
    </>
  );
}
