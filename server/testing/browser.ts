/**
 * A browser as far as HTTP can tell: a cookie jar, and the headers a browser adds by itself.
 *
 * Does not: run scripts or render. Playwright does that.
 */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { type CookieJar, cookieHeader, keepCookies } from './cookie-jar.ts';

export type Answer = LightMyRequestResponse;
type Headers = Record<string, string>;

export type Browser = {
  /** Cookies by name, as the browser would send them. */
  jar: CookieJar;
  /** A request with nothing added but the cookies. */
  request(options: InjectOptions): Promise<Answer>;
  /** A page opened by the person. */
  open(url: string, headers?: Headers): Promise<Answer>;
  /** A call from a script of our own page. */
  get(url: string, headers?: Headers): Promise<Answer>;
  post(url: string, headers?: Headers): Promise<Answer>;
  delete(url: string, headers?: Headers): Promise<Answer>;
  /** Another browser with a copy of these cookies, as a thief or a second process would have them. */
  clone(): Browser;
};

const navigation = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
  accept: 'text/html,application/xhtml+xml',
};
const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };

/** Opens a browser on a server. */
export function createBrowser(app: FastifyInstance, publicUrl: URL, jar: CookieJar = new Map()): Browser {
  const request = async (options: InjectOptions): Promise<Answer> => {
    const cookie = cookieHeader(jar, String(options.url));
    const headers = { host: publicUrl.host, ...(cookie && { cookie }), ...options.headers };
    const answer = await app.inject({ ...options, headers });
    keepCookies(jar, answer);
    return answer;
  };
  const call =
    (method: 'GET' | 'POST' | 'DELETE', own: Headers) =>
    (url: string, headers: Headers = {}) =>
      request({ method, url, headers: { ...own, ...headers } });
  const act = { ...script, 'x-foyer-csrf': '1' };
  return {
    jar,
    request,
    open: call('GET', navigation),
    get: call('GET', script),
    post: call('POST', act),
    delete: call('DELETE', act),
    clone: () => createBrowser(app, publicUrl, new Map(jar)),
  };
}
