/**
 * `/api/admin/imports/...`: adding and changing many people from a file.
 *
 * Owns: these answers. Called by: `routes.ts`.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { asDownload, DOWNLOAD_MS } from '../../http/downloads.ts';
import { NoBody, NoQuery } from '../../http/schema-parts.ts';
import type { Replica } from '../../people/replica.ts';
import { readAsked } from '../doer.ts';
import type { CompanyRegion } from '../mobile.ts';
import {
  ImportBody,
  ImportPlanResponse,
  ImportsResponse,
  ImportProgressResponse,
  type ImportRow,
  type ListedImport,
} from '../schema.ts';
import type { ImportStore, StoredImport } from './import-store.ts';
import { type PlannedRow, planImport } from './plan.ts';
import { exportResult } from './result.ts';
import type { ImportRunner } from './runner.ts';

export type ImportRoutesOptions = {
  imports: { store: ImportStore; runner: ImportRunner };
  replica: Replica;
  region: CompanyRegion;
};

const admin = { config: { access: 'admin' } } as const;
const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
/** Two thousand rows with long remarks. */
const MOST_BYTES = 2 * 1024 * 1024;

export const importRoutes: FastifyPluginAsyncTypebox<ImportRoutesOptions> = async (app, options) => {
  const { imports, replica, region } = options;
  const { store, runner } = imports;
  const progressOf = (id: string) => {
    const progress = store.progressOf(id);
    if (progress === null) throw new AppError('not_found', 'no such import');
    return { import: progress };
  };

  const planned = { querystring: NoQuery, body: ImportBody, response: { 201: ImportPlanResponse } };
  app.post('', { ...admin, bodyLimit: MOST_BYTES, schema: planned }, async (request, reply) => {
    const rows = planImport(request.body.csv, { replica, region });
    const created = store.create(rows, readAsked(request));
    return reply.code(201).send({ import: { ...created, rows: rows.map(toShown) } });
  });

  app.get('', { ...admin, schema: { querystring: NoQuery, response: { 200: ImportsResponse } } }, async () => ({
    imports: store.listLatest().map(toListed),
  }));

  const progress = { querystring: NoQuery, params };
  app.get(
    '/:id/plan',
    { ...admin, schema: { ...progress, response: { 200: ImportPlanResponse } } },
    async (request) => {
      const found = store.find(request.params.id);
      if (found === null) throw new AppError('not_found', 'no such import');
      const { id, counts } = found;
      return { import: { id, counts, rows: store.rows(id).map(({ plan }) => toShown(plan)) } };
    },
  );

  app.post(
    '/:id/start',
    { ...admin, schema: { ...progress, body: NoBody, response: { 202: ImportProgressResponse } } },
    async (request, reply) => {
      runner.start(request.params.id, readAsked(request));
      return reply.code(202).send(progressOf(request.params.id));
    },
  );

  app.post(
    '/:id/stop',
    { ...admin, schema: { ...progress, body: NoBody, response: { 202: ImportProgressResponse } } },
    async (request, reply) => {
      runner.stop(request.params.id, readAsked(request));
      return reply.code(202).send(progressOf(request.params.id));
    },
  );

  app.get('/:id', { ...admin, schema: { ...progress, response: { 200: ImportProgressResponse } } }, async (request) =>
    progressOf(request.params.id),
  );

  app.get('/:id/result.csv', { ...admin, handlerTimeout: DOWNLOAD_MS, schema: progress }, async (request, reply) => {
    const { id } = progressOf(request.params.id).import;
    return asDownload(reply, 'import-result.csv').send(exportResult(store.rows(id)));
  });
};

function toListed({ since, by, ...found }: StoredImport): ListedImport {
  return { ...found, since: new Date(since).toISOString(), by: by.actor.name };
}

/** What is to be sent stays here. */
function toShown({ line, act, userId, name, changes, fault }: PlannedRow): ImportRow {
  return {
    ...{ line, act, name },
    ...(userId !== undefined && { userId }),
    ...(changes !== undefined && { changes }),
    ...(fault !== undefined && { fault }),
  };
}
