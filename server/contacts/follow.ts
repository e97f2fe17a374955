/**
 * What follows at once from an act on somebody.
 *
 * Owns: that the replica and their sessions show how they are now, and that whoever was removed is gone from both.
 * Does not: act. Called by: the acts of this folder, and imports.
 */
import type { AuditLog } from '../audit/audit-log.ts';
import type { Employee } from '../dingtalk/employee.ts';
import type { Logger } from '../logger.ts';
import type { Replica } from '../people/replica.ts';
import { toPerson } from '../people/to-person.ts';
import { toSubject, type UserId } from '../person.ts';
import type { Employees, Pace } from '../sessions/employees.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { AFTERWARDS_MS } from './act-times.ts';
import type { Asked, Doer } from './one-act.ts';
import { createPersistence } from './persistence.ts';

/** `signal` where several looks share a time limit; each has one of its own otherwise. */
type How = { pace?: Pace | undefined; signal?: AbortSignal };

export type Follow = {
  /** Reads a person again; null when DingTalk does not give the record, which undoes nothing. */
  person(userId: UserId, how?: How): Promise<Employee | null>;
  /** Reads many again, in DingTalk's pace; none of them makes it fail. */
  people(userIds: Iterable<UserId>): Promise<void>;
  /**
   * Ends all sessions of somebody who was removed, and forgets them. Gives how many sessions there were: none as well while
   * the store is away, and then they end as soon as it is back.
   */
  removal(employee: Employee, by: Doer): Promise<number>;
  /** Nobody knows whether they were removed: their sessions end all the same, and a look says whether they are forgotten. */
  unclearRemoval(employee: Employee, by: Doer): Promise<void>;
  /** Counts the people of departments anew. */
  counts(): void;
};

export type OpenFollow = Follow & { close(): void };

type Options = {
  employees: Employees;
  replica: Replica;
  store: SessionStore;
  audit: Pick<AuditLog, 'record'>;
  log: Pick<Logger, 'warn'>;
};

/** A question that waits for its turn may come late. */
const PACED_MS = 30_000;

/** Opens what follows; it goes on trying to end sessions until it is closed. */
export function openFollow({ employees, replica, store, audit, log }: Options): OpenFollow {
  const persistence = createPersistence(log);
  const counts = () => replica.transact(() => replica.departments.recount());
  const person = async (userId: UserId, { pace = 'at once', signal }: How = {}) => {
    const limit = signal ?? AbortSignal.timeout(pace === 'paced' ? PACED_MS : AFTERWARDS_MS);
    try {
      const employee = await employees.readByUserId(userId, limit, pace);
      const known = replica.findByUserId(userId);
      if (known !== null) await store.replacePerson(toPerson(known, replica.departments));
      return employee;
    } catch (err) {
      log.warn({ err, userId }, 'somebody was changed, and could not be read again');
      return null;
    }
  };
  const endSessions = async ({ corpId, unionId, userId, name }: Employee, asked: Asked) => {
    const ended = await store.endAllOf(toSubject(corpId, unionId));
    const target = { kind: 'person', id: userId, name } as const;
    if (ended > 0)
      audit.record({ act: 'session_ended', outcome: 'done', ...asked, target, after: { sessions: ended } });
    return ended;
  };
  const forget = ({ corpId, unionId }: Employee) => {
    try {
      employees.letGo(toSubject(corpId, unionId));
      counts();
    } catch (err) {
      log.warn({ err }, 'somebody was removed, and stays in the directory until the company is read again');
    }
  };
  return {
    person,
    async people(userIds) {
      for (const userId of userIds) await person(userId, { pace: 'paced' });
    },
    async removal(employee, { asked }) {
      // Before the sessions end: whoever signs in at this moment is not known afterwards.
      forget(employee);
      return (await persistence.untilDone(() => endSessions(employee, asked))) ?? 0;
    },
    async unclearRemoval(employee, { asked }) {
      await persistence.untilDone(() => endSessions(employee, asked));
      await person(employee.userId);
      counts();
    },
    counts,
    close: persistence.close,
  };
}
