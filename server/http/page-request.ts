import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

/**
 * Lets only a person's own browser, opening a page, through to a sign-in, or to the hand-over to a tool.
 *
 * A prefetch would use up an attempt that nobody made. A frame or an image on another site would start or finish a
 * sign-in that nobody sees. Browsers without fetch metadata say nothing, and are let through.
 */
export async function requirePage({ headers }: FastifyRequest): Promise<void> {
  if (/\bprefetch\b/.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`)) {
    throw new AppError('invalid_request', 'a prefetch of a sign-in address');
  }
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined || destination === 'document') return;
  const isFramed = destination === 'iframe' || destination === 'frame';
  throw new AppError(isFramed ? 'access_denied' : 'invalid_request', 'a sign-in address that is not opened as a page');
}
