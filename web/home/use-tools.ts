/** The tools that the person may open. */
import { useQuery } from '@tanstack/react-query';
import type { ToolsResponse } from '../../server/tools/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Gives the tools while they are read, once they are there, or why they are not. */
export function useTools(subject: string) {
  const query = useQuery({ queryKey: ['tools', subject], queryFn: () => read<ToolsResponse>(endpoints.tools) });
  return {
    tools: query.data,
    error: query.error && toApiError(query.error),
    retry: () => void query.refetch(),
  };
}
