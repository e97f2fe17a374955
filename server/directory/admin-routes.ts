/**
 * `/api/admin/directory/...` and `/api/admin/people/...`: reading the company, and what only administrators may take
 * out of the directory.
 *
 * Owns: these answers. Does not: check who asks; the scope does.
 * Called by: `build-server.ts`, inside the administrators' scope.
 */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AuditLog } from '../audit/audit-log.ts';
import { DINGTALK_DEADLINE_MS } from '../dingtalk/deadline.ts';
import type { Employee } from '../dingtalk/employee.ts';
import { AppError } from '../errors.ts';
import { asDownload, DOWNLOAD_MS } from '../http/downloads.ts';
import { NoQuery } from '../http/schema-parts.ts';
import type { Replica } from '../people/replica.ts';
import { toSubject, type UnionId, type UserId } from '../person.ts';
import { askedBy } from '../sessions/audited.ts';
import type { Employees } from '../sessions/employees.ts';
import { findSignedIn } from '../sessions/signed-in.ts';
import { readDepartmentId } from './department-id.ts';
import { exportCsv, exportNdjson } from './export.ts';
import type { DirectoryRunner } from './runner.ts';
import { IdentityResponse, RunResponse, UserIdsResponse } from './schema.ts';

export type DirectoryAdminOptions = {
  replica: Replica;
  runner: DirectoryRunner;
  employees: Employees;
  audit: Pick<AuditLog, 'record'>;
  /** Whether whoever began to follow a run may still follow it. */
  mayStillFollow: (request: FastifyRequest) => Promise<boolean>;
  /** How long one stream of events lasts; tests do not wait that long. */
  streamMs?: number;
};

const admin = { access: 'admin' } as const;
const Id = Type.String({ minLength: 1, maxLength: 128 });
/** Whoever follows a run is asked again after this time who they are. */
const STREAM_MS = 60_000;

const RunRequest = Type.Union([
  Type.Null(),
  Type.Object({ allowRemovals: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
]);

export const directoryAdminRoutes: FastifyPluginAsyncTypebox<DirectoryAdminOptions> = async (app, options) => {
  await app.register(runRoutes, options);
  await app.register(exportRoutes, options);
  await app.register(identityRoutes, options);
};

const runRoutes: FastifyPluginAsyncTypebox<DirectoryAdminOptions> = async (app, options) => {
  const { runner, mayStillFollow, streamMs = STREAM_MS } = options;
  const ending = new AbortController();
  app.addHook('preClose', async () => ending.abort());

  app.get('/directory', { config: admin, schema: { querystring: NoQuery, response: { 200: RunResponse } } }, async () =>
    runner.latest(),
  );

  app.post(
    '/directory/runs',
    { config: admin, schema: { querystring: NoQuery, body: RunRequest, response: { 202: RunResponse } } },
    async (request, reply) => {
      runner.run({ allowRemovals: request.body?.allowRemovals ?? false });
      return reply.code(202).send(runner.latest());
    },
  );

  // It ends by itself before it is cut off, which a browser could not tell from a failure.
  const events = { config: admin, handlerTimeout: 2 * streamMs, schema: { querystring: NoQuery } };
  app.get('/directory/events', events, async (request, reply) => {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(streamMs)]);
    return reply
      .type('text/event-stream')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(toEvents(runner.watch(signal), () => mayStillFollow(request))));
  });
};

/** Server-sent events; a browser that lost the stream comes back after a second, and is then asked who it is. */
async function* toEvents(
  news: AsyncGenerator<RunResponse>,
  mayStillFollow: () => Promise<boolean>,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for await (const item of news) {
    if (!(await mayStillFollow())) return;
    yield `data: ${JSON.stringify(item)}\n\n`;
  }
}

const exportRoutes: FastifyPluginAsyncTypebox<DirectoryAdminOptions> = async (app, { replica, audit }) => {
  const download = { config: admin, handlerTimeout: DOWNLOAD_MS, schema: { querystring: NoQuery } };
  app.get('/directory/export.csv', download, async (request, reply) => {
    noteExport(request, { replica, audit, format: 'csv' });
    return asDownload(reply, 'directory.csv').send(exportCsv(replica));
  });

  app.get('/directory/export.ndjson', download, async (request, reply) => {
    noteExport(request, { replica, audit, format: 'ndjson' });
    return asDownload(reply, 'directory.ndjson').send(exportNdjson(replica));
  });

  app.get(
    '/directory/departments/:id/user-ids',
    {
      config: admin,
      schema: { params: Type.Object({ id: Id }), querystring: NoQuery, response: { 200: UserIdsResponse } },
    },
    async ({ params }) => ({ userIds: listUserIds(replica, params.id) }),
  );
};

/** Who took the whole company away, and when, is what somebody will want to know one day. */
function noteExport(
  request: FastifyRequest,
  { replica, audit, format }: Pick<DirectoryAdminOptions, 'replica' | 'audit'> & { format: 'csv' | 'ndjson' },
): void {
  const subject = findSignedIn(request)?.record.content.person.subject;
  const people = replica.count();
  request.log.info({ subject, people }, 'an administrator exported the directory');
  audit.record({ act: 'directory_exported', outcome: 'done', ...askedBy(request), after: { format, people } });
}

const identityRoutes: FastifyPluginAsyncTypebox<DirectoryAdminOptions> = async (app, { employees }) => {
  app.get(
    '/people/by-union-id/:unionId',
    {
      config: admin,
      schema: { params: Type.Object({ unionId: Id }), querystring: NoQuery, response: { 200: IdentityResponse } },
    },
    async ({ params }) => identify((signal) => employees.read(params.unionId as UnionId, signal)),
  );

  app.get(
    '/people/by-user-id/:userId',
    {
      config: admin,
      schema: { params: Type.Object({ userId: Id }), querystring: NoQuery, response: { 200: IdentityResponse } },
    },
    async ({ params }) => identify((signal) => employees.readByUserId(params.userId as UserId, signal)),
  );
};

function listUserIds({ departments, listed }: Replica, id: string): UserId[] {
  const departmentId = readDepartmentId(id);
  const found = departmentId === null ? null : departments.find(departmentId);
  if (found === null) throw new AppError('not_found', 'no such department');
  return listed.of(found.id);
}

async function identify(read: (signal: AbortSignal) => Promise<Employee>): Promise<IdentityResponse> {
  try {
    const { corpId, unionId, userId, name, title, isActive } = await read(AbortSignal.timeout(DINGTALK_DEADLINE_MS));
    const subject = toSubject(corpId, unionId);
    return { person: { userId, unionId, subject, name, ...(title !== undefined && { title }), isActive } };
  } catch (error) {
    // To an administrator this is an answer about somebody else, and no refusal of their own.
    if (!(error instanceof AppError) || error.code !== 'not_an_employee') throw error;
    const said = error.dingtalk && { dingtalk: error.dingtalk };
    throw new AppError('not_found', error.message, { details: error.details, ...said, cause: error });
  }
}
