/**
 * Headers that every answer carries, whatever its status.
 *
 * Owns: the content security policy and its companions.
 * Called by: `build-server.ts`.
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** Directives of a content security policy, as helmet takes them. */
export type ContentSecurityPolicy = Readonly<Record<string, string[]>>;

/**
 * The policy of the built web app: everything from our own origin, nothing inline, no text made into script.
 *
 * `trusted-types 'none'` lets no code create a policy that would turn strings into markup.
 */
export const strictContentSecurityPolicy: ContentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'form-action': ["'self'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

type HeaderOptions = { publicUrl: URL; contentSecurityPolicy: ContentSecurityPolicy };

const YEAR_SECONDS = 31_536_000;
const NO_FEATURES = 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()';

/**
 * Every header with its value, asked of helmet once.
 *
 * They are the same for every answer. Asking for each request made helmet build them anew, which cost as much as
 * reading the session.
 */
export function computeSecurityHeaders({ publicUrl, contentSecurityPolicy }: HeaderOptions): Record<string, string> {
  const headers: Record<string, string> = {
    // Everything here is about somebody; what may be kept (built assets) says so itself.
    'cache-control': 'no-store',
    'permissions-policy': NO_FEATURES,
  };
  const middleware = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...contentSecurityPolicy } },
    strictTransportSecurity: publicUrl.protocol === 'https:' && { maxAge: YEAR_SECONDS, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(response.req, response, () => {
    for (const [name, value] of Object.entries(response.getHeaders())) headers[name] = String(value);
  });
  return headers;
}

/**
 * The same headers for answers that may reach browsers under the name of a tool: without a word about https. Foyer would
 * decide for the tool, its other ports and every host below it that they are https, for a year.
 */
export function withoutHttps(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'strict-transport-security': _, ...rest } = headers;
  return rest;
}
