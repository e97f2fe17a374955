/**
 * Who may open what.
 *
 * Owns: the decision, from rules and a person alone. It is pure, and there is no way around it.
 * Does not: know requests, sessions, or where people are kept.
 */
import { findOpening } from './conditions.ts';
import { isAbout, readPath } from './path-rules.ts';
import type { Tool } from './tool.ts';

/** A person as rules see them. */
export type Candidate = {
  userId: string;
  title?: string;
  roles: readonly string[];
  /** Each with its names from the company down (empty when not known) and the ids of itself and everything above, nearest first. */
  departments: readonly { path: readonly string[]; withAbove: readonly number[] }[];
  isAdministrator: boolean;
};

/**
 * What somebody wants to do in a tool: the path exactly as it was asked for, still percent-encoded, without its query;
 * and the method. A path that was tidied up on the way here can no longer be told from one that meant another place.
 */
export type Target = { path: string; method: string };

/** The outcome, with the line of the file that decided. */
export type Decision =
  | { effect: 'allow'; line: number }
  /** `closed`: no `allow` at all. `not_allowed`: none of its lines fits. `narrowed`: a rule for this path refuses. */
  | { effect: 'deny'; reason: 'closed' | 'not_allowed' | 'narrowed'; line: number }
  /** The tool has path rules, and what the path means depends on who reads it. */
  | { effect: 'deny'; reason: 'ambiguous_path'; line: number };

/** Judges whether somebody may open a tool at all, whatever its path rules say. */
export function decideTool({ allow }: Tool, candidate: Candidate): Decision {
  const found = findOpening(allow, candidate);
  if (found !== null) return { effect: 'allow', line: found.line };
  const isClosed = allow.kind === 'any' && allow.conditions.length === 0;
  return { effect: 'deny', reason: isClosed ? 'closed' : 'not_allowed', line: allow.line };
}

/** Judges whether somebody may do this in a tool: its `allow` and every rule about the path must let them in. */
export function decide(tool: Tool, candidate: Candidate, target: Target): Decision {
  const decision = decideTool(tool, candidate);
  const [first] = tool.rules;
  if (decision.effect === 'deny' || first === undefined) return decision;
  const path = readPath(target.path);
  if (path === null) return { effect: 'deny', reason: 'ambiguous_path', line: first.line };
  const refusing = tool.rules.find(
    (rule) => isAbout(rule, path, target.method) && findOpening(rule.allow, candidate) === null,
  );
  return refusing === undefined ? decision : { effect: 'deny', reason: 'narrowed', line: refusing.line };
}
