import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isNavigation } from '../../http/navigation.ts';
import { requirePage } from '../../http/page-request.ts';
import { answerJson, answerPage } from '../answers.ts';
import { splitAddress } from '../original-request.ts';
import { takeCookie, toolCookiesOf } from '../tool-cookies.ts';
import { readToolHost } from '../tool-host.ts';
import { startAddress, ways } from '../ways.ts';
import type { NotRedeemed } from './tickets.ts';
import type { ToolHostOptions } from './tool-host-routes.ts';

/** `GET /.foyer/callback?ticket=` on a tool's host: opens the tool, and goes on to the page that was asked for. */
export const callbackRoute: FastifyPluginAsyncTypebox<ToolHostOptions> = async (app, options) => {
  app.get(
    ways.callback,
    {
      config: { access: 'public', host: 'tool' },
      schema: {
        querystring: Type.Object({ ticket: Type.String({ maxLength: 128 }) }, { additionalProperties: false }),
      },
      onRequest: requirePage,
    },
    async (request, reply) => {
      const { origin } = readToolHost(request, options);
      const { session, handOver, attributes } = toolCookiesOf(origin);
      const nonce = takeCookie(request.headers.cookie, handOver).value;
      const outcome = await options.tickets.redeem({ ticket: request.query.ticket, nonce, origin });
      if ('refused' in outcome) return answerNotRedeemed(outcome, { origin, nonce, request, reply });
      return reply
        .setCookie(session, outcome.token, { ...attributes, expires: new Date(outcome.expiresAt) })
        .redirect(outcome.target, 303);
    },
  );
};

type Presented = { origin: string; nonce: string | null; request: FastifyRequest; reply: FastifyReply };

/** A ticket that does not work is refused, and the person opens the tool anew: by themselves, or by the page. */
function answerNotRedeemed(
  { refused, target }: NotRedeemed,
  { origin, nonce, request, reply }: Presented,
): FastifyReply {
  request.log.info({ refused, hasCookie: nonce !== null }, 'a hand-over ticket was refused');
  const leadsTo = startAddress(origin, target === null ? '/' : splitAddress(target).uri);
  reply.code(403);
  if (!isNavigation(request)) return answerJson(reply, request, 'hand_over_refused', { signInUrl: leadsTo });
  if (nonce === null) return answerPage(reply, request, { kind: 'cookies_blocked', leadsTo });
  // Two tabs that began at the same moment: the half of one replaced that of the other, which now begins once more.
  const isLateTab = refused === 'another_browser';
  return answerPage(reply, request, { kind: 'hand_over_refused', leadsTo, ...(isLateTab && { goesOn: true }) });
}
