/** What came of asking who gets in. */
import type { ExplainResponse } from '../../server/tools/schema.ts';
import type { ApiError } from '../api.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useAnnouncementWhen } from '../ui/announcer.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Foreign, isolated } from '../ui/foreign.tsx';
import { Notice } from '../ui/notice.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AccessSteps } from './access-steps.tsx';
import { AdminFailed } from './admin-failed.tsx';

type Answer = { explanation: ExplainResponse | undefined; error: ApiError | null; isAsking: boolean };

/** Draws the answer in one sentence, then how it came about. */
export function AccessAnswer({ answer: { explanation, error, isAsking } }: { answer: Answer }) {
  const { t } = useAdminMessages();
  return (
    <Card title={t('admin.access.answer')}>
      {explanation && <Explanation explanation={explanation} />}
      {!explanation && !isAsking && error?.code === 'not_found' && (
        <div role="alert">
          <Notice tone="warning" title={t('admin.access.notFound')}>
            {t('admin.access.notFoundText')}
          </Notice>
        </div>
      )}
      {!explanation && !isAsking && error && error.code !== 'not_found' && (
        <AdminFailed title={t('admin.access.failed')} error={error} level="h3" />
      )}
      {!explanation && isAsking && <WaitingRows label={t('loading')} />}
    </Card>
  );
}

function Explanation({ explanation }: { explanation: ExplainResponse }) {
  const { t } = useAdminMessages();
  const { person, steps, refusal } = explanation;
  const { title, reason } = useSentence(explanation);
  useAnnouncementWhen(true, `${title} ${reason}`);
  return (
    <div className="admin-parts">
      <Notice tone={refusal === null ? 'success' : 'danger'} title={title}>
        {reason}
      </Notice>
      {steps.length > 0 && <AccessSteps steps={steps} />}
      <PersonFacts person={person} />
      <div className="actions">
        <CopyButton text={window.location.href}>{t('admin.access.copyLink')}</CopyButton>
      </div>
    </div>
  );
}

/** Gives who may or may not do what, and which line says so. */
function useSentence({ person, tool, path, method, line, refusal }: ExplainResponse) {
  const { t } = useAdminMessages();
  const who = { name: isolated(person.name), tool: isolated(tool.name), path: isolated(path), method };
  return {
    title: t(refusal === null ? 'admin.access.getsIn' : 'admin.access.staysOut', who),
    reason: t(`admin.access.because.${refusal ?? 'allowed'}`, { line }),
  };
}

function PersonFacts({ person }: { person: ExplainResponse['person'] }) {
  const { t } = useAdminMessages();
  const none = <span className="admin-soft">{t('admin.access.none')}</span>;
  return (
    <section className="access-person" aria-labelledby="access-person">
      <h3 id="access-person">{t('admin.access.asRulesSee')}</h3>
      <Facts>
        <Fact name={t('admin.people.name')}>
          <Foreign text={person.name} /> <code className="foreign">{person.userId}</code>
        </Fact>
        <Fact name={t('admin.access.departments')}>
          {person.departments.length === 0 ? none : <Lines texts={person.departments} />}
        </Fact>
        <Fact name={t('admin.access.roles')}>{person.roles.length === 0 ? none : <Lines texts={person.roles} />}</Fact>
        <Fact name={t('admin.people.jobTitle')}>{person.title ? <Foreign text={person.title} /> : none}</Fact>
      </Facts>
    </section>
  );
}

function Lines({ texts }: { texts: readonly string[] }) {
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>
          <Foreign text={text} />
        </li>
      ))}
    </ul>
  );
}
