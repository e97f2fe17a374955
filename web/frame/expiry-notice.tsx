/** The calm word before a session ends. */
import { useLocation } from 'react-router';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { returnToFrom, signInHref } from '../paths.ts';
import { type SignedIn, useRefreshSession } from '../session.tsx';
import { useAnnounce, useAnnouncementWhen } from '../ui/announcer.tsx';
import { Button, ButtonAnchor } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useExpiry } from './use-expiry.ts';

/** Draws the notice in the last minutes, with the one thing that helps: staying, or signing in anew at the absolute end. */
export function ExpiryNotice({ session }: { session: SignedIn }) {
  const { t } = useSignedInMessages();
  const expiry = useExpiry(session);
  const refresh = useRefreshSession();
  const announce = useAnnounce();
  const location = useLocation();
  useAnnouncementWhen(expiry !== null, t('expiry.title'));

  if (!expiry) return null;
  const minutes = Math.floor(expiry.leftMs / 60_000);
  const stay = async () => {
    if (await refresh()) announce(t('expiry.stayed'));
  };
  const actions = expiry.canStay ? (
    <Button look="primary" onPress={() => void stay()}>
      {t('expiry.stay')}
    </Button>
  ) : (
    <ButtonAnchor look="primary" href={signInHref(returnToFrom(location))}>
      {t('expiry.again')}
    </ButtonAnchor>
  );
  return (
    <Notice tone="warning" title={t('expiry.title')} actions={actions}>
      {minutes < 1 ? t('expiry.soon') : t('expiry.minutes', { count: minutes })}
    </Notice>
  );
}
