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
  const [refused, setRefused] = useState<'noFile' | 'tooLarge' | 'isExcel' | null>(null);
  const { perform, error, isBusy } = useAct<ImportPlanResponse>({ onDone: (answer) => onPlanned(answer.import) });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const isTooLarge = file !== null && file.size > mostMegabytes * 1_000_000;
    setRefused(file === null ? 'noFile' : isTooLarge ? 'tooLarge' : null);
    if (file === null || isTooLarge) return;
    const csv = await readText(file);
    if (csv === null) setRefused('isExcel');
    else perform({ method: 'POST', path: endpoints.adminImports, body: { csv } });
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

/** The signature of a ZIP archive, which an .xlsx is. */
const archive = 'PK\u0003\u0004';

/** Spreadsheets of the Chinese mainland save a CSV in GB 18030 unless told otherwise. Null for a workbook. */
async function readText(file: File): Promise<string | null> {
  const bytes = await file.arrayBuffer();
  if (new TextDecoder('latin1').decode(bytes.slice(0, archive.length)) === archive) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
