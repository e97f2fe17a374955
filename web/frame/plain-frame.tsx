/**
 * What stands around every page.
 *
 * Owns: header, navigation, the switches for language and appearance, the account menu, and the two notices that
 * belong to no page: the sandbox, and a session about to end.
 * Does not: know what the pages show.
 * Called by: `app.tsx` and `signed-in-app.tsx`.
 */
import type { ReactNode } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { Logo } from '../ui/logo.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SandboxNotice } from './sandbox-notice.tsx';
import { SkipLink } from './skip-link.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** Draws the frame for somebody who is not signed in. */
export function PlainFrame({ sandbox, children }: { sandbox: string; children: ReactNode }) {
  const { t } = useMessages();
  return (
    <div className="frame">
      <SkipLink />
      <SandboxNotice sandbox={sandbox} />
      <header className="top">
        {/* A plain link: on a page that failed, it must ask the server again. */}
        <a className="brand" href="/">
          <Logo />
          {t('product')}
        </a>
        <div className="top-right">
          <ThemeSwitch isCompact />
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="content">
        {children}
      </main>
    </div>
  );
}
