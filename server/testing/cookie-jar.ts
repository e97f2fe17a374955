/** The cookies of a browser by name, as far as Foyer's cookies need it: paths, hosts and lifetimes play no part. */
import { expiryOf, type HasHeaders, setCookiesOf } from './set-cookies.ts';

export type CookieJar = Map<string, string>;

/** Everything that a request would carry as its cookie header. */
export function cookieHeader(jar: CookieJar): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Files the cookies of an answer the way a browser does: what has expired is dropped. */
export function keepCookies(jar: CookieJar, answer: HasHeaders): void {
  for (const cookie of setCookiesOf(answer)) {
    const isGone = cookie.attributes.includes('Max-Age=0') || expiryOf(cookie) <= Date.now();
    if (isGone) jar.delete(cookie.name);
    else jar.set(cookie.name, cookie.value);
  }
}
