/** How far an import has come, and the ways to begin it, to stop it and to go on. */
import { useQuery } from '@tanstack/react-query';
import type { ImportProgress, ImportProgressResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints } from '../../paths.ts';
import { useAnnouncementWhen } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { WaitingRows } from '../../ui/waiting.tsx';
import { AdminFailed } from '../admin-failed.tsx';
import { DingTalkRefused } from '../dingtalk-refused.tsx';
import { useAdminWords } from '../use-admin-words.ts';
import { ActFailed } from './act-failed.tsx';
import { useImportAct } from './use-import-act.ts';

/** Often enough to see it move. */
const lookEveryMs = 1_500;
/** How each state of an import is marked. */
export const importMarks = { planned: 'waiting', running: 'running', done: 'passed', stopped: 'warning' } as const;

/** Draws the bar with its figures; looks again only while the import goes on. */
export function ImportProgressPart({ subject, id }: { subject: string; id: string }) {
  const { t } = useAdminMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin-import', subject, id],
    queryFn: () => read<ImportProgressResponse>(endpoints.adminImport(id)),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.import.state === 'running' ? lookEveryMs : false),
  });
  const failed = error && toApiError(error);
  return (
    <Card title={t('contacts.import.progressTitle')}>
      <div className="admin-parts">
        {failed && (
          <AdminFailed
            title={t(`contacts.import.${failed.code === 'not_found' ? 'notFound' : 'readFailed'}`)}
            error={failed}
            level="h3"
            actions={<Button onPress={() => void refetch()}>{t('tryAgain')}</Button>}
          />
        )}
        {!data && !failed && <WaitingRows label={t('loading')} rows={2} />}
        {data && <Progress progress={data.import} onActed={() => void refetch()} />}
      </div>
    </Card>
  );
}

function Progress({ progress, onActed }: { progress: ImportProgress; onActed: () => void }) {
  const { t } = useAdminMessages();
  const { id, state, done, total, failed, invited, stopped } = progress;
  const start = useImportAct(endpoints.adminImportStart(id), onActed);
  const stop = useImportAct(endpoints.adminImportStop(id), onActed);
  const figures = t('contacts.import.done', { done, total, failed, invited });
  useAnnouncementWhen(state === 'done', figures);
  const mayStart = total > 0 && (state === 'planned' || state === 'stopped');
  return (
    <>
      <StatusMark status={importMarks[state]}>{t(`contacts.import.state.${state}`)}</StatusMark>
      {state !== 'planned' && (
        <>
          <ProgressBar label={t('contacts.import.progress')} done={done} known={total} />
          <p>{figures}</p>
        </>
      )}
      <StateText progress={progress} />
      {stopped && <Stopped stopped={stopped} />}
      {mayStart && start.error && <ActFailed title={t('contacts.import.startFailed')} error={start.error} />}
      {state === 'running' && stop.error && <ActFailed title={t('contacts.import.stopFailed')} error={stop.error} />}
      <div className="actions">
        {mayStart && (
          <Button look="primary" onPress={start.perform} isBusy={start.isBusy}>
            {t(state === 'planned' ? 'contacts.import.start' : 'contacts.import.goOn')}
          </Button>
        )}
        {state === 'running' && (
          <Button onPress={stop.perform} isBusy={stop.isBusy}>
            {t('contacts.import.stop')}
          </Button>
        )}
        {state !== 'planned' && (
          <a className="button" href={endpoints.adminImportResult(id)} download>
            <Icon name="download" />
            {t('contacts.import.result')}
          </a>
        )}
      </div>
    </>
  );
}

function StateText({ progress: { state, total } }: { progress: ImportProgress }) {
  const { t } = useAdminMessages();
  if (state === 'running') return <p className="admin-soft">{t('contacts.import.runningText')}</p>;
  return state === 'planned' && total === 0 ? <p>{t('contacts.import.nothingToDo')}</p> : null;
}

function Stopped({ stopped: { code, dingtalk } }: { stopped: NonNullable<ImportProgress['stopped']> }) {
  const { t } = useAdminMessages();
  const words = useAdminWords(code);
  if (code === 'stopped_by_administrator') return <p>{t('contacts.import.stoppedByAdministrator')}</p>;
  return (
    <>
      <p>{t('contacts.import.stoppedText')}</p>
      <p>{words.text}</p>
      {dingtalk && <DingTalkRefused dingtalk={dingtalk} level="h3" />}
    </>
  );
}
