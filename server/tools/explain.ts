/**
 * Why somebody gets into a tool, or does not.
 *
 * Owns: the way to a decision, step by step, each with its line of the file. It is pure, and walks the same way as the
 * decision itself.
 * Does not: find the person or the tool. Called by: `admin-routes.ts`, and the command `explain`.
 */
import { findOpening } from '../access/conditions.ts';
import { type Candidate, type Decision, decide, type Target } from '../access/decide.ts';
import { isAbout, readPath } from '../access/path-rules.ts';
import type { Allow, PathRule, Tool } from '../access/tool.ts';
import { type ShowDepartment, toConditionEntry, toOpensTo } from './opens-to.ts';
import type { ExplainResponse, ExplainStep, RefusalEntry } from './schema.ts';
import { toToolEntry } from './tool-entry.ts';

type Asked = {
  person: ExplainResponse['person'];
  candidate: Candidate;
  tool: Tool;
  target: Target;
  show: ShowDepartment;
};

/** Explains what a person would be told. */
export function explain({ person, candidate, tool, target, show }: Asked): ExplainResponse {
  const about = { person, tool: toToolEntry(tool), path: target.path, method: target.method };
  if (!person.isActive) return { ...about, line: tool.allow.line, refusal: 'inactive', steps: [] };
  const decision = decide(tool, candidate, target);
  return {
    ...about,
    line: decision.line,
    refusal: decision.effect === 'allow' ? null : decision.reason,
    steps: [...walk({ candidate, tool, target, show })],
  };
}

/** Everything that is looked at, up to the first that refuses. */
function* walk({ candidate, tool, target, show }: Omit<Asked, 'person'>): Generator<ExplainStep> {
  const entry = step('allow', tool.allow, { candidate, show });
  yield { ...entry, line: tool.allow.line };
  const path = readPath(target.path);
  if (entry.outcome === 'refuses' || path === null) return;
  for (const rule of tool.rules) {
    const looked = isAbout(rule, path, target.method)
      ? step('rule', rule.allow, { candidate, show })
      : notAbout(rule, show);
    yield { ...looked, line: rule.line, path: rule.path, ...(rule.methods && { methods: [...rule.methods] }) };
    if (looked.outcome === 'refuses') return;
  }
}

type Looked = Pick<ExplainStep, 'kind' | 'outcome' | 'by' | 'opensTo'>;

function step(kind: ExplainStep['kind'], allow: Allow, { candidate, show }: Pick<Asked, 'candidate' | 'show'>): Looked {
  const opensTo = toOpensTo(allow, show);
  const opening = findOpening(allow, candidate);
  if (opening === null) return { kind, outcome: 'refuses', opensTo };
  return { kind, outcome: 'lets_in', by: { line: opening.line, condition: toConditionEntry(opening, show) }, opensTo };
}

function notAbout({ allow }: PathRule, show: ShowDepartment): Looked {
  return { kind: 'rule', outcome: 'not_about_this', opensTo: toOpensTo(allow, show) };
}

/** Why somebody is refused, as they are told themselves; null when they are not. */
export function toRefusal(
  decision: Decision,
  { candidate, tool, target, show }: Omit<Asked, 'person'>,
): RefusalEntry | null {
  if (decision.effect === 'allow') return null;
  const { reason, line } = decision;
  const last = [...walk({ candidate, tool, target, show })].at(-1);
  const isSaid = reason === 'narrowed' && last?.path !== undefined;
  const opensTo = reason === 'ambiguous_path' ? [] : (last?.opensTo ?? []);
  return { reason, line, ...(isSaid && { path: last.path }), opensTo };
}
