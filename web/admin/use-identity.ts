/** One person under both ids. */
import { useQuery } from '@tanstack/react-query';
import type { IdentityResponse } from '../../server/directory/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';
import type { IdKind } from './guess-id-kind.ts';

/** Gives the person once an id is asked for; the empty id asks nothing. */
export function useIdentity(subject: string, kind: IdKind, id: string) {
  const query = useQuery({
    queryKey: ['admin-identity', subject, kind, id],
    queryFn: () =>
      read<IdentityResponse>(kind === 'user-id' ? endpoints.adminByUserId(id) : endpoints.adminByUnionId(id)),
    enabled: id !== '',
    // What an administrator looks up is asked anew: they may have put it right a moment ago.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  return {
    person: query.error ? undefined : query.data?.person,
    error: query.error && toApiError(query.error),
    isAsking: query.isFetching,
    ask: () => void query.refetch(),
  };
}
