import type { FastifyRequest } from 'fastify';
import type { Rules, Tool } from '../access/tool.ts';
import { AppError } from '../errors.ts';
import { countHosts } from '../http/own-host.ts';
import type { TrustedPeers } from '../http/trusted-peer.ts';

/** The host of a tool under which a request reached Foyer. */
export type ToolHost = { tool: Tool; origin: string };

type ReadOptions = { rules: { current(): Rules }; isTrustedPeer: TrustedPeers };

/**
 * Reads under which tool's host somebody is: from what a trusted proxy says, else from the request itself.
 *
 * @throws {AppError} not_found when it is no tool's, or could be read in two ways
 */
export function readToolHost(request: FastifyRequest, { rules, isTrustedPeer }: ReadOptions): ToolHost {
  const { headers, raw } = request;
  const isTrusted = isTrustedPeer(raw.socket);
  const proto = (isTrusted && headers['x-forwarded-proto']) || 'http';
  const host = (isTrusted && headers['x-forwarded-host']) || headers.host;
  const origin = `${proto}://${host}`.toLowerCase();
  const tool = countHosts(raw.rawHeaders) > 1 ? undefined : rules.current().byOrigin.get(origin);
  if (tool === undefined) throw new AppError('not_found', 'no tool has this host');
  return { tool, origin };
}
