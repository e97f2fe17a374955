/**
 * Who manages a department.
 *
 * Owns: reading and changing that. Nobody at all is a choice like any other.
 * Does not: know DingTalk's way of saying "nobody". Called by: `department-routes.ts`.
 */
import { once } from 'node:events';
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import type { CompanyWriting } from '../dingtalk/company-writing.ts';
import type { Replica } from '../people/replica.ts';
import type { UserId } from '../person.ts';
import { AFTERWARDS_MS } from './act-times.ts';
import { assertUnchanged } from './changed-meanwhile.ts';
import type { CompanyChecks } from './company-checks.ts';
import type { Follow } from './follow.ts';
import { inputFault } from './input-fault.ts';
import type { Doer, PerformAct } from './one-act.ts';
import { withField } from './refusal-fields.ts';
import type { ManagersBody, ManagersResponse } from './schema.ts';

export type ManagerActs = {
  read(departmentId: number, signal: AbortSignal): Promise<ManagersResponse>;
  change(departmentId: number, body: ManagersBody, by: Doer, signal: AbortSignal): Promise<ManagersResponse>;
};

type Options = {
  writing: CompanyWriting;
  directory: CompanyDirectory;
  replica: Replica;
  checks: CompanyChecks;
  acts: PerformAct;
  follow: Follow;
};

const MOST_MANAGERS = 100;

/** Creates the acts. */
export function createManagerActs({ writing, directory, replica, checks, acts, follow }: Options): ManagerActs {
  const nameOf = async (id: number, signal: AbortSignal) =>
    replica.departments.find(id)?.name ?? (await directory.getDepartment(id, signal)).name;
  const describe = (id: number, name: string, userIds: readonly UserId[]) => ({
    department: {
      ...{ id, name },
      managers: userIds.map((userId) => ({ userId, name: replica.findByUserId(userId)?.record.name ?? userId })),
    },
  });
  const list = (id: number, signal: AbortSignal) =>
    writing.listManagers(id, signal).catch((error) => {
      throw withField(error, 'managers');
    });
  return {
    async read(id, signal) {
      const managers = await list(id, signal);
      return describe(id, await nameOf(id, signal), managers);
    },
    change: (id, { managers, managersBefore }, by, signal) =>
      acts.alone([`department ${id}`], async () => {
        const wanted = [...new Set(managers)] as UserId[];
        if (wanted.length > MOST_MANAGERS) throw inputFault({ field: 'managers', reason: 'too_many' });
        const before = await list(id, signal);
        assertUnchanged<string>('managers', managersBefore, before);
        for (const userId of wanted) await checks.checkPerson('managers', userId, signal);
        const name = await nameOf(id, signal);
        await acts.perform({
          by,
          kind: 'managers',
          noted: {
            act: 'managers_changed',
            target: { kind: 'department', id: String(id), name },
            before: { managers: before },
            after: { managers: wanted },
          },
          write: () => writing.setManagers(id, wanted, signal),
        });
        const afterwards = AbortSignal.timeout(AFTERWARDS_MS);
        const changed = [...new Set([...before, ...wanted])].filter(
          (one) => before.includes(one) !== wanted.includes(one),
        );
        // Of very many the last are read after the answer.
        await Promise.race([follow.people(changed), once(afterwards, 'abort')]);
        return describe(id, name, await list(id, afterwards).catch(() => wanted));
      }),
  };
}
