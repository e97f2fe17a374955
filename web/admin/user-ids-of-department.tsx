/** The userIds of one department, to be copied: what other systems ask administrators for. */
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import { isDepartmentId } from '../paths.ts';
import { useAnnouncementWhen } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { useDraft } from './use-draft.ts';
import { useUserIds } from './use-user-ids.ts';
import './user-ids-of-department.css';

/** Draws the question and its answer; the department stands in the address, so that it can be linked. */
export function UserIdsOfDepartment({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('department') ?? '';
  const [text, setText] = useDraft(asked);
  const [isRefused, setRefused] = useState(false);
  const answer = useUserIds(subject, isDepartmentId(asked) ? asked : null);

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const id = text.trim();
    setRefused(!isDepartmentId(id));
    if (!isDepartmentId(id)) return;
    if (id === asked) answer.ask();
    else setSearch({ department: id }, { preventScrollReset: true });
  };

  return (
    <Card title={t('admin.directory.userIds.title')} note={t('admin.directory.userIds.text')}>
      <div className="admin-parts">
        <form className="admin-form" onSubmit={submit}>
          <TextField
            label={t('admin.directory.userIds.field')}
            hint={t('admin.directory.userIds.hint')}
            keyboard="numeric"
            value={text}
            onChange={setText}
          />
          <Button onPress={() => submit()} isBusy={answer.isAsking}>
            {t('admin.directory.userIds.submit')}
          </Button>
        </form>
        {isRefused && (
          <p role="alert" className="user-ids-refused">
            {t('admin.directory.userIds.invalid')}
          </p>
        )}
        {answer.userIds && <List userIds={answer.userIds} />}
        {!answer.userIds && answer.error && (
          <AdminFailed
            title={t(`admin.directory.userIds.${answer.error.code === 'not_found' ? 'notFound' : 'failed'}`)}
            error={answer.error}
            level="h3"
          />
        )}
        {!answer.userIds && answer.isAsking && <WaitingRows label={t('loading')} rows={2} />}
      </div>
    </Card>
  );
}

function List({ userIds }: { userIds: readonly string[] }) {
  const { t } = useAdminMessages();
  const found =
    userIds.length > 0 ? t('admin.directory.userIds.found', { n: userIds.length }) : t('admin.directory.userIds.none');
  useAnnouncementWhen(true, found);
  if (userIds.length === 0) return <p>{found}</p>;
  return (
    <>
      <div className="user-ids-head">
        <p>{found}</p>
        <CopyButton text={userIds.join('\n')}>{t('admin.directory.userIds.copyAll')}</CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ul className="user-ids" tabIndex={0} aria-label={t('admin.directory.userIds.title')}>
        {userIds.map((userId) => (
          <li key={userId}>
            <code className="foreign">{userId}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
