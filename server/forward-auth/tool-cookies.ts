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
  const found: string[] = [];
  const rest: string[] = [];
  for (const part of header.split(';')) {
    const text = cutBlanks(part);
    const end = text.indexOf('=');
    const written = end === -1 ? text : text.slice(0, end);
    if (written === name) found.push(text.slice(written.length + 1));
    if (text !== '' && !ours.has(written)) rest.push(text);
  }
  return { value: found.length === 1 ? (found[0] ?? null) : null, rest: rest.join('; ') };
}

/** Blanks of ASCII alone are cut off: a name behind another kind of blank is another name. */
function cutBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (start < end && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** A space or a tab. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
