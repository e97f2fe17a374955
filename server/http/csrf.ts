import type { FastifyRequest, preParsingAsyncHookHandler } from 'fastify';
import { AppError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a state-changing request that another site made the browser send.
 *
 * SameSite alone would let sibling hosts through: `tool.example.com` is the same site as `foyer.example.com`. So a
 * header that no form can send must be there, and the browser must say that the page is our own. Old DingTalk web views
 * do not send `Sec-Fetch-Site`; for them `Origin` decides. A request that says neither is refused.
 */
export function requireSameOrigin(publicUrl: URL): preParsingAsyncHookHandler {
  return async (request) => {
    if (SAFE_METHODS.has(request.method)) return;
    if (request.headers['x-foyer-csrf'] === '1' && isOurPage(request, publicUrl)) return;
    throw new AppError('csrf_refused', 'a state-changing request that does not come from our own pages');
  };
}

function isOurPage({ headers }: FastifyRequest, publicUrl: URL): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl.origin : site === 'same-origin';
}
