/** The company's own record of the person. */
import { useQuery } from '@tanstack/react-query';
import type { ContactResponse } from '../../server/profile/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the record while it is read, once it is there, or why it is not; a failed second reading leaves the first. */
export function useContact(subject: string) {
  const query = useQuery({ queryKey: ['contact', subject], queryFn: () => read<ContactResponse>(endpoints.contact) });
  return {
    record: query.data,
    error: query.error && toApiError(query.error),
    isReading: query.isFetching,
    reread: async () => (await query.refetch()).isSuccess,
  };
}
