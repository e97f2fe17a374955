import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { plainPageStyle } from '../../http/plain-page.ts';
import { NoQuery } from '../../http/schema-parts.ts';
import { answerRefused, explainSignedOut } from '../answers.ts';
import { type OriginalRequest, readOriginal, splitAddress } from '../original-request.ts';
import { readToolHost } from '../tool-host.ts';
import { ways } from '../ways.ts';
import type { ToolHostOptions } from './tool-host-routes.ts';

const route = { config: { access: 'public', host: 'tool' }, schema: { querystring: NoQuery } } as const;

/**
 * `/.foyer/signed-out` and `/.foyer/refused`: what nginx, which hears nothing of an answer but its status, shows in the
 * place of one; and how the pages look. Nothing is decided here: the one is always 401, the other always 403.
 */
export const bodyRoutes: FastifyPluginAsync<ToolHostOptions> = async (app, options) => {
  app.get(ways.signedOut, route, async (request, reply) =>
    explainSignedOut(reply, { original: readAskedFor(request, options), client: request }),
  );
  app.get(ways.refused, route, async (request, reply) =>
    answerRefused(reply, { original: readAskedFor(request, options), client: request }),
  );
  app.get(ways.style, route, async (request, reply) => {
    readToolHost(request, options);
    return reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(plainPageStyle);
  });
};

/** The request that was asked about before, as the proxy passes it on; the first page of the tool where it does not. */
function readAskedFor(request: FastifyRequest, options: ToolHostOptions): OriginalRequest {
  const { tool, origin } = readToolHost(request, options);
  const { 'x-original-url': address, 'x-original-method': method } = request.headers;
  const written = { ...splitAddress(String(address ?? '')), method: String(method ?? 'GET') };
  const original = options.isTrustedPeer(request.raw.socket) && readOriginal(written, options.rules.current());
  const isReadable = typeof original === 'object' && original.origin === origin;
  return isReadable ? original : { tool, origin, uri: '/', method: 'GET' };
}
