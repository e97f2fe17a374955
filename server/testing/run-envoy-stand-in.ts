/**
 * A stand-in for Envoy, which Debian does not have: it does what Envoy's documentation says that the configuration in
 * docs/proxies/envoy.md makes it do.
 *
 * Owns: the filters `header_mutation` and `ext_authz`, and routes, as far as the page uses them.
 * @see {@link https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/ext_authz_filter}
 */
import { parse } from 'yaml';
import { getSnippet, readSnippets, type Snippets } from './proxy-page.ts';
import type { ProxyPlan, RunProxy } from './proxy-process.ts';
import { answerOf, ask, type HeaderPairs, isNamed, type Outcome, startStandInProxy } from './stand-in-proxy.ts';

type Matcher = { exact?: string; prefix?: string; safe_regex?: { regex: string } };
type Patterns = { patterns: Matcher[] };
type ExtAuthz = {
  failure_mode_allow: false;
  allowed_headers: Patterns;
  http_service: {
    path_prefix: string;
    authorization_response: { allowed_upstream_headers: Patterns; allowed_client_headers: Patterns };
  };
};
type Route = {
  match: { prefix?: string; safe_regex?: { regex: string } };
  route: { cluster: string };
  typed_per_filter_config?: unknown;
  request_headers_to_remove?: string[];
};
type Manager = { mutations: { remove_on_match: { key_matcher: Matcher } }[]; extAuthz: ExtAuthz; routes: Route[] };

const SERVICE_UNAVAILABLE = 503;
/** Part of every question, whatever the configuration allows. */
const alwaysAsked: Matcher[] = [{ exact: 'host' }, { exact: 'authorization' }];
/** About one connection; Envoy writes its own. */
const hopByHop = isNamed(['Connection', 'Keep-Alive', 'Proxy-Connection', 'Transfer-Encoding', 'TE', 'Trailer']);

/** Starts it. */
export const runEnvoyStandIn: RunProxy = async (t, { certificate, foyerPort, tools, parts }) => {
  const { mutations, extAuthz, routes } = readManager(readSnippets('envoy.md'), parts);
  const removed = mutations.map(({ remove_on_match }) => remove_on_match.key_matcher);
  return startStandInProxy(t, certificate, async ({ method = '', url = '', headers, socket }, all) => {
    const host = String(headers.host).toLowerCase();
    const tool = tools[host];
    if (tool === undefined) return answerOf(404);
    if (!url.startsWith('/')) return answerOf(400);
    const passed = atManager(all, removed, String(socket.remoteAddress));
    const route = routes.find(({ match }) => matchesPath(match, url));
    const port = route?.route.cluster === 'foyer' ? foyerPort : tool.port;
    if (route?.typed_per_filter_config === undefined)
      return authorize(extAuthz, { method, url, passed, port, foyerPort });
    const isGone = isNamed([...(route.request_headers_to_remove ?? []), 'x-forwarded-host']);
    return { port, headers: [...passed.filter((pair) => !isGone(pair)), ['x-forwarded-host', host]] };
  });
};

/** What the connection manager and `header_mutation` leave of a request's headers. */
function atManager(all: HeaderPairs, removed: Matcher[], address: string): HeaderPairs {
  const about: HeaderPairs = [
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-for', address],
  ];
  const isAbout = isNamed(about.map(([name]) => name));
  const isRemoved = matching(removed);
  const kept = all.filter((pair) => !pair[0].includes('_') && !isAbout(pair) && !isRemoved(pair));
  return [...withConnection(kept), ...about];
}

type Authorized = { method: string; url: string; passed: HeaderPairs; port: number; foyerPort: number };

/** What `ext_authz` does. */
async function authorize(extAuthz: ExtAuthz, { method, url, passed, port, foyerPort }: Authorized): Promise<Outcome> {
  const { path_prefix, authorization_response } = extAuthz.http_service;
  const asked = passed.filter(matching([...extAuthz.allowed_headers.patterns, ...alwaysAsked]));
  const headers: HeaderPairs = [...asked, ['content-length', '0']];
  const answer = await ask(foyerPort, { method, path: path_prefix + url, headers }).catch(() => null);
  if (answer === null || answer.status >= 500) return answerOf(SERVICE_UNAVAILABLE);
  if (answer.status !== 200) return refuse(answer, authorization_response.allowed_client_headers.patterns);
  const taken = answer.headers.filter(matching(authorization_response.allowed_upstream_headers.patterns));
  // A header that the answer does not have stays as the browser sent it.
  const isTaken = isNamed(taken.map(([name]) => name));
  return { port, headers: [...passed.filter((pair) => !isTaken(pair)), ...taken] };
}

function readManager(snippets: Snippets, parts: ProxyPlan['parts']): Manager {
  const above = parts.map((part) => getSnippet(snippets, `part=${part}`)).join('');
  const text = getSnippet(snippets, 'file=/etc/envoy/envoy.yaml').replace(
    /^ +- match: { prefix: \/ }/m,
    (line) => `${above}${line}`,
  );
  const [listener] = parse(text).static_resources.listeners;
  const manager = listener.filter_chains[0].filters[0].typed_config;
  const [headerMutation, extAuthz] = manager.http_filters;
  return {
    mutations: headerMutation.typed_config.mutations.request_mutations,
    extAuthz: extAuthz.typed_config,
    routes: manager.route_config.virtual_hosts[0].routes,
  };
}

function matching(matchers: readonly Matcher[]): (pair: HeaderPairs[number]) => boolean {
  return ([name]) => matchesAny(matchers, name);
}

/** Whether one of them is about a name, which Envoy has in lower case. */
function matchesAny(matchers: readonly Matcher[], name: string): boolean {
  const lower = name.toLowerCase();
  return matchers.some(({ exact, prefix, safe_regex }) => {
    if (exact !== undefined) return lower === exact;
    return prefix === undefined ? matchesWhole(safe_regex, lower) : lower.startsWith(prefix);
  });
}

/** Paths are compared as they were sent, without the query. */
function matchesPath({ prefix, safe_regex }: Route['match'], url: string): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return prefix === undefined ? matchesWhole(safe_regex, path) : path.startsWith(prefix);
}

function matchesWhole(expression: Matcher['safe_regex'], text: string): boolean {
  return new RegExp(`^(?:${expression?.regex})$`).test(text);
}

function withConnection(headers: HeaderPairs): HeaderPairs {
  const isUpgrade = headers.some((pair) => isNamed(['Upgrade'])(pair));
  const rest = headers.filter((pair) => !hopByHop(pair));
  return isUpgrade ? [...rest, ['connection', 'upgrade']] : rest;
}

function refuse(answer: { status: number; headers: HeaderPairs; body: Buffer }, patterns: Matcher[]): Outcome {
  const headers = answer.headers.filter(([name]) => matchesAny([...patterns, { exact: 'content-length' }], name));
  return { answer: { ...answer, headers } };
}
