/**
 * Whom an `allow` lets in.
 *
 * Owns: what each condition means for a person. Does not: know tools or paths.
 * Called by: `decide.ts`, and whoever explains its decisions.
 */
import type { Candidate } from './decide.ts';
import type { Allow, Condition } from './tool.ts';

/** What let somebody in. */
export type Opening = Condition | Extract<Allow, { kind: 'everyone' }>;

/** What lets somebody in: the first condition that fits, or that everybody is let in; null for nobody. */
export function findOpening(allow: Allow, candidate: Candidate): Opening | null {
  if (allow.kind === 'everyone') return allow;
  return allow.conditions.find((condition) => fits(condition, candidate)) ?? null;
}

function fits(condition: Condition, candidate: Candidate): boolean {
  switch (condition.kind) {
    case 'department':
      return candidate.departments.some((department) => isWithin(department, condition));
    case 'user':
      return candidate.userId === condition.userId;
    case 'role':
      return candidate.roles.some((role) => isSame(role, condition.name));
    case 'title':
      return candidate.title !== undefined && isSame(candidate.title, condition.name);
    case 'administrators':
      return candidate.isAdministrator;
  }
}

type Place = Candidate['departments'][number];

/** Whether a department is the one that is named, or below it. */
export function isWithin(department: Place, named: { id: number } | { path: readonly string[] }): boolean {
  if ('id' in named) return department.withAbove.includes(named.id);
  return (
    startsWith(department.path, named.path, 0) ||
    (hasCompanyFirst(department) && startsWith(department.path, named.path, 1))
  );
}

/** The number of the company itself, in every company. */
const COMPANY = 1;

/**
 * Whether the first name of a path is the company's own, which a rule may leave out. The names of an app that does not
 * see the company begin lower down: to leave out the first of those would let in whoever is in a like-named
 * department elsewhere.
 */
function hasCompanyFirst({ path, withAbove }: Place): boolean {
  return withAbove.length === path.length && withAbove[withAbove.length - 1] === COMPANY;
}

function startsWith(path: readonly string[], named: readonly string[], from: number): boolean {
  return path.length - from >= named.length && named.every((name, index) => isSame(path[from + index] ?? '', name));
}

/** Names in the file are trimmed and composed; those of the company may have a blank at the end that nobody sees. */
function isSame(name: string, named: string): boolean {
  return name === named || tidy(name) === named;
}

/** A name as it is compared: without blanks around it, and with one way of writing each character. */
export function tidy(name: string): string {
  return name.trim().normalize('NFC');
}
