/** Adding somebody to the company. */
import { type FormEvent, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import type { AddedResponse, InvitedResponse } from '../../../server/contacts/schema.ts';
import { keepDraft } from '../../drafts.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints, paths } from '../../paths.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, ButtonLink, SubmitButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { focusHeading, PageHeading } from '../../ui/page-heading.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { ContactsNav } from './contacts-nav.tsx';
import { faultOf } from './field-fault.tsx';
import { findDraft } from './find-by-mobile.tsx';
import { focusFirstField } from './focus-first-field.ts';
import { MoreFields, PlaceFields } from './person-fields.tsx';
import { PersonOutcome } from './person-outcome.tsx';
import { againDraft, nobodyTyped, type TypedPerson, toNewPerson } from './typed-person.ts';
import { useAct } from './use-act.ts';
import { useKeptDraft } from './use-kept-draft.ts';

type Outcome = AddedResponse | InvitedResponse;

/** Draws the page; whoever was removed to be added again has a form of their own, beside one that is half filled in. */
export function AddPersonPage({ subject }: { subject: string }) {
  const [search] = useSearchParams();
  const again = search.get('again') ?? '';
  return <AddPerson key={again} subject={subject} again={again} />;
}

function AddPerson({ subject, again }: { subject: string; again: string }) {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const page = again ? againDraft(again) : 'add-person';
  const kept = useKeptDraft(page, subject, nobodyTyped);
  const act = useAct<Outcome>({
    name: [subject, page],
    failed: t('contacts.add.failed'),
    onDone: (came, { typed = {} }) => {
      kept.dropSent(typed);
      const { name } = came.outcome === 'added' ? came.person : came.invitation;
      announce(t(`contacts.add.${came.outcome}`, { name: isolated(name) }));
    },
  });
  const { answer } = act;
  // The button that was pressed is gone with the form; but whoever left meanwhile stays where they are.
  useEffect(() => {
    if (answer) focusHeading();
  }, [answer]);
  const addAnother = () => {
    act.reset();
    focusHeading();
  };
  const isAgain = again !== '' && kept.isRecalled;
  return (
    <>
      <PageHeading documentTitle={t('contacts.add.title')}>{t('contacts.add.title')}</PageHeading>
      <p className="lead">
        {isAgain ? t('contacts.add.againLead', { userId: isolated(again) }) : t('contacts.add.lead')}
      </p>
      <ContactsNav />
      {answer ? (
        <PersonOutcome outcome={answer} addAnother={addAnother} />
      ) : (
        <AddPersonForm subject={subject} kept={kept} act={act} isAgain={isAgain} />
      )}
    </>
  );
}

type FormProps = {
  subject: string;
  kept: ReturnType<typeof useKeptDraft<TypedPerson>>;
  act: ReturnType<typeof useAct<Outcome>>;
  isAgain: boolean;
};

function AddPersonForm({ subject, kept, act, isAgain }: FormProps) {
  const { t } = useAdminMessages();
  const form = useRef<HTMLFormElement>(null);
  const { draft, isRecalled, change, clear } = kept;
  const { perform, error, isBusy, reset } = act;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!event.currentTarget.checkValidity()) return;
    perform({ method: 'POST', path: endpoints.adminPeople, body: toNewPerson(draft), typed: draft });
  };
  const discard = () => {
    clear();
    reset();
    focusFirstField(form.current);
  };
  return (
    <form ref={form} className="admin-parts" onSubmit={submit} noValidate>
      {isRecalled && !isAgain && <p className="admin-soft">{t('contacts.kept')}</p>}
      <Card title={t('contacts.add.who')}>
        <div className="admin-parts">
          <div className="contacts-fields">
            {(['name', 'mobile'] as const).map((field) => (
              <TextField
                key={field}
                label={t(`contacts.fields.${field}`)}
                {...(field === 'mobile' && { hint: t('contacts.hints.mobile'), keyboard: 'tel' })}
                isRequired
                value={draft[field]}
                onChange={(value) => change({ [field]: value })}
                fault={faultOf(error, field)}
              />
            ))}
          </div>
          <PlaceFields subject={subject} typed={draft} onChange={change} error={error} />
        </div>
      </Card>
      <Card title={t('contacts.add.more')} note={t('contacts.optional')}>
        <div className="admin-parts">
          <TextField
            label={t('contacts.fields.userId')}
            hint={t('contacts.hints.userId')}
            value={draft.userId}
            onChange={(userId) => change({ userId })}
            fault={faultOf(error, 'userId')}
          />
          <MoreFields typed={draft} onChange={change} error={error} />
        </div>
      </Card>
      {error && (
        <ActFailed
          title={t('contacts.add.failed')}
          error={error}
          look={<FindTheNumber subject={subject} mobile={draft.mobile} />}
        />
      )}
      <div className="actions">
        <SubmitButton isBusy={isBusy}>{t('contacts.add.submit')}</SubmitButton>
        <Button look="quiet" onPress={discard}>
          {t('contacts.discard')}
        </Button>
      </div>
    </form>
  );
}

/** Leads to the page where the number is looked for at once. */
function FindTheNumber({ subject, mobile }: { subject: string; mobile: string }) {
  const { t } = useAdminMessages();
  const ask = () => keepDraft(findDraft, subject, { mobile, asked: mobile.trim() });
  return (
    <ButtonLink to={paths.adminPeople} onClick={ask}>
      {t('contacts.find.title')}
    </ButtonLink>
  );
}
