/** A page that says what went wrong, who can help, and what to do next. */
import type { ReactNode } from 'react';
import { useErrorWords, useMessages } from '../messages/i18next.tsx';
import { Doorway } from './logo.tsx';
import { PageHeading } from './page-heading.tsx';
import { Reference } from './reference.tsx';
import './error-panel.css';

type Props = { code: string; requestId?: string | undefined; actions: ReactNode; children?: ReactNode };

/** Draws the page for a code; `children` is further help between the words and the reference number. */
export function ErrorPanel({ code, requestId, actions, children }: Props) {
  const { t } = useMessages();
  const words = useErrorWords(code);
  return (
    <div className="error-panel card">
      <Doorway door="closed" />
      <PageHeading documentTitle={words.title}>{words.title}</PageHeading>
      <p className="error-text">{words.text}</p>
      {words.action && (
        <p className="error-action">
          <strong>{t('help.whatToDo')}</strong>
          {words.action}
        </p>
      )}
      <div className="actions">{actions}</div>
      {children}
      {requestId && <Reference requestId={requestId} />}
    </div>
  );
}
