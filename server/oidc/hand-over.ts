/**
 * Handing a request over to the provider's library, which speaks to Node itself.
 *
 * Owns: the address and the scheme that the library believes in, whatever came over the wire; that the only session it
 * finds is that of the browser that asks; and how long an answer may take.
 * Called by: `provider-routes.ts`, `quick-answers.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../logger.ts';
import { paths } from '../paths.ts';
import type { Asking } from './asking.ts';
import type { OidcProvider, ReadyProvider } from './provider.ts';

export type HandOverOptions = {
  provider: Pick<OidcProvider, 'announce'>;
  publicUrl: URL;
  log: Pick<Logger, 'warn'>;
};

/** No answer takes longer; a tool that waits for one hears that it failed. */
const ANSWER_MS = 10_000;

/** Lets the library answer a request of somebody, with the headers that have been set. */
export function handOver(
  { request, response, asking }: { request: IncomingMessage; response: ServerResponse; asking: Asking },
  { handle, sessionCookie }: ReadyProvider,
  { provider, publicUrl, log }: HandOverOptions,
): Promise<void> {
  setAddress(request, publicUrl);
  if (asking.signedIn !== null) hideCookie(request, sessionCookie);
  provider.announce(request, asking);
  giveUpLate(response, log);
  return handle(request, response);
}

/** What the library makes addresses of. No header from outside has a say in it. */
function setAddress(raw: IncomingMessage & { originalUrl?: string }, publicUrl: URL): void {
  for (const name of ['x-forwarded-host', 'x-forwarded-for', 'x-forwarded-port']) delete raw.headers[name];
  raw.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1);
  raw.headers.host = publicUrl.host;
  raw.originalUrl = raw.url ?? '/';
  raw.url = raw.originalUrl.slice(paths.oidc.length);
}

/** Anything does: what is kept for somebody who is signed in is found by their Foyer session. */
const PLACEHOLDER = 'foyer';

/** The library finds its session by this cookie. For whoever is signed in, the Foyer session alone says which it is. */
function hideCookie({ headers }: IncomingMessage, name: string): void {
  const others = (headers.cookie ?? '').split(/; */).filter((cookie) => !cookie.startsWith(`${name}=`));
  headers.cookie = [...others, `${name}=${PLACEHOLDER}`].join('; ');
}

function giveUpLate(response: ServerResponse, log: Pick<Logger, 'warn'>): void {
  const timer = setTimeout(() => {
    log.warn({ code: 'timed_out' }, 'the provider did not answer in time');
    if (!response.headersSent) {
      response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '5' });
      response.end(JSON.stringify({ error: 'temporarily_unavailable' }));
    } else response.destroy();
  }, ANSWER_MS);
  response.once('close', () => clearTimeout(timer));
}
