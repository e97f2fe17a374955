/** The one thing that cannot be changed, and the way round it. */
import type { AdminPerson } from '../../../server/contacts/schema.ts';
import { keepDraft } from '../../drafts.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { RemovalQuestion } from './person-removal.tsx';
import type { Removal } from './person-removed.tsx';
import { againDraft, toTyped } from './typed-person.ts';
import { mayBeDone } from './use-act.ts';

type Props = {
  subject: string;
  person: AdminPerson;
  /** Whether the question stands open from the start, because a change was refused for the number. */
  isAsked: boolean;
  onRemoved: (removal: Removal) => void;
  readAgain: () => void;
};

/** Draws the number, why it stays, and "remove and add again" with what would be lost. */
export function PersonMobile({ subject, person, isAsked, onRemoved, readAgain }: Props) {
  const { t } = useAdminMessages();
  const draft = againDraft(person.userId);
  return (
    <Card title={t('contacts.person.mobileTitle')}>
      <div className="admin-parts">
        <p>
          {person.mobile ? (
            <Foreign text={person.mobile} />
          ) : (
            <span className="admin-soft">{t('contacts.person.mobileUnknown')}</span>
          )}
        </p>
        <p>{t('contacts.person.mobileWhy')}</p>
        <RemovalQuestion
          person={person}
          action={t('contacts.person.replace')}
          isAsked={isAsked}
          // Before the removal: when its answer is lost, nobody could read any more what was known of the person.
          onBegin={() => keepDraft(draft, subject, { ...toTyped(person), mobile: '' })}
          onFailed={(error) => {
            if (!mayBeDone(error)) keepDraft(draft, subject, null);
          }}
          onRemoved={(removal) => onRemoved({ ...removal, isToBeAddedAgain: true })}
          readAgain={readAgain}
        >
          <p>{t('contacts.person.replaceText')}</p>
        </RemovalQuestion>
      </div>
    </Card>
  );
}
