/**
 * What a reverse proxy does before a tool, in as few lines as it takes.
 *
 * Owns: the protocol between a proxy and Foyer, seen from the proxy. It is written to be read: nginx, Caddy, Traefik,
 * Envoy and HAProxy do the same in their own words, and this is Caddy's and Traefik's dialect.
 * Does not: judge anybody. Foyer does, for every single request, and nothing of its answer is kept.
 * Called by: `demo-tools.ts`.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, request as send } from 'undici';

/** What Foyer says about a person. All of them come with every 200, empty where nothing is known. */
export const identityHeaders = [
  'Remote-User',
  'Remote-Name',
  'Remote-Email',
  'Remote-Groups',
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
  'X-Foyer-Assertion',
] as const;

/** The headers of a request as a tool may see them, by their names in lower case. */
export type AdmittedHeaders = Readonly<Record<string, string>>;

/**
 * The headers that the tool may see; null when the request may not reach it, and the browser has its answer already.
 *
 * @param foyer where Foyer listens. It believes these headers only from an address in TRUSTED_PROXIES
 */
export async function guard(
  request: IncomingMessage,
  response: ServerResponse,
  foyer: URL,
): Promise<AdmittedHeaders | null> {
  const { method = 'GET', url: uri = '/', headers: sent, socket } = request;
  const own = withoutReserved(sent);
  // A real proxy sends the same: which address was asked for, as the browser spelled it, and who asked.
  const forwarded = {
    ...own,
    'x-forwarded-proto': 'http',
    'x-forwarded-host': sent.host ?? '',
    'x-forwarded-for': socket.remoteAddress ?? '',
  };

  // 1. On each tool's host, `/.foyer/` is Foyer's: there the browser gets the cookie of this tool.
  if (foyers.test(uri)) {
    const answer = await ask(foyer, { method, path: uri, headers: forwarded });
    return passOn(answer, response);
  }

  // 2. For everything else Foyer is asked: a GET without the body, with everything that the browser sent as it is
  //    (Foyer reads Cookie, Accept, Sec-Fetch-*, Origin and Referer), and what this request wants to do.
  const question = { ...forwarded, 'x-forwarded-method': method, 'x-forwarded-uri': uri };
  const decision = await ask(foyer, { method: 'GET', path: '/forward-auth/caddy', headers: question });

  // 3. Only 200 opens the tool. All else is meant for the browser, as it is: 303 to sign in, 401 for a form or a
  //    script (a redirect would lose what they sent), 403 with the reason.
  if (decision?.statusCode !== 200) return passOn(decision, response);
  await decision.body.dump();
  return admit(own, decision.headers);
}

/** One name and no more: by way of `..` the address could lead to anything of Foyer's. */
const foyers = /^\/\.foyer\/[a-z][\w.-]*(\?|$)/;

/** The request for the tool: what the browser said about who it is, is replaced by what Foyer says. */
function admit(own: Record<string, string>, said: IncomingHttpHeaders): AdmittedHeaders {
  const { cookie: _, ...headers } = own;
  for (const name of identityHeaders) headers[name.toLowerCase()] = String(said[name.toLowerCase()] ?? '');
  // Foyer gives the browser's cookies back without its own: a tool that saw those could use them.
  if (said.cookie) headers.cookie = said.cookie;
  return headers;
}

/** What only a proxy or Foyer may say. Programs that read `-`, `_` and `.` as one letter would take either for ours. */
const reserved = /^(remote|x-auth|x-foyer|x-forwarded|x-original|x-real)-|^forwarded$/;
/** What belongs to one connection, or describes a body that is not sent along. */
const notPassedOn = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-length)$/;

function withoutReserved(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => {
    const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '-');
    return !reserved.test(folded) && !notPassedOn.test(folded);
  });
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

const LONGEST_WAIT_MS = 10_000;

type Question = { method: string; path: string; headers: Record<string, string> };

/** Foyer's answer; null when there is none, whatever the reason. */
async function ask(foyer: URL, { method, path, headers }: Question): Promise<Dispatcher.ResponseData | null> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  // A connection for each question, so that none is closed by Foyer just when it is used again.
  const options = { method: method as Dispatcher.HttpMethod, path, headers, signal, reset: true };
  return send(foyer.origin, options).catch(() => null);
}

/** Gives the browser Foyer's answer. Without one nobody was judged, and nothing may be shown. */
async function passOn(answer: Dispatcher.ResponseData | null, response: ServerResponse): Promise<null> {
  if (answer === null) {
    response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end('前厅没有回答，所以这里什么也不显示。\nFoyer does not answer, so nothing is shown here.\n');
    return null;
  }
  const headers = Object.entries(answer.headers).filter(
    ([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name),
  );
  response.writeHead(answer.statusCode, Object.fromEntries(headers));
  await pipeline(answer.body, response);
  return null;
}
