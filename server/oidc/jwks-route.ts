/**
 * `/oidc/jwks`: the keys with which others verify what Foyer signs.
 *
 * Owns: how they are served. Anybody may have them, and may keep them for a while; they come from memory, so that tools
 * go on verifying while the store is down.
 * Does not: make or keep keys (`keys/signing-keys.ts`).
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NoQuery } from '../http/schema-parts.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { paths } from '../paths.ts';
import { JwksResponse } from './schema.ts';

export type JwksRouteOptions = { signingKeys: Pick<SigningKeys, 'jwks'> };

const open = { access: 'public' } as const;

/** Short, so that a new key is known soon; verifiers that meet an unknown one ask again anyway. */
const CACHE = 'public, max-age=300';

export const jwksRoute: FastifyPluginAsyncTypebox<JwksRouteOptions> = async (app, { signingKeys }) => {
  const schema = { querystring: NoQuery, response: { 200: JwksResponse } };
  app.get(paths.jwks, { config: open, schema }, async (_request, reply) =>
    reply.header('cache-control', CACHE).type('application/jwk-set+json').send(signingKeys.jwks()),
  );
};
