/** The way among the administrators' pages. */
import { NavLink } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import { paths } from '../paths.ts';

const pages = [
  { name: 'directory', path: paths.adminDirectory },
  { name: 'people', path: paths.adminPeople },
  { name: 'access', path: paths.adminAccess },
  { name: 'diagnosis', path: paths.adminDiagnosis },
] as const;

/** Draws the links, side by side above the page. */
export function AdminNav() {
  const { t } = useAdminMessages();
  return (
    <nav className="admin-nav" aria-label={t('admin.nav.label')}>
      {pages.map(({ name, path }) => (
        <NavLink key={name} className="admin-nav-link" to={path} end>
          {t(`admin.nav.${name}`)}
        </NavLink>
      ))}
    </nav>
  );
}
