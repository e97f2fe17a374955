/**
 * A stand-in for Traefik, which Debian does not have: it does what Traefik's documentation says that the configuration
 * in docs/proxies/traefik.md makes it do.
 *
 * Owns: entry point, routers, and the middlewares `chain`, `headers` and `forwardAuth`, as far as the page uses them.
 * @see {@link https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/}
 */
import { parse } from 'yaml';
import { fillIn, getSnippet, readSnippets, type Snippets } from './proxy-page.ts';
import type { ProxyPlan, RunProxy } from './proxy-process.ts';
import { answerOf, ask, type HeaderPairs, isNamed, type Outcome, startStandInProxy } from './stand-in-proxy.ts';

type Middleware =
  | { chain: { middlewares: string[] } }
  | { headers: { customRequestHeaders: Record<string, string> } }
  | { forwardAuth: { address: string; trustForwardHeader: false; authResponseHeaders: string[] } };
type Router = { rule: string; middlewares?: string[]; service: string };
type Dynamic = { middlewares: Record<string, Middleware>; routers: Record<string, Router> };
type Request = { method: string; host: string; uri: string; address: string };

const hopByHop = [
  'Connection',
  'Keep-Alive',
  'Te',
  'Trailer',
  'Trailers',
  'Transfer-Encoding',
  'Upgrade',
  'Content-Length',
];

/** Starts it. */
export const runTraefikStandIn: RunProxy = async (t, { certificate, foyerPort, tools, parts }) => {
  const snippets = readSnippets('traefik.md');
  const { http } = parse(getSnippet(snippets, 'file=/etc/traefik/traefik.yml')).entryPoints.websecure;
  if (http.aliasHeadersStrategy !== 'delete') throw new Error('names with underscores and dots are kept');
  const sites = Object.entries(tools).map(([host, tool]) => ({
    host,
    port: tool.port,
    dynamic: readDynamic(snippets, host, parts),
  }));
  return startStandInProxy(t, certificate, async ({ method = '', url = '', headers, socket }, all) => {
    const host = String(headers.host).toLowerCase();
    const site = sites.find((each) => each.host === host);
    if (site === undefined) return answerOf(404);
    // Go refuses two hosts, as it refuses a target that it cannot take apart.
    if (all.filter(isNamed(['Host'])).length > 1 || !isReadable(url)) return answerOf(400);
    const router = findRouter(site.dynamic, host, url);
    if (router === undefined) return answerOf(404);
    const request = { method, host, uri: url, address: String(socket.remoteAddress) };
    const outcome = await applyAll(router, site.dynamic, { request, headers: atEntryPoint(all, request), foyerPort });
    if ('answer' in outcome) return outcome;
    return { port: router.service === 'foyer' ? foyerPort : site.port, headers: outcome.headers };
  });
};

/** The longest rule that a request matches. */
function findRouter({ routers }: Dynamic, host: string, uri: string): Router | undefined {
  const [router] = Object.values(routers)
    .filter(({ rule }) => matches(rule, host, uri))
    .sort((one, other) => other.rule.length - one.rule.length);
  return router;
}

async function applyAll(router: Router, { middlewares }: Dynamic, applied: Applied): Promise<Refused | Changed> {
  let { headers } = applied;
  for (const name of (router.middlewares ?? []).flatMap((each) => unchain(each, middlewares))) {
    const outcome = await applyMiddleware(middlewares[name], { ...applied, headers });
    if ('answer' in outcome) return outcome;
    headers = outcome.headers;
  }
  return { headers };
}

function readDynamic(snippets: Snippets, host: string, parts: ProxyPlan['parts']): Dynamic {
  const middlewares = parts.map(() => `${getSnippet(snippets, 'part=nobody')}\n`).join('');
  const routers = parts.map((part) => getSnippet(snippets, `part=${part}`)).join('');
  const text = fillIn(getSnippet(snippets, 'file=/etc/traefik/tools.yml'), {
    '  routers:\n': `${middlewares}  routers:\n${routers}`,
    'wiki.example.com': host,
  });
  return parse(text).http;
}

