/**
 * A store that writes down the sessions it ends while nobody asked it to: because somebody left, or because DingTalk no
 * longer stands behind a session.
 *
 * Does not: write down what people end themselves; their own requests do.
 * Called by: `open-sessions.ts`, for whoever follows the company and DingTalk's tokens.
 */
import type { AuditLog } from '../audit/audit-log.ts';
import type { Person } from '../person.ts';
import type { SessionStore } from './session-store.ts';

/** Puts itself around a store. A session is ended whether or not it can be found out whose it was. */
export function recordingEnds(store: SessionStore, audit: Pick<AuditLog, 'record'>): SessionStore {
  return {
    ...store,
    async end(key) {
      const record = await store.find(key).catch(() => null);
      await store.end(key);
      if (record !== null) recordEnds(audit, record.content.person, 1);
    },
    async endAllOf(subject) {
      const [session] = await store.listBySubject(subject).catch(() => []);
      const ended = await store.endAllOf(subject);
      if (ended > 0 && session !== undefined) recordEnds(audit, session.record.content.person, ended);
      return ended;
    },
  };
}

function recordEnds(audit: Pick<AuditLog, 'record'>, { userId, name }: Person, sessions: number): void {
  const target = { kind: 'person', id: userId, name } as const;
  audit.record({ act: 'session_ended', actor: null, outcome: 'done', target, after: { sessions } });
}
