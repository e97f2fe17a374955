/** The userIds that DingTalk lists for one department. */
import { useQuery } from '@tanstack/react-query';
import type { UserIdsResponse } from '../../server/directory/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the list once a department is named; null asks nothing. */
export function useUserIds(subject: string, departmentId: string | null) {
  const query = useQuery({
    queryKey: ['admin-user-ids', subject, departmentId],
    queryFn: () => read<UserIdsResponse>(endpoints.adminUserIds(departmentId ?? '')),
    enabled: departmentId !== null,
  });
  return {
    userIds: query.data?.userIds,
    error: query.error && toApiError(query.error),
    isAsking: query.isFetching,
    ask: () => void query.refetch(),
  };
}
