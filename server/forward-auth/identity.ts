/**
 * Who somebody is, as a tool is told.
 *
 * Owns: which facts a tool learns and under which names. Every header is there on every answer that lets a request pass,
 * empty where nothing is known: one that was missing would be taken from whoever sent the request.
 * Does not: judge anybody.
 * Called by: `decisions.ts`.
 */
import { isWithin, tidy } from '../access/conditions.ts';
import type { Candidate } from '../access/decide.ts';
import type { GroupFilter, Tool } from '../access/tool.ts';
import type { Attributes } from '../people/people-reads.ts';
import type { Person } from '../person.ts';
import { toHeaderList, toHeaderPart, toHeaderValue, toWholeHeaderValue } from './header-value.ts';

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

/** A group in plain text, as an assertion has it. */
export function describeGroup(group: Group): string {
  return group.kind === 'role' ? `role:${group.name}` : group.path.join('/');
}

function toListItem(group: Group): string {
  return group.kind === 'role' ? `role:${toHeaderPart(group.name)}` : group.path.map(toHeaderPart).join('/');
}

/** The headers with the identity but without an assertion: names and values in turn. */
export function identityHeaders(identity: Identity | null): string[] {
  const user = toWholeHeaderValue(identity?.username ?? '');
  const email = toWholeHeaderValue(identity?.email ?? '');
  const groups = toHeaderList(identity?.groups.map(toListItem) ?? []);
  return [
    ...['Remote-User', user],
    ...['Remote-Name', toHeaderValue(identity?.name ?? '')],
    ...['Remote-Email', email],
    ...['Remote-Groups', groups],
    ...['X-Auth-Request-User', user],
    ...['X-Auth-Request-Email', email],
    ...['X-Auth-Request-Groups', groups],
    ...['X-Auth-Request-Preferred-Username', user],
  ];
}
