/** DingTalk's own names for a refusal: its code, and the id under which DingTalk's support finds the request. */
import { useMessages } from '../messages/i18next.tsx';
import { CopyValue } from './copy-value.tsx';
import './dingtalk-numbers.css';

/** Draws both; a code or an id that DingTalk did not give is left out. */
export function DingTalkNumbers({ code, requestId }: { code?: string; requestId: string }) {
  const { t } = useMessages();
  return (
    <dl className="dingtalk-numbers">
      {code && (
        <div>
          <dt>{t('help.dingtalkCode')}</dt>
          <dd>
            <CopyValue value={code} what={t('help.dingtalkCode')} />
          </dd>
        </div>
      )}
      {requestId && (
        <div>
          <dt>{t('help.dingtalkRequestId')}</dt>
          <dd>
            <CopyValue value={requestId} what={t('help.dingtalkRequestId')} />
          </dd>
        </div>
      )}
    </dl>
  );
}
