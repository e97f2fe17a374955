import type { Candidate } from '../access/decide.ts';
import type { Person } from '../person.ts';
import type { Departments } from './departments.ts';

/** A person as the rules of tools see them; a department that the app does not know is known by its id alone. */
export function toCandidate(
  { userId, title, roles, departments: places }: Person,
  departments: Departments,
  admins: ReadonlySet<string>,
): Candidate {
  return {
    userId,
    ...(title !== undefined && { title }),
    roles,
    departments: places.map(({ id, path }) => {
      const withAbove = departments.withAbove(id);
      return { path, withAbove: withAbove.length > 0 ? withAbove : [id] };
    }),
    isAdministrator: admins.has(userId),
  };
}
