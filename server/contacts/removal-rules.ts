/**
 * Who may not be removed from the company here.
 *
 * Owns: that nobody removes themselves, and that an administrator of Foyer is left who can sign in.
 * Does not: ask for the typed name (`remove-person.ts`). Called by: this folder.
 */
import type { LiveRules } from '../access/rules.ts';
import type { Actor } from '../audit/audit-log.ts';
import type { EmployeeRecord } from '../dingtalk/employee.ts';
import type { Replica } from '../people/replica.ts';
import { toSubject } from '../person.ts';

export type RemovalRefusal = 'yourself' | 'last_administrator';
export type FindRemovalRefusal = (
  person: Pick<EmployeeRecord, 'corpId' | 'unionId' | 'userId'>,
  actor: Actor,
) => RemovalRefusal | null;

/** Creates the rule. The file may name people who left long ago; they are no administrators who are left. */
export function createRemovalRules(rules: Pick<LiveRules, 'current' | 'has'>, replica: Replica): FindRemovalRefusal {
  return ({ corpId, unionId, userId }, actor) => {
    if (userId === actor.userId || toSubject(corpId, unionId) === actor.subject) return 'yourself';
    if (!rules.has(userId)) return null;
    const others = [...rules.current().admins].filter((admin) => admin !== userId);
    const isAnyLeft = others.some((admin) => replica.findByUserId(admin)?.record.isActive === true);
    return isAnyLeft ? null : 'last_administrator';
  };
}
