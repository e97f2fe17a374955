/** What the catalogue says about one of DingTalk's codes. */
import { useQuery } from '@tanstack/react-query';
import type { DingTalkErrorResponse } from '../../server/dingtalk-errors/schema.ts';
import { read } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the explanation, or null while it is read, when there is none, and when it cannot be had. */
export function useDingTalkError(code: string): DingTalkErrorResponse | null {
  const { data } = useQuery({
    queryKey: ['dingtalk-error', code],
    queryFn: () => read<DingTalkErrorResponse>(endpoints.dingtalkError(code)),
    // The catalogue is part of the server and changes only with it.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? null;
}
