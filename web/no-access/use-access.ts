/** Why a tool is closed to the person, and whom to ask. */
import { useQuery } from '@tanstack/react-query';
import type { PersonResponse } from '../../server/directory/schema.ts';
import type { AccessResponse } from '../../server/tools/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';
import type { Asked } from './use-asked.ts';

/** Gives the reason; it is looked for anew whenever somebody comes back to the page, because an administrator may have helped. */
export function useAccess(subject: string, about: Asked['about']) {
  const query = useQuery({
    queryKey: ['access', subject, about],
    queryFn: () => read<AccessResponse>(endpoints.access(about)),
    staleTime: 0,
  });
  return {
    access: query.data,
    error: query.error && toApiError(query.error),
    isAsking: query.isFetching,
    ask: async () => (await query.refetch()).data,
  };
}

/** Gives the address at which the DingTalk client shows somebody's card, once it is known; null where there is none. */
export function useDingTalkCard(subject: string, userId: string): string | null {
  const { data } = useQuery({
    queryKey: ['person', subject, userId],
    queryFn: () => read<PersonResponse>(endpoints.person(userId)),
    staleTime: 60_000,
  });
  // Only the client's own scheme: the link leaves the browser without a page in between.
  return data?.dingtalkUrl.startsWith('dingtalk://') ? data.dingtalkUrl : null;
}
