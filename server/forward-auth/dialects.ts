/**
 * How each reverse proxy asks, and how it wants to be answered.
 *
 * Owns: where a proxy writes down the request it asks about, and which of the ways to say no it can pass on.
 * Does not: decide anything.
 * Called by: `decision-routes.ts`.
 */
import type { IncomingMessage } from 'node:http';
import { countHosts } from '../http/own-host.ts';
import { splitAddress, type WrittenRequest } from './original-request.ts';

export type Dialect = {
  /** Reads the request that the proxy asks about; null when parts of it are missing. */
  read(request: IncomingMessage): WrittenRequest | null;
  /**
   * How the browser is sent on: by a redirect that the proxy passes on, or by a header beside 401 of which the proxy's own
   * configuration makes one, where the proxy can hear nothing but 200, 401 and 403.
   */
  sendsOn: 'by redirect' | 'by header';
};

const envoyPrefix = '/forward-auth/envoy';

/** The proxies by the names of their addresses. */
export const dialects = {
  nginx: { read: readNginx, sendsOn: 'by header' },
  caddy: { read: readForwarded, sendsOn: 'by redirect' },
  traefik: { read: readForwarded, sendsOn: 'by redirect' },
  haproxy: { read: readForwarded, sendsOn: 'by redirect' },
  envoy: { read: readEnvoy, sendsOn: 'by redirect' },
} as const satisfies Record<string, Dialect>;

/** @see {@link https://nginx.org/en/docs/http/ngx_http_auth_request_module.html} */
function readNginx({ headers }: IncomingMessage): WrittenRequest | null {
  const address = headers['x-original-url'];
  const method = headers['x-original-method'];
  if (typeof address !== 'string' || typeof method !== 'string') return null;
  return { ...splitAddress(address), method };
}

/** A header that came twice arrives as one with a comma in it, which no host, address or method may have. */
function readForwarded({ headers }: IncomingMessage): WrittenRequest | null {
  const method = headers['x-forwarded-method'];
  const proto = headers['x-forwarded-proto'];
  const host = headers['x-forwarded-host'];
  const uri = headers['x-forwarded-uri'];
  if (typeof method !== 'string' || typeof proto !== 'string') return null;
  if (typeof host !== 'string' || typeof uri !== 'string') return null;
  return { origin: `${proto}://${host}`, uri, method };
}

/** Envoy sends the request itself, without its body, under an address of its own. */
function readEnvoy({ headers, method = '', url = '', rawHeaders }: IncomingMessage): WrittenRequest | null {
  const proto = headers['x-forwarded-proto'];
  if (typeof proto !== 'string' || countHosts(rawHeaders) !== 1) return null;
  return { origin: `${proto}://${headers.host}`, uri: url.slice(envoyPrefix.length), method };
}
