import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { SignInGrant } from '../dingtalk/oauth-adapter.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Person } from '../person.ts';
import { describeDevice } from './device.ts';
import { type SessionRecord, toSessionKey } from './session-store.ts';
import type { UserTokens } from './user-tokens.ts';

type StartOptions = { person: Person; grant: SignInGrant; tokens: UserTokens; maxMs: number; now: number };

/**
 * Signs a person in in this browser, under a new id; a session that was there before has then ended.
 *
 * A session id from before the sign-in could have been planted by somebody who knows it; it must not become a
 * signed-in one. The tokens are kept first: a crash in between leaves tokens without a session, never the reverse.
 */
export async function startSession(
  request: FastifyRequest,
  { person, grant, tokens, maxMs, now }: StartOptions,
): Promise<SessionRecord> {
  await request.session.regenerate();
  const { session } = request;
  const key = toSessionKey(session.sessionId);
  const expiresAt = now + maxMs;
  await tokens.keep(key, grant, expiresAt);
  const content = {
    version: 2 as const,
    person,
    device: describeDevice(request.headers['user-agent']),
    startedAt: now,
  };
  const record = { id: randomUUID(), content, ip: clientAddress(request), lastSeenAt: now, expiresAt };
  session.signedIn = { key, record };
  session.cookie.expires = new Date(expiresAt);
  await session.save();
  return record;
}
