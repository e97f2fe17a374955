/**
 * Writing people into the replica.
 *
 * Owns: the SQL that writes them, and that memberships, roles and the index of names follow.
 * Does not: begin a transaction; whoever writes does. Called by: `replica.ts`, which hands it out.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Employee, EmployeeRecord, ListedEmployee } from '../dingtalk/employee.ts';
import { toSubject, type UserId } from '../person.ts';
import type { Departments } from './departments.ts';
import { toHiddenPlaces } from './hidden-places.ts';
import { type IndexedPerson, type PeopleIndex, toSortKey } from './people-index.ts';
import type { ReplicaVersion } from './replica-version.ts';
import type { RoleHolders } from './role-holders.ts';

/** Readings of names in pinyin, by name. */
export type ReadingsByName = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What writing a person came to; `isFirst` says that the run had not seen them before. */
export type Written = { outcome: 'added' | 'changed' | 'same'; isFirst: boolean };

export type PeopleWrites = {
  /** The names of these people that have not been read in pinyin yet. */
  namesWithoutReadings(people: readonly EmployeeRecord[]): string[];
  /** Writes what one department's list says of a person. */
  putListed(person: ListedEmployee, place: { departmentId: number; run: number; readings: ReadingsByName }): Written;
  /** Writes a record that was read on its own, at a time in ms; a new name waits for the next run to be found in pinyin. */
  putEmployee(employee: Employee, at: number): void;
  markSeen(id: number, run: number): void;
  remove(id: number): void;
};

type WritesOptions = {
  db: DatabaseSync;
  departments: Departments;
  roles: RoleHolders;
  index: PeopleIndex;
  version: ReplicaVersion;
};
type Known = {
  id: number;
  user_id: UserId;
  name: string;
  record: string;
  readings: string;
  indexed: string;
  seen_in: number;
};
type Source = { run: number; detailedAt: number | null; readings?: ReadingsByName };

/** Opens the writing side. */
export function openPeopleWrites(options: WritesOptions): PeopleWrites {
  const { db, roles } = options;
  const sql = prepare(db);
  const findKnown = ({ corpId, unionId }: EmployeeRecord) =>
    sql.known.get(toSubject(corpId, unionId)) as Known | undefined;
  const write = openWrite(options, sql);
  return {
    namesWithoutReadings(people) {
      const names = people.filter((person) => {
        const known = findKnown(person);
        return known?.name !== person.name || known.readings === UNREAD;
      });
      return [...new Set(names.map(({ name }) => name))];
    },
    putListed({ leads, ...record }, { departmentId, run, readings }) {
      const { id, written } = write(record, findKnown(record), { run, detailedAt: null, readings });
      sql.lead.run(leads ? 1 : 0, departmentId, id);
      return written;
    },
    putEmployee({ leadsDepartmentIds, roles: held, ...record }, at) {
      const { id } = write(record, findKnown(record), { run: 0, detailedAt: at });
      for (const departmentId of record.departmentIds) {
        sql.lead.run(leadsDepartmentIds.includes(departmentId) ? 1 : 0, departmentId, id);
      }
      roles.put(record.userId, held);
    },
    markSeen(id, run) {
      sql.seen.run(run, id);
    },
    remove: (id) => remove(id, sql, options),
  };
}

const UNREAD = 'null';

function openWrite(options: WritesOptions, sql: ReturnType<typeof prepare>) {
  const { departments, index, version } = options;
  return (record: EmployeeRecord, known: Known | undefined, source: Source) => {
    const subject = toSubject(record.corpId, record.unionId);
    const kept = known?.name === record.name ? (JSON.parse(known.readings) as string[][] | null) : null;
    const readings = source.readings?.get(record.name) ?? kept;
    const text = JSON.stringify(record);
    const entry = toIndexed(record, readings ?? [], departments);
    const indexed = hash('sha256', JSON.stringify(entry), 'base64url');
    takeOverUserId({ userId: record.userId, subject, known }, sql, options);
    const row = sql.put.get({
      subject,
      union_id: record.unionId,
      user_id: record.userId,
      name: record.name,
      is_active: record.isActive ? 1 : 0,
      record: text,
      detailed_at: source.detailedAt,
      readings: JSON.stringify(readings),
      sort_key: toSortKey(record.name, readings ?? []),
      hidden_under: toHiddenUnder(entry),
      indexed,
      seen_in: source.run,
    });
    const id = Number(row?.id);
    if (known?.indexed !== indexed) index.put(id, entry);
    sql.leaveOthers.run(id, JSON.stringify(record.departmentIds));
    sql.join.run(id, JSON.stringify(record.departmentIds));
    const isFirst = known === undefined || known.seen_in < source.run;
    const outcome = compare(known?.record, text);
    if (outcome !== 'same') version.bump();
    return { id, written: { outcome, isFirst } };
  };
}

