/** Everything else that was written down of an act. */
import type { ReactNode } from 'react';
import type { AuditEvent } from '../../server/audit/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { isErrorCode, useErrorWords } from '../messages/i18next.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { ExactMoment, Moment } from '../ui/moment.tsx';

type Props = { event: AuditEvent; isTargetShown: boolean };

/** Draws it closed; whoever looks for more opens it. */
export function AuditDetails({ event, isTargetShown }: Props) {
  const { t, language, words } = useAdminMessages();
  const { at, act, target, from, code, dingtalkRequestId, requestId, before, after } = event;
  const kind = target && !isTargetShown ? t(`admin.audit.kinds.${target.kind}`) : '';
  const facts = [
    [t('admin.audit.on'), kind && `${kind} ${target?.id}`],
    [t('admin.audit.from'), from],
    [t('admin.audit.dingtalkRequestId'), dingtalkRequestId],
    [t('admin.audit.requestId'), requestId],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
  const reason = useReason(code);
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const names: Readonly<Record<string, string>> = { ...words.contacts.fields, ...words.admin.audit.fields };
  const states: Readonly<Record<string, string>> = words.admin.audit.states;
  const toWords = (told: typeof after) => told && { ...told, state: states[String(told.state)] ?? told.state };
  return (
    <details className="audit-details">
      <summary>
        {t('admin.audit.details')}
        {/* Among many such, each says what it is of. */}
        <span className="visually-hidden">
          {' '}
          {t(`admin.audit.acts.${act}`)} <Moment at={at} language={language} />
        </span>
      </summary>
      <dl>
        <Fact name={t('admin.audit.exactly')}>
          <ExactMoment at={at} language={language} />
        </Fact>
        {code && (
          <Fact name={t('admin.audit.code')}>
            {reason && `${reason} `}
            <code className="foreign">{code}</code>
          </Fact>
        )}
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            <Foreign text={value} />
          </Fact>
        ))}
        {fields.map((field) => (
          <Fact key={field} name={names[field] ?? <code>{field}</code>}>
            <Change before={before} after={toWords(after)} field={field} />
          </Fact>
        ))}
      </dl>
    </details>
  );
}

/** Gives the words for a code where there are some: a reason of managing people, or an error of Foyer's. */
function useReason(code: string | undefined): string | undefined {
  const { words } = useAdminMessages();
  const general = useErrorWords(code ?? '');
  const { interrupted } = words.admin.audit;
  const reasons: Readonly<Record<string, string>> = { ...words.contacts.reason, interrupted };
  if (code === undefined) return undefined;
  return reasons[code] ?? (isErrorCode(code) ? general.title : undefined);
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type ChangeProps = { before: AuditEvent['before']; after: AuditEvent['after']; field: string };

/** Only where both are known has something become something else. */
function Change({ before, after, field }: ChangeProps) {
  const { t } = useAdminMessages();
  if (!before || !after) return <Value value={(before ?? after)?.[field]} />;
  return (
    <>
      <span className="audit-before">
        <span className="visually-hidden">{t('admin.audit.before')} </span>
        <Value value={before[field]} />
      </span>
      {' → '}
      <span className="visually-hidden">{t('admin.audit.after')} </span>
      <Value value={after[field]} />
    </>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useAdminMessages();
  if (typeof value === 'boolean') return t(value ? 'admin.audit.yes' : 'admin.audit.no');
  const isNothing =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return isNothing ? t('admin.audit.empty') : <Foreign text={toText(value)} />;
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${toText(inner)}`)
    .join(', ');
}
