/**
 * An explanation about somebody whom the replica knows.
 *
 * Owns: what of the person it shows. Called by: the route and the command that explain.
 */
import type { Rules, Tool } from '../access/tool.ts';
import { toCandidate } from '../people/candidate.ts';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import { toPerson } from '../people/to-person.ts';
import { explain } from './explain.ts';
import { showToAdministrators } from './opens-to.ts';
import type { ExplainResponse } from './schema.ts';
import { toAskedPath } from './target.ts';

type Question = { person: StoredPerson; tool: Tool; path: string; method: string };

/** Explains what would happen if this person did this now, from what the company says of them now. */
export function explainPerson(question: Question, rules: Rules, { departments }: Replica): ExplainResponse {
  const { tool, path, method } = question;
  const person = toPerson(question.person, departments);
  return explain({
    person: {
      userId: person.userId,
      name: person.name,
      ...(person.title !== undefined && { title: person.title }),
      departments: person.departments.map(({ id, path: names }) => (names.length > 0 ? names.join('/') : String(id))),
      roles: [...person.roles],
      isActive: question.person.record.isActive,
    },
    candidate: toCandidate(person, departments, rules.admins),
    tool,
    target: { path: toAskedPath(path), method },
    show: showToAdministrators(departments),
  });
}
