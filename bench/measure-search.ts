import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Excepted } from '../server/dingtalk/company-directory.ts';
import type { ListedEmployee } from '../server/dingtalk/employee.ts';
import { openNameReadings } from '../server/people/name-readings.ts';
import type { PeopleQuery } from '../server/people/people-index.ts';
import { openReplica, type Replica } from '../server/people/replica.ts';
import { sightOf, type Viewer } from '../server/people/sight.ts';
import type { CorpId, UnionId, UserId } from '../server/person.ts';
import { openDatabase } from '../server/storage/open-database.ts';
import { seededRandom } from '../server/testing/random-runs.ts';
import type { Figure } from './figures.ts';

const PEOPLE = 100_000;
/** A company, its divisions, their departments and the groups in those; people are in the groups. */
const DIVISIONS = 10;
const DEPARTMENTS = 10;
const GROUPS = 20;
/** So many people come out of one transaction, as from one page of DingTalk's list. */
const PAGE = 100;
const LIMIT = 20;
const CHOSEN_PEOPLE = 60;
const MOST_MS = 10;

// The first names of each list are the commonest; a third of all people share the first three surnames.
const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单解仇',
  '欧阳',
  '诸葛',
];
const given = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰志建国文宇子轩浩然梓涵欣怡俊晨乐雨嘉思佳一诺可馨',
];
const latinNames = ['José García', 'Zoë Müller', 'Anna Kowalska', 'John Smith', 'Søren Ødegård', "Sinéad O'Brien"];
const titles = [
  '软件工程师',
  '高级软件工程师',
  '产品经理',
  '销售经理',
  '财务总监',
  'Senior Data Engineer',
  '人力资源专员',
  'QA',
];

type Random = () => number;

/** How long it takes until a page of people is found and read, as people type, in a company of 100,000. */
export async function measureSearch(folder: string): Promise<Figure[]> {
  const file = join(folder, 'search.sqlite');
  const db = openDatabase(file);
  try {
    const replica = openReplica(db);
    const startedAt = performance.now();
    const { people, readingMs } = await build(replica, seededRandom(1));
    const buildingMs = performance.now() - startedAt;
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const queries = typedQueries(people, seededRandom(2));
    assert.ok(queries.length >= 2_000);
    const times = queries
      .flatMap((query) => viewers.map((viewer) => timePages(replica, query, viewer)))
      .flat()
      .sort((one, other) => one - other);
    return [
      {
        name: 'finding people among 100,000: 95th percentile',
        value: at(times, 0.95),
        unit: 'ms',
        target: { below: MOST_MS },
      },
      { name: '  50th percentile', value: at(times, 0.5), unit: 'ms', target: null },
      { name: '  99th percentile', value: at(times, 0.99), unit: 'ms', target: null },
      { name: '  longest', value: at(times, 1), unit: 'ms', target: null },
      { name: '  pages measured', value: times.length, unit: '', target: null },
      { name: '  putting everybody in', value: buildingMs / 1_000, unit: 's', target: null },
      { name: '  of that, waiting for readings of names', value: readingMs / 1_000, unit: 's', target: null },
      { name: '  database', value: statSync(file).size / 1024 ** 2, unit: 'MB', target: null },
    ];
  } finally {
    db.close();
  }
}

/** The company hides a division, a department and some groups: a tenth of all people and a few more. */
const hidden = new Map<number, Excepted>([
  [division(7), { departmentIds: [], userIds: ['insider'] }],
  [department(55), { departmentIds: [department(33)], userIds: [] }],
  ...Array.from({ length: 5 }, (_, index): [number, Excepted] => [group(index), { departmentIds: [], userIds: [] }]),
]);

/** One from whom all of that is hidden, and one who sees the greater part. */
const viewers: readonly Viewer[] = [
  { userId: 'outsider', departments: [{ id: group(1_111) }] },
  { userId: 'insider', departments: [{ id: group(33) }] },
];

type Built = { people: { record: ListedEmployee; reading: readonly string[] }[]; readingMs: number };

async function build(replica: Replica, random: Random): Promise<Built> {
  const readings = openNameReadings();
  const people: Built['people'] = [];
  let readingMs = 0;
  replica.transact(() => putDepartments(replica));
  for (let first = 0; first < PEOPLE; first += PAGE) {
    const page = Array.from({ length: PAGE }, (_, index) => inventPerson(first + index, random));
    const askedAt = performance.now();
    const known = await readings.readingsOf(page.map(({ name }) => name));
    readingMs += performance.now() - askedAt;
    replica.transact(() => {
      for (const record of page) {
        const departmentId = record.departmentIds[0] ?? 1;
        replica.putListed(record, { departmentId, run: 1, readings: known });
        people.push({ record, reading: known.get(record.name)?.[0] ?? [] });
      }
    });
  }
  await readings.close();
  return { people, readingMs };
}

