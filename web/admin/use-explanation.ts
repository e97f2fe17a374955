/** Whether somebody would get in, and by which line. */
import { useQuery } from '@tanstack/react-query';
import type { ExplainResponse } from '../../server/tools/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** A whole question. */
export type Question = { tool: string; person: string; path: string; method: string };

/** Gives the answer once a tool and a person are named; before that nothing is asked. */
export function useExplanation(subject: string, question: Question) {
  const query = useQuery({
    queryKey: ['admin-access', subject, question],
    queryFn: () => read<ExplainResponse>(endpoints.adminAccess(question)),
    enabled: isWhole(question),
    // The administrator may have changed the file a moment ago.
    staleTime: 0,
    gcTime: 0,
  });
  return {
    explanation: query.error ? undefined : query.data,
    error: query.error && toApiError(query.error),
    isAsking: query.isFetching,
    ask: () => void query.refetch(),
  };
}

/** Gives whether there is enough to ask about. */
export function isWhole({ tool, person }: Question): boolean {
  return tool !== '' && person !== '';
}
