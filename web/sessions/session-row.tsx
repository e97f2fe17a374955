/** One browser in the list. */
import type { SessionEntry } from '../../server/sessions/schema.ts';
import { toApiError } from '../api.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { IconTile } from '../ui/icon.tsx';
import { Ago, Moment } from '../ui/moment.tsx';
import { focusHeading } from '../ui/page-heading.tsx';
import { ToolIcon } from '../ui/tool-icon.tsx';
import { EndFailed } from './end-failed.tsx';
import { useEndSession } from './use-sessions.ts';

/** Draws the row; this browser carries a label in place of the button. */
export function SessionRow({ session, subject, now }: { session: SessionEntry; subject: string; now: number }) {
  const { t, language } = useSignedInMessages();
  const device = session.device || t('sessions.unknownDevice');
  return (
    <li className="session">
      <IconTile name={isPhone(session.device) ? 'phone' : 'laptop'} />
      <div>
        <p className="session-device">
          <Foreign text={device} />
          {session.current && <span className="chip">{t('sessions.current')}</span>}
        </p>
        <dl className="session-facts">
          <div>
            <dt>{t('sessions.lastSeen')}</dt>
            <dd>
              <Ago at={session.lastSeenAt} now={now} language={language} justNow={t('sessions.justNow')} />
            </dd>
          </div>
          <div>
            <dt>{t('sessions.started')}</dt>
            <dd>
              <Moment at={session.startedAt} language={language} />
            </dd>
          </div>
          <div>
            <dt>{t('sessions.ip')}</dt>
            <dd>
              <Foreign text={session.ip} />
            </dd>
          </div>
        </dl>
        {session.tools.length > 0 && <OpenTools tools={session.tools} now={now} />}
      </div>
      {!session.current && <End session={session} device={device} subject={subject} />}
    </li>
  );
}

/** Ending the session closes them as well. */
function OpenTools({ tools, now }: { tools: SessionEntry['tools']; now: number }) {
  const { t, language } = useSignedInMessages();
  return (
    <div className="session-tools">
      <p>{t('sessions.tools')}</p>
      <ul aria-label={t('sessions.tools')}>
        {tools.map(({ id, name, openedAt }) => (
          <li key={id}>
            <ToolIcon tool={{ id, name }} size="small" />
            <span>
              <Foreign text={name} />
              <span className="session-tool-since">
                {t('sessions.toolOpened')}{' '}
                <Ago at={openedAt} now={now} language={language} justNow={t('sessions.justNow')} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function End({ session, device, subject }: { session: SessionEntry; device: string; subject: string }) {
  const { t } = useSignedInMessages();
  const announce = useAnnounce();
  const end = useEndSession(subject);
  const press = () => {
    end.mutate(session.id, {
      onSuccess: () => {
        announce(t('sessions.ended', { device }));
        focusHeading();
      },
    });
  };
  return (
    <div className="session-end">
      <Button onPress={press} isBusy={end.isPending} aria-label={t('sessions.endLabel', { device, ip: session.ip })}>
        {end.isPending ? t('sessions.ending') : t('sessions.end')}
      </Button>
      {end.error && <EndFailed error={toApiError(end.error)} />}
    </div>
  );
}

function isPhone(device: string): boolean {
  return /android|ios|iphone|ipad|harmony/i.test(device);
}