function putDepartments({ departments }: Replica): void {
  const put = (id: number, parentId: number | null) => {
    departments.put({ id, name: `部门${id}`, parentId }, { position: id, run: 1 });
    departments.hide(id, hidden.get(id));
  };
  put(1, null);
  for (let index = 0; index < DIVISIONS; index += 1) put(division(index), 1);
  for (let index = 0; index < DIVISIONS * DEPARTMENTS; index += 1) put(department(index), division(index % DIVISIONS));
  for (let index = 0; index < DIVISIONS * DEPARTMENTS * GROUPS; index += 1) {
    put(group(index), department(index % (DIVISIONS * DEPARTMENTS)));
  }
}

function division(index: number): number {
  return 100 + index;
}

function department(index: number): number {
  return 10_000 + index;
}

function group(index: number): number {
  return 460_000_000 + index;
}

function inventPerson(index: number, random: Random): ListedEmployee {
  const name = inventName(random);
  return {
    corpId: 'dinginvented' as CorpId,
    unionId: `${index}iSkiSQliSiSbfN7iSSabEiE` as UnionId,
    userId: `${random() < 0.5 ? 'employee' : 'manager'}${1_000 + index}` as UserId,
    name,
    avatarUrl: `https://static-legacy.dingtalk.com/media/lADPDgQ9q8sGYkPNAvDNAvA_${index}.jpg`,
    title: pick(titles, random),
    jobNumber: `GH${String(index).padStart(6, '0')}`,
    mobile: `1${30 + Math.floor(random() * 70)}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
    stateCode: '86',
    hidesMobile: random() < 0.05,
    departmentIds: [group(Math.floor(random() * DIVISIONS * DEPARTMENTS * GROUPS))],
    isAdmin: false,
    isBoss: false,
    isActive: true,
    leads: false,
  };
}

function inventName(random: Random): string {
  if (random() < 0.03) return pick(latinNames, random);
  const characters = Array.from({ length: random() < 0.3 ? 1 : 2 }, () => pick(given, random));
  // The square draws the first surnames far more often than the last.
  return [surnames[Math.floor(random() ** 2 * surnames.length)], ...characters].join('');
}

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  assert.ok(value !== undefined);
  return value;
}

/** What people type on their way to somebody, letter by letter, everywhere and in departments of every size. */
function typedQueries(people: Built['people'], random: Random): PeopleQuery[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz', ...'0123456789', ''];
  const typed = new Set([...letters, ...titles.flatMap(prefixes)]);
  for (let index = 0; index < CHOSEN_PEOPLE; index += 1) {
    for (const text of textsFor(pick(people, random))) typed.add(text);
  }
  const places = [undefined, 1, division(3), department(33), group(333)];
  return [...typed].flatMap((q) =>
    places.map((place) => (place ? { q, departmentId: place, limit: LIMIT } : { q, limit: LIMIT })),
  );
}

function textsFor({ record, reading }: Built['people'][number]): string[] {
  const { name, mobile = '', jobNumber = '', userId } = record;
  const initials = reading.map((syllable) => syllable[0]).join('');
  return [
    ...prefixes(name),
    name.slice(1),
    ...prefixes(reading.join('')),
    ...prefixes(initials),
    reading.join(' '),
    reading.slice(1).join(''),
    ...prefixes(mobile).slice(0, 4),
    `+86 ${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`,
    mobile.slice(-4),
    ...prefixes(jobNumber).slice(0, 4),
    userId,
  ];
}

function prefixes(text: string): string[] {
  return Array.from(text, (_, index) => text.slice(0, index + 1));
}

/** The time for the first page, and for the second one where there is one. */
function timePages(replica: Replica, query: PeopleQuery, viewer: Viewer): number[] {
  const first = timePage(replica, query, viewer);
  if (first.nextCursor === undefined) return [first.ms];
  return [first.ms, timePage(replica, { ...query, cursor: first.nextCursor }, viewer).ms];
}

type Page = { ms: number; nextCursor: string | undefined };

function timePage({ index, findById, departments }: Replica, query: PeopleQuery, viewer: Viewer): Page {
  const startedAt = performance.now();
  const sight = sightOf(viewer, departments);
  const { ids, nextCursor } = index.search({ ...query, clearance: sight.clearance });
  for (const id of ids) assert.ok(sight.seesPersonIn(findById(id)?.record.departmentIds ?? []));
  const ms = performance.now() - startedAt;
  return { ms, nextCursor };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
