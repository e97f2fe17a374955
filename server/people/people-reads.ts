/**
 * Reading people out of the replica.
 *
 * Owns: the SQL that finds them. Called by: `replica.ts`, which hands it out.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { EmployeeRecord, Role } from '../dingtalk/employee.ts';
import type { RoleHolders } from './role-holders.ts';

/** A person as they lie in the store. `detailedAt` is when the record was last read on its own, in ms. */
export type StoredPerson = {
  id: number;
  subject: string;
  record: EmployeeRecord;
  leadsDepartmentIds: number[];
  roles: Role[];
  detailedAt: number | null;
  /** The run that saw them last. */
  seenIn: number;
  /** The place in an alphabetical list. */
  sortKey: string;
};

export type PeopleReads = {
  findById(id: number): StoredPerson | null;
  findByUserId(userId: string): StoredPerson | null;
  findByUnionId(unionId: string): StoredPerson | null;
  findBySubject(subject: string): StoredPerson | null;
  /** What else somebody is known by; much is not written down of everybody. */
  attributesOf(subject: string): Attributes;
  listLeaders(departmentId: number): StoredPerson[];
  /** Everybody in alphabetical order, a part at a time, after the person last given. */
  listAfter(last: StoredPerson | null, limit: number): StoredPerson[];
  /** Everybody whom the run did not see, a part at a time, after the id last given. */
  listNotSeenIn(run: number, after: number, limit: number): StoredPerson[];
  countNotSeenIn(run: number): number;
  /** Whether anybody's record has one of these fields: then the app may read it. */
  hasField(fields: readonly (keyof EmployeeRecord)[]): boolean;
  /** The titles of everybody, each once. */
  listTitles(): string[];
  /** Whoever has a number or an address in one of two spellings. Addresses are found whatever their case. */
  listHolders(field: HeldField, spellings: readonly [string, string]): StoredPerson[];
  count(): number;
};

/** What nobody else in the company may have. */
export type HeldField = 'mobile' | 'email' | 'telephone';

/**
 * `email` is the company's mailbox, or else the address that somebody typed into the contacts: only the former is
 * proven. `phone` is as E.164 writes it, and absent where the company keeps it from colleagues.
 */
export type Attributes = { jobNumber?: string; email?: string; isCompanyEmail?: boolean; phone?: string };

type Row = {
  id: number;
  subject: string;
  record: string;
  sort_key: string;
  detailed_at: number | null;
  seen_in: number;
};

type AttributeRow = {
  job_number: string | null;
  org_email: string | null;
  email: string | null;
  mobile: string | null;
  state_code: string | null;
};

/** Opens the reading side. */
export function openPeopleReads(db: DatabaseSync, roles: RoleHolders): PeopleReads {
  const sql = prepare(db);
  const toPerson = (row: Row): StoredPerson => {
    const record = JSON.parse(row.record) as EmployeeRecord;
    return {
      id: row.id,
      subject: row.subject,
      record,
      leadsDepartmentIds: sql.leads.all(row.id).map(({ department_id: id }) => Number(id)),
      roles: roles.of(record.userId),
      detailedAt: row.detailed_at,
      seenIn: row.seen_in,
      sortKey: row.sort_key,
    };
  };
  const one = (row: unknown) => (row === undefined ? null : toPerson(row as Row));
  const many = (rows: unknown[]) => (rows as Row[]).map(toPerson);
  return {
    findById: (id) => one(sql.byId.get(id)),
    findByUserId: (userId) => one(sql.byUserId.get(userId)),
    findByUnionId: (unionId) => one(sql.byUnionId.get(unionId)),
    findBySubject: (subject) => one(sql.bySubject.get(subject)),
    attributesOf(subject) {
      const row = sql.attributes.get(subject) as AttributeRow | undefined;
      return row === undefined ? {} : toAttributes(row);
    },
    listLeaders: (departmentId) => many(sql.leaders.all(departmentId)),
    listAfter: (last, limit) => many(sql.after.all({ key: last?.sortKey ?? '', id: last?.id ?? 0, limit })),
    listNotSeenIn: (run, after, limit) => many(sql.notSeen.all(run, after, limit)),
    countNotSeenIn: (run) => Number(sql.countNotSeen.get(run)?.count ?? 0),
    hasField: (fields) => fields.some((field) => sql.withField.get(`$.${field}`) !== undefined),
    listTitles: () => sql.titles.all().map(({ title }) => String(title)),
    listHolders: (field, spellings) => many(sql.holders[field].all(...spellings)),
    count: () => Number(sql.count.get()?.count ?? 0),
  };
}

function toAttributes({ job_number: jobNumber, org_email: orgEmail, email: typed, ...row }: AttributeRow): Attributes {
  const email = orgEmail ?? typed;
  const phone = toPhone(row);
  return {
    ...(jobNumber !== null && { jobNumber }),
    ...(email !== null && { email, isCompanyEmail: orgEmail !== null }),
    ...(phone !== null && { phone }),
  };
}

/** DingTalk writes numbers of other countries as "+852-12345678", and those of the company's own without its code. */
function toPhone({ mobile, state_code: code }: Pick<AttributeRow, 'mobile' | 'state_code'>): string | null {
  if (mobile === null) return null;
  const digits = mobile.replace(/\D/g, '');
  return mobile.startsWith('+') ? `+${digits}` : `+${code ?? '86'}${digits}`;
}

function prepare(db: DatabaseSync) {
  const select = 'SELECT id, subject, record, sort_key, detailed_at, seen_in FROM people';
  return {
    byId: db.prepare(`${select} WHERE id = ?`),
    bySubject: db.prepare(`${select} WHERE subject = ?`),
    attributes: db.prepare(
      `SELECT record ->> '$.jobNumber' AS job_number, record ->> '$.orgEmail' AS org_email, record ->> '$.email' AS email,
       CASE WHEN record ->> '$.hidesMobile' THEN NULL ELSE record ->> '$.mobile' END AS mobile,
       record ->> '$.stateCode' AS state_code FROM people WHERE subject = ?`,
    ),
    byUserId: db.prepare(`${select} WHERE user_id = ?`),
    byUnionId: db.prepare(`${select} WHERE union_id = ?`),
    after: db.prepare(`${select} WHERE (sort_key, id) > ($key, $id) ORDER BY sort_key, id LIMIT $limit`),
    notSeen: db.prepare(`${select} WHERE seen_in < ? AND id > ? ORDER BY id LIMIT ?`),
    countNotSeen: db.prepare('SELECT count(*) AS count FROM people WHERE seen_in < ?'),
    leads: db.prepare('SELECT department_id FROM memberships WHERE person_id = ? AND leads = 1'),
    leaders: db.prepare(
      `${select} JOIN memberships ON person_id = id WHERE department_id = ? AND leads = 1 ORDER BY sort_key, id`,
    ),
    withField: db.prepare('SELECT 1 FROM people WHERE record ->> ? IS NOT NULL LIMIT 1'),
    titles: db.prepare("SELECT DISTINCT record ->> '$.title' AS title FROM people WHERE title IS NOT NULL"),
    // Spelled as in their indexes, or everybody would be looked through.
    holders: {
      mobile: db.prepare(`${select} WHERE record ->> '$.mobile' IN (?, ?)`),
      email: db.prepare(`${select} WHERE lower(record ->> '$.email') IN (lower(?), lower(?))`),
      telephone: db.prepare(`${select} WHERE record ->> '$.telephone' IN (?, ?)`),
    },
    count: db.prepare('SELECT count(*) AS count FROM people'),
  };
}
