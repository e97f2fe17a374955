/**
 * Who somebody is, as a tool may know them.
 *
 * Owns: which facts a tool learns, behind a proxy as well as through OpenID Connect, and which of somebody's groups.
 * Does not: judge anybody, or write the facts down for a tool: `forward-auth/` and `oidc/` do.
 */
import { isWithin, tidy } from '../access/conditions.ts';
import type { Candidate } from '../access/decide.ts';
import type { GroupFilter, Tool } from '../access/tool.ts';
import type { Person } from '../person.ts';
import type { Attributes } from './people-reads.ts';

/** Somebody as one tool may know them, in plain text. */
export type Identity = {
  subject: string;
  /** What the file says this tool knows people by; absent when this person has none. */
  username?: string;
  name: string;
  email?: string;
  groups: readonly Group[];
  person: Person;
};

/** A department by its names, from the company down, or a role. */
export type Group = { kind: 'department'; path: readonly string[] } | { kind: 'role'; name: string };

/** The facts about somebody that a tool is told. */
export function toIdentity(tool: Tool, person: Person, candidate: Candidate, attributes: Attributes): Identity {
  const { email } = attributes;
  const username = { subject: person.subject, userId: person.userId, ...attributes }[tool.username];
  return {
    subject: person.subject,
    ...(username !== undefined && { username }),
    name: person.name,
    ...(email !== undefined && { email }),
    groups: groupsOf(candidate, tool.groups),
    person,
  };
}

function groupsOf({ departments, roles }: Candidate, filter: GroupFilter | null): Group[] {
  const isTold = (group: GroupFilter[number], department: Candidate['departments'][number]) =>
    group.kind === 'department' && isWithin(department, group);
  const isToldRole = (name: string) =>
    filter === null || filter.some((group) => group.kind === 'role' && group.name === tidy(name));
  return [
    ...departments
      .filter((department) => filter === null || filter.some((group) => isTold(group, department)))
      .filter(({ path }) => path.length > 0)
      .map(({ path }): Group => ({ kind: 'department', path })),
    ...roles.filter(isToldRole).map((name): Group => ({ kind: 'role', name })),
  ];
}

/** A group in plain text, as tokens have it. */
export function describeGroup(group: Group): string {
  return group.kind === 'role' ? `role:${group.name}` : group.path.join('/');
}
