/**
 * `/api/admin/audit`: what was written down, to look at and to take away. Nothing of it can be changed here.
 *
 * Owns: these answers. Does not: check who asks; the scope does.
 * Called by: `build-server.ts`, inside the administrators' scope.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { asDownload, DOWNLOAD_MS } from '../http/downloads.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';
import type { AuditFilter, AuditRow } from './audit-reads.ts';
import { exportCsv, exportNdjson, toEvent } from './export.ts';
import { AuditFilterQuery, AuditQuery, AuditResponse } from './schema.ts';

export type AuditRoutesOptions = {
  audit: AuditLog;
  /** Who asks, and from where: whoever takes the log away is in it. */
  askedBy(request: FastifyRequest): Pick<AuditEntry, 'actor' | 'requestId' | 'from'>;
};

type Asked = FastifyRequest<{ Querystring: AuditFilterQuery }>;

const admin = { access: 'admin' } as const;
const EVENTS_A_PAGE = 50;

export const auditRoutes: FastifyPluginAsyncTypebox<AuditRoutesOptions> = async (app, { audit, askedBy }) => {
  app.get(
    '/audit',
    { config: admin, schema: { querystring: AuditQuery, response: { 200: AuditResponse } } },
    async ({ query }) => {
      const limit = query.limit === undefined ? EVENTS_A_PAGE : Number(query.limit);
      const from = query.cursor === undefined ? {} : { cursor: Number(query.cursor) };
      const { rows, next } = await audit.list({ ...toFilter(query), ...from, limit });
      return { events: rows.map(toEvent), ...(next !== undefined && { nextCursor: String(next) }) };
    },
  );

  const takeAway = (request: Asked, format: 'csv' | 'ndjson'): AsyncIterable<AuditRow> => {
    const filter = request.query;
    audit.record({ act: 'audit_exported', outcome: 'done', ...askedBy(request), after: { format, filter } });
    return audit.stream(toFilter(filter));
  };
  const download = { config: admin, handlerTimeout: DOWNLOAD_MS, schema: { querystring: AuditFilterQuery } };
  app.get('/audit/export.csv', download, async (request, reply) =>
    asDownload(reply, 'audit.csv').send(exportCsv(takeAway(request, 'csv'))),
  );
  app.get('/audit/export.ndjson', download, async (request, reply) =>
    asDownload(reply, 'audit.ndjson').send(exportNdjson(takeAway(request, 'ndjson'))),
  );
};

function toFilter({ act, outcome, by, on, since, until }: AuditFilterQuery): AuditFilter {
  return {
    ...(act !== undefined && { acts: [act] }),
    ...(outcome !== undefined && { outcome }),
    ...(by && { by }),
    ...(on && { on }),
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(until !== undefined && { until: Date.parse(until) }),
  };
}
