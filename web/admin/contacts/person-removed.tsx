/** That somebody was removed, and the ways on. */
import type { RemovedResponse } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminAddAgainHref, paths } from '../../paths.ts';
import { useAnnouncementWhen } from '../../ui/announcer.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';

/** A removal that was done. */
export type Removal = RemovedResponse['removed'] & { name: string; isToBeAddedAgain: boolean };

/** Draws what was done. */
export function PersonRemoved({ removal }: { removal: Removal }) {
  const { t } = useAdminMessages();
  const { userId, name, endedSessions, stillNamed, isToBeAddedAgain } = removal;
  const title = t('contacts.person.removed', { name: isolated(name) });
  useAnnouncementWhen(true, title);
  return (
    <div className="admin-parts">
      <Notice tone="success" title={title}>
        {t('contacts.person.removedText')}{' '}
        {endedSessions > 0 && t('contacts.person.sessionsEnded', { n: endedSessions })}
      </Notice>
      {stillNamed && (
        <div role="alert">
          <Notice tone="warning" title={t('contacts.person.stillNamed')}>
            {t('contacts.person.stillNamedText', { userId: isolated(userId) })}
          </Notice>
        </div>
      )}
      <div className="actions">
        {isToBeAddedAgain ? (
          <ButtonLink look="primary" to={adminAddAgainHref(userId)}>
            {t('contacts.person.addAgain')}
          </ButtonLink>
        ) : (
          <ButtonLink to={paths.adminPeople}>{t('contacts.find.title')}</ButtonLink>
        )}
      </div>
    </div>
  );
}
