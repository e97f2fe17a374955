/** Why the company's record could not be read, in the place where it would stand. */
import type { ApiError } from '../api.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Card } from '../ui/card.tsx';
import { Refused } from '../ui/refused.tsx';
import { RefusalHelp } from './refusal-help.tsx';

/** Draws the reason, with what DingTalk's own code means where it named one. */
export function RecordRefused({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useSignedInMessages();
  return (
    <Card title={t('profile.company')}>
      <Refused
        title={t('contact.failed')}
        note={t('contact.failedNote')}
        error={error}
        retry={retry}
        level="h3"
        help={<RefusalHelp error={error} />}
      />
    </Card>
  );
}
