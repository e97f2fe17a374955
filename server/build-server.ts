/**
 * The server, as a table of contents.
 *
 * Owns: which routes there are, in which scope, with what they need. It builds and never listens.
 * Does not: open anything; `services.ts` does.
 * Called by: `main.ts`, benchmarks, tests.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from './config/load-config.ts';
import { auditRoutes } from './audit/routes.ts';
import { contactsRoutes } from './contacts/routes.ts';
import { createErrorHandler, jsonErrorHandler } from './error-handler.ts';
import { directoryAdminRoutes } from './directory/admin-routes.ts';
import { directoryRoutes } from './directory/routes.ts';
import { dingTalkErrorRoutes } from './dingtalk-errors/routes.ts';
import { doctorRoutes } from './doctor/routes.ts';
import { decisionRoutes } from './forward-auth/decision-routes.ts';
import { toolHostRoutes } from './forward-auth/hand-over/tool-host-routes.ts';
import { toolRoute } from './forward-auth/hand-over/tool-route.ts';
import { passQuickly } from './forward-auth/quick-pass.ts';
import { healthRoutes } from './health/routes.ts';
import { createClientAddress } from './http/client-address.ts';
import { answerSafely, createApp } from './http/create-app.ts';
import { requireSameOrigin } from './http/csrf.ts';
import { createNotFoundHandler } from './http/not-found.ts';
import { requireOwnHost } from './http/own-host.ts';
import { routeRules } from './http/route-rules.ts';
import { computeSecurityHeaders } from './http/security-headers.ts';
import { interactionRoutes } from './oidc/interaction-routes.ts';
import { jwksRoute } from './oidc/jwks-route.ts';
import { answerToolsQuickly } from './oidc/quick-answers.ts';
import { browserEndpoints, toolEndpoints } from './oidc/provider-routes.ts';
import { createTrustedPeers } from './http/trusted-peer.ts';
import { createFieldPermissions, createReadFields } from './people/missing-fields.ts';
import { createReadContact } from './profile/contact.ts';
import { profileRoutes } from './profile/routes.ts';
import type { Services } from './services.ts';
import { askedBy } from './sessions/audited.ts';
import { type CookieRules, createCookieRules } from './sessions/cookies.ts';
import { sessionPlugin } from './sessions/plugin.ts';
import { createQuickSession } from './sessions/quick-session.ts';
import { requireAdministrator } from './sessions/require-administrator.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { getSignedIn, requireSignedIn } from './sessions/signed-in.ts';
import type { SignInOptions } from './sign-in/options.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { NEWEST_SCHEMA } from './storage/open-database.ts';
import { toolsAdminRoutes } from './tools/admin-routes.ts';
import { toolsRoutes } from './tools/routes.ts';
import { pageRoutes } from './web-assets/routes.ts';

/** Builds the server from a configuration and open services. */
export async function buildServer(config: Config, services: Services): Promise<FastifyInstance> {
  const { publicUrl, trustedProxies } = config;
  const { logger, store, webAssets } = services;
  const cookies = createCookieRules(publicUrl);
  const errorHandler = createErrorHandler((failure) => webAssets.renderPage({ failure }));

  const headers = computeSecurityHeaders({ publicUrl, contentSecurityPolicy: webAssets.contentSecurityPolicy });

  const app = createApp({ logger, trustedProxies, headers });
  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(createNotFoundHandler(app, errorHandler));

  await app.register(routeRules);
  app.addHook('onRequest', answerSafely(headers));
  app.addHook('onRequest', requireOwnHost(publicUrl));

  await app.register(healthRoutes, { pingStore: services.pingStore, lifecycle: services.lifecycle });
  await app.register(pageRoutes, { webAssets });
  await app.register(jwksRoute, { signingKeys: services.signingKeys });
  await app.register(toolEndpoints, { ...services, publicUrl });
  const findSession = createQuickSession({ store, keyRing: services.keyRing, cookies });
  const addressOf = createClientAddress(trustedProxies);
  answerToolsQuickly(app.server, { ...services, publicUrl, headers, findSession, addressOf, log: logger });
  await app.register(dingTalkErrorRoutes, { prefix: '/api/dingtalk-errors', appKind: services.dingtalkApp.kind });

  const isTrustedPeer = createTrustedPeers(trustedProxies);
  await app.register(decisionRoutes, { ...services, isTrustedPeer });
  passQuickly(app.server, { ...services, isTrustedPeer, addressOf });
  await app.register(toolHostRoutes, { ...services, publicUrl, isTrustedPeer });

  await app.register(async (withSession) => {
    await withSession.register(sessionPlugin, { store, keyRing: services.keyRing, cookies });
    // Tools ask these without any cookie, and the forms among them prove by themselves that they come from our page.
    await withSession.register(interactionRoutes, services);
    await withSession.register(browserEndpoints, {
      ...services,
      publicUrl,
      startsPerMinute: config.signInStartsPerMinute,
    });
    await withSession.register(async (ours) => registerForOurPages(ours, config, services, cookies));
  });
  return app;
}

