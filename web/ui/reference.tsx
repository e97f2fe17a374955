/** The number under which the administrator finds a failure in the log. */
import { useMessages } from '../messages/i18next.tsx';
import { CopyValue } from './copy-value.tsx';
import './reference.css';

/** Draws the number with what it is for. */
export function Reference({ requestId }: { requestId: string }) {
  const { t } = useMessages();
  return (
    <div className="reference">
      <p className="reference-line">
        <span className="reference-name">{t('reference')}</span>
        <CopyValue value={requestId} what={t('reference')} />
      </p>
      <p className="reference-hint">{t('referenceHint')}</p>
    </div>
  );
}
