/**
 * `/oidc/jwks`: the keys with which others verify what Foyer signs.
 *
 * Owns: how they are served. Anybody may have them, and may keep them for a while; they come from memory, so that tools
 * go on verifying while the store is down.
 * Does not: make or keep keys (`keys/signing-keys.ts`), or let the library serve them, which knows some that are not
 * published any more.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NoQuery } from '../http/schema-parts.ts';
import { JWKS_MAX_AGE_SECONDS } from '../keys/key-phases.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { paths } from '../paths.ts';
import { JwksResponse } from './schema.ts';

export type JwksRouteOptions = { signingKeys: Pick<SigningKeys, 'jwks' | 'ready'> };

const open = { access: 'public' } as const;

/** Short, so that a new key is known soon; verifiers that meet an unknown one ask again anyway. */
const CACHE = `public, max-age=${JWKS_MAX_AGE_SECONDS}`;

export const jwksRoute: FastifyPluginAsyncTypebox<JwksRouteOptions> = async (app, { signingKeys }) => {
  const schema = { querystring: NoQuery, response: { 200: JwksResponse } };
  app.get(paths.jwks, { config: open, schema }, async (_request, reply) => {
    // Of a Foyer that has just been installed somebody would keep half the keys.
    await signingKeys.ready();
    // An app in a browser verifies what it was given, from wherever it is served; there is nothing here to keep from it.
    reply.header('access-control-allow-origin', '*');
    return reply.header('cache-control', CACHE).type('application/jwk-set+json').send(signingKeys.jwks());
  });
};
