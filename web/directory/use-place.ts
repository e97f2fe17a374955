/** Where in the directory somebody is, as the address says it. */
import { useParams, useSearchParams } from 'react-router';
import { isDepartmentId } from '../paths.ts';

/** Which department's people are listed (everybody without one), what is looked for, and whose card is open. */
export type Place = { q: string; departmentId: number | undefined; userId: string | undefined };

/** Gives the place, or null for an address that names no department of any company. */
export function usePlace(): Place | null {
  const { departmentId, userId } = useParams();
  const [search] = useSearchParams();
  const id = userId === undefined ? departmentId : (search.get('department') ?? undefined);
  if (id !== undefined && !isDepartmentId(id)) return null;
  return {
    // What somebody wrote into the address by hand may be as long as they like; no name is.
    q: (search.get('q') ?? '').trim().slice(0, 64),
    departmentId: id === undefined ? undefined : Number(id),
    userId,
  };
}
