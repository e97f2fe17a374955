/**
 * Turns the table of people into persons with everything DingTalk would know about them.
 *
 * Owns: the derived facts (ids, numbers, addresses, managers), the same on every run.
 * Does not: change anybody afterwards. Called by: `company.ts`.
 */
import { createHash } from 'node:crypto';
import { type Organization, organizations } from './departments.ts';
import { type PeopleGroup, type PersonRow, qinghePeople, yuanshanPeople } from './people.ts';
import type { Account, Person, Role } from './person.ts';

type Employer = { organization: Organization; domain: string; jobPrefix: string; groups: readonly PeopleGroup[] };
type Place = { employer: Employer; group: PeopleGroup; index: number };

type Standing = 'standing' | 'isActive' | 'isAdmin' | 'isBoss' | 'isVisible' | 'hidesMobile' | 'isDedicatedAccount';

const NORTH_CHINA = 460000521;

/** Everybody of both organizations, in the order of the tables. */
export function buildPeople(): Person[] {
  const accounts = new Map<string, Account>();
  return employers().flatMap((employer) => {
    let index = 0;
    return employer.groups.flatMap((group) =>
      group.people.map((row) => toPerson(row, { employer, group, index: index++ }, accounts)),
    );
  });
}

/** Somebody who joins our company later; `index` makes their numbers and is nobody else's. */
export function buildNewcomer(row: PersonRow, departmentId: number, index: number): Person {
  const [employer] = employers();
  return toPerson(row, { employer, group: { departmentId, people: [row] }, index }, new Map());
}

function employers(): [Employer, Employer] {
  const [qinghe, yuanshan] = organizations;
  if (qinghe === undefined || yuanshan === undefined) {
    throw new Error('The sandbox needs both organizations.');
  }
  return [
    { organization: qinghe, domain: 'qinghe.example', jobPrefix: 'QH', groups: qinghePeople },
    { organization: yuanshan, domain: 'yuanshan.example', jobPrefix: 'YS', groups: yuanshanPeople },
  ];
}

function toPerson(row: PersonRow, place: Place, accounts: Map<string, Account>): Person {
  const { employer, group, index } = place;
  const account = findAccount(row, place, accounts);
  return {
    corpId: employer.organization.corpId,
    userId: row.userId,
    name: row.name,
    title: row.title,
    ...standingOf(row),
    departmentIds: [group.departmentId, ...(row.alsoIn ?? [])],
    leadsDepartmentIds: row.leads ? [group.departmentId] : [],
    ...managerOf(row, employer, group.departmentId),
    jobNumber: `${employer.jobPrefix}${String(index + 101).padStart(4, '0')}`,
    hiredAt: Date.parse(`${row.hired}T00:00:00+08:00`),
    roles: rolesOf(row),
    workPlace: group.departmentId === NORTH_CHINA ? '北京' : '杭州',
    ...(row.remark === undefined ? {} : { remark: row.remark }),
    ...(account.avatarUrl === undefined ? {} : { avatarUrl: account.avatarUrl }),
    ...contactOf(row, employer, index),
    account,
    ...(row.label === undefined ? {} : { label: row.label }),
  };
}

function standingOf(row: PersonRow): Pick<Person, Standing> {
  return {
    standing: row.standing ?? 'employee',
    isActive: row.active ?? true,
    isAdmin: row.admin ?? false,
    isBoss: row.boss ?? false,
    isVisible: row.visible ?? true,
    hidesMobile: row.hidesMobile ?? false,
    isDedicatedAccount: row.dedicated ?? false,
  };
}

function contactOf(row: PersonRow, employer: Employer, index: number): Partial<Person> {
  if (row.bare) {
    return {};
  }
  const mailbox = row.mailbox ?? row.userId;
  return {
    mobile: inventedMobile(employer, index),
    telephone: `0571-8800${1000 + index}`,
    email: `${mailbox}@${employer.domain}`,
    orgEmail: `${mailbox}@corp.${employer.domain}`,
  };
}

/** People with the same `account` share one: whichever row comes last says what the account contains. */
function findAccount(row: PersonRow, place: Place, accounts: Map<string, Account>): Account {
  const seed = row.account ?? `${place.employer.organization.corpId}/${row.userId}`;
  const known = accounts.get(seed);
  const mailbox = row.accountEmail ?? (row.photo ? `${row.mailbox ?? row.userId}@${place.employer.domain}` : undefined);
  const account: Account = known ?? {
    unionId: `${base62(`union ${seed}`, 27)}iEiE`,
    openId: base62(`open ${seed}`, 22),
    nick: row.nick ?? row.name,
    ...(row.bare ? {} : { mobile: inventedMobile(place.employer, place.index) }),
  };
  if (row.photo) {
    account.avatarUrl = `https://static-legacy.dingtalk.com/media/lADPD${base62(`photo ${seed}`, 22)}_640_640.jpg`;
  }
  if (mailbox !== undefined) {
    account.email = mailbox;
  }
  accounts.set(seed, account);
  return account;
}

function managerOf(row: PersonRow, employer: Employer, departmentId: number): { managerUserId?: string } {
  const managerUserId = findManager(row, employer, departmentId);
  return managerUserId === null ? {} : { managerUserId };
}

/** The nearest leader on the way from the person's department to the root who is somebody else. */
function findManager(row: PersonRow, employer: Employer, departmentId: number): string | null {
  let id: number | null = departmentId;
  while (id !== null) {
    const leader = leaderOf(employer, id);
    if (leader !== null && leader !== row.userId) {
      return leader;
    }
    id = employer.organization.departments.find((department) => department.id === id)?.parentId ?? null;
  }
  const boss = employer.groups.flatMap((group) => group.people).find((person) => person.boss);
  return boss === undefined || boss.userId === row.userId ? null : boss.userId;
}

function leaderOf(employer: Employer, departmentId: number): string | null {
  const group = employer.groups.find((candidate) => candidate.departmentId === departmentId);
  return group?.people.find((person) => person.leads)?.userId ?? null;
}

function rolesOf(row: PersonRow): Role[] {
  const standard = [row.boss ? '负责人' : '', row.admin ? '主管理员' : '', row.leads ? '主管' : ''];
  const roles = standard.map((name, index) => ({ id: 507113578 + index, name, group: '默认' }));
  return [...roles.filter((role) => role.name !== ''), ...(row.roles ?? []).map(toDuty)];
}

/** A role that the company made up itself. */
export function toDuty(name: string): Role {
  return { id: 507200000 + checksum(name), name, group: '职务' };
}

function inventedMobile(employer: Employer, index: number): string {
  return `13${index % 10}0000${employer.jobPrefix === 'QH' ? 1000 + index : 7000 + index}`;
}

function checksum(text: string): number {
  return createHash('sha256').update(text).digest().readUInt16BE(0);
}

function base62(seed: string, length: number): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const bytes = createHash('sha256').update(seed).digest();
  return [...bytes.subarray(0, length)].map((byte) => alphabet[byte % 62]).join('');
}
