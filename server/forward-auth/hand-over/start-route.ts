import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { requirePage } from '../../http/page-request.ts';
import { paths } from '../../paths.ts';
import { isAsciiUri } from '../original-request.ts';
import { takeCookie, toolCookiesOf } from '../tool-cookies.ts';
import { readToolHost } from '../tool-host.ts';
import { isOurs, ways } from '../ways.ts';
import { bindingOf, createToken, isToken } from './tickets.ts';
import type { ToolHostOptions } from './tool-host-routes.ts';

/** A cookie lasts as long as a sign-in may take. */
const HAND_OVER_SECONDS = 600;

/** `GET /.foyer/start?to=` on a tool's host: gives the browser its half of the hand-over and sends it to Foyer. */
export const startRoute: FastifyPluginAsyncTypebox<ToolHostOptions> = async (app, options) => {
  app.get(
    ways.start,
    {
      config: { access: 'public', host: 'tool' },
      schema: { querystring: Type.Object({ to: Type.Optional(Type.String()) }, { additionalProperties: false }) },
      onRequest: requirePage,
    },
    async (request, reply) => {
      const { origin } = readToolHost(request, options);
      const { handOver, attributes } = toolCookiesOf(origin);
      // Several tabs that open at once share one half, so that none makes another's worthless.
      const held = takeCookie(request.headers.cookie, handOver).value;
      const nonce = isToken(held) ? held : createToken();
      const query = new URLSearchParams({ target: `${origin}${readTo(request.query.to)}`, binding: bindingOf(nonce) });
      return reply
        .setCookie(handOver, nonce, { ...attributes, maxAge: HAND_OVER_SECONDS })
        .redirect(`${options.publicUrl.origin}${paths.tool}?${query}`, 303);
    },
  );
};

/** Where to go in the end: a path on this very host, whatever was sent. */
function readTo(to = '/'): string {
  return isAsciiUri(to) && !isOurs(to) ? to : '/';
}
