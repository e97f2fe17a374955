/** The way among the administrators' pages. */
import { Link, matchPath, useLocation } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import { paths } from '../paths.ts';

/** Each with the addresses at which it is the current one, and everything below them. */
const pages = [
  { name: 'directory', path: paths.adminDirectory, places: [paths.adminDirectory] },
  { name: 'people', path: paths.adminPeople, places: [paths.adminPeople, paths.adminPerson, paths.adminDepartment] },
  { name: 'externalContacts', path: paths.adminExternalContacts, places: [paths.adminExternalContacts] },
  { name: 'access', path: paths.adminAccess, places: [paths.adminAccess] },
  { name: 'diagnosis', path: paths.adminDiagnosis, places: [paths.adminDiagnosis] },
  { name: 'audit', path: paths.adminAudit, places: [paths.adminAudit] },
] as const;

/** Draws the links, side by side above the page. */
export function AdminNav() {
  const { t } = useAdminMessages();
  const { pathname } = useLocation();
  const isHere = (places: readonly string[]) =>
    places.some((path) => matchPath({ path, end: false }, pathname) !== null);
  return (
    <nav className="admin-nav" aria-label={t('admin.nav.label')}>
      {pages.map(({ name, path, places }) => (
        <Link
          key={name}
          className={isHere(places) ? 'admin-nav-link active' : 'admin-nav-link'}
          aria-current={isHere(places) ? 'page' : undefined}
          to={path}
        >
          {t(`admin.nav.${name}`)}
        </Link>
      ))}
    </nav>
  );
}
