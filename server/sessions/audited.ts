/** Who asks for something, and from where, as the audit log wants to know it. */
import type { FastifyRequest } from 'fastify';
import type { Actor, AuditEntry } from '../audit/audit-log.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Person } from '../person.ts';
import { findSignedIn } from './signed-in.ts';

/** What the audit log says of a request, whatever it was for. */
export function askedBy(request: FastifyRequest): Pick<AuditEntry, 'actor' | 'requestId' | 'from'> {
  const signedIn = findSignedIn(request);
  const actor = signedIn === null ? null : toActor(signedIn.record.content.person);
  return { actor, requestId: request.id, from: clientAddress(request) };
}

/** A person, as far as the audit log names them. */
export function toActor({ subject, userId, name }: Person): Actor {
  return { subject, userId, name };
}
