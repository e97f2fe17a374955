/** Where I belong and whom I report to. */
import { Link } from 'react-router';
import type { ContactField, ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Card } from '../ui/card.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { IconTile } from '../ui/icon.tsx';
import { Trail } from '../ui/trail.tsx';
import { Gaps } from './gaps.tsx';
import './places.css';

/** Draws the departments. */
export function Departments({ record }: { record: ContactResponse }) {
  const { t } = useSignedInMessages();
  const { departments } = record.contact;
  return (
    <Card title={t('contact.places')} note={t('contact.placesNote')}>
      {departments.length > 0 && (
        <ul className="places">
          {departments.map(({ id, name, path, isManager }) => (
            <li key={id}>
              <Link className="place" to={directoryHref({ departmentId: id })}>
                <IconTile name="department" />
                <span className="place-words">
                  <strong>
                    <Foreign text={name} />
                  </strong>
                  {path.length > 1 && (
                    <span className="place-note">
                      <Trail path={path} />
                    </span>
                  )}
                </span>
                {isManager && <span className="chip">{t('contact.leads')}</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Gaps record={record} among={['departments']} />
      {departments.length === 0 && !isExplained(record, 'departments') && <p>{t('contact.unknown')}</p>}
    </Card>
  );
}

/** Draws the direct manager. */
export function Manager({ record }: { record: ContactResponse }) {
  const { t } = useSignedInMessages();
  const { manager } = record.contact;
  return (
    <Card title={t('contact.manager')}>
      {manager && (
        <Link className="place" to={directoryHref({ userId: manager.userId })}>
          <Avatar name={manager.name} />
          <span className="place-words">
            <strong>
              <Foreign text={manager.name} />
            </strong>
            {manager.title && (
              <span className="place-note">
                <Foreign text={manager.title} />
              </span>
            )}
          </span>
        </Link>
      )}
      <Gaps record={record} among={['manager']} />
      {!manager && !isExplained(record, 'manager') && <p>{t('contact.unknown')}</p>}
    </Card>
  );
}

function isExplained(record: ContactResponse, field: ContactField): boolean {
  return record.missing.some((missing) => missing.field === field);
}
