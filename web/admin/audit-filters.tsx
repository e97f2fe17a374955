/** What the audit log is looked through for. */
import { type FormEvent, useState } from 'react';
import { useAdminMessages } from '../messages/admin.ts';
import { SubmitButton } from '../ui/button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { AuditChoice } from './use-audit.ts';

type Props = { choice: AuditChoice; isReading: boolean; look: (choice: AuditChoice) => void };

/** Draws the form. It begins with what counts; whoever shows it gives it a new key when that changes. */
export function AuditFilters({ choice, isReading, look }: Props) {
  const { t, words } = useAdminMessages();
  const [draft, setDraft] = useState(choice);
  const change = (name: keyof AuditChoice) => (value: string) => setDraft({ ...draft, [name]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReading) look({ ...draft, by: draft.by.trim(), on: draft.on.trim() });
  };
  const toChoices = (table: Readonly<Record<string, string>>) => [
    { value: '', label: t('admin.audit.all') },
    ...Object.entries(table).map(([value, label]) => ({ value, label })),
  ];
  const { acts, outcomes } = words.admin.audit;
  return (
    <form className="audit-filters" onSubmit={submit}>
      <SelectField label={t('admin.audit.act')} choices={toChoices(acts)} value={draft.act} onChange={change('act')} />
      <SelectField
        label={t('admin.audit.outcome')}
        choices={toChoices(outcomes)}
        value={draft.outcome}
        onChange={change('outcome')}
      />
      <TextField label={t('admin.audit.by')} hint={t('admin.audit.byHint')} value={draft.by} onChange={change('by')} />
      <TextField label={t('admin.audit.on')} hint={t('admin.audit.onHint')} value={draft.on} onChange={change('on')} />
      <TextField kind="date" label={t('admin.audit.since')} value={draft.since} onChange={change('since')} />
      <TextField kind="date" label={t('admin.audit.until')} value={draft.until} onChange={change('until')} />
      <div className="actions audit-submit">
        <SubmitButton isBusy={isReading}>{t('admin.audit.look')}</SubmitButton>
      </div>
    </form>
  );
}
