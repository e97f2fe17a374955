/**
 * A browser in front of tools, and a proxy between them and Foyer, as far as HTTP can tell.
 *
 * Owns: cookies by host, following redirects from host to host, and asking Foyer about each request the way a proxy does.
 * Does not: serve tools; a request that may pass ends here with what the tool would have been told.
 */
import assert from 'node:assert/strict';
import type { dialects } from '../forward-auth/dialects.ts';
import { pathOf, splitAddress } from '../forward-auth/original-request.ts';
import type { Answer, Browser } from './browser.ts';
import type { CookieJar } from './cookie-jar.ts';
import { PUBLIC_URL } from './live-settings.ts';
import { chooseAtDingTalk } from './sign-in.ts';

type Headers = Record<string, string>;

export type ToolBrowser = {
  /** Foyer's own host in the same browser. */
  foyer: Browser;
  jarOf(host: string): CookieJar;
  /** What Foyer answers when the proxy asks about a request; without headers, about a page that somebody opens. */
  ask(address: string, headers?: Headers, method?: string): Promise<Answer>;
  /** A request that the proxy hands to Foyer: under `/.foyer/`. */
  hand(address: string, headers?: Headers): Promise<Answer>;
  /** Opens a page and follows every redirect; whoever is asked for a sign-in picks 张伟 unless this says otherwise. */
  open(address: string, options?: { userId?: string }): Promise<Opened>;
  /** Follows redirects until one leads here: to Foyer's `/auth/tool`, or to the callback with its ticket. Gives it. */
  openUntil(address: string, path: string): Promise<string>;
};

/** Where a page ended, and the way there. */
type Opened = { address: string; answer: Answer; steps: string[] };

type Options = { dialect?: keyof typeof dialects; publicUrl?: string };

export const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
export const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: 'application/json' };
/** The page to sign in of DingTalk, played by the sandbox. */
const DINGTALK = /^http:\/\/(?:localhost|127\.0\.0\.1):\d+\/oauth2/;
const MOST_STEPS = 15;

/** Opens one beside a browser, whose session at Foyer it shares. */
export function createToolBrowser(foyer: Browser, options: Options = {}): ToolBrowser {
  const { dialect = 'nginx', publicUrl = PUBLIC_URL } = options;
  const hosts = new Map<string, Browser>();
  const at = (host: string): Browser => {
    const browser = hosts.get(host) ?? foyer.clone();
    if (!hosts.has(host)) browser.jar.clear();
    hosts.set(host, browser);
    return browser;
  };
  const ask: ToolBrowser['ask'] = (address, headers = navigation, method = 'GET') =>
    at(takeApart(address).host).request(toQuestion(dialect, { address, headers, method }));
  const hand: ToolBrowser['hand'] = (address, headers = navigation) => {
    const { proto, host, uri } = takeApart(address);
    const forwarded = { 'x-forwarded-host': host, 'x-forwarded-proto': proto };
    return at(host).request({ url: uri, headers: { ...forwarded, ...headers } });
  };
  const visit = (address: string): Promise<Answer> => {
    const { origin, uri } = splitAddress(address);
    if (origin === publicUrl) return foyer.open(uri);
    return uri.startsWith('/.foyer/') ? hand(address) : ask(address);
  };
  const follow = async (start: string, { userId = 'zhangwei01', until = ' ' }): Promise<Opened> => {
    const steps: string[] = [];
    for (let address = start; steps.length < MOST_STEPS; ) {
      if (DINGTALK.test(address)) address = publicUrl + (await chooseAtDingTalk(new URL(address), { userId }));
      const answer = await visit(address);
      const { origin, uri } = splitAddress(address);
      steps.push(`${answer.statusCode} ${origin}${pathOf(uri)}`);
      const next = nextAfter(answer, origin);
      if (next === null) return { address, answer, steps };
      address = next;
      if (splitAddress(address).uri.startsWith(until)) return { address, answer, steps };
    }
    assert.fail(`no end: ${steps.join(' → ')}`);
  };
  return {
    foyer,
    jarOf: (host) => at(host).jar,
    ask,
    hand,
    open: (address, { userId } = {}) => follow(address, { ...(userId && { userId }) }),
    async openUntil(address, path) {
      const { address: reached, steps } = await follow(address, { until: path });
      assert.ok(splitAddress(reached).uri.startsWith(path), `${reached} after ${steps.join(' → ')}`);
      return reached;
    },
  };
}

/** Where an answer leads, by whichever header. */
function nextAfter({ headers }: Answer, origin: string): string | null {
  const next = headers.location ?? headers['x-foyer-location'];
  if (next === undefined) return null;
  return String(next).startsWith('/') ? `${origin}${next}` : String(next);
}

/** Scheme, host, and path with query, byte for byte: `URL` would tidy them up. */
function takeApart(address: string): { proto: string; host: string; uri: string } {
  const { origin, uri } = splitAddress(address);
  const [proto = '', host = ''] = origin.split('://');
  return { proto, host, uri };
}

type Asked = { address: string; headers: Headers; method: string };

function toQuestion(dialect: keyof typeof dialects, { address, headers, method }: Asked) {
  const { proto, host, uri } = takeApart(address);
  if (dialect === 'nginx') {
    const asked = { 'x-original-url': address, 'x-original-method': method };
    return { url: '/forward-auth/nginx', headers: { ...asked, ...headers } };
  }
  if (dialect === 'envoy') {
    const asked = { host, 'x-forwarded-proto': proto };
    return { method: method as 'GET', url: `/forward-auth/envoy${uri}`, headers: { ...asked, ...headers } };
  }
  const asked = {
    'x-forwarded-method': method,
    'x-forwarded-proto': proto,
    'x-forwarded-host': host,
    'x-forwarded-uri': uri,
  };
  return { url: `/forward-auth/${dialect}`, headers: { ...asked, ...headers } };
}
