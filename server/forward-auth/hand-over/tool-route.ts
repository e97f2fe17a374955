/**
 * `GET /auth/tool`: hands a signed-in person over to a tool's host.
 *
 * Owns: the order of things: an address of a tool, somebody who is signed in, who may open it, and then a ticket.
 * Does not: sign anybody in; it sends the browser there, and is asked again afterwards.
 * Called by: `build-server.ts`, in the scope of sessions.
 */
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { decide } from '../../access/decide.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import { AppError } from '../../errors.ts';
import { requirePage } from '../../http/page-request.ts';
import { paths } from '../../paths.ts';
import type { Person } from '../../person.ts';
import { askedBy } from '../../sessions/audited.ts';
import { findSignedIn } from '../../sessions/signed-in.ts';
import type { DecisionOptions } from '../decisions.ts';
import { type OriginalRequest, pathOf, readOriginal, splitAddress } from '../original-request.ts';
import { isOurs, ways } from '../ways.ts';
import type { ParkedAddresses } from './parked-addresses.ts';
import type { Tickets } from './tickets.ts';

export type ToolRouteOptions = Pick<DecisionOptions, 'rules' | 'people'> & {
  tickets: Tickets;
  parked: ParkedAddresses;
  audit: Pick<AuditLog, 'record'>;
  /** How many sign-ins may be started a minute from one address. */
  startsPerMinute: number;
};

const ToolQuery = Type.Object(
  {
    target: Type.Optional(Type.String()),
    binding: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })),
    parked: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);

/** A cookie keeps the way back while somebody signs in, and several tabs share the room there is for them. */
const MOST_IN_COOKIE = 512;

export const toolRoute: FastifyPluginAsyncTypebox<ToolRouteOptions> = async (app, options) => {
  await app.register(fastifyRateLimit, { global: false });
  const countStart = app.createRateLimit({ max: options.startsPerMinute, timeWindow: 60_000 });

  /** What to come back with. Whoever is not signed in may make the store keep as much as they may start to sign in. */
  const keepQuery = async (wanted: { target: string; binding: string }, request: FastifyRequest): Promise<string> => {
    const query = String(new URLSearchParams(wanted));
    if (query.length <= MOST_IN_COOKIE) return query;
    const limit = await countStart(request);
    if (!limit.isAllowed && limit.isExceeded) {
      throw new AppError('too_many_requests', 'too many long addresses to come back to, from one address');
    }
    return `parked=${await options.parked.park(query)}`;
  };

  app.get(
    paths.tool,
    { config: { access: 'public' }, schema: { querystring: ToolQuery }, onRequest: requirePage },
    async (request, reply) => {
      const { target = '', binding, parked } = request.query;
      if (parked !== undefined) return reply.redirect(`${paths.tool}?${await findParked(parked, options.parked)}`, 303);
      const wanted = readTarget(target, options);
      const signedIn = findSignedIn(request);
      if (signedIn !== null) requireRight(wanted, { person: signedIn.record.content.person, request, options });
      // Whoever has no half of a hand-over gets one at the tool's host, and comes back with it.
      if (binding === undefined) return reply.redirect(target, 303);
      if (signedIn === null) return askForSignIn(reply, await keepQuery({ target, binding }, request));
      const ticket = await options.tickets.issue({ sessionKey: signedIn.key, target, binding });
      return reply.redirect(`${wanted.origin}${ways.callback}?ticket=${ticket}`, 303);
    },
  );
};

/** The query that waited while somebody signed in. */
async function findParked(id: string, addresses: ParkedAddresses): Promise<string> {
  const query = await addresses.find(id);
  if (query === null) throw new AppError('sign_in_expired', 'the address that was to be opened is no longer known');
  return query;
}

/** Only an address that is a tool's, exactly as it would be sent to it, and none of Foyer's own on that host. */
function readTarget(target: string, { rules }: ToolRouteOptions): OriginalRequest {
  const original = readOriginal({ ...splitAddress(target), method: 'GET' }, rules.current());
  const isExact = typeof original === 'object' && target === `${original.origin}${original.uri}`;
  if (!isExact || /[^\x21-\x7e]/.test(target) || isOurs(original.uri)) {
    throw new AppError('return_address_refused', 'an address that is no tool’s');
  }
  return original;
}

type Asker = { person: Person; request: FastifyRequest; options: ToolRouteOptions };

function requireRight({ tool, uri, method }: OriginalRequest, { person, request, options }: Asker): void {
  const { candidate } = options.people.describe(person, options.rules.current());
  const decision = decide(tool, candidate, { path: pathOf(uri), method });
  if (decision.effect === 'allow') return;
  request.log.info({ tool: tool.id, ...decision }, 'refused at the hand-over to a tool');
  options.audit.record({
    ...{ act: 'access_refused', outcome: 'refused', code: 'access_denied', ...askedBy(request) },
    target: { kind: 'tool', id: tool.id, name: tool.name },
  });
  throw new AppError('access_denied', 'the rules of the tool do not let this person in');
}

function askForSignIn(reply: FastifyReply, query: string): FastifyReply {
  return reply.redirect(`${paths.signIn}?return_to=${encodeURIComponent(`${paths.tool}?${query}`)}`, 303);
}
