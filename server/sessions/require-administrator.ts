/**
 * The guard for what only administrators of Foyer may see and do.
 *
 * Owns: the refusal of everybody else, judged anew for each request; and that whoever changes something has signed in
 * lately, because a browser that was left open is somebody else's chance.
 * Does not: say who is an administrator; `access/rules.ts` does. They are named there by userId, because that
 * is what those who write the file see. A userId can be given to a new colleague, so whoever leaves is taken out of the
 * file. An administrator of DingTalk is not one of Foyer.
 * Called by: `build-server.ts`, for the scope of administrators.
 */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Administrators } from '../access/rules.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { askedBy } from './audited.ts';
import { getSignedIn } from './signed-in.ts';

type GuardOptions = { administrators: Pick<Administrators, 'has'>; now: () => number; audit: Pick<AuditLog, 'record'> };

/** How long after a sign-in an administrator may change something. */
const FRESH_MS = 15 * 60_000;
/** Methods that change nothing (RFC 9110, section 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The guard: a visitor hears that nobody is signed in, and everybody who is no administrator that this is not theirs. */
export function requireAdministrator({ administrators, now, audit }: GuardOptions): onRequestAsyncHookHandler {
  return async (request) => {
    const { person, startedAt } = getSignedIn(request).record.content;
    if (!administrators.has(person.userId)) {
      recordRefusal(request, 'access_denied', audit);
      throw new AppError('access_denied', 'the person is no administrator of Foyer');
    }
    if (!safeMethods.has(request.method) && now() - startedAt > FRESH_MS) {
      recordRefusal(request, 'reauthentication_required', audit);
      throw new AppError('reauthentication_required', 'the sign-in is too long ago for a change');
    }
  };
}

/** With the address as it is declared: what somebody put into it is none of the log's business. */
function recordRefusal(request: FastifyRequest, code: ErrorCode, audit: GuardOptions['audit']): void {
  const { method, routeOptions } = request;
  const refused = { act: 'access_refused', outcome: 'refused', code, ...askedBy(request) } as const;
  audit.record({ ...refused, after: { method, address: routeOptions.url ?? null } });
}
