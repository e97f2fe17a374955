/**
 * `/.foyer/…`: what a proxy hands to Foyer of a tool's own host.
 *
 * Owns: both ends of a hand-over on that host (`start-route.ts`, `callback-route.ts`), and the bodies that some proxies
 * throw away and fetch here instead (`body-routes.ts`).
 * Does not: know who somebody is; `/auth/tool` on Foyer's own host does.
 * Called by: `build-server.ts`, outside the scope of sessions.
 */
import fastifyCookie from '@fastify/cookie';
import type { FastifyPluginAsync } from 'fastify';
import type { Rules } from '../../access/tool.ts';
import { createErrorHandler } from '../../error-handler.ts';
import type { TrustedPeers } from '../../http/trusted-peer.ts';
import { renderToolHostPage } from '../tool-host-page.ts';
import { bodyRoutes } from './body-routes.ts';
import { callbackRoute } from './callback-route.ts';
import { startRoute } from './start-route.ts';
import type { Tickets } from './tickets.ts';

export type ToolHostOptions = {
  publicUrl: URL;
  rules: { current(): Rules };
  isTrustedPeer: TrustedPeers;
  tickets: Tickets;
};

export const toolHostRoutes: FastifyPluginAsync<ToolHostOptions> = async (app, options) => {
  await app.register(fastifyCookie);
  app.setErrorHandler(
    createErrorHandler(({ requestId }, { headers }) =>
      renderToolHostPage({ kind: 'failed', leadsTo: '/', reference: requestId }, headers),
    ),
  );
  await app.register(startRoute, options);
  await app.register(callbackRoute, options);
  await app.register(bodyRoutes, options);
};
