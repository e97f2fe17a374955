/**
 * Where a person may be sent after signing in.
 *
 * Owns: the one policy for addresses that come from outside. Only a path on Foyer's own host passes; whatever could be
 * read as another host by any browser or proxy, after any number of decodings, does not.
 * Called by: `begin.ts` when a sign-in starts, `complete.ts` again when it ends, `callback-route.ts` when it is refused.
 */

const HOME = '/';
const MOST_CHARACTERS = 2048;
const MOST_DECODINGS = 3;

/** Controls, blanks, format and bidi characters, line and paragraph separators, lone surrogates. */
const INVISIBLE = /[\p{C}\p{Z}]/u;
/** Characters that look like a slash, or that old IDNA tables turn into one. */
const SLASH_LOOK_ALIKE = /[\u2044\u2215\u2571\u27CB\u29F8\u29F5\u29F9\uFE68\uFF0F\uFF3C\u3033-\u3035\u2216]/u;
/** Addresses that act, answer machines, or would come straight back here. */
const NOT_PAGES = /^\/(auth|oidc|forward-auth|\.foyer|sandbox|api)([/?#]|$)/i;
/** The two addresses among them that a person is sent on through. */
const HAND_OVERS = /^\/(auth\/tool|oidc\/interaction\/[\w-]{1,64})$/;

/**
 * The address to go to, as ASCII path, query and fragment; the home page for everything the policy refuses.
 *
 * @param address what came from outside: a repeated parameter arrives as something that is not a string
 */
export function safeReturnAddress(address: unknown, publicUrl: URL): string {
  if (typeof address !== 'string' || address.length < 1 || address.length > MOST_CHARACTERS) return HOME;
  const [path = ''] = address.split(/[?#]/, 1);
  if (INVISIBLE.test(address) || address.includes('\\') || !isPlainPath(path)) return HOME;
  const url = URL.parse(address, publicUrl.origin);
  if (url === null || url.origin !== publicUrl.origin || url.username !== '' || url.password !== '') return HOME;
  const safe = `${url.pathname}${url.search}${url.hash}`;
  // Escaping makes a Chinese address nine times as long, and a cookie has to carry it.
  return safe.length > MOST_CHARACTERS ? HOME : safe;
}

/** Whether a path is plain at every depth of percent-encoding. One that is still encoded after three is not. */
function isPlainPath(path: string): boolean {
  let current = path;
  for (let depth = 0; depth <= MOST_DECODINGS; depth += 1) {
    if (!isPlainAtThisDepth(current)) return false;
    const decoded = decode(current);
    if (decoded === null) return false;
    if (decoded === current) return true;
    current = decoded;
  }
  return false;
}

function isPlainAtThisDepth(path: string): boolean {
  const hasOddCharacters = INVISIBLE.test(path) || SLASH_LOOK_ALIKE.test(path) || path.includes('\\');
  const hasOddSegments = !path.startsWith('/') || path.includes('//') || /(^|\/)\.{1,2}([/?#]|$)/.test(path);
  return !hasOddCharacters && !hasOddSegments && (!NOT_PAGES.test(path) || HAND_OVERS.test(path));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
