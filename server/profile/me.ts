import type { SessionRecord } from '../sessions/session-store.ts';
import type { MeResponse } from './schema.ts';

/** Who is signed in, as the company's record says, and when the session ends if nothing more is done in it. */
export function describeMe({ content, lastSeenAt, expiresAt }: SessionRecord, idleMs: number): MeResponse {
  return {
    ...content.person,
    session: {
      startedAt: new Date(content.startedAt).toISOString(),
      idleExpiresAt: new Date(Math.min(lastSeenAt + idleMs, expiresAt)).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  };
}
