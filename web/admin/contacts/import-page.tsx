/** Adding and changing many people from a file. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { ImportPlanResponse } from '../../../server/contacts/schema.ts';
import { read } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { focusHeading, PageHeading } from '../../ui/page-heading.tsx';
import { ContactsNav } from './contacts-nav.tsx';
import { ImportFile } from './import-file.tsx';
import { ImportPlan } from './import-plan.tsx';
import { ImportProgressPart } from './import-progress.tsx';
import { RecentImports } from './recent-imports.tsx';

const planKey = (subject: string, id: string) => ['admin-import-plan', subject, id];

/** Draws the page; the import stands in the address, so that a reload and a fresh sign-in come back to it. */
export function ImportPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const id = search.get('import') ?? '';
  // What is to be done never changes; whoever opens the address later must see it before they begin it.
  const { data: planned } = useQuery({
    queryKey: planKey(subject, id),
    queryFn: () => read<ImportPlanResponse>(endpoints.adminImportPlan(id)),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== '',
  });
  const take = (made: ImportPlanResponse['import']) => {
    client.setQueryData(planKey(subject, made.id), { import: made });
    setSearch({ import: made.id }, { preventScrollReset: true });
    focusHeading();
  };
  const leave = () => {
    setSearch({});
    focusHeading();
  };
  return (
    <>
      <PageHeading documentTitle={t('contacts.import.title')}>{t('contacts.import.title')}</PageHeading>
      <p className="lead">{t('contacts.import.lead')}</p>
      <ContactsNav />
      {!id && <ImportFile onPlanned={take} />}
      {!id && <RecentImports subject={subject} />}
      {id && <ImportProgressPart key={id} subject={subject} id={id} />}
      {planned && <ImportPlan subject={subject} plan={planned.import} />}
      {id && (
        <div className="actions contacts-foot">
          <Button onPress={leave}>{t('contacts.import.another')}</Button>
        </div>
      )}
    </>
  );
}
