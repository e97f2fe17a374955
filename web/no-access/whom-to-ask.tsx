/** The people who can open a tool, and the way to each of them. */
import { Link } from 'react-router';
import type { AccessResponse } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ButtonAnchor } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { useDingTalkCard } from './use-access.ts';

type Contact = AccessResponse['contacts'][number];
type Props = { subject: string; contacts: readonly Contact[] };

/** More names than this are no help to somebody who needs one. */
const mostContacts = 5;

/** Draws them; where nobody is known, the words alone. */
export function WhomToAsk({ subject, contacts }: Props) {
  const { t } = useSignedInMessages();
  return (
    <section className="no-access-part" aria-labelledby="whom-to-ask">
      <h2 id="whom-to-ask">{t('noAccess.whomToAsk')}</h2>
      <p>{t(contacts.length > 0 ? 'noAccess.askThem' : 'noAccess.askNobodyKnown')}</p>
      <ul className="no-access-contacts">
        {contacts.slice(0, mostContacts).map((contact) => (
          <ContactRow key={contact.userId} subject={subject} contact={contact} />
        ))}
      </ul>
    </section>
  );
}

function ContactRow({ subject, contact: { userId, name } }: { subject: string; contact: Contact }) {
  const { t } = useSignedInMessages();
  const dingtalkUrl = useDingTalkCard(subject, userId);
  return (
    <li className="no-access-contact">
      <Link to={directoryHref({ userId })}>
        <Avatar name={name} size="small" />
        <Foreign text={name} />
      </Link>
      {dingtalkUrl && (
        <ButtonAnchor href={dingtalkUrl}>
          <Icon name="chat" />
          {t('directory.openInDingTalk')}
          <span className="visually-hidden">{name}</span>
        </ButtonAnchor>
      )}
    </li>
  );
}
