/**
 * Foyer's cookies on the hosts of tools.
 *
 * Owns: their names and attributes, reading them, and keeping them from the tools.
 */
import type { CookieSerializeOptions } from '@fastify/cookie';
import { createCookieRules } from '../sessions/cookies.ts';

/** Plain names: the tool session, and the browser's half of a hand-over. */
const SESSION = 'foyer-tool';
const HAND_OVER = 'foyer-handover';

/** Every name that one of our cookies may have, on https and on http. */
const ours: ReadonlySet<string> = new Set([SESSION, HAND_OVER].flatMap((name) => [name, `__Host-${name}`]));

export type ToolCookies = { session: string; handOver: string; attributes: CookieSerializeOptions };

/** The cookies of a tool's host, by its origin: the tool may be on https while Foyer is on http. */
export function toolCookiesOf(origin: string): ToolCookies {
  const { name, attributes } = createCookieRules(new URL(origin));
  return { session: name(SESSION), handOver: name(HAND_OVER), attributes };
}

/** The name of the cookie with the tool session. */
export function toolSessionCookie(origin: string): string {
  return origin.startsWith('https:') ? `__Host-${SESSION}` : SESSION;
}

/**
 * What a cookie header says of ours, and the rest, which is the tool's.
 *
 * `value` is null when the cookie is not there, or is there twice: a sibling host can plant a second one, and neither
 * counts then.
 */
export function takeCookie(header: string | undefined, name: string): { value: string | null; rest: string } {
  if (header === undefined) return { value: null, rest: '' };
  const cookies = header.split(';').map(toCookie);
  const [first, ...others] = cookies.filter((cookie) => cookie.name === name);
  const rest = cookies.filter((cookie) => cookie.text !== '' && !ours.has(cookie.name)).map(({ text }) => text);
  return { value: first === undefined || others.length > 0 ? null : first.value, rest: rest.join('; ') };
}

type Cookie = { text: string; name: string; value: string };

/** Blanks of ASCII alone are cut off: a name behind another kind of blank is another name. */
function toCookie(part: string): Cookie {
  const text = part.replace(/^[ \t]+|[ \t]+$/g, '');
  const end = text.indexOf('=');
  return end === -1 ? { text, name: text, value: '' } : { text, name: text.slice(0, end), value: text.slice(end + 1) };
}
