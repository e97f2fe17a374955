/** What goes with a person when they are removed, as far as Foyer knows it. */
import type { AdminPerson } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { Foreign } from '../../ui/foreign.tsx';

/** Draws the list. */
export function WhatIsLost({ person }: { person: AdminPerson }) {
  const { t } = useAdminMessages();
  const { manages, roles, extension = {}, sessions } = person;
  const lists = [
    { name: t('contacts.person.lostManages'), values: manages.map(({ path }) => path.join(' / ')) },
    { name: t('contacts.person.lostRoles'), values: roles },
    {
      name: t('contacts.person.lostExtension'),
      values: Object.entries(extension).map(([name, value]) => `${name}: ${value}`),
    },
  ];
  return (
    <ul className="contacts-bullets">
      <li>{t('contacts.person.lostAccount')}</li>
      {lists
        .filter(({ values }) => values.length > 0)
        .map(({ name, values }) => (
          <li key={name}>
            {name}
            <ul className="contacts-bullets">
              {values.map((value) => (
                <li key={value}>
                  <Foreign text={value} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      {sessions > 0 && <li>{t('contacts.person.lostSessions', { n: sessions })}</li>}
    </ul>
  );
}
