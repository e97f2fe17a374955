/**
 * The administrators' pages: reading the directory, looking up ids, managing people, who gets in where, and the diagnosis.
 *
 * Owns: which address under /admin shows which page, the navigation among them, and the refusal for everybody else.
 * Does not: protect anything; the server refuses every question of somebody who is not an administrator.
 * Called by: `signed-in-app.tsx`, loaded only when somebody opens such an address.
 */
import type { ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { DeadEnd } from '../errors/dead-end.tsx';
import { NotFoundPage } from '../errors/not-found-page.tsx';
import { paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { AccessPage } from './access-page.tsx';
import { AdminNav } from './admin-nav.tsx';
import { AuditPage } from './audit-page.tsx';
import { AddPersonPage } from './contacts/add-person-page.tsx';
import { DepartmentPage } from './contacts/department-page.tsx';
import { ExternalContactsPage } from './contacts/external-contacts-page.tsx';
import { ImportPage } from './contacts/import-page.tsx';
import { InternalAppOnly, type ManagingPage } from './contacts/internal-app-only.tsx';
import { InvitationsPage } from './contacts/invitations-page.tsx';
import { PersonPage } from './contacts/person-page.tsx';
import { DiagnosisPage } from './diagnosis-page.tsx';
import { DirectoryPage } from './directory-page.tsx';
import { PeoplePage } from './people-page.tsx';
import './admin.css';

/** Draws the page of the current address; whoever is no administrator sees the same words at every one of them. */
export function AdminPages({ me }: { me: Me }) {
  if (!me.isFoyerAdmin) return <DeadEnd code="access_denied" />;
  const managing = (page: ManagingPage, element: ReactNode) => (
    <InternalAppOnly me={me} page={page}>
      {element}
    </InternalAppOnly>
  );
  return (
    <>
      <AdminNav />
      <Routes>
        <Route index element={<Navigate to={paths.adminDirectory} replace />} />
        <Route path="directory" element={<DirectoryPage subject={me.subject} />} />
        <Route path="people" element={<PeoplePage me={me} />} />
        <Route path="people/add" element={managing('add', <AddPersonPage subject={me.subject} />)} />
        <Route path="people/import" element={managing('import', <ImportPage subject={me.subject} />)} />
        <Route path="people/invitations" element={managing('invitations', <InvitationsPage subject={me.subject} />)} />
        <Route path="person/:userId" element={managing('person', <PersonPage subject={me.subject} />)} />
        <Route
          path="departments/:departmentId"
          element={managing('department', <DepartmentPage subject={me.subject} />)}
        />
        <Route path="external-contacts" element={managing('external', <ExternalContactsPage subject={me.subject} />)} />
        <Route path="access" element={<AccessPage subject={me.subject} />} />
        <Route path="diagnosis" element={<DiagnosisPage subject={me.subject} />} />
        <Route path="audit" element={<AuditPage subject={me.subject} />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </>
  );
}
