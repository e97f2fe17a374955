/** Why a sign-in was refused, and the way to try again. */
import type { ReactNode } from 'react';
import { DingTalkErrorHelp } from '../dingtalk-errors/dingtalk-error-help.tsx';
import { useMessages } from '../messages/i18next.tsx';
import { paths, signInHref } from '../paths.ts';
import { ButtonAnchor, ButtonLink } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PermissionHelp } from '../ui/permission-help.tsx';
import { useRefusal } from './use-refusal.ts';

/** Draws the refusal. Trying again leads to where the person wanted to go in the first place. */
export function SignInError({ code, children }: { code: string; children?: ReactNode }) {
  const { t } = useMessages();
  const refusal = useRefusal(code);
  const actions = (
    <>
      <ButtonAnchor look="primary" href={signInHref(refusal?.returnTo)}>
        {needsOtherAccount(code) ? t('signIn.otherAccount') : t('tryAgain')}
      </ButtonAnchor>
      {children ?? <ButtonLink to={paths.signIn}>{t('signIn.toSignIn')}</ButtonLink>}
    </>
  );
  return (
    <ErrorPanel code={code} requestId={refusal?.requestId} actions={actions}>
      {code === 'dingtalk_permission_missing' && <PermissionHelp level="h2" permissions={refusal?.permissions ?? []} />}
      {refusal?.dingtalk && (
        <DingTalkErrorHelp code={refusal.dingtalk.code} requestId={refusal.dingtalk.requestId} level="h2" />
      )}
    </ErrorPanel>
  );
}

/** With the same account these end the same way; DingTalk's page lets the person choose another one. */
function needsOtherAccount(code: string): boolean {
  return code === 'other_company' || code === 'not_an_employee' || code === 'employee_inactive';
}
