/**
 * Whose word about a request counts.
 *
 * Owns: the check of the connection itself, which no header can talk its way around.
 * Called by: `forward-auth/`, whose questions only proxies may ask.
 */
import { BlockList, isIP, type Socket } from 'node:net';
import type { onRequestHookHandler } from 'fastify';
import { AppError } from '../errors.ts';

/** Whether whoever is at the other end of a connection is one of the proxies that are trusted. */
export type TrustedPeers = (socket: Socket) => boolean;

/** The check for a list of addresses and ranges. */
export function createTrustedPeers(trustedProxies: readonly string[]): TrustedPeers {
  const list = toList(trustedProxies);
  // A proxy keeps its connections and asks about every click on them.
  const known = new WeakMap<Socket, boolean>();
  return (socket) => {
    const before = known.get(socket);
    if (before !== undefined) return before;
    const { remoteAddress = '', remoteFamily } = socket;
    const isTrusted = isIP(remoteAddress) !== 0 && list.check(remoteAddress, remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4');
    known.set(socket, isTrusted);
    return isTrusted;
  };
}

/** The guard for what only they may ask: everybody else hears that there is nothing. */
export function requireTrustedPeer(isTrusted: TrustedPeers): onRequestHookHandler {
  return (request, _reply, done) => {
    if (isTrusted(request.raw.socket)) done();
    else done(new AppError('not_found', 'a question of a proxy, from an address that is no trusted proxy'));
  };
}

function toList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
