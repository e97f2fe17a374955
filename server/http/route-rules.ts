/**
 * What every route must say of itself.
 *
 * Owns: that nothing is open by accident (each route declares who may call it), that nothing unknown is swallowed (each
 * declares its query), and how long each may work; and the table of which address answers to which method.
 * Does not: check who calls; the scopes in `build-server.ts` do.
 */
import type { FastifyInstance, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';

/**
 * Who may call a route: anybody, a signed-in person, an administrator of Foyer, a trusted proxy and nobody else, or a tool:
 * what OAuth lets it ask, and the browsers that it sends, under OAuth's own rules.
 */
export type Access = 'public' | 'user' | 'admin' | 'proxy' | 'tool';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Methods that a path answers to, for a refusal that names them; empty for an unknown path. */
    methodsOf(pathname: string): string[];
    /** Every route with its declaration, for tests that go through all of them. */
    routeTable: readonly RouteEntry[];
  }
}

export type RouteEntry = { url: string; methods: string[]; access: Access };
/** No handler works for longer than anybody waits. */
const HANDLER_MS = 10_000;

type CheckedRoute = RouteEntry & { pattern: URLPattern };

async function registerRouteRules(app: FastifyInstance): Promise<void> {
  const routes: CheckedRoute[] = [];
  app.decorate('routeTable', routes);
  app.addHook('onRoute', (route) => {
    routes.push(check(route));
    // A question of a proxy waits for the store at most, which has a limit of its own; and timers cost more than it does.
    if (route.config?.access !== 'proxy') route.handlerTimeout ??= HANDLER_MS;
  });
  app.decorate('methodsOf', (pathname: string) => {
    const methods = routes.flatMap((route) => (route.pattern.test({ pathname }) ? route.methods : []));
    return [...new Set(methods)];
  });
}

function check({ url, method, config, schema }: RouteOptions): CheckedRoute {
  const methods = [method].flat();
  const access = config?.access;
  if (access === undefined) throw new Error(`${methods} ${url} does not declare who may call it`);
  if (schema?.querystring === undefined) throw new Error(`${methods} ${url} does not declare its query`);
  return { url, methods, access, pattern: new URLPattern({ pathname: url }) };
}

export const routeRules = fp(registerRouteRules, { name: 'foyer-route-rules' });
