/**
 * The companies of the sandbox and everybody in them.
 *
 * Owns: who exists, and what may happen to them while the sandbox runs (leaving, coming back, moving, being renamed).
 * Every sandbox starts from the same tables, so each run sees the same ids, numbers and addresses.
 * Does not: know tokens, permissions or DingTalk's spelling.
 * Called by: the endpoints, the sign-in page, and tests that need something to happen to a colleague.
 */
import { sandboxApp } from './app.ts';
import { buildNewcomer, buildPeople, toDuty } from './build-people.ts';
import { type Department, type Organization, organizations, type Permits } from './departments.ts';
import { buildManyPeople, type CompanySize } from './many-people.ts';
import { createOrganization, type OrganizationRecord } from './organization.ts';
import type { Person } from './person.ts';

/** Somebody who joins while the sandbox runs; the first department is the main one. */
type Newcomer = {
  userId: string;
  name: string;
  title?: string;
  departmentIds: readonly [number, ...number[]];
  /** The name of an account, for whoever is given the userId of somebody else. */
  account?: string;
};

/** Everybody the sandbox knows. People and departments are those of our company unless a corpId says otherwise. */
export type Company = {
  organizations: readonly Organization[];
  /** Everybody of one organization, leavers and external contacts included, in the order of the departments. */
  list(corpId?: string): readonly Person[];
  find(userId: string, corpId?: string): Person | null;
  findByUnionId(unionId: string, corpId?: string): Person | null;
  findDepartment(id: number, corpId?: string): Department | null;
  /** The departments directly below one. */
  childrenOf(departmentId: number): readonly Department[];
  /** The employees directly in a department. */
  membersOf(departmentId: number): readonly Person[];
} & CompanyChanges;

/** What may happen to our company while the sandbox runs. */
type CompanyChanges = {
  /** From now on the company's record of this person answers 60121. */
  markLeft(userId: string): void;
  /** Undoes `markLeft`. */
  markBack(userId: string): void;
  setActive(userId: string, isActive: boolean): void;
  rename(userId: string, name: string): void;
  setTitle(userId: string, title: string): void;
  /** Replaces the roles the company made up; what comes with leading or administrating stays. */
  setRoles(userId: string, names: readonly string[]): void;
  /** The first department is the main one. Whoever leads a department they are no longer in stops leading it. */
  movePerson(userId: string, departmentIds: readonly number[]): void;
  addPerson(newcomer: Newcomer): void;
  /** From now on this is the company's record of the person, who may be new. */
  putPerson(person: Person): void;
  /** This many ordinary colleagues leave, the latest first. Tells who. */
  removeMany(count: number): string[];
  addDepartment(id: number, name: string, parentId: number, options?: Permits & { hidden?: true }): void;
  /** For a department that nobody is in and that has none below it, as at DingTalk. */
  removeDepartment(id: number): void;
  renameDepartment(id: number, name: string): void;
  moveDepartment(id: number, parentId: number): void;
  /** Hides a department, except from its own people and whoever is permitted; null shows it to everybody. */
  hideDepartment(id: number, permits: Permits | null): void;
};

// Far beyond the people of the tables, whose numbers are made from smaller ones.
const FIRST_NEWCOMER = 4000;

/** Gives a company of its own to each sandbox; `size` adds people and departments to ours. */
export function createCompany(size?: CompanySize): Company {
  const everybody = buildPeople();
  const records = new Map(
    organizations.map((table) => [
      table.corpId,
      createOrganization(
        table,
        everybody.filter((person) => person.corpId === table.corpId),
      ),
    ]),
  );
  const recordOf = (corpId = sandboxApp.corpId): OrganizationRecord | undefined => records.get(corpId);
  const ours = recordOf();
  if (ours === undefined) {
    throw new Error('The sandbox needs our company.');
  }
  addMany(ours, size);
  return {
    organizations: [...records.values()].map(({ description }) => description),
    list: (corpId) => [...(recordOf(corpId)?.people.values() ?? [])],
    find: (userId, corpId) => recordOf(corpId)?.people.get(userId) ?? null,
    findByUnionId: (unionId, corpId) => recordOf(corpId)?.findByUnionId(unionId) ?? null,
    findDepartment: (id, corpId) => recordOf(corpId)?.findDepartment(id) ?? null,
    childrenOf: ours.childrenOf,
    membersOf: (id) => ours.membersOf(id).filter(({ standing }) => standing === 'employee'),
    ...changePeople(ours),
    ...changeDepartments(ours),
  };
}

