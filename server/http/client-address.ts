import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Where a request came from, as far as trusted proxies say; what they pass on that is no address does not count. */
export function clientAddress({ ip, socket }: FastifyRequest): string {
  return isIP(ip) ? ip : (socket.remoteAddress ?? '');
}
