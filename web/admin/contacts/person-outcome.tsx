/** What came of adding somebody: they belong to the company, or they are asked. */
import type { AddedResponse, InvitedResponse } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { adminPersonHref, paths } from '../../paths.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';

type Props = { outcome: AddedResponse | InvitedResponse; addAnother: () => void };

/** Draws the outcome and the ways on. */
export function PersonOutcome({ outcome, addAnother }: Props) {
  const { t } = useAdminMessages();
  const { name } = outcome.outcome === 'added' ? outcome.person : outcome.invitation;
  const title = t(`contacts.add.${outcome.outcome}`, { name: isolated(name) });
  return (
    <div className="admin-parts">
      {outcome.outcome === 'added' ? (
        <Notice tone="success" title={title}>
          {t('contacts.add.addedText')}
        </Notice>
      ) : (
        <InvitationSent title={title} />
      )}
      <div className="actions">
        {outcome.outcome === 'added' ? (
          <ButtonLink look="primary" to={adminPersonHref(outcome.person.userId)}>
            {t('contacts.find.open')}
          </ButtonLink>
        ) : (
          <ButtonLink look="primary" to={paths.adminInvitations}>
            {t('contacts.add.toInvitations')}
          </ButtonLink>
        )}
        <Button onPress={addAnother}>{t('contacts.add.another')}</Button>
      </div>
    </div>
  );
}

function InvitationSent({ title }: { title: string }) {
  const { t } = useAdminMessages();
  return (
    <Notice tone="warning" title={title}>
      <p>{t('contacts.add.invitedText')}</p>
      <InvitationReasons />
    </Notice>
  );
}

/** Draws why DingTalk asks somebody first; it does not say which reason it was. */
export function InvitationReasons() {
  const { t, words } = useAdminMessages();
  return (
    <>
      <p>{t('contacts.add.whyTitle')}</p>
      <ol className="contacts-bullets">
        {words.contacts.add.why.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ol>
      <p>{t('contacts.add.whereTo')}</p>
    </>
  );
}
