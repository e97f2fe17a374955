/** The sign-in page for somebody who is signed in already. */
import { useSearchParams } from 'react-router';
import { isErrorCode, useMessages } from '../messages/i18next.tsx';
import { paths, signInHref } from '../paths.ts';
import type { Me } from '../session.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { ButtonAnchor, ButtonLink } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { SignInError } from './sign-in-error.tsx';

/** Draws who is signed in and the way on; a second sign-in that was refused is still explained. */
export function AlreadySignedInPage({ me }: { me: Me }) {
  const { t } = useMessages();
  const [search] = useSearchParams();
  const refused = search.get('error');
  const goOn = (look: 'primary' | 'secondary') => (
    <ButtonLink look={look} to={paths.home}>
      {t('signIn.continue')}
    </ButtonLink>
  );
  if (refused && isErrorCode(refused)) {
    return (
      <>
        <SignInError code={refused}>{goOn('secondary')}</SignInError>
        <p className="still-signed-in">
          {t('signIn.stillSignedIn')}
          <Foreign text={me.name} />
        </p>
      </>
    );
  }
  return (
    <div className="already card">
      <Avatar name={me.name} size="large" />
      <PageHeading documentTitle={t('signIn.signedInTitle')}>{t('signIn.signedInTitle')}</PageHeading>
      <p className="already-name">
        <span>{t('signIn.signedInAs')}</span>
        <Foreign text={me.name} />
        {me.title && <Foreign text={me.title} />}
      </p>
      <div className="actions">
        {goOn('primary')}
        <ButtonAnchor href={signInHref()}>{t('signIn.otherAccount')}</ButtonAnchor>
      </div>
    </div>
  );
}
