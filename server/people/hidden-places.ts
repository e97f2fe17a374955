/**
 * Where somebody is only by way of hidden departments.
 *
 * Owns: what follows for a person from the hidden departments above their own. Does not: know who may see which.
 * Called by: `people-writes.ts`.
 */

/** A department on the way from somebody's own to the top. */
export type Level = { id: number; isHidden: boolean };

/**
 * A department, or the whole company (null), below which somebody is seen only by who sees one of the departments in
 * `under`. Each of those is the lowest hidden one on a way: whoever sees it sees the hidden ones above it, too.
 */
export type HiddenPlace = { place: number | null; under: readonly number[] };

const COMPANY = null;

/** The places in which somebody is hidden, from the ways up of their own departments, nearest first. */
export function toHiddenPlaces(ways: readonly (readonly Level[])[]): HiddenPlace[] {
  const hidden = new Map<number | null, Set<number>>();
  const open = new Set<number | null>();
  for (const way of ways.filter(({ length }) => length > 0)) {
    const lowest = way.findIndex(({ isHidden }) => isHidden);
    // The hidden department itself is a place like others: whoever may ask for it sees who is in it.
    const openLevels = lowest < 0 ? way.length + 1 : lowest + 1;
    const places = [...way.map(({ id }) => id), COMPANY];
    for (const place of places.slice(0, openLevels)) open.add(place);
    for (const place of places.slice(openLevels)) {
      hidden.set(place, (hidden.get(place) ?? new Set()).add(way[lowest]?.id ?? 0));
    }
  }
  return [...hidden]
    .filter(([place]) => !open.has(place))
    .map(([place, under]) => ({ place, under: [...under].toSorted((one, other) => one - other) }));
}
