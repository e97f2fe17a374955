/**
 * What a proxy, and the browser behind it, hear.
 *
 * Owns: each verdict in the words of each dialect. Only a page that somebody opens is sent on; a script, a form, an
 * upgrade hears what is wrong and where to sign in, because it could do nothing with a page to sign in.
 * Does not: decide.
 * Called by: `decision-routes.ts`, and the route for proxies that throw such bodies away.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../errors.ts';
import { isNavigation } from '../http/navigation.ts';
import type { Verdict } from './decisions.ts';
import type { Dialect } from './dialects.ts';
import type { OriginalRequest } from './original-request.ts';
import { type PageKind, renderToolHostPage } from './tool-host-page.ts';
import { isOurs, pageBefore, startAddress } from './ways.ts';

/** A request of a client, as far as the answer depends on it. */
export type Client = Pick<FastifyRequest, 'id' | 'headers'>;
type Pass = Extract<Verdict, { kind: 'pass' }>;
type Asked = { original: OriginalRequest; client: Client };

/**
 * Lets a request pass.
 *
 * Written past the framework, which would take every header apart again; nothing of the answer reaches a browser.
 */
export function answerPass(reply: FastifyReply, verdict: Pass): void {
  reply.hijack();
  writePass(reply.raw, verdict);
}

/** Writes what lets a request pass. */
export function writePass(response: ServerResponse, { headers, cookies }: Pass): void {
  response.writeHead(200, [...headers, 'Cookie', cookies, 'Cache-Control', 'no-store', 'Content-Length', '0']);
  response.end();
}

/** Asks for a sign-in: by sending a page's browser to it, or in words. */
export function answerSignedOut(reply: FastifyReply, { original, client }: Asked, { sendsOn }: Dialect): FastifyReply {
  const { origin, uri, method } = original;
  if (!isNavigation({ method, headers: client.headers })) return explainSignedOut(reply, { original, client });
  const location = startAddress(origin, isOurs(uri) ? '/' : uri);
  if (sendsOn === 'by redirect') return reply.redirect(location, 303);
  return reply.header('x-foyer-location', location).code(401).send();
}

/** Says that nobody is signed in, and where to go about it. */
export function explainSignedOut(reply: FastifyReply, { original, client }: Asked): FastifyReply {
  const signInUrl = startAddress(original.origin, pageBefore(original, client.headers));
  if (isSentByPage(client)) return answerPage(reply.code(401), client, { kind: 'signed_out', leadsTo: signInUrl });
  return answerJson(reply.code(401), client, 'not_signed_in', { signInUrl });
}

/**
 * Says that somebody may not do this. The way on leads through a new hand-over to what was asked for, where the app says
 * why; or to the thing itself, should only the method have been what is refused.
 */
export function answerRefused(reply: FastifyReply, { original, client }: Asked): FastifyReply {
  const { origin, uri, method } = original;
  const explainUrl = startAddress(origin, isOurs(uri) ? '/' : uri);
  if (!isSentByPage(client)) return answerJson(reply.code(403), client, 'access_denied', { explainUrl });
  const isPage = isNavigation({ method, headers: client.headers });
  return answerPage(reply.code(403), client, { kind: 'refused', leadsTo: explainUrl, ...(isPage && { goesOn: true }) });
}

/** Whether a browser shows the answer in the place of a page, as for a link: a form was sent. */
function isSentByPage({ headers }: Client): boolean {
  return isNavigation({ method: 'GET', headers });
}

type Shown = { kind: PageKind; leadsTo: string; goesOn?: true };

/** A page under the address of a tool. */
export function answerPage(reply: FastifyReply, { headers }: Pick<Client, 'headers'>, page: Shown): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderToolHostPage(page, headers));
}

/** A failure as programs hear it, with the address that helps. */
export function answerJson(
  reply: FastifyReply,
  { id }: Pick<Client, 'id'>,
  code: ErrorCode,
  ways: Readonly<Record<string, string>> = {},
): FastifyReply {
  return reply.type('application/json; charset=utf-8').send({ error: { code, requestId: id }, ...ways });
}
