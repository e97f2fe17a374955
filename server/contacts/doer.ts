/** Who is acting, read from their request. */
import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../http/client-address.ts';
import { toActor } from '../sessions/audited.ts';
import { getSignedIn } from '../sessions/signed-in.ts';
import type { Asked, Doer } from './one-act.ts';

export type MayStillAct = (request: FastifyRequest) => Promise<boolean>;

/** The signed-in administrator, as the audit log knows them. */
export function readAsked(request: FastifyRequest): Asked {
  const { person } = getSignedIn(request).record.content;
  return { actor: toActor(person), requestId: request.id, from: clientAddress(request) };
}

/** The same, with whether they may still act. */
export function readDoer(request: FastifyRequest, mayStillAct: MayStillAct): Doer {
  return { asked: readAsked(request), mayStillAct: () => mayStillAct(request) };
}
