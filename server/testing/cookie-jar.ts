/** The cookies of a browser by name, as far as Foyer's cookies need it: hosts and lifetimes play no part. */
import { expiryOf, type HasHeaders, setCookiesOf } from './set-cookies.ts';

/** A cookie that is for one address alone has its path behind its name: several tabs each have their own. */
export type CookieJar = Map<string, string>;

/** Everything that a request for an address would carry as its cookie header. */
export function cookieHeader(jar: CookieJar, url = '/'): string {
  const asked = URL.parse(url, 'https://host.invalid')?.pathname ?? '/';
  return [...jar]
    .map(([key, value]) => ({ ...takeApart(key), value }))
    .filter(({ path }) => path === '/' || asked === path || asked.startsWith(`${path}/`))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

/** Files the cookies of an answer the way a browser does: what has expired is dropped. */
export function keepCookies(jar: CookieJar, answer: HasHeaders): void {
  for (const cookie of setCookiesOf(answer)) {
    const isGone = cookie.attributes.includes('Max-Age=0') || expiryOf(cookie) <= Date.now();
    const key = keyOf(cookie);
    if (isGone) jar.delete(key);
    else jar.set(key, cookie.value);
  }
}

function keyOf({ name, attributes }: ReturnType<typeof setCookiesOf>[number]): string {
  const [path = '/'] = attributes.flatMap((attribute) => /^path=(.*)$/i.exec(attribute)?.slice(1) ?? []);
  return path === '/' ? name : `${name};${path}`;
}

function takeApart(key: string): { name: string; path: string } {
  const [name = '', path = '/'] = key.split(';');
  return { name, path };
}
