import type { IncomingHttpHeaders } from 'node:http';

/** What tells a page being opened from everything else. */
export type AskedBy = { method: string; headers: IncomingHttpHeaders };

/**
 * Whether a person's browser is opening a page, as opposed to a script, a form or an image asking.
 *
 * @see {@link https://www.w3.org/TR/fetch-metadata/}. Old DingTalk web views send no fetch metadata; `Accept` decides.
 */
export function isNavigation({ method, headers }: AskedBy): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const hasMetadata = Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));
  if (hasMetadata) return headers['sec-fetch-mode'] === 'navigate';
  return headers.accept?.includes('text/html') ?? false;
}
