/** The form in which a person is changed. */
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { AdminPerson, AdminPersonResponse } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, SubmitButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { faultOf } from './field-fault.tsx';
import { focusFirstField } from './focus-first-field.ts';
import { MoreFields, PlaceFields } from './person-fields.tsx';
import { type PersonDraft, type TypedPerson, toChange, toTyped } from './typed-person.ts';
import { useAct } from './use-act.ts';
import { useKeptDraft } from './use-kept-draft.ts';

type Props = {
  subject: string;
  person: AdminPerson;
  onChanged: (person: AdminPerson) => void;
  onReplace: () => void;
  readAgain: () => void;
};

/** Draws the fields as they are, with what was typed over them. */
export function PersonChange({ subject, person, onChanged, onReplace, readAgain }: Props) {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const form = useRef<HTMLFormElement>(null);
  const [told, setTold] = useState<'saved' | 'nothing' | null>(null);
  const page = `person ${person.userId}`;
  const { draft, isRecalled, change, dropSent, clear } = useKeptDraft<PersonDraft>(page, subject, {});
  const tell = (what: 'saved' | 'nothing') => {
    setTold(what);
    announce(t(`contacts.person.${what}`));
  };
  const { perform, error, isBusy, reset } = useAct<AdminPersonResponse>({
    name: [subject, page],
    failed: t('contacts.person.failed'),
    onDone: (answer, { typed = {} }) => {
      dropSent(typed);
      onChanged(answer.person);
      tell('saved');
    },
  });
  const before = toTyped(person);
  const typed = { ...before, ...draft };
  const type = (fields: Partial<TypedPerson>) => {
    setTold(null);
    // Whoever saves a list must have seen what stands in it now.
    const seen = fields.departmentIds && { departmentIdsBefore: draft.departmentIdsBefore ?? before.departmentIds };
    change({ ...fields, ...seen });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTold(null);
    if (!event.currentTarget.checkValidity()) return;
    const body = toChange(draft, before);
    if (Object.keys(body).length === 0) tell('nothing');
    else perform({ method: 'PATCH', path: endpoints.adminPerson(person.userId), body, typed: draft });
  };
  const lookAgain = () => {
    // Whoever looks sees what stands there now, also what they changed themselves without hearing of it.
    dropSent({ departmentIdsBefore: draft.departmentIdsBefore });
    readAgain();
  };
  const chooseAnew = () => {
    const { departmentIds, departmentIdsBefore } = draft;
    dropSent({ departmentIds, departmentIdsBefore });
    reset();
    readAgain();
  };
  const wayOut: Readonly<Record<string, ReactNode>> = {
    cannot_change: !person.removalRefused && <Button onPress={onReplace}>{t('contacts.person.replace')}</Button>,
    changed_meanwhile: <Button onPress={chooseAnew}>{t('contacts.person.readAgain')}</Button>,
  };
  const discard = () => {
    clear();
    reset();
    focusFirstField(form.current);
  };
  return (
    <form ref={form} className="admin-parts" onSubmit={submit} noValidate>
      {isRecalled && <p className="admin-soft">{t('contacts.kept')}</p>}
      <TextField
        label={t('contacts.fields.name')}
        isRequired
        value={typed.name}
        onChange={(name) => type({ name })}
        fault={faultOf(error, 'name')}
      />
      <PlaceFields subject={subject} typed={typed} person={person} onChange={type} error={error} />
      <MoreFields typed={typed} onChange={type} error={error} />
      {error && (
        <ActFailed
          title={t('contacts.person.failed')}
          error={error}
          look={<Button onPress={lookAgain}>{t('contacts.person.readAgain')}</Button>}
          actions={wayOut[error.about.reason ?? '']}
        />
      )}
      {told && <Notice tone={told === 'saved' ? 'success' : 'warning'} title={t(`contacts.person.${told}`)} />}
      <div className="actions">
        <SubmitButton isBusy={isBusy}>{t('contacts.person.submit')}</SubmitButton>
        {Object.keys(draft).length > 0 && (
          <Button look="quiet" onPress={discard}>
            {t('contacts.person.discard')}
          </Button>
        )}
      </div>
    </form>
  );
}