async function registerForOurPages(
  app: FastifyInstance,
  config: Config,
  services: Services,
  cookies: CookieRules,
): Promise<void> {
  // After every scope's own guard, so that a visitor hears first that nobody is signed in.
  app.addHook('preParsing', requireSameOrigin(config.publicUrl));
  await app.register(signInRoutes, signInOptions(config, services, cookies));
  await app.register(toolRoute, {
    ...services,
    people: services.knownPeople,
    startsPerMinute: config.signInStartsPerMinute,
  });
  await app.register(async (signedIn) => {
    signedIn.setErrorHandler(jsonErrorHandler);
    signedIn.addHook('onRequest', requireSignedIn(services.activity));
    await registerForEmployees(signedIn, config, services, cookies);
    await signedIn.register(async (admin) => registerForAdministrators(admin, config, services), {
      prefix: '/api/admin',
    });
  });
}

function signInOptions(config: Config, services: Services, cookies: CookieRules): SignInOptions {
  const { dingtalkApp, replica } = services;
  return {
    ...services,
    departments: replica.departments,
    corpId: dingtalkApp.corpId,
    issuer: dingtalkApp.hosts.login.origin,
    publicUrl: config.publicUrl,
    cookies,
    startsPerMinute: config.signInStartsPerMinute,
    sessionMaxMs: config.sessions.maxMs,
  };
}

async function registerForEmployees(
  app: FastifyInstance,
  { sessions: { idleMs } }: Config,
  services: Services,
  cookies: CookieRules,
): Promise<void> {
  const { tokens, dingtalk, dingtalkApp, administrators, replica, runs, employees, now } = services;
  const { directory } = dingtalk;
  const known = runs.readableFields;
  const forCards = createFieldPermissions({ appKind: dingtalkApp.kind, readFields: async () => known() });
  const readFields = createReadFields({ directory, known, now });
  const fieldPermissions = createFieldPermissions({ appKind: dingtalkApp.kind, readFields });
  const readContact = createReadContact({ employees, replica, directory, fieldPermissions, now });
  const { kind: appKind } = dingtalkApp;
  const me = { dingtalk, tokens, readContact, administrators, idleMs, appKind };
  await app.register(profileRoutes, { prefix: '/api/me', ...me });
  const { listOpen: listLogins } = services.logins;
  await app.register(sessionRoutes, { prefix: '/api/me/sessions', ...services, listLogins, cookies });
  await app.register(toolsRoutes, { prefix: '/api/tools', rules: services.rules, replica });
  await app.register(directoryRoutes, { prefix: '/api/directory', replica, fieldPermissions: forCards, runs });
}

async function registerForAdministrators(app: FastifyInstance, config: Config, services: Services): Promise<void> {
  const { administrators, audit, dingtalkApp, employees, evidence, logger, now, replica, runner, runs, store } =
    services;
  app.addHook('onRequest', requireAdministrator({ administrators, now, audit }));
  const mayStillFollow = async (request: FastifyRequest) => {
    const { key, record } = getSignedIn(request);
    return administrators.has(record.content.person.userId) && (await store.find(key)) !== null;
  };
  await app.register(directoryAdminRoutes, { replica, runner, employees, mayStillFollow, audit });
  await app.register(auditRoutes, { audit, askedBy });
  const changing = { ...services.contacts, replica, appKind: dingtalkApp.kind, mayStillAct: mayStillFollow };
  await app.register(contactsRoutes, changing);
  await app.register(toolsAdminRoutes, { rules: services.rules, replica });
  const examined = { config, app: dingtalkApp, schema: NEWEST_SCHEMA, replica, runs, evidence, now };
  await app.register(doctorRoutes, { ...examined, log: logger });
  // In this scope, so that its guards speak first: whoever may not enter learns nothing about what is there.
  app.setNotFoundHandler(createNotFoundHandler(app, jsonErrorHandler));
}
