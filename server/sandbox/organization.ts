/**
 * One organization: its departments and its people, found by whatever DingTalk finds them by.
 *
 * Owns: the departments and people as they are now, and where to look for them. A department is read without a look at
 * the rest of the company, however large that is.
 * Does not: know who may see whom. Called by: `company.ts`.
 */
import type { Department, Organization } from './departments.ts';
import type { Person } from './person.ts';

export type OrganizationRecord = {
  /** What the tables say of it, with the departments as they are now. */
  description: Organization;
  people: ReadonlyMap<string, Person>;
  findDepartment(id: number): Department | null;
  /** The departments directly below one, in their order. */
  childrenOf(id: number): readonly Department[];
  /** Everybody directly in a department, leavers and external contacts included. */
  membersOf(id: number): readonly Person[];
  findByUnionId(unionId: string): Person | null;
  putDepartment(department: Department): void;
  removeDepartment(id: number): void;
  putPerson(person: Person): void;
};

/** Keeps the departments of the table and, to begin with, these people. */
export function createOrganization(table: Organization, everybody: readonly Person[]): OrganizationRecord {
  const departments = createDepartments(table.departments);
  const people = createPeople(everybody);
  return {
    ...people,
    findDepartment: (id) => departments.all.get(id) ?? null,
    childrenOf: departments.childrenOf,
    putDepartment: departments.put,
    removeDepartment: departments.remove,
    description: {
      ...table,
      get departments() {
        return [...departments.all.values()];
      },
    },
  };
}

function createDepartments(table: readonly Department[]) {
  const all = new Map<number, Department>();
  const children = new Map<number | null, Set<number>>();
  const put = (department: Department): void => {
    const parentBefore = all.get(department.id)?.parentId;
    if (parentBefore !== undefined && parentBefore !== department.parentId) {
      children.get(parentBefore)?.delete(department.id);
    }
    all.set(department.id, department);
    addTo(children, department.parentId, department.id);
  };
  table.forEach(put);
  return {
    all,
    put,
    remove(id: number): void {
      children.get(all.get(id)?.parentId ?? null)?.delete(id);
      all.delete(id);
    },
    childrenOf: (id: number): readonly Department[] => pick(children.get(id), all),
  };
}

function createPeople(everybody: readonly Person[]) {
  const people = new Map<string, Person>();
  const members = new Map<number, Set<string>>();
  const userIds = new Map<string, string>();
  const putPerson = (person: Person): void => {
    const departmentsBefore = people.get(person.userId)?.departmentIds ?? [];
    for (const id of departmentsBefore.filter((before) => !person.departmentIds.includes(before))) {
      members.get(id)?.delete(person.userId);
    }
    people.set(person.userId, person);
    userIds.set(person.account.unionId, person.userId);
    for (const id of person.departmentIds) {
      addTo(members, id, person.userId);
    }
  };
  everybody.forEach(putPerson);
  return {
    people,
    putPerson,
    membersOf: (id: number): readonly Person[] => pick(members.get(id), people),
    findByUnionId(unionId: string): Person | null {
      const person = people.get(userIds.get(unionId) ?? '');
      // A userId that was given to somebody else leads from the old account to nobody.
      return person?.account.unionId === unionId ? person : null;
    },
  };
}

function addTo<K, V>(groups: Map<K, Set<V>>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, new Set([value]));
  } else {
    group.add(value);
  }
}

function pick<K, V>(keys: ReadonlySet<K> | undefined, values: ReadonlyMap<K, V>): V[] {
  return [...(keys ?? [])].flatMap((key) => values.get(key) ?? []);
}
