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
import { type Session, useSession } from './session.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { Announcer } from './ui/announcer.tsx';

// Signed out, none of this is loaded: the sign-in page is the one that opens on a slow connection.
const SignedInApp = lazy(() => import('./signed-in-app.tsx').then((module) => ({ default: module.SignedInApp })));

/** Draws the app. */
export function App({ pageFailure, sandbox }: { pageFailure: PageFailure; sandbox: string }) {
  const session = useSession();
  const { key } = useLocation();
  const [firstKey] = useState(key);
  // The failure belongs to the page that was delivered with it, not to the next one.
  const failure = key === firstKey ? pageFailure : null;

  return (
    <Announcer>
      <Crash>
        {failure ? (
          <PlainFrame sandbox={sandbox}>
            <PageFailurePage code={failure.code} requestId={failure.requestId} />
          </PlainFrame>
        ) : (
          <Current session={session} sandbox={sandbox} />
        )}
      </Crash>
    </Announcer>
  );
}

function Current({ session, sandbox }: { session: Session; sandbox: string }) {
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
          <SignedInApp session={session} sandbox={sandbox} />
        </Suspense>
      );
    default:
      return assertNever(session);
  }
}
