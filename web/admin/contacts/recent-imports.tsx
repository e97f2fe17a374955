/** The imports of the last weeks: whoever left one finds it again. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ImportsResponse } from '../../../server/contacts/schema.ts';
import { read } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminImportHref, endpoints } from '../../paths.ts';
import { Card } from '../../ui/card.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { Moment } from '../../ui/moment.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { importMarks } from './import-progress.tsx';

/** Draws them; nothing while there are none, and nothing where they cannot be read: a new import needs none of them. */
export function RecentImports({ subject }: { subject: string }) {
  const { t, language } = useAdminMessages();
  const { data } = useQuery({
    queryKey: ['admin-imports', subject],
    queryFn: () => read<ImportsResponse>(endpoints.adminImports),
    staleTime: 0,
  });
  if (!data || data.imports.length === 0) return null;
  return (
    <Card title={t('contacts.import.recent')}>
      <ul className="contacts-list">
        {data.imports.map(({ id, state, since, by, counts }) => (
          <li key={id} className="contacts-row">
            <span>
              <Link to={adminImportHref(id)}>
                <Moment at={since} language={language} />
              </Link>
              <br />
              <span className="admin-soft">{t('contacts.import.recentRow', { name: isolated(by), ...counts })}</span>
            </span>
            <StatusMark status={importMarks[state]}>{t(`contacts.import.state.${state}`)}</StatusMark>
          </li>
        ))}
      </ul>
    </Card>
  );
}
