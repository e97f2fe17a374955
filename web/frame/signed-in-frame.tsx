/** The frame for somebody who is signed in: navigation above, or below the page on a phone, and the account menu. */
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths } from '../paths.ts';
import type { SignedIn } from '../session.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ExpiryNotice } from './expiry-notice.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SandboxNotice } from './sandbox-notice.tsx';
import { SkipLink } from './skip-link.tsx';

const pages: readonly { page: 'home' | 'directory' | 'profile' | 'sessions'; icon: IconName }[] = [
  { page: 'home', icon: 'home' },
  { page: 'directory', icon: 'book' },
  { page: 'profile', icon: 'person' },
  { page: 'sessions', icon: 'devices' },
];

/** Draws the frame. */
export function SignedInFrame({
  session,
  sandbox,
  children,
}: {
  session: SignedIn;
  sandbox: string;
  children: ReactNode;
}) {
  const { t } = useSignedInMessages();
  return (
    <div className="frame frame-signed-in">
      <SkipLink />
      <SandboxNotice sandbox={sandbox} />
      <header className="top">
        <NavLink className="brand" to={paths.home}>
          <Logo />
          {t('product')}
        </NavLink>
        <nav className="nav" aria-label={t('nav.label')}>
          {pages.map(({ page, icon }) => (
            <NavLink key={page} className="nav-link" to={paths[page]} end={page === 'home'}>
              <Icon name={icon} />
              {t(`nav.${page}`)}
            </NavLink>
          ))}
          {session.me.isFoyerAdmin && (
            <NavLink className="nav-link" to={paths.admin}>
              <Icon name="sliders" />
              {t('nav.admin')}
            </NavLink>
          )}
        </nav>
        <div className="top-right">
          <LanguageSwitch />
          <AccountMenu me={session.me} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="content">
        <ExpiryNotice session={session} />
        {children}
      </main>
    </div>
  );
}
