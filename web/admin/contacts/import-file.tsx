/** Choosing the file, and having it looked through. */
import { type FormEvent, useId, useState } from 'react';
import type { ImportPlanResponse } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ActFailed } from './act-failed.tsx';
import { useAct } from './use-act.ts';

/** The server reads two megabytes at most; quotation marks and ends of line become longer on the way there. */
const mostMegabytes = 1.5;

/** Draws the form; nothing is sent to DingTalk by it. */
export function ImportFile({ onPlanned }: { onPlanned: (plan: ImportPlanResponse['import']) => void }) {
  const { t } = useAdminMessages();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [refused, setRefused] = useState<'noFile' | 'tooLarge' | null>(null);
  const { perform, error, isBusy } = useAct<ImportPlanResponse>({ onDone: (answer) => onPlanned(answer.import) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isTooLarge = file !== null && file.size > mostMegabytes * 1_000_000;
    const why = file === null ? 'noFile' : isTooLarge ? 'tooLarge' : null;
    setRefused(why);
    if (file !== null && why === null) {
      void readText(file).then((csv) => perform({ method: 'POST', path: endpoints.adminImports, body: { csv } }));
    }
  };
  return (
    <Card title={t('contacts.fields.csv')}>
      <form className="admin-parts" onSubmit={submit} noValidate>
        <div className="text-field">
          <label htmlFor={id}>{t('contacts.import.file')}</label>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            aria-invalid={refused ? true : undefined}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <p id={`${id}-hint`} className="text-field-hint">
            {t('contacts.import.fileHint')}
          </p>
        </div>
        {refused && (
          <p role="alert" className="contacts-fault">
            {t(`contacts.import.${refused}`, { mb: mostMegabytes })}
          </p>
        )}
        {error && <ActFailed title={t('contacts.import.failed')} error={error} />}
        <div className="actions">
          <SubmitButton isBusy={isBusy}>{t('contacts.import.submit')}</SubmitButton>
        </div>
      </form>
    </Card>
  );
}

/** Spreadsheets of the Chinese mainland save a CSV in GB 18030 unless told otherwise. */
async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
