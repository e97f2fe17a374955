/** A colleague's card: what the company shows of them, and every way to reach them. */
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { Link, useNavigate } from 'react-router';
import type { PersonResponse } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ButtonAnchor } from '../ui/button.tsx';
import { CopyValue } from '../ui/copy-value.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { CopyFact, Fact, Facts } from '../ui/facts.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { reachFields, WaysToReach } from '../ui/reach.tsx';
import { Refused } from '../ui/refused.tsx';
import { Trail } from '../ui/trail.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { CardGaps } from './card-gaps.tsx';
import type { usePerson } from './use-directory.ts';
import type { Place } from './use-place.ts';
import './person-card.css';

type Props = { answer: ReturnType<typeof usePerson>; place: Place; frame: RefObject<HTMLElement | null> };

/** Draws the card in its states: read, being read, not there, refused. It receives the focus as a whole. */
export function PersonCard({ answer: { card, error, retry }, place, frame }: Props) {
  const { t } = useSignedInMessages();
  const navigate = useNavigate();
  const listHref = directoryHref({ ...place, userId: undefined });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') void navigate(listHref, { replace: true });
  };
  return (
    <section
      ref={frame}
      tabIndex={-1}
      className="card person-card"
      aria-label={card ? `${t('directory.card')} ${card.person.name}` : t('directory.card')}
      onKeyDown={onKeyDown}
    >
      {/* The list replaces the card in the history: otherwise Back would open again what was just closed. */}
      <Link className="person-card-close" to={listHref} replace>
        <span className="person-card-back">
          <Icon name="back" />
          {t('directory.back')}
        </span>
        <span className="person-card-shut">
          <Icon name="cross" />
          {t('directory.close')}
        </span>
      </Link>
      {card && <Card card={card} place={place} />}
      {!card && !error && <WaitingRows label={t('loading')} rows={4} />}
      {!card && error?.code === 'not_found' && (
        <EmptyState title={t('directory.personGone')} text={t('directory.personGoneText')} />
      )}
      {!card && error && error.code !== 'not_found' && (
        <Refused title={t('directory.personFailed')} error={error} retry={retry} level="h3" />
      )}
    </section>
  );
}

function Card({ card, place }: { card: PersonResponse; place: Place }) {
  const { t } = useSignedInMessages();
  const { name, title, isActive } = card.person;
  return (
    <>
      <div className="person-card-head">
        <Avatar name={name} size="large" />
        <div className="person-card-who">
          <h2 className="person-card-name">
            <CopyValue value={name} what={t('directory.copyName')}>
              <Foreign text={name} />
            </CopyValue>
          </h2>
          {title && (
            <p className="person-card-title">
              <Foreign text={title} />
            </p>
          )}
          {!isActive && <span className="chip">{t('directory.inactive')}</span>}
        </div>
      </div>
      {/* Only the client's own scheme: the link leaves the browser without a page in between. */}
      {card.dingtalkUrl.startsWith('dingtalk://') && (
        <div className="person-card-chat">
          <ButtonAnchor look="primary" href={card.dingtalkUrl}>
            <Icon name="chat" />
            {t('directory.openInDingTalk')}
          </ButtonAnchor>
          <p>{t('directory.openHint')}</p>
        </div>
      )}
      <Reach card={card} />
      <Belonging card={card} place={place} />
      <Details card={card} />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="person-card-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Reach({ card }: { card: PersonResponse }) {
  const { t } = useSignedInMessages();
  return (
    <Part title={t('directory.reach')}>
      <WaysToReach person={card.person} />
      <CardGaps card={card} among={reachFields} />
    </Part>
  );
}

function Belonging({ card: { person }, place }: { card: PersonResponse; place: Place }) {
  const { t } = useSignedInMessages();
  return (
    <Part title={t('directory.belongs')}>
      <Facts>
        <Fact name={t('directory.department')}>
          <ul className="person-card-places">
            {person.departments.map(({ id, path, isManager }) => (
              <li key={id}>
                <Link to={directoryHref({ departmentId: id })}>
                  <Trail path={path} isShort />
                </Link>
                {isManager && <span className="chip">{t('contact.leads')}</span>}
              </li>
            ))}
          </ul>
        </Fact>
        <Fact name={t('directory.manager')}>
          {person.manager ? (
            <>
              <Link to={directoryHref({ ...place, userId: person.manager.userId })}>
                <Foreign text={person.manager.name} />
              </Link>
              {person.manager.title && (
                <span className="person-card-note">
                  <Foreign text={person.manager.title} />
                </span>
              )}
            </>
          ) : (
            <span className="person-card-none">{t('directory.noManager')}</span>
          )}
        </Fact>
      </Facts>
    </Part>
  );
}

const detailFields = ['title', 'jobNumber'] as const;

function Details({ card }: { card: PersonResponse }) {
  const { t, words } = useSignedInMessages();
  const names = words.contact.fields;
  const { person } = card;
  return (
    <Part title={t('directory.details')}>
      <Facts>
        {person.title && (
          <CopyFact name={names.title} value={person.title}>
            <Foreign text={person.title} />
          </CopyFact>
        )}
        {person.jobNumber && <CopyFact name={names.jobNumber} value={person.jobNumber} />}
        <CopyFact name={t('profile.userId')} value={person.userId} />
      </Facts>
      <CardGaps card={card} among={detailFields} />
    </Part>
  );
}
