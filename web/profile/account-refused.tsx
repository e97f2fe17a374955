/** Why the DingTalk account could not be read, in the place where it would stand. */
import { useLocation } from 'react-router';
import type { ApiError } from '../api.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { returnToFrom, signInHref } from '../paths.ts';
import { ButtonAnchor } from '../ui/button.tsx';
import { Refused } from '../ui/refused.tsx';
import { RefusalHelp } from './refusal-help.tsx';

/** Draws the reason; a withdrawn consent and a missing permission both need a new sign-in once they are put right. */
export function AccountRefused({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useSignedInMessages();
  const location = useLocation();
  const lacksPermission = error.code === 'dingtalk_permission_missing';
  const needsSignIn = error.code === 'reauthentication_required' || lacksPermission;
  const signInAgain = needsSignIn && (
    <ButtonAnchor href={signInHref(returnToFrom(location))}>{t('profile.signInAgain')}</ButtonAnchor>
  );
  return (
    <Refused
      title={t('profile.failed')}
      note={t('profile.failedNote')}
      error={error}
      retry={retry}
      level="h3"
      actions={signInAgain}
      help={<RefusalHelp error={error} />}
    >
      {lacksPermission && <p>{t('profile.maybeWithdrawn')}</p>}
    </Refused>
  );
}
