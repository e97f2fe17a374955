/** The browsers in which the person is signed in, and ending them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionsResponse } from '../../server/sessions/schema.ts';
import { change, read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the sessions while they are read, once they are there, or why they are not. */
export function useSessions(subject: string) {
  const query = useQuery({
    queryKey: ['sessions', subject],
    queryFn: () => read<SessionsResponse>(endpoints.sessions),
    // Another browser may have come or gone since; nothing here is worth showing from memory alone.
    staleTime: 0,
  });
  return {
    sessions: query.data?.sessions,
    error: query.error && toApiError(query.error),
    retry: () => void query.refetch(),
  };
}

/** Gives the way to end one session by its id. */
export function useEndSession(subject: string) {
  const refresh = useRefreshSessions(subject);
  return useMutation({ mutationFn: (id: string) => change('DELETE', endpoints.session(id)), onSettled: refresh });
}

/** Gives the way to end every session but this one. */
export function useEndOtherSessions(subject: string) {
  const refresh = useRefreshSessions(subject);
  return useMutation({ mutationFn: () => change('DELETE', endpoints.sessions), onSettled: refresh });
}

function useRefreshSessions(subject: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['sessions', subject] });
}
