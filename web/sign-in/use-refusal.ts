/** The details of the last refused sign-in in this browser. */
import { useQuery } from '@tanstack/react-query';
import type { RefusalResponse } from '../../server/sign-in/schema.ts';
import { read } from '../api.ts';
import { endpoints } from '../paths.ts';

/** What the page may say about a refusal besides its code. */
type Refusal = NonNullable<RefusalResponse['refusal']>;

/**
 * Gives the details, or null when there are none.
 *
 * Details of another refusal than the one in the address are not shown: the address may be an old or a foreign link.
 */
export function useRefusal(code: string): Refusal | null {
  const { data } = useQuery({ queryKey: ['refusal', code], queryFn: () => read<RefusalResponse>(endpoints.refusal) });
  return data?.refusal?.code === code ? data.refusal : null;
}
