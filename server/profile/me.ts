import type { AppKind } from '../dingtalk/app.ts';
import type { SessionRecord } from '../sessions/session-store.ts';
import type { MeResponse } from './schema.ts';

type MeOptions = { idleMs: number; isFoyerAdmin: boolean; appKind: AppKind };

/** Who is signed in, as the company's record says, and when the session ends if nothing more is done in it. */
export function describeMe(record: SessionRecord, { idleMs, isFoyerAdmin, appKind }: MeOptions): MeResponse {
  const { content, lastSeenAt, expiresAt } = record;
  const { subject, userId, unionId, corpId, name, avatarUrl, title, isAdmin } = content.person;
  return {
    subject,
    userId,
    unionId,
    corpId,
    name,
    ...(avatarUrl !== undefined && { avatarUrl }),
    ...(title !== undefined && { title }),
    isAdmin,
    isFoyerAdmin,
    appKind,
    session: {
      startedAt: new Date(content.startedAt).toISOString(),
      idleExpiresAt: new Date(Math.min(lastSeenAt + idleMs, expiresAt)).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  };
}