type Holder = { userId: UserId; subject: string; known: Known | undefined };

/** A userId that somebody else has now is no longer the one's who had it, nor are its roles. */
function takeOverUserId(
  { userId, subject, known }: Holder,
  sql: ReturnType<typeof prepare>,
  options: WritesOptions,
): void {
  for (const { id } of sql.othersWithUserId.all(userId, subject)) remove(Number(id), sql, options);
  if (known !== undefined && known.user_id !== userId) options.roles.put(known.user_id, []);
}

/** Roles are kept by userId: they go too, so that whoever is given the userId next does not inherit them. */
function remove(id: number, sql: ReturnType<typeof prepare>, { roles, index, version }: WritesOptions): void {
  version.bump();
  const removed = sql.remove.get(id) as Pick<Known, 'user_id'> | undefined;
  if (removed !== undefined) roles.put(removed.user_id, []);
  sql.leave.run(id);
  index.remove(id);
}

/** What somebody is found by. A number that the company hides from colleagues must not be found by them either. */
function toIndexed(
  { name, userId, jobNumber, mobile, hidesMobile, title, departmentIds }: EmployeeRecord,
  readings: readonly (readonly string[])[],
  departments: Departments,
): IndexedPerson {
  const ways = departmentIds.map((id) => departments.wayUp(id));
  const hiddenIn = toHiddenPlaces(ways);
  return {
    name,
    readings,
    userId,
    ...(jobNumber !== undefined && { jobNumber }),
    ...(mobile !== undefined && !hidesMobile && { mobile }),
    ...(title !== undefined && { title }),
    departmentIds: [...new Set(ways.flat().map(({ id }) => id))],
    ...(hiddenIn.length > 0 && { hiddenIn }),
  };
}

function toHiddenUnder({ hiddenIn = [] }: IndexedPerson): string | null {
  const company = hiddenIn.find(({ place }) => place === null);
  return company === undefined ? null : JSON.stringify(company.under);
}

function compare(before: string | undefined, after: string): Written['outcome'] {
  if (before === undefined) return 'added';
  return before === after ? 'same' : 'changed';
}

function prepare(db: DatabaseSync) {
  return {
    known: db.prepare('SELECT id, user_id, name, record, readings, indexed, seen_in FROM people WHERE subject = ?'),
    put: db.prepare(
      `INSERT INTO people (subject, union_id, user_id, name, is_active, record, detailed_at, readings, sort_key,
         hidden_under, indexed, seen_in)
       VALUES ($subject, $union_id, $user_id, $name, $is_active, $record, $detailed_at, $readings, $sort_key,
         $hidden_under, $indexed, $seen_in)
       ON CONFLICT (subject) DO UPDATE SET union_id = excluded.union_id, user_id = excluded.user_id, name = excluded.name,
         is_active = excluded.is_active, record = excluded.record,
         detailed_at = coalesce(excluded.detailed_at, detailed_at), readings = excluded.readings,
         sort_key = excluded.sort_key, hidden_under = excluded.hidden_under, indexed = excluded.indexed,
         seen_in = max(seen_in, excluded.seen_in)
       RETURNING id`,
    ),
    othersWithUserId: db.prepare('SELECT id FROM people WHERE user_id = ? AND subject <> ?'),
    seen: db.prepare('UPDATE people SET seen_in = ? WHERE id = ?'),
    remove: db.prepare('DELETE FROM people WHERE id = ? RETURNING user_id'),
    join: db.prepare(
      `INSERT INTO memberships (department_id, person_id, leads)
       SELECT value, ?, 0 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
    ),
    leaveOthers: db.prepare(
      'DELETE FROM memberships WHERE person_id = ? AND department_id NOT IN (SELECT value FROM json_each(?))',
    ),
    leave: db.prepare('DELETE FROM memberships WHERE person_id = ?'),
    lead: db.prepare('UPDATE memberships SET leads = ? WHERE department_id = ? AND person_id = ?'),
  };
}
