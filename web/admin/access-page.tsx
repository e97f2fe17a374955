/** Who gets in where, and by which line of the file. */
import { useSearchParams } from 'react-router';
import { useAdminMessages } from '../messages/admin.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AccessAnswer } from './access-answer.tsx';
import { AccessQuestion } from './access-question.tsx';
import { AdminFailed } from './admin-failed.tsx';
import { FileReport } from './file-report.tsx';
import { ToolsOverview } from './tools-overview.tsx';
import { useAdminTools } from './use-admin-tools.ts';
import { isWhole, type Question, useExplanation } from './use-explanation.ts';
import './access.css';

/** Draws the page; the question stands in the address, so that a colleague can be sent there. */
export function AccessPage({ subject }: { subject: string }) {
  const { t } = useAdminMessages();
  const [search, setSearch] = useSearchParams();
  const asked = readQuestion(search);
  const { overview, error, retry } = useAdminTools(subject);
  const answer = useExplanation(subject, asked);
  const ask = (question: Question) => {
    if (isSame(question, asked)) answer.ask();
    else setSearch(question, { preventScrollReset: true });
  };
  return (
    <>
      <PageHeading documentTitle={t('admin.access.title')}>{t('admin.access.title')}</PageHeading>
      <p className="lead">{t('admin.access.lead')}</p>
      {overview?.report && <FileReport report={overview.report} />}
      {error && !overview && (
        <AdminFailed
          title={t('admin.access.toolsFailed')}
          error={error}
          level="h3"
          actions={<Button onPress={retry}>{t('tryAgain')}</Button>}
        />
      )}
      {!error && !overview && <WaitingRows label={t('loading')} rows={4} />}
      {overview && overview.tools.length > 0 && (
        <Card title={t('admin.access.question')}>
          <AccessQuestion subject={subject} tools={overview.tools} asked={asked} isAsking={answer.isAsking} ask={ask} />
        </Card>
      )}
      {isWhole(asked) && <AccessAnswer answer={answer} />}
      {overview && <ToolsOverview overview={overview} />}
    </>
  );
}

function readQuestion(search: URLSearchParams): Question {
  const read = (name: string) => (search.get(name) ?? '').trim();
  return { tool: read('tool'), person: read('person'), path: read('path') || '/', method: read('method') || 'GET' };
}

function isSame(one: Question, other: Question): boolean {
  return new URLSearchParams(one).toString() === new URLSearchParams(other).toString();
}
