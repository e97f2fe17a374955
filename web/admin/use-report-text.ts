/** The diagnosis as text that can be sent to a colleague. */
import type { Finding } from '../../server/doctor/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { useServerWords } from '../messages/server-words.ts';
import type { Report } from './use-diagnosis.ts';

/** Gives the report in the language of the page; it names where and when, because it will be read elsewhere and later. */
export function useReportText(report: Report): string {
  const { t } = useAdminMessages();
  const say = useServerWords();
  const describe = (finding: Finding): string[] => {
    const { status, title, seen, dingtalk, cause, remedy = [], link } = finding;
    return [
      `[${t(`admin.diagnosis.status.${status}`)}] ${say(title)}`,
      line(t('admin.diagnosis.seen'), say(seen)),
      dingtalk &&
        line(
          t('help.dingtalkCode'),
          [dingtalk.code, dingtalk.requestId && `${t('help.dingtalkRequestId')} ${dingtalk.requestId}`]
            .filter(Boolean)
            .join(', '),
        ),
      cause && line(t('admin.diagnosis.cause'), say(cause)),
      ...remedy.map((step, index) => `    ${index + 1}. ${say(step)}`),
      link && line(t('admin.diagnosis.link'), link),
    ].flatMap((one) => one || []);
  };
  const findings = report.checks.flatMap(({ finding, title }) =>
    finding ? describe(finding) : [`[${t('admin.diagnosis.status.waiting')}] ${say(title)}`],
  );
  const sum = report.summary ? t('admin.diagnosis.counts', report.summary) : t('admin.diagnosis.broken');
  const head = [t('admin.diagnosis.reportTitle'), `${window.location.origin}  ${report.startedAt}`, sum];
  return [...head, '', ...findings, ''].join('\n');
}

function line(name: string, value: string): string {
  return `    ${name}: ${value}`;
}
