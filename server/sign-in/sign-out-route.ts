import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { jsonErrorHandler } from '../error-handler.ts';
import { AppError } from '../errors.ts';
import { NoBody, NoContent, NoQuery } from '../http/schema-parts.ts';
import { paths } from '../paths.ts';
import { SESSION_COOKIE } from '../sessions/cookies.ts';
import { askedBy } from '../sessions/audited.ts';
import { findSignedIn } from '../sessions/signed-in.ts';
import type { SignInOptions } from './options.ts';

/**
 * `POST /auth/sign-out`: ends the session at the store first, then takes the cookie out of the browser.
 *
 * A sign-out that the store did not confirm still clears the cookie, and says so with 503.
 */
export const signOutRoute: FastifyPluginAsyncTypebox<SignInOptions> = async (app, { cookies, audit }) => {
  const sessionCookie = cookies.name(SESSION_COOKIE);

  app.post(
    paths.signOut,
    {
      config: { access: 'public' },
      schema: { querystring: NoQuery, body: NoBody, response: { 204: NoContent } },
      errorHandler: (error, request, reply) => {
        if (error instanceof AppError && error.code === 'store_unavailable') reply.clearCookie(sessionCookie);
        return jsonErrorHandler(error, request, reply);
      },
    },
    async (request, reply) => {
      const signedIn = findSignedIn(request);
      if (signedIn !== null) {
        const asked = askedBy(request);
        const { id } = signedIn.record;
        await request.session.destroy();
        audit.record({ act: 'signed_out', outcome: 'done', ...asked, target: { kind: 'session', id } });
        request.log.info({ session: id }, 'signed out');
      }
      // Pages in the browser's memory would come back with the Back button.
      return reply.clearCookie(sessionCookie).header('clear-site-data', '"cache"').code(204).send(undefined);
    },
  );
};
