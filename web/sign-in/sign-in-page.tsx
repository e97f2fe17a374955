/**
 * Signing in, and being refused.
 *
 * Owns: the sign-in page, its words for every refused sign-in, and the page for somebody who is signed in already.
 * Does not: sign anybody in; a plain link leads to the server, which leads to DingTalk.
 * Called by: `app.tsx` for every address while nobody is signed in, `signed-in-app.tsx` for `/sign-in`.
 */
import { useLocation } from 'react-router';
import { isErrorCode, useMessages } from '../messages/i18next.tsx';
import { paths, returnToFrom, signInHref } from '../paths.ts';
import type { SignedOut } from '../session.tsx';
import { ButtonAnchor } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Doorway } from '../ui/logo.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { SignInError } from './sign-in-error.tsx';
import './sign-in.css';

/** Draws the sign-in page, or why the last sign-in was refused. */
export function SignInPage({ reason }: { reason: SignedOut['reason'] }) {
  const { t } = useMessages();
  const location = useLocation();
  const refused = readRefused(location);
  if (refused && isErrorCode(refused)) return <SignInError code={refused} />;
  return (
    <div className="sign-in">
      <div className="sign-in-picture">
        <Doorway door="open" />
      </div>
      <div className="sign-in-words">
        {reason !== 'never' && (
          <Notice tone={reason === 'ended' ? 'warning' : 'success'} title={t(`signIn.${reason}.title`)}>
            {t(`signIn.${reason}.text`)}
          </Notice>
        )}
        <PageHeading documentTitle={t('signIn.title')}>{t('signIn.heading')}</PageHeading>
        <p className="sign-in-lead">{t('signIn.lead')}</p>
        <ButtonAnchor look="primary" href={signInHref(returnToFrom(location))}>
          {t('signIn.button')}
          <Icon name="arrow" />
        </ButtonAnchor>
        <p className="sign-in-small">{t('signIn.inClient')}</p>
        <p className="sign-in-small">
          <Icon name="lock" />
          {t('signIn.explain')}
        </p>
      </div>
    </div>
  );
}

/** Gives what may be the code of a refusal; only the sign-in page's own address carries one. */
function readRefused({ pathname, search }: { pathname: string; search: string }): string | null {
  return pathname === paths.signIn ? new URLSearchParams(search).get('error') : null;
}
