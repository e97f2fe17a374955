/**
 * The request that a reverse proxy asks about.
 *
 * Owns: what a readable one is. Whatever two programs could read in two ways is refused instead of being guessed.
 * Does not: know where each proxy writes it down (`dialects.ts`).
 */
import type { Rules, Tool } from '../access/tool.ts';

/** A request to a tool: `uri` is path and query as they were sent. */
export type OriginalRequest = { tool: Tool; origin: string; uri: string; method: string };

/** Why it cannot be judged: it is not a readable address, or it is for a host that no tool has. */
export type Unreadable = 'malformed' | 'unknown_host';

/** A request as a proxy wrote it down. */
export type WrittenRequest = { origin: string; uri: string; method: string };

/** A token of RFC 9110, section 5.6.2; no method that anybody uses is longer. */
const METHOD = /^[\w!#$%&'*+.^`|~-]{1,32}$/;
/**
 * Printable, and nothing that a browser would have cut off (`#`) or, before the query, turned round (`\`); bytes beyond
 * ASCII come as such.
 */
const URI = /^\/[\x21-\x22\x24-\x3e\x40-\x5b\x5d-\x7e\x80-\xff]*(?:\?[\x21-\x22\x24-\x7e\x80-\xff]*)?$/;
const HOST = /^https?:\/\/(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?::\d{1,5})?$/;
/** A percent sign that encodes nothing, or a control character. */
const ODD_ESCAPE = /%(?![\da-f]{2})|%[01][\da-f]|%7f/i;

/** Reads a request that was written down, or says why that cannot be done. */
export function readOriginal({ origin, uri, method }: WrittenRequest, rules: Rules): OriginalRequest | Unreadable {
  if (!METHOD.test(method) || !URI.test(uri) || hasOddPath(uri)) return 'malformed';
  const known = rules.byOrigin.get(origin);
  if (known !== undefined) return { tool: known, origin, uri, method };
  // Names of hosts and schemes mean the same in capital letters; browsers never send them so.
  const lowerCase = origin.toLowerCase();
  const tool = rules.byOrigin.get(lowerCase);
  if (tool !== undefined) return { tool, origin: lowerCase, uri, method };
  return HOST.test(lowerCase) ? 'unknown_host' : 'malformed';
}

/** Whether path and query could be those of a request that a browser sends. */
export function isAsciiUri(uri: string): boolean {
  return URI.test(uri) && !/[\x80-\xff]/.test(uri);
}

function hasOddPath(uri: string): boolean {
  return uri.includes('%') && ODD_ESCAPE.test(pathOf(uri));
}

/** The path without its query. */
export function pathOf(uri: string): string {
  const end = uri.indexOf('?');
  return end === -1 ? uri : uri.slice(0, end);
}

/** Takes an absolute address apart; the parts may still be anything. */
export function splitAddress(address: string): { origin: string; uri: string } {
  const host = address.indexOf('://') + 3;
  const path = host === 2 ? -1 : address.indexOf('/', host);
  return path === -1 ? { origin: address, uri: '' } : { origin: address.slice(0, path), uri: address.slice(path) };
}

/** Path and query with bytes beyond ASCII escaped: what can stand in a `Location`. */
export function toAscii(uri: string): string {
  return uri.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
