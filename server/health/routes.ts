/**
 * `/healthz` and `/readyz`, for whatever keeps Foyer running.
 *
 * Owns: what healthy means. Alive looks at nothing; ready looks at the store, not at DingTalk: an outage there must not
 * take signed-in people's tools away.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';

export type HealthOptions = {
  /** Resolves when the store answers, and rejects when it does not in time. */
  pingStore: () => Promise<void>;
  /** Whether the process is about to stop. */
  lifecycle: { readonly isStopping: boolean };
};

/** One slow answer is no outage; a store that fails this often in a row is one. */
const MISSES_UNTIL_NOT_READY = 3;

const open = { access: 'public', host: 'any' } as const;
const Healthy = Type.Object({ status: Type.Literal('ok') }, { additionalProperties: false });

export const healthRoutes: FastifyPluginAsyncTypebox<HealthOptions> = async (app, { pingStore, lifecycle }) => {
  let misses = 0;

  app.get('/healthz', { config: open, schema: { querystring: NoQuery, response: { 200: Healthy } } }, async () => ({
    status: 'ok' as const,
  }));

  app.get('/readyz', { config: open, schema: { querystring: NoQuery, response: { 200: Healthy } } }, async () => {
    const failure = await pingStore().then(
      () => null,
      (error: unknown) => error,
    );
    misses = failure === null ? 0 : misses + 1;
    if (lifecycle.isStopping) throw new AppError('store_unavailable', 'Foyer is about to stop');
    if (misses >= MISSES_UNTIL_NOT_READY) {
      throw new AppError('store_unavailable', 'the store does not answer', { cause: failure });
    }
    return { status: 'ok' as const };
  });
};
