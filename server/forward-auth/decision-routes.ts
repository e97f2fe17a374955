/**
 * `/forward-auth/…`: where reverse proxies ask whether a request may pass.
 *
 * Owns: who may ask, and the way from a question to its answer.
 * Does not: judge (`decisions.ts`), or know the proxies' ways (`dialects.ts`).
 * Called by: `build-server.ts`, outside the scope of sessions: a tool has its own.
 */
import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AuditLog } from '../audit/audit-log.ts';
import { assertNever } from '../errors.ts';
import { jsonErrorHandler } from '../error-handler.ts';
import { clientAddress } from '../http/client-address.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { requireTrustedPeer, type TrustedPeers } from '../http/trusted-peer.ts';
import { toActor } from '../sessions/audited.ts';
import { answerJson, answerPass, answerRefused, answerSignedOut } from './answers.ts';
import type { Decisions, Verdict } from './decisions.ts';
import { type Dialect, dialects } from './dialects.ts';
import { type OriginalRequest, readOriginal, type Unreadable } from './original-request.ts';
import type { DecisionOptions } from './decisions.ts';

export type DecisionRoutesOptions = {
  decisions: Decisions;
  rules: DecisionOptions['rules'];
  isTrustedPeer: TrustedPeers;
  audit: Pick<AuditLog, 'record'>;
};

const askedByProxies = { access: 'proxy', host: 'tool' } as const;

export const decisionRoutes: FastifyPluginAsync<DecisionRoutesOptions> = async (app, options) => {
  app.setErrorHandler(jsonErrorHandler);
  app.addHook('onRequest', requireTrustedPeer(options.isTrustedPeer));
  for (const name of ['nginx', 'caddy', 'traefik', 'haproxy'] as const) {
    app.get(
      `/forward-auth/${name}`,
      { config: askedByProxies, schema: { querystring: NoQuery } },
      createHandler(dialects[name], name, options),
    );
  }
  await app.register(async (scope) => {
    acceptAnything(scope);
    scope.all(
      '/forward-auth/envoy/*',
      { config: askedByProxies, schema: { querystring: Type.Object({}) } },
      createHandler(dialects.envoy, 'envoy', options),
    );
  });
};

/** Envoy asks with the method of the original request, whatever that is, and without its body. */
function acceptAnything(app: FastifyInstance): void {
  const known = new Set(app.supportedMethods);
  for (const method of METHODS)
    if (!known.has(method) && method !== 'CONNECT') app.addHttpMethod(method, { hasBody: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
}

function createHandler(dialect: Dialect, proxy: string, { decisions, rules, audit }: DecisionRoutesOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const written = dialect.read(request.raw);
    const original = written === null ? 'malformed' : readOriginal(written, rules.current());
    if (typeof original === 'string') return answerUnreadable(original, proxy, request, reply);
    const verdict = await decisions.judge({ original, headers: request.headers, ip: () => clientAddress(request) });
    return answer(verdict, { dialect, original, request, reply, audit });
  };
}

type Answered = {
  dialect: Dialect;
  original: OriginalRequest;
  request: FastifyRequest;
  reply: FastifyReply;
  audit: Pick<AuditLog, 'record'>;
};

function answer(verdict: Verdict, { dialect, original, request, reply, audit }: Answered): FastifyReply {
  switch (verdict.kind) {
    case 'pass':
      answerPass(reply, verdict);
      return reply;
    case 'signed-out':
      return answerSignedOut(reply, { original, client: request }, dialect);
    case 'refused': {
      const { decision, session, person } = verdict;
      const { id, name } = original.tool;
      request.log.info({ code: 'access_denied', tool: id, session, ...decision }, 'refused at a tool');
      audit.record({
        ...{ act: 'access_refused', outcome: 'refused', code: 'access_denied', actor: toActor(person) },
        ...{ target: { kind: 'tool', id, name }, requestId: request.id, from: clientAddress(request) },
      });
      return answerRefused(reply, { original, client: request });
    }
    default:
      return assertNever(verdict);
  }
}

/** nginx hears nothing but 200, 401 and 403; to it, both are a refusal. */
function answerUnreadable(
  reason: Unreadable,
  proxy: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  request.log.info({ reason, proxy }, 'a proxy asked about a request that cannot be judged');
  const isBadRequest = reason === 'malformed' && proxy !== 'nginx';
  return isBadRequest
    ? answerJson(reply.code(400), request, 'invalid_request')
    : answerJson(reply.code(403), request, 'access_denied');
}
