/**
 * `/api/directory/...`: the company's departments and people, for every employee.
 *
 * Owns: these answers, each as far as its viewer sees: administrators are viewers like any other here.
 * Does not: ask DingTalk; all of it comes from the replica.
 * Called by: `build-server.ts`, inside the scope of signed-in routes.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';
import type { Replica } from '../people/replica.ts';
import { type Sight, sightOf } from '../people/sight.ts';
import { getSignedIn } from '../sessions/signed-in.ts';
import { DepartmentId, readDepartmentId } from './department-id.ts';
import { type CardTools, findSeen, toCard, toDepartmentEntry, toPersonEntry } from './entries.ts';
import type { RunStore } from './run-store.ts';
import {
  DepartmentResponse,
  DepartmentsResponse,
  DirectoryResponse,
  PeopleResponse,
  PersonResponse,
} from './schema.ts';

export type DirectoryOptions = CardTools & { runs: RunStore };

const user = { access: 'user' } as const;
const UserIdParam = Type.String({ maxLength: 128 });
const closed = { additionalProperties: false };

const PeopleQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 64 })),
    department: Type.Optional(DepartmentId),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|100)$' })),
  },
  closed,
);

const PEOPLE_A_PAGE = 20;
/** Nobody types that fast; somebody who copies the whole company does. */
const SEARCHES_A_MINUTE = 300;

export const directoryRoutes: FastifyPluginAsyncTypebox<DirectoryOptions> = async (app, options) => {
  const { replica, runs } = options;
  app.get('/', { config: user, schema: { querystring: NoQuery, response: { 200: DirectoryResponse } } }, async () =>
    describe(replica, runs),
  );

  app.get(
    '/departments',
    {
      config: user,
      schema: {
        querystring: Type.Object({ parent: Type.Optional(DepartmentId) }, closed),
        response: { 200: DepartmentsResponse },
      },
    },
    async (request) => ({ departments: listDepartments(sightFor(request, replica), request.query.parent) }),
  );

  app.get(
    '/departments/:id',
    {
      config: user,
      schema: {
        params: Type.Object({ id: Type.String({ maxLength: 32 }) }),
        querystring: NoQuery,
        response: { 200: DepartmentResponse },
      },
    },
    async (request) => describeDepartment(replica, sightFor(request, replica), request.params.id),
  );

  // Without the prefix that came with the options: here it would count twice.
  await app.register(peopleRoutes, { replica, fieldPermissions: options.fieldPermissions, runs });
};

/** Finding people and looking at them, as often as somebody types. */
const peopleRoutes: FastifyPluginAsyncTypebox<DirectoryOptions> = async (app, options) => {
  await app.register(rateLimit, {
    max: SEARCHES_A_MINUTE,
    timeWindow: 60_000,
    // After the guard, so that each person has an allowance of their own, however many share an address.
    hook: 'preHandler',
    keyGenerator: (request) => getSignedIn(request).record.content.person.subject,
    errorResponseBuilder: () => new AppError('too_many_requests', 'more searches than anybody types'),
  });

  app.get(
    '/people',
    { config: user, schema: { querystring: PeopleQuery, response: { 200: PeopleResponse } } },
    async (request) => findPeople(options.replica, sightFor(request, options.replica), request.query),
  );

  const params = Type.Object({ userId: UserIdParam });
  app.get(
    '/people/:userId',
    { config: user, schema: { params, querystring: NoQuery, response: { 200: PersonResponse } } },
    async (request) => showPerson(options, sightFor(request, options.replica), request.params.userId),
  );
};

function sightFor(request: FastifyRequest, { departments }: Replica): Sight {
  return sightOf(getSignedIn(request).record.content.person, departments);
}

function describe({ count, departments }: Replica, runs: RunStore): DirectoryResponse {
  const complete = runs.lastComplete();
  return {
    state: complete === null ? 'empty' : 'ready',
    reading: runs.latest()?.run.state === 'running',
    people: count(),
    departments: departments.count(),
    ...(complete?.finishedAt && { readAt: complete.finishedAt }),
  };
}

function listDepartments(sight: Sight, parent: string | undefined): DepartmentsResponse['departments'] {
  if (parent === undefined) return sight.listAll().map(toDepartmentEntry);
  if (!sight.sees(Number(parent))) throw new AppError('not_found', 'no such department');
  return sight.listBelow(Number(parent)).map(toDepartmentEntry);
}

function describeDepartment(replica: Replica, sight: Sight, id: string): DepartmentResponse {
  const departmentId = readDepartmentId(id);
  const found = departmentId === null ? null : sight.find(departmentId);
  if (found === null) throw new AppError('not_found', 'no such department');
  // Whoever leads it is in it, and seen with it.
  const managers = replica.listLeaders(found.id).map((person) => toPersonEntry(person, replica, sight));
  return { department: { ...toDepartmentEntry(found), path: replica.departments.pathOf(found.id), managers } };
}

function findPeople(replica: Replica, sight: Sight, query: Static<typeof PeopleQuery>): PeopleResponse {
  const { q = '', department, cursor, limit } = query;
  const { clearance } = sight;
  if (department !== undefined && !sight.sees(Number(department))) return { people: [], total: 0 };
  const { ids, total, nextCursor } = replica.index.search({
    q,
    clearance,
    limit: limit === undefined ? PEOPLE_A_PAGE : Number(limit),
    ...(department !== undefined && { departmentId: Number(department) }),
    ...(cursor !== undefined && { cursor }),
  });
  // A department that was hidden a moment ago hides its people here before the index knows.
  const found = ids.flatMap((id) => replica.findById(id) ?? []);
  const seen = found.filter(({ record }) => sight.seesPersonIn(record.departmentIds));
  const people = seen.map((person) => toPersonEntry(person, replica, sight));
  return { people, total: total - (found.length - seen.length), ...(nextCursor !== undefined && { nextCursor }) };
}

/** Somebody hidden, of another company, out of range, gone or invented: one answer for all of them. */
async function showPerson(tools: CardTools, sight: Sight, userId: string): Promise<PersonResponse> {
  const person = findSeen(userId, tools.replica, sight);
  if (person === null) throw new AppError('not_found', 'no such person');
  return toCard(person, tools, sight);
}
