/**
 * A DingTalk to develop and test against: its three hosts on one port of this machine, with an invented company.
 *
 * Owns: the HTTP server and the parts behind it. Whoever talks to it cannot tell it from DingTalk, except by the
 * address; it is as strict, and it fails in the same words.
 * Does not: know Foyer. Whoever can reach it can be anybody, so it listens only where the caller says.
 * Called by: the start of the program when no DingTalk app is configured, and tests.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import { registerApiRoutes } from './api-routes.ts';
import { sandboxApp } from './app.ts';
import { registerAuthorizeRoutes } from './authorize-routes.ts';
import { readPath } from './call.ts';
import { type Calls, createCalls } from './calls.ts';
import { type Company, createCompany } from './company.ts';
import { createExternalContacts } from './external-contacts.ts';
import { createFaults, type Faults } from './faults.ts';
import type { CompanySize } from './many-people.ts';
import { createMemberships, type Invitations } from './memberships.ts';
import { registerStyles } from './page.ts';
import type { SandboxParts } from './parts.ts';
import { registerInvitationRoutes } from './invitation-routes.ts';
import { registerSandboxRoutes } from './sandbox-routes.ts';
import { createThrottle } from './throttle.ts';
import { createTokens } from './tokens.ts';

export { sandboxApp };

export type SandboxOptions = {
  /** The addresses registered for the app; a sign-in comes back to exactly one of them. */
  redirectUris: readonly string[];
  /** Where issued tokens are kept for the next start; without it they end with the process. */
  stateFile?: string;
  /** The clock, in milliseconds; default `Date.now`. */
  now?: () => number;
  /** How often the app may call one API in a second; default 20, as in DingTalk's standard edition. */
  callsPerSecond?: number;
  /** How many invented people and departments the company has besides the usual ones; default none. */
  size?: CompanySize;
};

export type Sandbox = {
  /** Gives the origin it can be reached at, once it can. Port 0 takes a free one. */
  listen(address: { host: string; port: number }): Promise<string>;
  /** Ends at once, whatever connections are open. */
  close(): Promise<void>;
  faults: Faults;
  calls: Calls;
  company: Company;
  /** Who was asked to join our company and has not answered. */
  invitations: Invitations;
};

const TEN_MINUTES_MS = 600_000;

/** Puts a sandbox together; it answers once it listens. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const now = options.now ?? Date.now;
  const tokens = createTokens({ now, stateFile: options.stateFile });
  const company = createCompany(options.size);
  const faults = createFaults({
    'user-tokens-expired': tokens.expireUserTokens,
    'app-token-expired': tokens.expireAppToken,
  });
  const parts: SandboxParts = {
    tokens,
    company,
    memberships: createMemberships({ company, faults, now }),
    contacts: createExternalContacts(),
    faults,
    throttle: createThrottle(options.callsPerSecond ?? 20, now),
    calls: createCalls(),
    redirectUris: options.redirectUris,
    now,
  };
  const app = buildServer(parts);
  return {
    async listen({ host, port }) {
      await app.listen({ host, port });
      const bound = app.server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      return `http://${toHostname(host)}:${boundPort}`;
    },
    close: async () => {
      await app.close();
    },
    faults,
    calls: parts.calls,
    company,
    invitations: parts.memberships.invitations,
  };
}

function buildServer(parts: SandboxParts): FastifyInstance {
  const app = Fastify({
    logger: false,
    trustProxy: false,
    // DingTalk's largest documented message is far smaller.
    bodyLimit: 64 * 1024,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: 30_000,
    // Longer than clients keep a connection, so that none is closed under a request on its way.
    keepAliveTimeout: 75_000,
  });
  // Each host reads bodies its own way, and words what it cannot read itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    parts.calls.record(`${request.method} ${readPath(request)}`);
    // On the raw answer, because some faults write that without the framework.
    reply.raw.setHeader('date', dateOf(parts));
  });
  registerStyles(app);
  registerAuthorizeRoutes(app, parts);
  registerSandboxRoutes(app, parts);
  registerInvitationRoutes(app, parts);
  registerApiRoutes(app, parts);
  return app;
}

/** The sandbox's own clock, so that it agrees with that of a test. */
function dateOf({ faults, now }: SandboxParts): string {
  return new Date(now() + (faults.isOn('clock-skew') ? TEN_MINUTES_MS : 0)).toUTCString();
}

function toHostname(host: string): string {
  if (host === '127.0.0.1' || host === '::1') {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}
