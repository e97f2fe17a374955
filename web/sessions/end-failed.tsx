/** Why a session could not be ended, beside the button that tried. */
import type { ApiError } from '../api.ts';
import { useErrorWords } from '../messages/i18next.tsx';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Notice } from '../ui/notice.tsx';
import { Reference } from '../ui/reference.tsx';

/** Draws the reason and reads it to screen readers at once: the person believes that the session has ended. */
export function EndFailed({ error }: { error: ApiError }) {
  const { t } = useSignedInMessages();
  const words = useErrorWords(error.code);
  return (
    <div role="alert" className="end-failed">
      <Notice tone="danger" title={t('sessions.endFailed')}>
        {words.text} {words.action}
      </Notice>
      {error.requestId && <Reference requestId={error.requestId} />}
    </div>
  );
}
