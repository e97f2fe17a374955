/** Every tool of the file, as administrators see them. */
import { useQuery } from '@tanstack/react-query';
import type { AdminToolsResponse } from '../../server/tools/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the file with its tools while it is read, once it is there, or why it is not. */
export function useAdminTools(subject: string) {
  const query = useQuery({
    queryKey: ['admin-tools', subject],
    queryFn: () => read<AdminToolsResponse>(endpoints.adminTools),
    // The administrator has most likely just changed the file.
    staleTime: 0,
  });
  return {
    overview: query.data,
    error: query.error && toApiError(query.error),
    retry: () => void query.refetch(),
  };
}
