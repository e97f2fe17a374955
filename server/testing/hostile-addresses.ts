/** Addresses made to lead people away, and what must hold for every address that people are sent to. */

/** Pieces from which addresses that leave a host have been made. */
export const hostileFragments: readonly string[] = [
  ...['/', '//', '\\', '/\\', '.', '..', '/..', '/.', ';', '@', ':', '?', '#', '&', '%', '%2', '%zz'],
  ...[
    '%2f',
    '%2F',
    '%5c',
    '%252f',
    '%25252f',
    '%2e',
    '%2e%2e',
    '%252e',
    '%00',
    '%09',
    '%0d%0a',
    '%3f',
    '%23',
    '%c0%af',
  ],
  ...['\t', '\n', '\r', ' ', '\u00a0', '\u2028', '\u200b', '\u202e', '\ufeff', '\u0000', '\u0085', '\ud800', '\udc00'],
  ...[
    '\u2215',
    '\uff0f',
    '\u2044',
    '\u29f8',
    '\uff3c',
    '\u3002',
    '\uff0e',
    '张',
    '🌻',
    'é',
    '"',
    '<',
    '>',
    "'",
    '`',
    '|',
    '^',
  ],
  ...['https:', 'http:', 'javascript:', 'data:', 'evil.example', 'foyer.example.com', '127.1', '[::1]', 'user:pass@'],
  ...['auth', '%61uth', 'auth/tool', 'auth/sign-out', 'oidc', 'oidc/interaction/a', 'api', '.foyer', 'sandbox', 'AUTH'],
  ...['张'.repeat(250), 'a'.repeat(700)],
];

const actingPath = /^\/(auth|oidc|forward-auth|\.foyer|sandbox|api)(\/|$)/i;
const handOver = /^\/(auth\/tool|oidc\/interaction\/[\w-]{1,64})$/;

/** How an address escapes, in words, or null. Read the way a browser reads it, and after each further decoding. */
export function findEscape(address: string, home: URL): string | null {
  if (!/^[\x21-\x7e]+$/.test(address)) return `not printable ASCII: ${JSON.stringify(address)}`;
  if (!/^\/(?![/\\])/.test(address)) return `not a path: ${address}`;
  const { pathname } = new URL(address, home);
  for (let path = pathname, depth = 0; depth <= 3; depth += 1, path = decode(path)) {
    const url = new URL(path, home);
    if (url.origin !== home.origin || url.username !== '') return `another host after ${depth} decodings: ${address}`;
    if (actingPath.test(url.pathname) && !handOver.test(url.pathname))
      return `acts after ${depth} decodings: ${address}`;
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
