/** Addresses in tools, as somebody was asked about them or types them. */

/** Where an address leads: to which origin, and there to which path. */
export type Place = { origin: string; path: string };

/** Takes a full address apart; null when it is none. Its path stays as it is written, which is how it will be judged. */
export function readAddress(address: string): Place | null {
  const [, origin, path = '/'] = /^(https?:\/\/[^/?#\\@\s]+)(\/[^?#]*)?(?:[?#]|$)/i.exec(address) ?? [];
  return origin === undefined ? null : { origin: origin.toLowerCase(), path: toAskedPath(path) };
}

/** A path as a browser asks for it: what is not ASCII is encoded, and what is encoded stays so. */
export function toAskedPath(typed: string): string {
  const [path = '/'] = typed.split(/[?#]/, 1);
  return path.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
