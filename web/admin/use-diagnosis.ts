/** The diagnosis as it goes on: it starts by itself, and ends when the page is left. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DiagnosisLine, Finding, Summary } from '../../server/doctor/schema.ts';
import { ApiError, readLines, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** One check: under way, or with what was found. */
export type Check = { check: string; title: Finding['title']; finding?: Finding };

/** What is known so far. */
export type Report = { startedAt: string; checks: readonly Check[]; summary?: Summary };

/** Gives the report so far, whether more is coming, and why it ended early. */
export function useDiagnosis(subject: string) {
  const client = useQueryClient();
  const queryKey = ['admin-diagnosis', subject];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => run(signal, (report) => client.setQueryData(queryKey, report)),
    // It asks DingTalk two dozen things: once for each time somebody opens the page or presses the button.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    report: query.data,
    isRunning: query.isFetching,
    error: query.error && !query.isFetching ? toApiError(query.error) : null,
    start: () => void query.refetch(),
  };
}

async function run(signal: AbortSignal, show: (report: Report) => void): Promise<Report> {
  let report: Report = { startedAt: new Date().toISOString(), checks: [] };
  show(report);
  for await (const line of readLines<DiagnosisLine>(endpoints.adminDiagnosis, signal)) {
    // Left: what still arrives belongs to nobody.
    if (signal.aborted) break;
    report = add(report, line);
    show(report);
  }
  // Without its last line the answer was cut off, even if it ended politely.
  if (!report.summary) throw new ApiError('foyer_unreachable');
  return report;
}

/** Gives the report with one line more; a line that this version does not know changes nothing. */
function add(report: Report, line: DiagnosisLine): Report {
  if ('summary' in line) return { ...report, summary: line.summary };
  const news: Check | null = 'checking' in line ? line.checking : 'finding' in line ? toCheck(line.finding) : null;
  if (!news) return report;
  const isWaiting = ({ check, finding }: Check) => check === news.check && !finding;
  if (!report.checks.some(isWaiting)) return { ...report, checks: [...report.checks, news] };
  return { ...report, checks: report.checks.map((check) => (isWaiting(check) ? news : check)) };
}

function toCheck(finding: Finding): Check {
  return { check: finding.check, title: finding.title, finding };
}
