/** Finding a person by their mobile number, and one id from the other. */
import type { FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import type { Me } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ContactsNav } from './contacts/contacts-nav.tsx';
import { FindByMobile } from './contacts/find-by-mobile.tsx';
import { NotOffered } from './contacts/internal-app-only.tsx';
import { guessIdKind, type IdKind } from './guess-id-kind.ts';
import { IdentityResult } from './identity-result.tsx';
import { useDraft } from './use-draft.ts';
import { useIdentity } from './use-identity.ts';
import './people-page.css';

/** Draws the page; the question stands in the address, so that a colleague can be sent there. */
export function PeoplePage({ me: { subject, appKind } }: { me: Me }) {
  const { t } = useAdminMessages();
  const isOffered = appKind === 'internal';
  const [search, setSearch] = useSearchParams();
  const id = (search.get('id') ?? '').trim();
  const chosen = readKind(search.get('by'));
  const kind = chosen === 'guess' ? guessIdKind(id) : chosen;
  const answer = useIdentity(subject, kind, id);
  const look = (by: IdKind | 'guess', what: string) => {
    if (what === id && by === chosen) answer.ask();
    else setSearch(by === 'guess' ? { id: what } : { by, id: what }, { preventScrollReset: true });
  };
  return (
    <>
      <PageHeading documentTitle={t('admin.people.title')}>{t('admin.people.title')}</PageHeading>
      <p className="lead">{t(isOffered ? 'admin.people.lead' : 'admin.people.leadOfIds')}</p>
      {isOffered && (
        <>
          <ContactsNav />
          <FindByMobile subject={subject} />
        </>
      )}
      <div className="admin-people">
        <div className="admin-parts">
          <Question id={id} chosen={chosen} isAsking={answer.isAsking} look={look} />
          {id && (
            <IdentityResult
              answer={answer}
              kind={kind}
              isGuess={chosen === 'guess'}
              lookAs={(other) => look(other, id)}
            />
          )}
        </div>
        <Difference />
      </div>
      {!isOffered && (
        <div className="contacts-foot">
          <NotOffered />
        </div>
      )}
    </>
  );
}

type QuestionProps = {
  id: string;
  chosen: IdKind | 'guess';
  isAsking: boolean;
  look: (by: IdKind | 'guess', id: string) => void;
};

function Question({ id, chosen, isAsking, look }: QuestionProps) {
  const { t } = useAdminMessages();
  const [text, setText] = useDraft(id);
  const [by, setBy] = useDraft(chosen);
  const kinds = [
    { value: 'guess', label: t('admin.people.guess') },
    { value: 'user-id', label: t('admin.people.userId') },
    { value: 'union-id', label: t('admin.people.unionId') },
  ] as const;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim()) look(by, text.trim());
  };
  return (
    <section className="card admin-parts" aria-label={t('admin.people.title')}>
      <Segmented label={t('admin.people.kind')} choices={kinds} value={by} onChoose={setBy} />
      <form className="admin-form" onSubmit={submit}>
        <TextField label={t('admin.people.field')} hint={t('admin.people.hint')} value={text} onChange={setText} />
        <Button look="primary" onPress={() => submit()} isBusy={isAsking}>
          {t('admin.people.submit')}
        </Button>
      </form>
    </section>
  );
}

function Difference() {
  const { t } = useAdminMessages();
  return (
    <Card title={t('admin.people.idsTitle')}>
      <dl className="admin-ids">
        <dt>userId</dt>
        <dd>{t('admin.people.idsUserId')}</dd>
        <dt>unionId</dt>
        <dd>{t('admin.people.idsUnionId')}</dd>
      </dl>
      <p className="card-foot">{t('admin.people.idsConvert')}</p>
    </Card>
  );
}

function readKind(by: string | null): IdKind | 'guess' {
  return by === 'user-id' || by === 'union-id' ? by : 'guess';
}
