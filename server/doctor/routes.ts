/**
 * `/api/admin/diagnosis`: what is wrong, one line after the other.
 *
 * Owns: the stream. Does not: examine anything, or check who asks; the scope does.
 * Called by: `build-server.ts`, inside the administrators' scope.
 */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NoQuery } from '../http/schema-parts.ts';
import type { DiagnosisOptions } from './diagnosis.ts';
import type { DiagnosisLine } from './schema.ts';
import { createSharedDiagnosis } from './shared-diagnosis.ts';

/** The limit for handlers counts until the last byte; every check has one of its own, and they are far fewer seconds. */
const LONGEST_MS = 600_000;

export const doctorRoutes: FastifyPluginAsyncTypebox<DiagnosisOptions> = async (app, options) => {
  const diagnosis = createSharedDiagnosis((signal) => diagnose(options, signal), options.log);
  const ending = new AbortController();
  app.addHook('preClose', async () => ending.abort());

  app.get(
    '/diagnosis',
    { config: { access: 'admin' }, schema: { querystring: NoQuery }, handlerTimeout: LONGEST_MS },
    async (_request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const lines = diagnosis.follow(AbortSignal.any([gone.signal, ending.signal]));
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(toText(lines)));
    },
  );
};

/** The checks are loaded when somebody asks for them: every start would otherwise wait for three dozen files. */
async function* diagnose(options: DiagnosisOptions, signal: AbortSignal): AsyncGenerator<DiagnosisLine> {
  const checks = await import('./diagnosis.ts');
  yield* checks.diagnose(options, signal);
}

async function* toText(lines: AsyncGenerator<DiagnosisLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
