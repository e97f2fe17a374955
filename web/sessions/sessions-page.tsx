/**
 * Where I am signed in.
 *
 * Owns: the list of browsers, ending one of them, and ending all the others.
 * Does not: sign out of this browser; the account menu does.
 * Called by: `signed-in-app.tsx`.
 */
import type { SessionEntry } from '../../server/sessions/schema.ts';
import type { ApiError } from '../api.ts';
import { useErrorWords } from '../messages/i18next.tsx';
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Me } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { Reference } from '../ui/reference.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { EndOthers } from './end-others.tsx';
import { SessionRow } from './session-row.tsx';
import { useSessions } from './use-sessions.ts';
import './sessions.css';

/** Draws the page. */
export function SessionsPage({ me, serverAheadMs }: { me: Me; serverAheadMs: number }) {
  const { t } = useSignedInMessages();
  const { sessions, error, retry } = useSessions(me.subject);
  return (
    <>
      <PageHeading documentTitle={t('sessions.title')}>{t('sessions.title')}</PageHeading>
      <p className="lead">{t('sessions.lead')}</p>
      <Card title={t('sessions.list')}>
        {sessions && <List sessions={sessions} subject={me.subject} now={Date.now() + serverAheadMs} />}
        {!sessions && error && <Failed error={error} retry={retry} />}
        {!sessions && !error && <WaitingRows label={t('loading')} />}
      </Card>
    </>
  );
}

function List({ sessions, subject, now }: { sessions: readonly SessionEntry[]; subject: string; now: number }) {
  const { t } = useSignedInMessages();
  const hasOthers = sessions.some((session) => !session.current);
  return (
    <>
      <ul className="sessions">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} subject={subject} now={now} />
        ))}
      </ul>
      {hasOthers ? (
        <EndOthers subject={subject} />
      ) : (
        <EmptyState title={t('sessions.onlyThis')} text={t('sessions.onlyThisText')} />
      )}
      <p className="card-foot">{t('sessions.currentHint')}</p>
    </>
  );
}

function Failed({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useSignedInMessages();
  const words = useErrorWords(error.code);
  return (
    <>
      <Notice tone="danger" title={t('sessions.failed')} actions={<Button onPress={retry}>{t('tryAgain')}</Button>}>
        {words.text} {words.action}
      </Notice>
      {error.requestId && <Reference requestId={error.requestId} />}
    </>
  );
}
