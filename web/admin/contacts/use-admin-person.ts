/** One person with everything that can be changed, as DingTalk has it now. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AdminPerson, AdminPersonResponse } from '../../../server/contacts/schema.ts';
import { read, toApiError } from '../../api.ts';
import { endpoints } from '../../paths.ts';

/** Gives the person, or why they cannot be read; `put` takes over what a change answered, `forget` that they are gone. */
export function useAdminPerson(subject: string, userId: string, isThere: boolean) {
  const client = useQueryClient();
  const queryKey = ['admin-person', subject, userId] as const;
  const query = useQuery({
    queryKey,
    queryFn: () => read<AdminPersonResponse>(endpoints.adminPerson(userId)),
    enabled: isThere,
    staleTime: 0,
    // A form is open above it: what changed elsewhere appears when the page is opened anew.
    refetchOnWindowFocus: false,
  });
  return {
    person: query.data?.person,
    error: query.error && toApiError(query.error),
    retry: () => void query.refetch(),
    put: (person: AdminPerson) => client.setQueryData<AdminPersonResponse>(queryKey, { person }),
    forget: () => client.removeQueries({ queryKey }),
  };
}
