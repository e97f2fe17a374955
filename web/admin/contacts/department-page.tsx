/** Who manages a department. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { ManagersResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { NotFoundPage } from '../../errors/not-found-page.tsx';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { WaitingRows } from '../../ui/waiting.tsx';
import { ActFailed } from './act-failed.tsx';
import { DepartmentManagers } from './department-managers.tsx';

/** Draws the page of the department that the address names. */
export function DepartmentPage({ subject }: { subject: string }) {
  const { departmentId = '' } = useParams();
  // Below zero are such as the parents of a school, of whom DingTalk says itself that they are not served.
  if (!/^-?[1-9]\d{0,14}$/.test(departmentId)) return <NotFoundPage />;
  return <Department key={departmentId} subject={subject} id={Number(departmentId)} />;
}

function Department({ subject, id }: { subject: string; id: number }) {
  const { t } = useAdminMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin-department', subject, id],
    queryFn: () => read<ManagersResponse>(endpoints.adminDepartment(id)),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const department = data?.department;
  return (
    <>
      <PageHeading documentTitle={t('contacts.department.title')}>
        {department ? <Foreign text={department.name} /> : t('contacts.department.title')}
      </PageHeading>
      <p className="lead">{t('contacts.department.lead')}</p>
      {error && (
        <ActFailed
          title={t('contacts.department.readFailed')}
          error={toApiError(error)}
          level="h2"
          actions={<Button onPress={() => void refetch()}>{t('tryAgain')}</Button>}
        />
      )}
      {!department && !error && <WaitingRows label={t('loading')} />}
      {department && !error && (
        <Card title={t('contacts.fields.managers')}>
          <DepartmentManagers subject={subject} department={department} readAgain={() => void refetch()} />
        </Card>
      )}
    </>
  );
}
