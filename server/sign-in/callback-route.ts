import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from '../error-handler.ts';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import { paths, signInPageWithError } from '../paths.ts';
import { askedBy } from '../sessions/audited.ts';
import { startSession } from '../sessions/start-session.ts';
import { CallbackQuery, receiveCallback } from './callback.ts';
import { completeSignIn } from './complete.ts';
import type { SignInOptions } from './options.ts';
import { requirePage } from '../http/page-request.ts';
import { openPending, pendingCookieName } from './pending.ts';
import { REFUSAL_COOKIE, REFUSAL_MAX_AGE_SECONDS, sealRefusal } from './refusal.ts';
import { safeReturnAddress } from './return-address.ts';

/** `GET /auth/callback`: DingTalk comes back here; the browser goes on signed in, or to the page that says why not. */
export const callbackRoute: FastifyPluginAsyncTypebox<SignInOptions> = async (app, options) => {
  const { issuer, cookies, sealers, usedStates, tokens, evidence, audit, employees, store, now } = options;

  app.get(
    paths.callback,
    {
      config: { access: 'public' },
      schema: { querystring: CallbackQuery },
      onRequest: requirePage,
      errorHandler: (error, request, reply) => explainRefusal(error, { request, reply, options }),
    },
    async (request, reply) => {
      const { pending, cookieName, answer } = await receiveCallback({
        query: request.query,
        cookies: request.cookies,
        fullName: cookies.name,
        sealer: sealers.pending,
        usedStates,
        issuer,
        now: now(),
      });
      reply.clearCookie(cookieName).clearCookie(cookies.name(REFUSAL_COOKIE));
      const { person, grant, returnTo } = await completeSignIn({ ...options, answer, pending });
      const maxMs = options.sessionMaxMs;
      const { id } = await startSession(request, { person, grant, tokens, maxMs, now: now() });
      // Whoever was removed after DingTalk described them had no session yet that could be ended.
      if (!employees.isKnown(person.subject)) {
        await store.endAllOf(person.subject);
        throw new AppError('not_an_employee', 'they were removed while they signed in');
      }
      evidence.note('corp_id_given');
      request.log.info({ session: id }, 'signed in');
      audit.record({ act: 'signed_in', outcome: 'done', ...askedBy(request), target: { kind: 'session', id } });
      return reply.redirect(returnTo, 303);
    },
  );
};

type Refused = { request: FastifyRequest; reply: FastifyReply; options: SignInOptions };

/** Brings a refused sign-in to the page that explains it, with the way back to where the person wanted to go. */
async function explainRefusal(error: unknown, { request, reply, options }: Refused): Promise<FastifyReply> {
  const { code, error: cause } = logFailure(error, request);
  const { cookies, sealers, evidence, audit } = options;
  if (code === 'corp_id_missing' || code === 'other_company') evidence.note(code);
  const userId = cause?.details.userId;
  audit.record({
    // Somebody else may still be signed in in this browser; who was refused is seldom known.
    ...{ act: 'sign_in_refused', outcome: 'refused', actor: null, code },
    ...(userId !== undefined && { target: { kind: 'person', id: userId } }),
    ...{ requestId: request.id, from: clientAddress(request) },
    ...(cause?.dingtalk && { dingtalkRequestId: cause.dingtalk.requestId }),
  });
  const sealed = await sealRefusal(sealers.refusal, {
    code,
    requestId: request.id,
    returnTo: await findReturnAddress(request, options),
    permissions: [...(cause?.dingtalk?.permissions ?? [])],
    ...(cause?.dingtalk && { dingtalk: { code: cause.dingtalk.code, requestId: cause.dingtalk.requestId } }),
  });
  return reply
    .setCookie(cookies.name(REFUSAL_COOKIE), sealed, { maxAge: REFUSAL_MAX_AGE_SECONDS })
    .redirect(signInPageWithError(code), 303);
}

async function findReturnAddress(
  request: FastifyRequest,
  { cookies, sealers, publicUrl, now }: SignInOptions,
): Promise<string> {
  const { state } = request.query as { state?: unknown };
  if (typeof state !== 'string') return '/';
  const cookie = request.cookies[cookies.name(pendingCookieName(state))];
  const pending = await openPending(sealers.pending, { state, cookie, now: now() });
  return pending === null || pending === 'expired' ? '/' : safeReturnAddress(pending.returnTo, publicUrl);
}
