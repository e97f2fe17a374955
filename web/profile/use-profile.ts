/** The person's own DingTalk account. */
import { useQuery } from '@tanstack/react-query';
import type { ProfileResponse } from '../../server/profile/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the account while it is read, once it is there, or why it is not. */
export function useProfile(subject: string) {
  const query = useQuery({ queryKey: ['profile', subject], queryFn: () => read<ProfileResponse>(endpoints.profile) });
  return { account: query.data, error: query.error && toApiError(query.error), retry: () => void query.refetch() };
}
