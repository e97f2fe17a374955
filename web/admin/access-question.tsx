/** The question who gets in: a tool, a person, and if it matters what they do there. */
import type { FormEvent } from 'react';
import type { AdminToolsResponse } from '../../server/tools/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { SubmitButton } from '../ui/button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { PersonField } from './person-field.tsx';
import { useDraft } from './use-draft.ts';
import type { Question } from './use-explanation.ts';

type Props = {
  subject: string;
  tools: AdminToolsResponse['tools'];
  asked: Question;
  isAsking: boolean;
  ask: (question: Question) => void;
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Draws the question as it was asked, ready to be asked otherwise. */
export function AccessQuestion({ subject, tools, asked, isAsking, ask }: Props) {
  const { t } = useAdminMessages();
  const [chosen, setTool] = useDraft(asked.tool);
  const [person, setPerson] = useDraft(asked.person);
  const [path, setPath] = useDraft(asked.path);
  const [method, setMethod] = useDraft(asked.method);
  const isKnown = tools.some(({ id }) => id === chosen);
  const tool = isKnown ? chosen : (tools[0]?.id ?? '');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!person.trim()) return;
    const trimmed = path.trim();
    ask({ tool, person: person.trim(), path: trimmed.startsWith('/') ? trimmed : `/${trimmed}`, method });
  };

  return (
    <form className="access-question" onSubmit={submit}>
      <SelectField
        label={t('admin.access.tool')}
        value={tool}
        onChange={setTool}
        choices={tools.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
      />
      <PersonField subject={subject} value={person} onChange={setPerson} />
      <TextField label={t('admin.access.path')} hint={t('admin.access.pathHint')} value={path} onChange={setPath} />
      <SelectField
        label={t('admin.access.method')}
        value={method}
        onChange={setMethod}
        choices={[...new Set([method, ...methods])].map((name) => ({ value: name, label: name }))}
      />
      <div className="actions">
        <SubmitButton isBusy={isAsking}>{t('admin.access.submit')}</SubmitButton>
      </div>
    </form>
  );
}
