/** Ending every session but this one, with a second thought in place. */
import { useState } from 'react';
import { toApiError } from '../api.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { focusHeading } from '../ui/page-heading.tsx';
import { EndFailed } from './end-failed.tsx';
import { useEndOtherSessions } from './use-sessions.ts';

/** Draws the button, then the question, then what came of it. */
export function EndOthers({ subject }: { subject: string }) {
  const { t } = useSignedInMessages();
  const announce = useAnnounce();
  const endOthers = useEndOtherSessions(subject);
  const [question, setQuestion] = useState<'unasked' | 'open' | 'cancelled'>('unasked');

  const confirm = () => {
    endOthers.mutate(undefined, {
      onSuccess: () => {
        announce(t('sessions.othersEnded'));
        focusHeading();
        // Another session may have begun meanwhile; the question was not about that one.
        setQuestion('unasked');
      },
    });
  };

  if (question !== 'open') {
    return (
      <div className="actions">
        {/* After "cancel" the focus returns to where the question came from. */}
        <Button look="danger" onPress={() => setQuestion('open')} autoFocus={question === 'cancelled'}>
          {t('sessions.endOthers')}
        </Button>
      </div>
    );
  }
  return (
    <fieldset className="confirm">
      <legend>{t('sessions.endOthersTitle')}</legend>
      <p>{t('sessions.endOthersText')}</p>
      <div className="actions">
        <Button look="danger" onPress={confirm} isBusy={endOthers.isPending}>
          {endOthers.isPending ? t('sessions.ending') : t('sessions.endOthersConfirm')}
        </Button>
        {/* The harmless answer gets the focus, so that a second Enter does not end anything. */}
        <Button onPress={() => setQuestion('cancelled')} isBusy={endOthers.isPending} autoFocus>
          {t('cancel')}
        </Button>
      </div>
      {endOthers.error && <EndFailed error={toApiError(endOthers.error)} />}
    </fieldset>
  );
}
