/** The head of the page: who I am, and how fresh this is. */
import type { ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Me } from '../session.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { Ago } from '../ui/moment.tsx';
import { useNow } from '../ui/use-now.ts';
import './identity.css';

type Reading = { isReading: boolean; reread: () => Promise<boolean> };
type Props = Reading & { me: Me; record: ContactResponse | undefined; serverAheadMs: number };

/** Draws the head from the record, or from what is known since the sign-in while there is none. */
export function Identity({ me, record, serverAheadMs, ...reading }: Props) {
  const { t } = useSignedInMessages();
  const { name, title, isAdmin } = record?.contact ?? me;
  return (
    <section className="card identity-head" aria-label={t('contact.summary')}>
      <Avatar name={name} size="large" />
      <div className="identity-words">
        <p className="identity-full-name">
          <Foreign text={name} />
        </p>
        {title && (
          <p className="identity-job">
            <Foreign text={title} />
          </p>
        )}
        <p className="identity-marks">
          {record?.contact.isBoss && <span className="chip">{t('contact.marks.boss')}</span>}
          {isAdmin && <span className="chip">{t('contact.marks.admin')}</span>}
          {me.isFoyerAdmin && <span className="chip">{t('contact.marks.foyerAdmin')}</span>}
        </p>
      </div>
      {record && <Freshness fetchedAt={record.fetchedAt} serverAheadMs={serverAheadMs} {...reading} />}
    </section>
  );
}

/** Often enough for a number of seconds that still looks right. */
const stepMs = 5_000;

type FreshnessProps = Reading & { fetchedAt: string; serverAheadMs: number };

function Freshness({ fetchedAt, serverAheadMs, isReading, reread }: FreshnessProps) {
  const { t, language } = useSignedInMessages();
  const now = useNow(serverAheadMs, stepMs);
  const announce = useAnnounce();
  const reload = async () => {
    announce((await reread()) ? t('contact.reloaded') : t('contact.reloadFailed'));
  };
  return (
    <div className="freshness">
      <Button onPress={() => void reload()} isBusy={isReading}>
        <Icon name="refresh" />
        {isReading ? t('contact.reloading') : t('contact.reload')}
      </Button>
      <p className="freshness-words">
        {t('contact.read')}{' '}
        <Ago at={fetchedAt} now={now} language={language} justNow={t('contact.justNow')} hasSeconds />
        <span className="freshness-note">{t('contact.atMost')}</span>
      </p>
    </div>
  );
}
