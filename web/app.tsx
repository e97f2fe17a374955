/**
 * The one place that decides what somebody sees: waiting, no connection, sign-in, or their pages.
 *
 * Owns: the switch over the session, and the failure with which the server delivered the page.
 * Does not: ask anything twice; a signed-in page receives its person and never wonders whether somebody is there.
 * Called by: `main.tsx`.
 */
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'react-router';
import { assertNever } from './assert-never.ts';
import { Crash } from './errors/crash.tsx';
import { PageFailurePage } from './errors/page-failure-page.tsx';
import { UnreachablePage } from './errors/unreachable-page.tsx';
import { PlainFrame } from './frame/plain-frame.tsx';
import { Splash } from './frame/splash.tsx';
import type { PageFailure } from './page-meta.ts';
import { paths } from './paths.ts';
import { type Session, useSession } from './session.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { Announcer } from './ui/announcer.tsx';

// Signed out, none of this is loaded: the sign-in page is the one that opens on a slow connection.
const SignedInApp = lazy(() => import('./signed-in-app.tsx').then((module) => ({ default: module.SignedInApp })));

/** Draws the app. */
export function App({ pageFailure, sandbox }: { pageFailure: PageFailure; sandbox: string }) {
  const session = useSession();
  const { key, pathname } = useLocation();
  const [firstKey] = useState(key);
  // The failure belongs to the page that was delivered with it, not to the next one.
  const failure = key === firstKey ? pageFailure : null;

  return (
    <Announcer>
      <Crash>
        {failure && !isExplained(failure, pathname, session) ? (
          <PlainFrame sandbox={sandbox}>
            <PageFailurePage code={failure.code} requestId={failure.requestId} />
          </PlainFrame>
        ) : (
          <Current session={session} sandbox={sandbox} failure={failure} />
        )}
      </Crash>
    </Announcer>
  );
}

/** A tool that is closed to somebody has a page that says why, but only to them: it is read with their session. */
function isExplained({ code, tool }: NonNullable<PageFailure>, pathname: string, { state }: Session): boolean {
  const mayBeSignedIn = state === 'loading' || state === 'signed-in';
  return code === 'access_denied' && (pathname === paths.toolHandOver || tool !== undefined) && mayBeSignedIn;
}

type CurrentProps = { session: Session; sandbox: string; failure: PageFailure };

function Current({ session, sandbox, failure }: CurrentProps) {
  switch (session.state) {
    case 'loading':
      return <Splash />;
    case 'unreachable':
      return (
        <PlainFrame sandbox={sandbox}>
          <UnreachablePage error={session.error} retry={session.retry} />
        </PlainFrame>
      );
    case 'signed-out':
      return (
        <PlainFrame sandbox={sandbox}>
          <SignInPage reason={session.reason} />
        </PlainFrame>
      );
    case 'signed-in':
      return (
        <Suspense fallback={<Splash />}>
          <SignedInApp session={session} sandbox={sandbox} refusal={failure} />
        </Suspense>
      );
    default:
      return assertNever(session);
  }
}
