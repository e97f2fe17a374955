/** Removing somebody: what would be lost, and their name typed by hand. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { AdminPerson, RemovedResponse } from '../../../server/contacts/schema.ts';
import type { ApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { faultOf, ReasonWords } from './field-fault.tsx';
import type { Removal } from './person-removed.tsx';
import { useAct } from './use-act.ts';
import { WhatIsLost } from './what-is-lost.tsx';

type Props = { person: AdminPerson; onRemoved: (removal: Removal) => void; readAgain: () => void };

/** Draws the part of the page. */
export function PersonRemoval(props: Props) {
  const { t } = useAdminMessages();
  return (
    <Card title={t('contacts.person.removeTitle')}>
      <RemovalQuestion {...props} action={t('contacts.person.removeAction')} look="danger" />
    </Card>
  );
}

type QuestionProps = Props & {
  action: string;
  look?: 'secondary' | 'danger';
  isAsked?: boolean;
  /** Just before the removal is sent. */
  onBegin?: () => void;
  onFailed?: (error: ApiError) => void;
  children?: ReactNode;
};

/** Draws the button, and once it is pressed the question with the field for the name. */
export function RemovalQuestion({ action, look = 'secondary', isAsked = false, ...props }: QuestionProps) {
  const [state, setState] = useState<'unasked' | 'open' | 'cancelled'>(isAsked ? 'open' : 'unasked');
  const { removalRefused } = props.person;
  if (removalRefused) {
    return (
      <p className="admin-soft">
        <ReasonWords reason={removalRefused} />
      </p>
    );
  }
  if (state === 'open') return <RemovalForm {...props} cancel={() => setState('cancelled')} />;
  return (
    <div className="actions">
      <Button look={look} onPress={() => setState('open')} autoFocus={state === 'cancelled'}>
        {action}
      </Button>
    </div>
  );
}

type FormProps = Omit<QuestionProps, 'action' | 'look' | 'isAsked'> & { cancel: () => void };

function RemovalForm({ person, onRemoved, readAgain, onBegin, onFailed, cancel, children }: FormProps) {
  const { t } = useAdminMessages();
  const [confirm, setConfirm] = useState('');
  const { userId, name } = person;
  const lostId = useId();
  const { perform, error, isBusy } = useAct<RemovedResponse>({
    failed: t('contacts.person.removeFailed'),
    onDone: ({ removed }) => onRemoved({ ...removed, name, isToBeAddedAgain: false }),
    ...(onFailed && { onFailed }),
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    onBegin?.();
    perform({ method: 'DELETE', path: endpoints.adminPerson(userId), body: { confirm } });
  };
  return (
    <form className="admin-parts" onSubmit={submit} noValidate>
      <Notice tone="danger" title={t('contacts.person.lost')}>
        <div id={lostId}>
          <WhatIsLost person={person} />
        </div>
      </Notice>
      {children}
      <TextField
        label={t('contacts.person.confirm', { name: isolated(name) })}
        value={confirm}
        onChange={setConfirm}
        isRequired
        // The answer to the question; pressing Enter at once removes nobody, because the name is not there yet.
        autoFocus
        describedBy={lostId}
        fault={faultOf(error, 'confirm')}
      />
      {error && (
        <ActFailed
          title={t('contacts.person.removeFailed')}
          error={error}
          look={<Button onPress={readAgain}>{t('contacts.person.readAgain')}</Button>}
        />
      )}
      <div className="actions">
        <Button look="danger" onPress={() => submit()} isBusy={isBusy}>
          {t('contacts.person.confirmSubmit')}
        </Button>
        <Button onPress={cancel} isBusy={isBusy}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
