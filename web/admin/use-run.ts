/** The latest reading of the directory, followed while it goes on, and the way to begin one. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RunResponse } from '../../server/directory/schema.ts';
import { change, read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';
import { followRun } from './follow-run.ts';

/** Gives the latest run; `isLost` says that its progress does not arrive although it goes on. */
export function useRun(subject: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: runKey(subject),
    queryFn: () => read<RunResponse>(endpoints.adminDirectory),
    // Another administrator, or the clock, may have begun a run since.
    staleTime: 0,
  });
  const isRunning = query.data?.run?.state === 'running';
  const isLost = useRunEvents(client, subject, isRunning);
  return {
    latest: query.data,
    isLost,
    error: query.error && toApiError(query.error),
    retry: () => void query.refetch(),
  };
}

/** Gives the way to begin a run; it is under way, or known to be refused, when the call ends. */
export function useStartRun(subject: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ removals }: { removals: 'held-back' | 'allowed' }) =>
      change('POST', endpoints.adminRuns, removals === 'allowed' ? { allowRemovals: true } : undefined),
    onSettled: () => client.refetchQueries({ queryKey: runKey(subject) }),
  });
}

/** Only while a run goes on: an open page that asks all day would keep the session of somebody who left alive. */
function useRunEvents(client: QueryClient, subject: string, isRunning: boolean): boolean {
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    if (!isRunning) return;
    setLost(false);
    return followRun({
      onRun: (response) => client.setQueryData(runKey(subject), response),
      onLost: setLost,
      // Says who is signed out, or no administrator any more: an EventSource does not tell why it was refused.
      onRefused: () => void client.refetchQueries({ queryKey: runKey(subject) }),
    });
  }, [client, subject, isRunning]);
  return isRunning && isLost;
}

function runKey(subject: string) {
  return ['admin-run', subject] as const;
}
