/** Departments by what somebody types of them. */
import type { DepartmentEntry, DepartmentPlace } from '../../../server/directory/schema.ts';

/** What one can look through in a list; whoever does not find theirs types more of the name. */
const most = 30;

/** Gives each department with the way down to it; the departments come with parents first. */
export function toPlaces(departments: readonly DepartmentEntry[]): DepartmentPlace[] {
  const paths = new Map<number, string[]>();
  return departments.map(({ id, name, parentId }) => {
    const path = [...((parentId !== null && paths.get(parentId)) || []), name];
    paths.set(id, path);
    return { id, name, path };
  });
}

type Found = { places: readonly DepartmentPlace[]; hasMore: boolean };

/** Gives those that may be meant, the likeliest first; the first of all of them while nothing is typed. */
export function findDepartments(places: readonly DepartmentPlace[], text: string): Found {
  const wanted = unify(text);
  if (wanted === '') return cut(places);
  const ranked = places.map((place) => ({ place, rank: rankOf(place, wanted) })).filter(({ rank }) => rank < noMatch);
  return cut(ranked.sort((a, b) => a.rank - b.rank).map(({ place }) => place));
}

function cut(places: readonly DepartmentPlace[]): Found {
  return { places: places.slice(0, most), hasMore: places.length > most };
}

/** Gives the only one that has precisely this name, or null. */
export function findOnlyNamed(places: readonly DepartmentPlace[], text: string): DepartmentPlace | null {
  const named = places.filter(({ name }) => unify(name) === unify(text));
  return named.length === 1 ? (named[0] ?? null) : null;
}

const noMatch = 4;

function rankOf({ id, name, path }: DepartmentPlace, wanted: string): number {
  const own = unify(name);
  if (own === wanted || String(id) === wanted) return 0;
  if (own.startsWith(wanted)) return 1;
  if (own.includes(wanted)) return 2;
  return unify(path.join('/')).includes(wanted) ? 3 : noMatch;
}

/** A way down is typed with blanks round its strokes, or without. */
function unify(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s*\/\s*/g, '/')
    .trim();
}
