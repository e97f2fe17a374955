import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { paths } from '../paths.ts';
import { beginSignIn } from './begin.ts';
import type { SignInOptions } from './options.ts';
import { requirePage } from '../http/page-request.ts';
import { PENDING_MAX_AGE_MS } from './pending.ts';

/** `GET /auth/sign-in`: sends the browser to DingTalk, with a cookie that its answer will have to match. */
export const beginRoute: FastifyPluginAsyncTypebox<SignInOptions> = async (app, options) => {
  const { dingtalk, publicUrl, cookies, sealers, now, startsPerMinute } = options;
  await app.register(fastifyRateLimit, { global: false });

  app.get(
    paths.signIn,
    {
      config: { access: 'public', rateLimit: limitStarts(startsPerMinute) },
      // Whatever else stands in the address is somebody else's wish, and ignored.
      schema: { querystring: Type.Object({ return_to: Type.Optional(Type.Unknown()) }) },
      onRequest: requirePage,
    },
    async (request, reply) => {
      const { location, cookie, superseded } = await beginSignIn({
        dingtalk,
        publicUrl,
        sealer: sealers.pending,
        now: now(),
        returnTo: request.query.return_to,
        cookies: request.cookies,
        fullName: cookies.name,
      });
      for (const name of superseded) reply.clearCookie(name);
      return reply.setCookie(cookie.name, cookie.value, { maxAge: PENDING_MAX_AGE_MS / 1000 }).redirect(location, 303);
    },
  );
};

function limitStarts(max: number) {
  return {
    max,
    timeWindow: 60_000,
    errorResponseBuilder: () => new AppError('too_many_requests', 'too many sign-ins started from one address'),
  };
}
