/** Why the DingTalk account could not be read, in the place where it would stand. */
import { useLocation } from 'react-router';
import type { ApiError } from '../api.ts';
import { useErrorWords, useMessages } from '../messages/i18next.tsx';
import { returnToFrom, signInHref } from '../paths.ts';
import { Button, ButtonAnchor } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PermissionHelp } from '../ui/permission-help.tsx';
import { Reference } from '../ui/reference.tsx';

/** Draws the reason; a withdrawn consent and a missing permission both need a new sign-in once they are put right. */
export function AccountRefused({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useMessages();
  const words = useErrorWords(error.code);
  const location = useLocation();
  const lacksPermission = error.code === 'dingtalk_permission_missing';
  const needsSignIn = error.code === 'reauthentication_required' || lacksPermission;
  return (
    <div className="refused">
      <Notice tone="danger" title={t('profile.failed')}>
        {t('profile.failedNote')}
      </Notice>
      <h3>{words.title}</h3>
      <p>{words.text}</p>
      {words.action && <p>{words.action}</p>}
      {lacksPermission && <p>{t('profile.maybeWithdrawn')}</p>}
      <div className="actions">
        <Button onPress={retry}>{t('tryAgain')}</Button>
        {needsSignIn && (
          <ButtonAnchor href={signInHref(returnToFrom(location))}>{t('profile.signInAgain')}</ButtonAnchor>
        )}
      </div>
      {lacksPermission && (
        <PermissionHelp level="h3" permissions={error.dingtalk?.permissions ?? []} dingtalk={error.dingtalk} />
      )}
      {error.requestId && <Reference requestId={error.requestId} />}
    </div>
  );
}
