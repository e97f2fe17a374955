/**
 * `/oidc/…`: where tools and browsers meet the OpenID provider.
 *
 * Owns: handing requests over to the library with what the framework gives every other route: headers, limits of size and
 * time, the log.
 * Does not: sign anybody in (`interaction-routes.ts` sends them there).
 * Called by: `build-server.ts`.
 */
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import { plainPageStyle } from '../http/plain-page.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { paths } from '../paths.ts';
import { findSignedIn } from '../sessions/signed-in.ts';
import { type Endpoint, endpoints, formPaths } from './endpoints.ts';
import { handOver } from './hand-over.ts';
import type { OidcProvider } from './provider.ts';
import { ways } from './ways.ts';
import { WRONG_GUESSES_SECONDS, type WrongGuesses } from './wrong-guesses.ts';

export type ProviderRoutesOptions = {
  provider: OidcProvider;
  publicUrl: URL;
  wrongGuesses: Pick<WrongGuesses, 'mayGuess'>;
  /** How many sign-ins may be started a minute from one address. */
  startsPerMinute: number;
};

const open = { access: 'public' } as const;
const tool = { access: 'tool' } as const;
const submit = 'document.forms[0].submit();\n';

/** Where browsers come, in the scope of sessions. */
export const browserEndpoints: FastifyPluginAsync<ProviderRoutesOptions> = async (app, options) => {
  serveBesides(app);
  await app.register(fastifyRateLimit, { global: false });
  const countStart = app.createRateLimit({ max: options.startsPerMinute, timeWindow: 60_000 });
  await app.register(async (scope) =>
    serve(scope, { ...options, asks: 'browsers' }, async (request, reply, { path }) => {
      if (path === '/auth' && findSignedIn(request) === null) await requireRoom(request, countStart);
      return answer(request, reply, options);
    }),
  );
  await app.register(async (scope) => takeForms(scope));
};

/** Where tools come. Nobody's session plays a part there, whatever cookie comes with the question. */
export const toolEndpoints: FastifyPluginAsync<Omit<ProviderRoutesOptions, 'startsPerMinute'>> = async (app, options) =>
  serve(app, { ...options, asks: 'tools' }, (request, reply) => answer(request, reply, options));

type Handler = (request: FastifyRequest, reply: FastifyReply, endpoint: Endpoint) => Promise<FastifyReply>;

function serve(
  app: FastifyInstance,
  { asks, provider, wrongGuesses }: Pick<ProviderRoutesOptions, 'provider' | 'wrongGuesses'> & Pick<Endpoint, 'asks'>,
  handler: Handler,
): void {
  // The body stays on the connection, where the library reads it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  for (const endpoint of endpoints.filter((each) => each.asks === asks)) {
    app.route({
      method: [...endpoint.methods],
      url: `${paths.oidc}${endpoint.path}`,
      config: tool,
      schema: { querystring: Type.Object({}) },
      handler: async (request, reply) => {
        const isThere = endpoint.isForDevices !== true || provider.hasDeviceFlow();
        if (!isThere) throw new AppError('not_found', 'no tool on devices');
        if (endpoint.isGuessedAt === true && !wrongGuesses.mayGuess(request.raw)) {
          reply.header('retry-after', WRONG_GUESSES_SECONDS);
          throw new AppError('too_many_requests', 'too many wrong secrets or codes from one address');
        }
        return handler(request, reply, endpoint);
      },
    });
  }
}

const MOST_FORM_CHARACTERS = 8_000;

/** Sends a browser that comes with a form to the same address with the fields in its query. */
function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  const schema = { querystring: Type.Object({}), body: Type.String({ maxLength: MOST_FORM_CHARACTERS }) };
  for (const path of formPaths) {
    app.post(`${paths.oidc}${path}`, { config: tool, schema }, async (request, reply) =>
      reply.redirect(`${paths.oidc}${path}?${new URLSearchParams(String(request.body))}`, 303),
    );
  }
}

function serveBesides(app: FastifyInstance): void {
  const schema = { querystring: NoQuery };
  const cache = 'public, max-age=3600';
  app.get(ways.style, { config: open, schema }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', cache).send(plainPageStyle),
  );
  app.get(ways.submit, { config: open, schema }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', cache).send(submit),
  );
}

/** Whoever is not signed in may make the store keep as much as they may start to sign in. */
async function requireRoom(
  request: FastifyRequest,
  count: ReturnType<FastifyInstance['createRateLimit']>,
): Promise<void> {
  const limit = await count(request);
  if (!limit.isAllowed && limit.isExceeded) {
    throw new AppError('too_many_requests', 'too many sign-ins started from one address');
  }
}

type HandingOver = Pick<ProviderRoutesOptions, 'provider' | 'publicUrl'>;

async function answer(request: FastifyRequest, reply: FastifyReply, options: HandingOver): Promise<FastifyReply> {
  const ready = await options.provider.handler();
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  const asking = { signedIn: findSignedIn(request), from: clientAddress(request), reply };
  await handOver({ request: request.raw, response: reply.raw, asking }, ready, { ...options, log: request.log });
  return reply;
}
