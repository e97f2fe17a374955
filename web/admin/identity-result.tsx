/** What came of looking an id up. */
import type { ReactNode } from 'react';
import type { IdentityResponse } from '../../server/directory/schema.ts';
import type { ApiError } from '../api.ts';
import { outOfRange } from '../dingtalk-errors/codes.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useAnnouncementWhen } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyValue } from '../ui/copy-value.tsx';
import { CopyFact, Fact, Facts } from '../ui/facts.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Notice } from '../ui/notice.tsx';
import { Reference } from '../ui/reference.tsx';
import { StatusMark } from '../ui/status-mark.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { DingTalkRefused } from './dingtalk-refused.tsx';
import type { IdKind } from './guess-id-kind.ts';

type Answer = { person: IdentityResponse['person'] | undefined; error: ApiError | null; isAsking: boolean };
type Props = { answer: Answer; kind: IdKind; isGuess: boolean; lookAs: (kind: IdKind) => void };

/** Draws the person, or why there is none. */
export function IdentityResult({ answer: { person, error, isAsking }, kind, isGuess, lookAs }: Props) {
  const { t } = useAdminMessages();
  const other = kind === 'user-id' ? 'union-id' : 'user-id';
  const tryOther = <Button onPress={() => lookAs(other)}>{t('admin.people.tryOther', { kind: nameOf(other) })}</Button>;
  return (
    <Card
      title={t('admin.people.result')}
      note={t(isGuess ? 'admin.people.guessed' : 'admin.people.askedAs', { kind: nameOf(kind) })}
    >
      {person && <Identity person={person} />}
      {!person && !isAsking && error && <NotThere error={error} kind={kind} tryOther={tryOther} />}
      {!person && isAsking && <WaitingRows label={t('loading')} />}
    </Card>
  );
}

const outOfRangeCodes: readonly string[] = Object.values(outOfRange);

function NotThere({ error, kind, tryOther }: { error: ApiError; kind: IdKind; tryOther: ReactNode }) {
  const { t } = useAdminMessages();
  // Out of range is not gone: the id is right, and another kind would not help.
  const isOutOfRange = outOfRangeCodes.includes(error.dingtalk?.code ?? '');
  if (error.code !== 'not_found' && !isOutOfRange) {
    return <AdminFailed title={t('admin.people.failed')} error={error} level="h3" actions={tryOther} />;
  }
  return (
    <div className="admin-parts">
      <div role="alert">
        {isOutOfRange ? (
          <Notice tone="warning" title={t('admin.people.outOfRange')}>
            {t('admin.people.outOfRangeText')}
          </Notice>
        ) : (
          <Notice tone="warning" title={t('admin.people.notFound', { kind: nameOf(kind) })} actions={tryOther}>
            {t('admin.people.notFoundText')}
          </Notice>
        )}
      </div>
      {error.dingtalk && <DingTalkRefused dingtalk={error.dingtalk} level="h3" />}
      {error.requestId && <Reference requestId={error.requestId} />}
    </div>
  );
}

function Identity({ person }: { person: IdentityResponse['person'] }) {
  const { t } = useAdminMessages();
  useAnnouncementWhen(true, t('admin.people.found', { name: person.name }));
  return (
    <Facts>
      <Fact name={t('admin.people.name')}>
        <Foreign text={person.name} />
      </Fact>
      <Fact name={t('admin.people.jobTitle')}>
        {person.title ? (
          <Foreign text={person.title} />
        ) : (
          <span className="admin-soft">{t('admin.people.noTitle')}</span>
        )}
      </Fact>
      <CopyFact name={t('admin.people.userId')} value={person.userId} />
      <CopyFact name={t('admin.people.unionId')} value={person.unionId} />
      <Fact name={t('admin.people.subject')}>
        <CopyValue value={person.subject} what={t('admin.people.subject')} />
        <p className="admin-soft">{t('admin.people.subjectNote')}</p>
      </Fact>
      <Fact name={t('admin.people.state')}>
        <StatusMark status={person.isActive ? 'passed' : 'warning'}>
          {t(person.isActive ? 'admin.people.active' : 'admin.people.inactive')}
        </StatusMark>
      </Fact>
    </Facts>
  );
}

/** DingTalk spells them so in both languages. */
function nameOf(kind: IdKind): string {
  return kind === 'user-id' ? 'userId' : 'unionId';
}
