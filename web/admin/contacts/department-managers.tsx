/** The list of managers, as it is and as somebody wants it. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { ManagersResponse } from '../../../server/contacts/schema.ts';
import type { PersonResponse } from '../../../server/directory/schema.ts';
import { read } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, SubmitButton } from '../../ui/button.tsx';
import { Foreign, isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PersonField } from '../person-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { faultOf } from './field-fault.tsx';
import { TakeOut } from './take-out.tsx';
import { useAct } from './use-act.ts';
import { useKeptDraft } from './use-kept-draft.ts';

type Department = ManagersResponse['department'];
/** `seen` are the managers there were when somebody began to change them. */
type Wanted = { managers: readonly string[] | null; seen: readonly string[] | null; next: string };

type Props = { subject: string; department: Department; readAgain: () => void };

/** Draws the list with its ways in and out; nothing is sent before "save". */
export function DepartmentManagers({ subject, department, readAgain }: Props) {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const [told, setTold] = useState<'saved' | 'nothing' | null>(null);
  const page = `department ${department.id}`;
  const { draft, isRecalled, change, dropSent } = useKeptDraft<Wanted>(page, subject, {
    managers: null,
    seen: null,
    next: '',
  });
  const tell = (what: 'saved' | 'nothing') => {
    setTold(what);
    announce(t(`contacts.person.${what}`));
  };
  const { perform, error, isBusy, reset } = useAct<ManagersResponse>({
    name: [subject, page],
    failed: t('contacts.department.failed'),
    onDone: (_answer, { typed = {} }) => {
      dropSent(typed);
      tell('saved');
    },
  });
  const before = department.managers.map(({ userId }) => userId);
  const managers = draft.managers ?? before;
  const want = (wanted: Partial<Wanted>) => {
    setTold(null);
    change({ seen: draft.seen ?? before, ...wanted });
  };
  const field = useRef<HTMLInputElement>(null);
  const takeOut = (userId: string) => {
    want({ managers: managers.filter((each) => each !== userId) });
    field.current?.focus();
  };
  const lookAgain = () => {
    // Whoever looks sees what stands there now, also what they changed themselves without hearing of it.
    dropSent({ seen: draft.seen });
    readAgain();
  };
  const beginAnew = () => {
    dropSent(draft);
    reset();
    readAgain();
  };
  const next = draft.next.trim();
  const all = next ? [...new Set([...managers, next])] : managers;
  const put = () => {
    // A name that nobody alone has cannot stand on the list; the field then says so.
    if (next && field.current?.checkValidity()) want({ managers: all, next: '' });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTold(null);
    if (!event.currentTarget.checkValidity()) return;
    // Somebody who typed a name and pressed Enter means to put it on the list first; whoever presses "save" means all.
    if (next && document.activeElement === field.current) put();
    else if (isSame(all, before)) tell('nothing');
    else {
      const body = { managers: all, managersBefore: draft.seen ?? before };
      perform({ method: 'PATCH', path: endpoints.adminDepartment(department.id), body, typed: draft });
    }
  };
  return (
    <form className="admin-parts" onSubmit={submit} noValidate>
      {isRecalled && <p className="admin-soft">{t('contacts.kept')}</p>}
      {managers.length === 0 && <p>{t('contacts.department.none')}</p>}
      {managers.length > 0 && (
        <ul className="contacts-list">
          {managers.map((userId) => (
            <Manager
              key={userId}
              subject={subject}
              userId={userId}
              known={department.managers.find((each) => each.userId === userId)?.name}
              remove={() => takeOut(userId)}
            />
          ))}
        </ul>
      )}
      <div className="admin-form">
        <PersonField
          isUserIdWanted
          subject={subject}
          label={t('contacts.department.add')}
          hint={t('contacts.hints.managerUserId')}
          value={draft.next}
          onChange={(typed) => want({ next: typed })}
          fault={faultOf(error, 'managers')}
          field={field}
        />
        <Button onPress={put}>{t('contacts.department.addSubmit')}</Button>
      </div>
      {managers.length === 0 && department.managers.length > 0 && (
        <Notice tone="warning" title={t('contacts.department.clears')} />
      )}
      {error && (
        <ActFailed
          title={t('contacts.department.failed')}
          error={error}
          look={<Button onPress={lookAgain}>{t('contacts.person.readAgain')}</Button>}
          actions={
            error.about.reason === 'changed_meanwhile' && (
              <Button onPress={beginAnew}>{t('contacts.person.readAgain')}</Button>
            )
          }
        />
      )}
      {told && <Notice tone={told === 'saved' ? 'success' : 'warning'} title={t(`contacts.person.${told}`)} />}
      <div className="actions">
        <SubmitButton isBusy={isBusy}>{t('contacts.department.submit')}</SubmitButton>
      </div>
    </form>
  );
}

/** The order says nothing: DingTalk gives them in one of its own. */
function isSame(wanted: readonly string[], before: readonly string[]): boolean {
  return wanted.length === before.length && wanted.every((userId) => before.includes(userId));
}

type ManagerProps = { subject: string; userId: string; known: string | undefined; remove: () => void };

function Manager({ subject, userId, known, remove }: ManagerProps) {
  const { t } = useAdminMessages();
  const { data } = useQuery({
    queryKey: ['person', subject, userId],
    queryFn: () => read<PersonResponse>(endpoints.person(userId)),
    enabled: known === undefined,
    retry: false,
  });
  const name = known ?? data?.person.name ?? userId;
  return (
    <li className="contacts-row">
      <span>
        <Foreign text={name} /> {name !== userId && <code className="foreign">{userId}</code>}
      </span>
      <TakeOut label={t('contacts.department.remove', { name: isolated(name) })} onPress={remove} />
    </li>
  );
}
