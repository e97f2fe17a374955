/** The audit log, page by page, and what it is looked through for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEvent, AuditResponse } from '../../server/audit/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** What the reader chose, as it stands in the address; empty is everything. `since` and `until` are days of theirs. */
export type AuditChoice = Record<(typeof choiceNames)[number], string>;

export const choiceNames = ['act', 'outcome', 'by', 'on', 'since', 'until'] as const;

/** Gives the events so far, the way to older ones, and why something did not arrive. */
export function useAudit(subject: string, choice: AuditChoice) {
  const query = useInfiniteQuery({
    queryKey: ['admin-audit', subject, choice],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === '' ? undefined : { cursor: pageParam };
      return read<AuditResponse>(endpoints.adminAudit({ ...toQuery(choice), ...cursor }));
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Something has most likely just happened that somebody wants to see.
    staleTime: 0,
  });
  const events: readonly AuditEvent[] | undefined = query.data?.pages.flatMap((page) => page.events);
  return {
    events,
    hasOlder: query.hasNextPage,
    isReading: query.isFetching,
    error: query.error && toApiError(query.error),
    readOlder: () => void query.fetchNextPage(),
    readAgain: () => void query.refetch(),
  };
}

/** The choice as the server is asked: without what was left empty, and with moments in the place of the reader's days. */
export function toQuery({ since, until, ...others }: AuditChoice): Record<string, string> {
  const query = { ...others, since: startOf(since, 0), until: startOf(until, 1) };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** The reader's midnight; the last day that was chosen belongs to what they look at. */
function startOf(day: string, later: 0 | 1): string {
  const [year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return '';
  const midnight = new Date(year, month - 1, date + later);
  return Number.isNaN(midnight.getTime()) ? '' : midnight.toISOString();
}
