/** One act in the audit log. */
import type { AuditEvent } from '../../server/audit/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { Foreign } from '../ui/foreign.tsx';
import { Moment } from '../ui/moment.tsx';
import { type Status, StatusMark } from '../ui/status-mark.tsx';
import { AuditDetails } from './audit-details.tsx';

const marks: Record<AuditEvent['outcome'], Status> = { done: 'passed', refused: 'failed', unknown: 'warning' };

/** Draws the row: who did what to whom and when; beneath it, to be opened, everything else that was written down. */
export function AuditRow({ event }: { event: AuditEvent }) {
  const { t, language } = useAdminMessages();
  const { at, act, outcome, actor, target } = event;
  return (
    <li className="audit-row">
      <p className="audit-when">
        <Moment at={at} language={language} />
      </p>
      <div className="audit-what">
        <p className="audit-act">
          <strong>{t(`admin.audit.acts.${act}`)}</strong>
          <StatusMark status={marks[outcome]}>{t(`admin.audit.outcomes.${outcome}`)}</StatusMark>
        </p>
        <p className="audit-who">
          {actor ? <Named name={actor.name} id={actor.userId} /> : t('admin.audit.nobody')}
          {target && !isNumber(target) && (
            <>
              {' → '}
              {t(`admin.audit.kinds.${target.kind}`)} <Named name={target.name} id={target.id} />
            </>
          )}
        </p>
        <AuditDetails event={event} isTargetShown={!target || !isNumber(target)} />
      </div>
    </li>
  );
}

/** Whether a target is known by nothing that anybody could recognise: it stands among the details. */
function isNumber({ kind }: NonNullable<AuditEvent['target']>): boolean {
  return kind === 'session' || kind === 'import';
}

function Named({ name, id }: { name?: string | undefined; id: string }) {
  return (
    <>
      {name && <Foreign text={name} />} {id && id !== name && <code className="foreign">{id}</code>}
    </>
  );
}
