/**
 * The cookies of a browser by host and path (RFC 6265), for clients whose cookies differ by either.
 *
 * Does not: know domains: every cookie is its host's own.
 */
export type FiledCookies = {
  /** What a request to this address carries. */
  headerFor(url: URL): string;
  /** Files what an answer from this address sets; what has expired is dropped. */
  keep(url: URL, setCookies: readonly string[]): void;
  /** Drops everything that a host has set. */
  forget(origin: string): void;
};

type Cookie = { hostname: string; path: string; name: string; value: string };

/** Opens an empty file of cookies. Like a browser, it does not tell ports of a host apart. */
export function openFiledCookies(): FiledCookies {
  let cookies: Cookie[] = [];
  return {
    headerFor: ({ hostname, pathname }) =>
      cookies
        .filter((cookie) => cookie.hostname === hostname && isBelow(cookie.path, pathname))
        .toSorted((one, other) => other.path.length - one.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    keep({ hostname, pathname }, setCookies) {
      for (const { path, isGone, ...cookie } of setCookies.map(readSetCookie)) {
        const kept = { ...cookie, hostname, path: path ?? folderOf(pathname) };
        cookies = cookies.filter((other) => !isSame(other, kept));
        if (!isGone) cookies.push(kept);
      }
    },
    forget(origin) {
      const { hostname } = new URL(origin);
      cookies = cookies.filter((cookie) => cookie.hostname !== hostname);
    },
  };
}

function readSetCookie(header: string) {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const find = (name: string) =>
    attributes.find((attribute) => attribute.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const path = find('path');
  const isGone = Number(find('max-age') ?? 1) <= 0 || Date.parse(find('expires') ?? '') <= Date.now();
  return { name: pair.slice(0, at), value: pair.slice(at + 1), isGone, ...(path?.startsWith('/') && { path }) };
}

function isSame(one: Cookie, other: Cookie): boolean {
  return one.hostname === other.hostname && one.path === other.path && one.name === other.name;
}

function isBelow(path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function folderOf(pathname: string): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}
