/** What was looked at on the way to a decision, one line of the file after the other. */
import type { ExplainStep } from '../../server/tools/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { ConditionWords, OpensTo } from '../ui/opens-to.tsx';
import { StatusMark } from '../ui/status-mark.tsx';

/** Draws the steps in the order in which they were taken. */
export function AccessSteps({ steps }: { steps: readonly ExplainStep[] }) {
  const { t } = useAdminMessages();
  return (
    <section aria-labelledby="access-steps">
      <h3 id="access-steps" className="access-heading">
        {t('admin.access.steps')}
      </h3>
      <ol className="access-steps">
        {steps.map((step) => (
          <Step key={`${step.line} ${step.kind} ${step.path} ${step.methods}`} step={step} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step }: { step: ExplainStep }) {
  const { t } = useAdminMessages();
  const { kind, line, path, methods, outcome, by, opensTo } = step;
  return (
    <li className={`access-step access-step-${outcome}`}>
      <span className="access-line">{t('admin.access.line', { line })}</span>
      <div className="access-step-words">
        <p>
          {t(`admin.access.kind.${kind}`)} {path && <code className="foreign">{path}</code>}{' '}
          {methods && <span className="admin-soft">{methods.join(' ')}</span>}
        </p>
        {outcome === 'lets_in' && by && (
          <p className="access-by">
            <span className="admin-soft">{t('admin.access.by', { line: by.line })}</span>{' '}
            <ConditionWords condition={by.condition} />
          </p>
        )}
        {outcome === 'refuses' && <OpensTo conditions={opensTo} label={t('admin.access.opensTo')} />}
      </div>
      <Outcome outcome={outcome} />
    </li>
  );
}

function Outcome({ outcome }: { outcome: ExplainStep['outcome'] }) {
  const { t } = useAdminMessages();
  const words = t(`admin.access.outcome.${outcome}`);
  if (outcome === 'not_about_this') return <span className="admin-soft">{words}</span>;
  return <StatusMark status={outcome === 'lets_in' ? 'passed' : 'failed'}>{words}</StatusMark>;
}