function addMany(ours: OrganizationRecord, size: CompanySize | undefined): void {
  const { departments, people } = buildManyPeople(size ?? { people: 0, departments: 0 });
  departments.forEach(ours.putDepartment);
  people.forEach(ours.putPerson);
}

type PeopleChanges = Omit<CompanyChanges, keyof DepartmentChanges>;
type DepartmentChanges = Pick<
  CompanyChanges,
  'addDepartment' | 'removeDepartment' | 'renameDepartment' | 'moveDepartment' | 'hideDepartment'
>;

function changePeople(ours: OrganizationRecord): PeopleChanges {
  const change = (userId: string, update: (person: Person) => Partial<Person>): void => {
    const person = ours.people.get(userId);
    if (person === undefined) {
      throw new Error(`The sandbox knows nobody with the userId ${userId}.`);
    }
    ours.putPerson({ ...person, ...update(person) });
  };
  const markLeft = (userId: string): void => change(userId, () => ({ standing: 'left' }));
  let newcomers = FIRST_NEWCOMER;
  return {
    markLeft,
    markBack: (userId) => change(userId, () => ({ standing: 'employee' })),
    setActive: (userId, isActive) => change(userId, () => ({ isActive })),
    rename: (userId, name) => change(userId, () => ({ name })),
    setTitle: (userId, title) => change(userId, () => ({ title })),
    setRoles: (userId, names) =>
      change(userId, ({ roles }) => ({ roles: [...roles.filter(isStandard), ...names.map(toDuty)] })),
    movePerson: (userId, departmentIds) =>
      change(userId, ({ leadsDepartmentIds }) => ({
        departmentIds: departmentIds.map((id) => requireDepartment(ours, id).id),
        leadsDepartmentIds: leadsDepartmentIds.filter((id) => departmentIds.includes(id)),
      })),
    addPerson({ departmentIds: [main, ...alsoIn], title = '', ...row }) {
      newcomers += 1;
      requireDepartment(ours, main);
      ours.putPerson(buildNewcomer({ ...row, title, hired: '2026-03-02', alsoIn }, main, newcomers));
    },
    putPerson: ours.putPerson,
    removeMany(count) {
      const userIds = [...ours.people.values()].filter(isOrdinary).map(({ userId }) => userId);
      const leavers = userIds.slice(Math.max(0, userIds.length - count));
      leavers.forEach(markLeft);
      return leavers;
    },
  };
}

function isStandard({ group }: Person['roles'][number]): boolean {
  return group === '默认';
}

function isOrdinary(person: Person): boolean {
  const stands = person.standing === 'employee' && person.isActive && person.isVisible;
  return stands && !person.isAdmin && !person.isBoss && person.userId !== 'zhangwei01';
}

function changeDepartments(ours: OrganizationRecord): DepartmentChanges {
  return {
    addDepartment(id, name, parentId, { hidden, ...permits } = {}) {
      const department = { id, name, parentId: requireDepartment(ours, parentId).id };
      ours.putDepartment(hidden ? { ...department, hiddenExceptFor: permits } : department);
    },
    removeDepartment(id) {
      if (ours.membersOf(id).length > 0 || ours.childrenOf(id).length > 0) {
        throw new Error(`The department ${id} is not empty.`);
      }
      ours.removeDepartment(id);
    },
    renameDepartment: (id, name) => ours.putDepartment({ ...requireDepartment(ours, id), name }),
    moveDepartment(id, parentId) {
      const department = requireDepartment(ours, id);
      // A circle would have no way to the root, and whoever walks it would never end.
      for (let above: number | null = parentId; above !== null; above = requireDepartment(ours, above).parentId) {
        if (above === id) {
          throw new Error(`The department ${id} cannot be below itself.`);
        }
      }
      ours.putDepartment({ ...department, parentId });
    },
    hideDepartment(id, permits) {
      const { hiddenExceptFor: _, ...department } = requireDepartment(ours, id);
      ours.putDepartment(permits === null ? department : { ...department, hiddenExceptFor: permits });
    },
  };
}

function requireDepartment(ours: OrganizationRecord, id: number): Department {
  const department = ours.findDepartment(id);
  if (department === null) {
    throw new Error(`The sandbox knows no department ${id}.`);
  }
  return department;
}
