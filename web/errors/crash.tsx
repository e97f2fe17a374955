/** The net under the app: a fault of its own, or a part of it that could not be loaded. */
import { Component, type ReactNode } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { ButtonAnchor } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Draws its children, or an error page once one of them has thrown. A class, because React knows no other way. */
export class Crash extends Component<{ children: ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    return this.state.hasCrashed ? <CrashPage /> : this.props.children;
  }
}

function CrashPage() {
  const { t } = useMessages();
  // After an update the old parts are gone from the server; loading the page anew fetches the new ones.
  const { origin, pathname, search } = window.location;
  const reload = (
    // A path that begins with two slashes would be another site by itself; a fragment would keep the page.
    <ButtonAnchor look="primary" href={`${origin}${pathname}${search}`}>
      {t('errorPage.reload')}
    </ButtonAnchor>
  );
  return (
    <main id="content" className="content">
      <ErrorPanel code="internal" actions={reload} />
    </main>
  );
}
