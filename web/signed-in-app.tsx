/**
 * The pages of somebody who is signed in.
 *
 * Owns: which address shows which page, inside the frame.
 * Does not: check who is signed in; it receives the person.
 * Called by: `app.tsx`, loaded only when somebody is signed in.
 */
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { NotFoundPage } from './errors/not-found-page.tsx';
import { SignedInFrame } from './frame/signed-in-frame.tsx';
import { HomePage } from './home/home-page.tsx';
import { useMessages } from './messages/i18next.tsx';
import type { PageFailure } from './page-meta.ts';
import { paths } from './paths.ts';
import type { SignedIn } from './session.tsx';
import { AlreadySignedInPage } from './sign-in/already-signed-in-page.tsx';
import { WaitingRows } from './ui/waiting.tsx';

const AdminPages = lazy(() => import('./admin/admin-pages.tsx').then((m) => ({ default: m.AdminPages })));
const DirectoryPage = lazy(() => import('./directory/directory-page.tsx').then((m) => ({ default: m.DirectoryPage })));
const NoAccessPage = lazy(() => import('./no-access/no-access-page.tsx').then((m) => ({ default: m.NoAccessPage })));
const ProfilePage = lazy(() => import('./profile/profile-page.tsx').then((m) => ({ default: m.ProfilePage })));
const SessionsPage = lazy(() => import('./sessions/sessions-page.tsx').then((m) => ({ default: m.SessionsPage })));

type Props = {
  session: SignedIn;
  sandbox: string;
  /** The refusal with which the page was delivered. */
  refusal: PageFailure;
};

/** Draws the page of the current address for the person. */
export function SignedInApp({ session, sandbox, refusal }: Props) {
  const { t } = useMessages();
  const { me, serverAheadMs } = session;
  return (
    <SignedInFrame session={session} sandbox={sandbox}>
      <Suspense fallback={<WaitingRows label={t('loading')} />}>
        <Routes>
          <Route path={paths.home} element={<HomePage me={me} />} />
          {/* One element around three addresses: the tree, the list and the typing live on from one to the next. */}
          <Route element={<DirectoryPage me={me} serverAheadMs={serverAheadMs} />}>
            <Route path={paths.directory} />
            <Route path={paths.directoryDepartment} />
            <Route path={paths.directoryPerson} />
          </Route>
          <Route path={paths.profile} element={<ProfilePage me={me} serverAheadMs={serverAheadMs} />} />
          <Route path={paths.sessions} element={<SessionsPage me={me} serverAheadMs={serverAheadMs} />} />
          <Route path={paths.toolHandOver} element={<NoAccessPage me={me} refusal={refusal} />} />
          <Route path={paths.interaction} element={<NoAccessPage me={me} refusal={refusal} />} />
          <Route path={paths.noAccess} element={<NoAccessPage me={me} refusal={null} />} />
          <Route path={`${paths.admin}/*`} element={<AdminPages me={me} />} />
          <Route path={paths.signIn} element={<AlreadySignedInPage me={me} />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </SignedInFrame>
  );
}
