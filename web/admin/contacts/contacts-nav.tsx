/** The way among the pages about people. */
import { NavLink } from 'react-router';
import { useAdminMessages } from '../../messages/admin.ts';
import { paths } from '../../paths.ts';
import './contacts.css';

const pages = [
  { name: 'find', path: paths.adminPeople },
  { name: 'add', path: paths.adminAddPerson },
  { name: 'import', path: paths.adminImport },
  { name: 'invitations', path: paths.adminInvitations },
] as const;

/** Draws the links beneath the lead of a page. */
export function ContactsNav() {
  const { t } = useAdminMessages();
  return (
    <nav className="contacts-nav" aria-label={t('contacts.nav.label')}>
      {pages.map(({ name, path }) => (
        <NavLink key={name} className="contacts-nav-link" to={path} end>
          {t(`contacts.nav.${name}`)}
        </NavLink>
      ))}
    </nav>
  );
}
