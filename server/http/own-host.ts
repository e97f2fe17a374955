import type { IncomingMessage } from 'node:http';
import type { FastifyReply, onRequestHookHandler } from 'fastify';
import { logFailure } from '../error-handler.ts';
import { requestError } from '../errors.ts';
import { isNavigation } from './navigation.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For the few routes that are asked under other host names: health checks under any, and others under a tool's. */
    host?: 'any' | 'tool';
  }
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Misdirected Request, RFC 9110 section 15.5.20. */
const MISDIRECTED = 421;

/**
 * Refuses a request that was not sent to Foyer's own address.
 *
 * Two `Host` headers, another host's name or an absolute target would make proxies and Foyer disagree about whose
 * request it is; and an address made from such a name would send people elsewhere. Only `Host` counts, never a
 * forwarded one.
 */
export function requireOwnHost(publicUrl: URL): onRequestHookHandler {
  const isOwnHost = createIsOwnHost(publicUrl);
  return (request, reply, done) => {
    if (request.routeOptions.config.host !== undefined || isOwnHost(request.raw)) return done();
    if (countHosts(request.raw.rawHeaders) > 1) return done(requestError(400, 'more than one Host header'));
    const error = requestError(MISDIRECTED, 'a request for another host name');
    if (!isNavigation(request)) return done(error);
    logFailure(error, request);
    return answerWithLink(reply, publicUrl);
  };
}

/** Makes the test that such a request passes. */
export function createIsOwnHost(publicUrl: URL): (request: IncomingMessage) => boolean {
  // A port that is the scheme's own may be spelled out.
  const hosts = new Set([
    publicUrl.host,
    `${publicUrl.hostname}:${publicUrl.port || defaultPorts[publicUrl.protocol]}`,
  ]);
  return ({ headers, rawHeaders, url }) =>
    hosts.has(headers.host?.toLowerCase() ?? '') && url?.startsWith('/') === true && countHosts(rawHeaders) <= 1;
}

/** How many `Host` headers a request came with. */
export function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') count += 1;
  }
  return count;
}

/** Our pages would not load under another name, so a person gets a plain link to the right one. */
function answerWithLink(reply: FastifyReply, { href }: URL): FastifyReply {
  return reply
    .code(MISDIRECTED)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="zh-CN"><title>Foyer</title><p>这里的地址是 <a href="${href}">${href}</a>。</p>` +
        `<p lang="en">Foyer's address is <a href="${href}">${href}</a>.</p></html>`,
    );
}
