/** Addresses on the way into a tool. */
import type { IncomingHttpHeaders } from 'node:http';
import { type OriginalRequest, splitAddress, toAscii } from './original-request.ts';

/** What every host of a tool keeps for Foyer. */
export const ways = {
  start: '/.foyer/start',
  callback: '/.foyer/callback',
  signedOut: '/.foyer/signed-out',
  refused: '/.foyer/refused',
  style: '/.foyer/page.css',
} as const;

/** Where a browser begins to open a tool, to come back to this path and query. */
export function startAddress(origin: string, uri: string): string {
  return `${origin}${ways.start}?to=${encodeURIComponent(toAscii(uri))}`;
}

/** Whether this address is one of ours on the tool's host: nobody is brought back to one. */
export function isOurs(uri: string): boolean {
  return /^\/\.foyer(?:[/?]|$)/i.test(uri);
}

/**
 * The page of the tool that a request was sent from, or its first page.
 *
 * What a form or a script asked for is no page to come back to: the page with the form is.
 */
export function pageBefore({ origin }: Pick<OriginalRequest, 'origin'>, { referer = '' }: IncomingHttpHeaders): string {
  const from = splitAddress(referer);
  return from.origin === origin && /^\/[\x21-\x7e]*$/.test(from.uri) && !isOurs(from.uri) ? from.uri : '/';
}
