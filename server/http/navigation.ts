import type { FastifyRequest } from 'fastify';

/**
 * Whether a person's browser is opening a page, as opposed to a script, a form or an image asking.
 *
 * @see {@link https://www.w3.org/TR/fetch-metadata/}. Old DingTalk web views send no fetch metadata; `Accept` decides.
 */
export function isNavigation({ method, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const hasMetadata = Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));
  if (hasMetadata) return headers['sec-fetch-mode'] === 'navigate';
  return headers.accept?.includes('text/html') ?? false;
}
