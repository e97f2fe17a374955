/**
 * The administrators' pages: reading the directory, looking up ids, who gets in where, and the diagnosis.
 *
 * Owns: which address under /admin shows which page, the navigation among them, and the refusal for everybody else.
 * Does not: protect anything; the server refuses every question of somebody who is not an administrator.
 * Called by: `signed-in-app.tsx`, loaded only when somebody opens such an address.
 */
import { Navigate, Route, Routes } from 'react-router';
import { DeadEnd } from '../errors/dead-end.tsx';
import { NotFoundPage } from '../errors/not-found-page.tsx';
import { paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { AccessPage } from './access-page.tsx';
import { AdminNav } from './admin-nav.tsx';
import { DiagnosisPage } from './diagnosis-page.tsx';
import { DirectoryPage } from './directory-page.tsx';
import { PeoplePage } from './people-page.tsx';
import './admin.css';

/** Draws the page of the current address; whoever is no administrator sees the same words at every one of them. */
export function AdminPages({ me }: { me: Me }) {
  if (!me.isFoyerAdmin) return <DeadEnd code="access_denied" />;
  return (
    <>
      <AdminNav />
      <Routes>
        <Route index element={<Navigate to={paths.adminDirectory} replace />} />
        <Route path="directory" element={<DirectoryPage subject={me.subject} />} />
        <Route path="people" element={<PeoplePage subject={me.subject} />} />
        <Route path="access" element={<AccessPage subject={me.subject} />} />
        <Route path="diagnosis" element={<DiagnosisPage subject={me.subject} />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </>
  );
}
