/**
 * What follows from a session, a tool, the rules and the company's people as they are at one moment.
 *
 * Owns: drawing conclusions, and telling whether one still holds.
 * Does not: look at a request.
 * Called by: `decisions.ts`, which keeps them.
 */
import { type Candidate, type Decision, decideTool } from '../access/decide.ts';
import type { Rules, Tool } from '../access/tool.ts';
import { type Identity, toIdentity } from '../people/identity.ts';
import type { KnownPeople } from '../people/known-people.ts';
import type { ToolSession } from '../sessions/tool-session-store.ts';
import type { Assertions } from './assertion.ts';
import { identityHeaders } from './identity.ts';

/** What conclusions are drawn from. */
export type Grounds = { rules: { current(): Rules }; people: KnownPeople };

/** What follows from a session, a tool and the company's people as they are. */
export type Conclusion = {
  rules: Rules;
  version: number;
  tool: Tool;
  candidate: Candidate;
  /** About the tool as a whole. */
  decision: Decision;
  identity: Identity;
  /** Without an assertion; then with the latest one. */
  identityHeaders: readonly string[];
  headers: readonly string[];
  /** Until when the headers may be used as they are, in ms. */
  freshUntil: number;
};

/** Whether nothing that a conclusion was drawn from has changed since. */
export function holds(conclusion: Conclusion, tool: Tool, { rules, people }: Grounds): boolean {
  return conclusion.tool === tool && conclusion.rules === rules.current() && conclusion.version === people.version();
}

/** Draws one. */
export function conclude({ parent }: ToolSession, tool: Tool, { rules, people }: Grounds): Conclusion {
  const [current, version] = [rules.current(), people.version()];
  const { person } = parent.record.content;
  const { candidate, attributes } = people.describe(person, current);
  const identity = toIdentity(tool, person, candidate, attributes);
  const known = identityHeaders(identity);
  return {
    rules: current,
    version,
    tool,
    candidate,
    decision: decideTool(tool, candidate),
    identity,
    identityHeaders: known,
    headers: [...known, 'X-Foyer-Assertion', ''],
    freshUntil: tool.assertion ? 0 : Number.POSITIVE_INFINITY,
  };
}

/** Puts a new assertion among the headers. */
export async function addAssertion(conclusion: Conclusion, assertions: Assertions): Promise<void> {
  const { jwt, freshUntil } = await assertions.mint(conclusion.tool, conclusion.identity);
  conclusion.headers = [...conclusion.identityHeaders, 'X-Foyer-Assertion', jwt];
  conclusion.freshUntil = freshUntil;
}
