/**
 * Who somebody is, in the headers that a tool is told.
 *
 * Owns: their names and how they are written. Every header is there on every answer that lets a request pass, empty where
 * nothing is known: one that was missing would be taken from whoever sent the request.
 * Does not: decide which facts a tool learns (`people/identity.ts`).
 * Called by: `conclusions.ts`.
 */
import type { Group, Identity } from '../people/identity.ts';
import { toHeaderList, toHeaderPart, toHeaderValue, toWholeHeaderValue } from './header-value.ts';

function toListItem(group: Group): string {
  return group.kind === 'role' ? `role:${toHeaderPart(group.name)}` : group.path.map(toHeaderPart).join('/');
}

/** The headers with the identity but without an assertion: names and values in turn. */
export function identityHeaders(identity: Identity | null): string[] {
  const user = toWholeHeaderValue(identity?.username ?? '');
  const email = toWholeHeaderValue(identity?.email ?? '');
  const groups = toHeaderList(identity?.groups.map(toListItem) ?? []);
  return [
    ...['Remote-User', user],
    ...['Remote-Name', toHeaderValue(identity?.name ?? '')],
    ...['Remote-Email', email],
    ...['Remote-Groups', groups],
    ...['X-Auth-Request-User', user],
    ...['X-Auth-Request-Email', email],
    ...['X-Auth-Request-Groups', groups],
    ...['X-Auth-Request-Preferred-Username', user],
  ];
}
