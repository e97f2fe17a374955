/** What stands above the people of a department: where it lies and who leads it. */
import { Fragment } from 'react';
import { Link } from 'react-router';
import type { DepartmentEntry, DepartmentResponse } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Trail } from '../ui/trail.tsx';
import { wayTo } from './tree-rows.ts';
import type { Place } from './use-place.ts';
import './department-head.css';

type Department = DepartmentResponse['department'];
type WayProps = { department: Department; departments: readonly DepartmentEntry[] | undefined };

/** Draws the way down to the department; each step leads to its own people once the tree is known. */
export function Way({ department, departments }: WayProps) {
  const { t } = useSignedInMessages();
  const above = departments ? wayTo(departments, department.id).slice(0, -1) : [];
  if (department.path.length < 2) return null;
  if (above.length !== department.path.length - 1) {
    return (
      <p className="way">
        <Trail path={department.path.slice(0, -1)} />
      </p>
    );
  }
  return (
    <nav className="way" aria-label={t('directory.way')}>
      {above.map(({ id, name }, depth) => (
        <Fragment key={id}>
          {depth > 0 && <span className="trail-step">/</span>}
          <Link to={directoryHref({ departmentId: id })}>
            <Foreign text={name} />
          </Link>
        </Fragment>
      ))}
    </nav>
  );
}

/** Draws the managers; each leads to their card. */
export function Managers({ department, place }: { department: Department; place: Place }) {
  const { t } = useSignedInMessages();
  if (department.managers.length === 0) return null;
  return (
    <div className="managers">
      <p className="managers-label">{t('directory.managers')}</p>
      <ul className="managers-list">
        {department.managers.map(({ userId, name }) => (
          <li key={userId}>
            <Link className="manager" to={directoryHref({ ...place, userId })}>
              <Avatar name={name} size="small" />
              <Foreign text={name} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