/** Drops what Connection names and names that could be read as others, and says where the request came from. */
function atEntryPoint(headers: HeaderPairs, { host, address }: Request): HeaderPairs {
  const forwarded: HeaderPairs = [
    ['X-Forwarded-Host', host],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-For', address],
  ];
  return [...withoutNamed(withoutAliases(headers), forwarded), ...forwarded];
}

function withoutAliases(headers: HeaderPairs): HeaderPairs {
  const named = headers.filter(isNamed(['Connection'])).flatMap(([, value]) => value.split(/ *, */));
  const isUpgrade = named.some((name) => name.toLowerCase() === 'upgrade');
  const kept = headers.filter(([name]) => /^[A-Za-z0-9-]+$/.test(name));
  const rest = kept.filter(
    (pair) => !isNamed(['Connection', ...named.filter((name) => name.toLowerCase() !== 'upgrade')])(pair),
  );
  return isUpgrade ? [...rest, ['Connection', 'Upgrade']] : rest;
}

function matches(rule: string, host: string, uri: string): boolean {
  // Traefik resolves dot segments before it routes.
  const path = decodeURIComponent(new URL(uri, 'https://tool').pathname);
  return [...rule.matchAll(/(Host|PathPrefix|PathRegexp)\(`([^`]+)`\)/g)].every(([, kind, value = '']) => {
    if (kind === 'Host') return value === host;
    return kind === 'PathPrefix' ? path.startsWith(value) : new RegExp(value).test(path);
  });
}

function isReadable(uri: string): boolean {
  return /^\/[\x21-\x7e]*$/.test(uri) && !/%(?![\da-f]{2})/i.test(uri.split('?', 1)[0] ?? '');
}

function unchain(name: string, middlewares: Dynamic['middlewares']): string[] {
  const middleware = middlewares[name];
  return middleware !== undefined && 'chain' in middleware ? middleware.chain.middlewares : [name];
}

type Applied = { request: Request; headers: HeaderPairs; foyerPort: number };
type Refused = Extract<Outcome, { answer: unknown }>;
type Changed = { headers: HeaderPairs };

async function applyMiddleware(
  middleware: Middleware | undefined,
  { request, headers, foyerPort }: Applied,
): Promise<Refused | Changed> {
  if (middleware === undefined || 'chain' in middleware) throw new Error('a middleware that is not there');
  if ('headers' in middleware) {
    const changes = Object.entries(middleware.headers.customRequestHeaders);
    return { headers: [...withoutNamed(headers, changes), ...changes.filter(([, value]) => value !== '')] };
  }
  const { address, authResponseHeaders } = middleware.forwardAuth;
  const about: HeaderPairs = [
    ['X-Forwarded-Method', request.method],
    ['X-Forwarded-Uri', request.uri],
  ];
  const asked = [
    ...withoutNamed(
      headers.filter((pair) => !isNamed(hopByHop)(pair)),
      about,
    ),
    ...about,
  ];
  const path = new URL(address).pathname;
  const answer = await ask(foyerPort, { method: 'GET', path, headers: asked }).catch(() => null);
  if (answer === null) return answerOf(500);
  if (answer.status < 200 || answer.status > 299) {
    return {
      answer: {
        ...answer,
        headers: answer.headers.filter((pair) => !isNamed(['Connection', 'Keep-Alive', 'Transfer-Encoding'])(pair)),
      },
    };
  }
  const isCopied = isNamed(authResponseHeaders);
  return { headers: [...headers.filter((pair) => !isCopied(pair)), ...answer.headers.filter(isCopied)] };
}

function withoutNamed(headers: HeaderPairs, others: readonly [string, string][]): HeaderPairs {
  const isOther = isNamed(others.map(([name]) => name));
  return headers.filter((pair) => !isOther(pair));
}
