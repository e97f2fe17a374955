/** One check of the diagnosis. */
import type { Finding } from '../../server/doctor/schema.ts';
import { DingTalkErrorHelp } from '../dingtalk-errors/dingtalk-error-help.tsx';
import { useAdminMessages } from '../messages/admin.ts';
import { useServerWords } from '../messages/server-words.ts';
import { DingTalkNumbers } from '../ui/dingtalk-numbers.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { StatusMark } from '../ui/status-mark.tsx';
import { isConsoleLink } from './console-link.ts';
import type { Check } from './use-diagnosis.ts';

/** Draws the check; one that waits when nothing more comes was not finished. */
export function CheckRow({ check: { title, finding }, isRunning }: { check: Check; isRunning: boolean }) {
  const { t } = useAdminMessages();
  const say = useServerWords();
  const status = finding?.status ?? (isRunning ? 'running' : 'waiting');
  return (
    <li className={`check check-${status}`}>
      <div className="check-head">
        <h2>{say(title)}</h2>
        <StatusMark status={status}>{t(`admin.diagnosis.status.${status}`)}</StatusMark>
      </div>
      {finding && <Found finding={finding} />}
    </li>
  );
}

function Found({ finding }: { finding: Finding }) {
  const { t } = useAdminMessages();
  const say = useServerWords();
  const { seen, dingtalk, cause, remedy = [], link } = finding;
  return (
    <div className="check-found">
      <p>
        {finding.status !== 'passed' && <span className="check-name">{t('admin.diagnosis.seen')}</span>}
        <Foreign text={say(seen)} />
      </p>
      {cause && (
        <p>
          <span className="check-name">{t('admin.diagnosis.cause')}</span>
          <Foreign text={say(cause)} />
        </p>
      )}
      {remedy.length > 0 && (
        <div>
          <span className="check-name">{t('admin.diagnosis.remedy')}</span>
          <Steps steps={remedy.map(say)} />
        </div>
      )}
      {link && <Apply link={link} />}
      {dingtalk && <DingTalkSaid dingtalk={dingtalk} hasRemedy={remedy.length > 0} />}
    </div>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  if (steps.length === 1) return <Foreign text={steps[0] ?? ''} />;
  return (
    <ol className="check-steps">
      {steps.map((step) => (
        <li key={step}>
          <Foreign text={step} />
        </li>
      ))}
    </ol>
  );
}

function Apply({ link }: { link: string }) {
  const { t } = useAdminMessages();
  if (!isConsoleLink(link)) {
    return (
      <p>
        <span className="check-name">{t('admin.diagnosis.link')}</span>
        <code className="foreign">{link}</code>
      </p>
    );
  }
  return (
    <p>
      <a href={link} target="_blank" rel="noreferrer">
        {t('admin.diagnosis.apply')}
        <span className="visually-hidden">{t('admin.diagnosis.newWindow')}</span>
      </a>
    </p>
  );
}

/** The finding's own remedy is about this very company; the catalogue speaks only where there is none. */
function DingTalkSaid({ dingtalk, hasRemedy }: { dingtalk: NonNullable<Finding['dingtalk']>; hasRemedy: boolean }) {
  if (hasRemedy) return <DingTalkNumbers {...dingtalk} />;
  return <DingTalkErrorHelp code={dingtalk.code} requestId={dingtalk.requestId} level="h3" />;
}
