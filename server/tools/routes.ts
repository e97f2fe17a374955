/**
 * `/api/tools`: what somebody may open, and why they may not.
 *
 * Owns: these answers, each for the person who asks. Does not: judge (`access/decide.ts`), or lead anybody to a tool.
 * Called by: `build-server.ts`, inside the scope of signed-in routes.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { type Candidate, decide, decideTool } from '../access/decide.ts';
import type { LiveRules } from '../access/rules.ts';
import type { Rules, Tool } from '../access/tool.ts';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { toCandidate } from '../people/candidate.ts';
import type { Replica } from '../people/replica.ts';
import { type Sight, sightOf } from '../people/sight.ts';
import { getSignedIn } from '../sessions/signed-in.ts';
import { toRefusal } from './explain.ts';
import { showToColleague } from './opens-to.ts';
import { AccessResponse, ToolsResponse } from './schema.ts';
import { readAddress } from './target.ts';
import { toToolEntry } from './tool-entry.ts';

export type ToolsOptions = { rules: Pick<LiveRules, 'current'>; replica: Replica };

const user = { access: 'user' } as const;
const LONGEST_ADDRESS = 4_096;
const LONGEST_ID = 64;
/** By its address, or by its id where it signs people in by itself: then no address of it was asked for. */
const AccessQuery = Type.Union([
  Type.Object({ target: Type.String({ minLength: 1, maxLength: LONGEST_ADDRESS }) }, { additionalProperties: false }),
  Type.Object({ tool: Type.String({ minLength: 1, maxLength: LONGEST_ID }) }, { additionalProperties: false }),
]);
type AccessQuery = Static<typeof AccessQuery>;

export const toolsRoutes: FastifyPluginAsyncTypebox<ToolsOptions> = async (app, { rules, replica }) => {
  app.get(
    '/',
    { config: user, schema: { querystring: NoQuery, response: { 200: ToolsResponse } } },
    async (request) => {
      const current = rules.current();
      const candidate = candidateOf(request, current, replica);
      return current.tools.filter((tool) => decideTool(tool, candidate).effect === 'allow').map(toToolEntry);
    },
  );

  app.get(
    '/access',
    { config: user, schema: { querystring: AccessQuery, response: { 200: AccessResponse } } },
    async (request) => {
      const current = rules.current();
      const candidate = candidateOf(request, current, replica);
      const sight = sightOf(getSignedIn(request).record.content.person, replica.departments);
      return describeAccess(request.query, { rules: current, candidate, replica, sight });
    },
  );
};

function candidateOf(request: FastifyRequest, { admins }: Rules, { departments }: Replica): Candidate {
  return toCandidate(getSignedIn(request).record.content.person, departments, admins);
}

type Asking = { rules: Rules; candidate: Candidate; replica: Replica; sight: Sight };

function describeAccess(query: AccessQuery, { rules, candidate, replica, sight }: Asking): AccessResponse {
  const asked = 'tool' in query ? findById(query.tool, rules) : findByAddress(query.target, rules);
  if (asked === null) throw new AppError('not_found', 'no tool is called so, or is at that address');
  const { tool, path } = asked;
  const target = { path: path ?? '/', method: 'GET' };
  const decision = path === undefined ? decideTool(tool, candidate) : decide(tool, candidate, target);
  const show = showToColleague(replica.departments, sight);
  return {
    tool: toToolEntry(tool),
    ...(path !== undefined && { path }),
    refusal: toRefusal(decision, { candidate, tool, target, show }),
    contacts: listContacts(rules, replica, sight),
  };
}

type Asked = { tool: Tool; path?: string };

function findByAddress(address: string, { byOrigin }: Rules): Asked | null {
  const place = readAddress(address);
  const tool = place && byOrigin.get(place.origin);
  return tool ? { tool, path: place.path } : null;
}

function findById(id: string, { tools }: Rules): Asked | null {
  const tool = tools.find((candidate) => candidate.id === id);
  return tool === undefined ? null : { tool };
}

const MOST_CONTACTS = 20;

/** Whom to ask: administrators who are there to answer, as far as the directory shows them to whoever asks. */
function listContacts({ admins }: Rules, replica: Replica, sight: Sight): AccessResponse['contacts'] {
  return [...admins]
    .flatMap((userId) => replica.findByUserId(userId)?.record ?? [])
    .filter(({ isActive, departmentIds }) => isActive && sight.seesPersonIn(departmentIds))
    .slice(0, MOST_CONTACTS)
    .map(({ userId, name }) => ({ userId, name }));
}
