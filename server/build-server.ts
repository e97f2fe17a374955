/**
 * The server, as a table of contents.
 *
 * Owns: which routes there are, in which scope, with what they need. It builds and never listens.
 * Does not: open anything; `services.ts` does.
 * Called by: `main.ts`, benchmarks, tests.
 */
import type { FastifyInstance } from 'fastify';
import type { Config } from './config/load-config.ts';
import { createErrorHandler, jsonErrorHandler } from './error-handler.ts';
import { healthRoutes } from './health/routes.ts';
import { createApp } from './http/create-app.ts';
import { requireSameOrigin } from './http/csrf.ts';
import { createNotFoundHandler } from './http/not-found.ts';
import { requireOwnHost } from './http/own-host.ts';
import { routeRules } from './http/route-rules.ts';
import { computeSecurityHeaders } from './http/security-headers.ts';
import { profileRoutes } from './profile/routes.ts';
import type { Services } from './services.ts';
import { createCookieRules } from './sessions/cookies.ts';
import { sessionPlugin } from './sessions/plugin.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { requireSignedIn } from './sessions/signed-in.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { pageRoutes } from './web-assets/routes.ts';

/** Builds the server from a configuration and open services. */
export async function buildServer(config: Config, services: Services): Promise<FastifyInstance> {
  const { publicUrl, sessions, trustedProxies } = config;
  const { logger, store, tokens, dingtalk, dingtalkApp, webAssets, now } = services;
  const cookies = createCookieRules(publicUrl);
  const errorHandler = createErrorHandler((failure) => webAssets.renderPage({ failure }));

  const headers = computeSecurityHeaders({ publicUrl, contentSecurityPolicy: webAssets.contentSecurityPolicy });

  const app = createApp({ logger, trustedProxies, headers });
  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(createNotFoundHandler(app, errorHandler));

  await app.register(routeRules);
  app.addHook('onRequest', requireOwnHost(publicUrl));

  await app.register(healthRoutes, { pingStore: services.pingStore, lifecycle: services.lifecycle });
  await app.register(pageRoutes, { webAssets });

  await app.register(async (withSession) => {
    await withSession.register(sessionPlugin, { store, keyRing: services.keyRing, cookies });
    // After every scope's own guard, so that a visitor hears first that nobody is signed in.
    withSession.addHook('preParsing', requireSameOrigin(publicUrl));
    await withSession.register(signInRoutes, {
      dingtalk,
      corpId: dingtalkApp.corpId,
      issuer: dingtalkApp.hosts.login.origin,
      publicUrl,
      cookies,
      sealers: services.sealers,
      usedStates: services.usedStates,
      tokens,
      startsPerMinute: config.signInStartsPerMinute,
      sessionMaxMs: sessions.maxMs,
      now,
    });
    await withSession.register(async (signedIn) => {
      signedIn.setErrorHandler(jsonErrorHandler);
      signedIn.addHook('onRequest', requireSignedIn({ store, idleMs: sessions.idleMs, now }));
      await signedIn.register(profileRoutes, { prefix: '/api/me', dingtalk, tokens, idleMs: sessions.idleMs });
      await signedIn.register(sessionRoutes, { prefix: '/api/me/sessions', store, cookies });
    });
  });
  return app;
}
