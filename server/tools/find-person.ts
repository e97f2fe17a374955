/** Whom somebody means by a userId, a unionId or a name. Called by: the route and the command that explain. */
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';

/** Everybody who may be meant: at most one by an id, and all who have exactly that name. */
export function findPeople(asked: string, replica: Replica): StoredPerson[] {
  const byId = replica.findByUserId(asked) ?? replica.findByUnionId(asked);
  return byId === null ? listByName(asked, replica) : [byId];
}

const PAGE = 100;
/** Whoever is one of so many is better asked for by userId. */
const MOST_LOOKED_AT = 1_000;

function listByName(name: string, { index, findById }: Replica): StoredPerson[] {
  const found: StoredPerson[] = [];
  let cursor: string | undefined;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PAGE) {
    const clearance = { departmentIds: [], isComplete: true };
    const page = index.search({ q: name, limit: PAGE, clearance, ...(cursor !== undefined && { cursor }) });
    found.push(...page.ids.flatMap((id) => findById(id) ?? []).filter(({ record }) => record.name === name));
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}
