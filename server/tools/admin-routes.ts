/**
 * `/api/admin/tools` and `/api/admin/access`: every tool of the file, and who gets in by which line.
 *
 * Owns: these answers. Does not: check who asks; the scope does.
 * Called by: `build-server.ts`, inside the administrators' scope.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import type { LiveRules } from '../access/rules.ts';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';
import type { Replica } from '../people/replica.ts';
import { explainPerson } from './explain-person.ts';
import { findPeople } from './find-person.ts';
import { showToAdministrators, toOpensTo } from './opens-to.ts';
import { AdminToolsResponse, ExplainResponse } from './schema.ts';
import { toToolEntry } from './tool-entry.ts';

export type ToolsAdminOptions = { rules: LiveRules; replica: Replica };

const admin = { access: 'admin' } as const;
const ExplainQuery = Type.Object(
  {
    /** A userId, a unionId, or a name that one person alone has. */
    person: Type.String({ minLength: 1, maxLength: 128 }),
    tool: Type.String({ minLength: 1, maxLength: 64 }),
    path: Type.Optional(Type.String({ maxLength: 4_096 })),
    method: Type.Optional(Type.String({ pattern: '^[A-Za-z-]{1,32}$' })),
  },
  { additionalProperties: false },
);

export const toolsAdminRoutes: FastifyPluginAsyncTypebox<ToolsAdminOptions> = async (app, { rules, replica }) => {
  app.get(
    '/tools',
    { config: admin, schema: { querystring: NoQuery, response: { 200: AdminToolsResponse } } },
    async () => describeFile(rules, replica),
  );

  app.get(
    '/access',
    { config: admin, schema: { querystring: ExplainQuery, response: { 200: ExplainResponse } } },
    async ({ query }) => explainAccess(query, rules, replica),
  );
};

function describeFile({ current, report, file }: LiveRules, { departments }: Replica): AdminToolsResponse {
  const show = showToAdministrators(departments);
  const tools = current().tools.map((tool) => ({
    ...toToolEntry(tool),
    line: tool.line,
    hosts: tool.origins.map((origin) => new URL(origin).host),
    opensTo: toOpensTo(tool.allow, show),
    rules: tool.rules.length,
  }));
  return { file, report: report(), tools };
}

function explainAccess(query: Static<typeof ExplainQuery>, rules: LiveRules, replica: Replica): ExplainResponse {
  const current = rules.current();
  const tool = current.tools.find(({ id }) => id === query.tool);
  if (tool === undefined) throw new AppError('not_found', 'no such tool');
  const [person, another] = findPeople(query.person, replica);
  if (person === undefined || another !== undefined) throw new AppError('not_found', 'no such person, or several');
  const { path = '/', method = 'GET' } = query;
  return explainPerson({ person, tool, path: path || '/', method }, current, replica);
}
