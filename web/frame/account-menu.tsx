/** The menu behind the avatar: who is signed in, the appearance, and the way out. */
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useNavigate } from 'react-router';
import { ApiError } from '../api.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { paths } from '../paths.ts';
import { type Me, useSignOut } from '../session.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { Reference } from '../ui/reference.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** Draws the avatar with its menu. Not modal: a modal would write a style element, which our policy forbids. */
export function AccountMenu({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  return (
    <DialogTrigger>
      <AriaButton className="account-button" aria-label={t('account.open')}>
        <Avatar name={me.name} size="small" />
      </AriaButton>
      <Popover className="account-popover" placement="bottom end" offset={10} isNonModal>
        <Dialog className="account-menu" aria-label={t('account.open')}>
          <div className="account-person">
            <Avatar name={me.name} />
            <p>
              <strong>
                <Foreign text={me.name} />
              </strong>
              {me.title && <Foreign text={me.title} />}
            </p>
          </div>
          <ThemeSwitch />
          <SignOut />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function SignOut() {
  const { t } = useSignedInMessages();
  const navigate = useNavigate();
  // To the sign-in page: whoever signs in next on this computer has no business on this person's last page.
  const signOut = useSignOut(() => void navigate(paths.signIn, { replace: true }));
  const requestId = signOut.error instanceof ApiError ? signOut.error.requestId : undefined;
  return (
    <div className="sign-out">
      <Button onPress={() => signOut.mutate()} isBusy={signOut.isPending}>
        <Icon name="exit" />
        {signOut.isPending ? t('account.signingOut') : t('account.signOut')}
      </Button>
      {signOut.isError && (
        <div role="alert">
          <p className="sign-out-failed">{t('account.signOutFailed')}</p>
          {requestId && <Reference requestId={requestId} />}
        </div>
      )}
    </div>
  );
}
