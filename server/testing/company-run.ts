/**
 * Reading the whole company in a test, and comparing what came of it with the company itself.
 *
 * Owns: what the replica must hold after a reading that went well, made from the sandbox's own tables.
 */
import assert from 'node:assert/strict';
import { setImmediate as others } from 'node:timers/promises';
import type { Run } from '../directory/schema.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Services } from '../services.ts';

type Read = Pick<Services, 'runner'>;

/** Reads the company and gives the report. */
export async function readCompany({ runner }: Read, options = { allowRemovals: false }): Promise<Run> {
  runner.run(options);
  return ended({ runner });
}

/** The report of the run under way, once it has ended. */
export async function ended({ runner }: Read): Promise<Run> {
  await runner.settled();
  return latestRun({ runner });
}

/** The report of the latest run. */
export function latestRun({ runner }: Read): Run {
  const { run } = runner.latest();
  assert.ok(run);
  return run;
}

/** Waits until this many steps of the run under way are done; it must not end before. */
export async function untilDone({ runner }: Read, steps: number): Promise<void> {
  while (latestRun({ runner }).progress.done < steps) {
    assert.equal(latestRun({ runner }).state, 'running');
    await others();
  }
}

type Entry = Record<string, unknown>;
/** Departments by id and people by userId, with everything that colleagues see of them. */
type Picture = { departments: Record<string, Entry>; people: Record<string, Entry> };

/** The company as an app that sees all of it must know it. */
export function pictureOf({ company }: Pick<Sandbox, 'company'>): Picture {
  const everybody = company.list().filter(({ standing, isVisible }) => standing === 'employee' && isVisible);
  const departments = company.organizations[0]?.departments ?? [];
  return {
    departments: Object.fromEntries(
      departments.map(({ id, name, parentId }) => [id, { name, parentId, members: countBelow(company, id) }]),
    ),
    people: Object.fromEntries(
      everybody.map((person) => [
        person.userId,
        {
          unionId: person.account.unionId,
          name: person.name,
          title: person.title === '' ? undefined : person.title,
          isActive: person.isActive,
          departmentIds: person.departmentIds.toSorted(),
          leads: person.leadsDepartmentIds.toSorted(),
          roles: person.roles.map(({ id, name, group }) => ({ id, name, group })).toSorted((a, b) => a.id - b.id),
        },
      ]),
    ),
  };
}

function countBelow(company: Sandbox['company'], top: number): number {
  const waiting = [top];
  const userIds = new Set<string>();
  for (const id of waiting) {
    for (const { userId, isVisible } of company.membersOf(id)) if (isVisible) userIds.add(userId);
    waiting.push(...company.childrenOf(id).map((child) => child.id));
  }
  return userIds.size;
}

/** The company as the replica knows it. */
export function pictureIn({ replica }: Pick<Services, 'replica'>): Picture {
  const everybody = replica.listAfter(null, 1_000_000);
  return {
    departments: Object.fromEntries(
      replica.departments
        .listAll()
        .map(({ id, name, parentId, memberCount }) => [id, { name, parentId, members: memberCount }]),
    ),
    people: Object.fromEntries(
      everybody.map(({ record, leadsDepartmentIds, roles }) => [
        record.userId,
        {
          unionId: record.unionId,
          name: record.name,
          title: record.title,
          isActive: record.isActive,
          departmentIds: record.departmentIds.toSorted(),
          leads: leadsDepartmentIds.toSorted(),
          roles,
        },
      ]),
    ),
  };
}

/** Everybody the replica finds in a department and below it, through the index that colleagues search. */
export function foundIn({ replica }: Pick<Services, 'replica'>, departmentId: number): string[] {
  const { ids } = replica.index.search({ q: '', departmentId, limit: 1_000_000 });
  return ids.map((id) => replica.findById(id)?.record.userId ?? '').toSorted();
}
