/** Finding somebody by their mobile number. */
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { AdminPerson, AdminPersonResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminPersonHref, endpoints } from '../../paths.ts';
import { useAnnouncementWhen } from '../../ui/announcer.tsx';
import { ButtonLink, SubmitButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Foreign, isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { faultOf } from './field-fault.tsx';
import { useKeptDraft } from './use-kept-draft.ts';

/** The name under which the question is kept in this tab. */
export const findDraft = 'find-by-mobile';

/** Draws the question and its answer. The number stays out of the page's address, which browsers remember. */
export function FindByMobile({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const { draft, change } = useKeptDraft(findDraft, subject, { mobile: '', asked: '' });
  const { mobile, asked } = draft;
  const search = useQuery({
    queryKey: ['admin-by-mobile', subject, asked],
    queryFn: () => read<AdminPersonResponse>(endpoints.adminByMobile(asked)),
    enabled: asked !== '',
    // Asked by pressing the button, and by coming back to the page after a while.
    retry: false,
    refetchOnWindowFocus: false,
  });
  // What was found belongs to the number that was asked for, not to the next one while it is typed.
  const isAnswered = mobile.trim() === asked && !search.isFetching;
  const person = isAnswered ? search.data?.person : undefined;
  const error = isAnswered && search.error ? toApiError(search.error) : null;
  const isNobody = error?.code === 'not_found';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mobile.trim() === '' || search.isFetching) return;
    if (mobile.trim() === asked) void search.refetch();
    else change({ asked: mobile.trim() });
  };
  return (
    <Card title={t('contacts.find.title')}>
      <div className="admin-parts">
        <form className="admin-form" onSubmit={submit} noValidate>
          <TextField
            label={t('contacts.fields.mobile')}
            hint={t('contacts.find.hint')}
            keyboard="tel"
            value={mobile}
            onChange={(typed) => change({ mobile: typed })}
            fault={isNobody ? undefined : faultOf(error, 'mobile')}
          />
          <SubmitButton isBusy={search.isFetching}>{t('contacts.find.submit')}</SubmitButton>
        </form>
        {person && !error && <Found person={person} />}
        {isNobody && (
          <div role="alert">
            <Notice tone="warning" title={t('contacts.find.none')}>
              {t('contacts.find.noneText')}
            </Notice>
          </div>
        )}
        {error && !isNobody && <ActFailed title={t('contacts.find.failed')} error={error} />}
      </div>
    </Card>
  );
}

function Found({ person: { userId, name, title } }: { person: AdminPerson }) {
  const { t } = useAdminMessages();
  useAnnouncementWhen(true, t('contacts.find.found', { name: isolated(name) }));
  return (
    <div className="contacts-row">
      <span>
        <Foreign text={name} /> <code className="foreign">{userId}</code>
        {title && (
          <>
            {' · '}
            <Foreign text={title} />
          </>
        )}
      </span>
      <ButtonLink to={adminPersonHref(userId)}>{t('contacts.find.open')}</ButtonLink>
    </div>
  );
}
