/**
 * As many invented people and departments as somebody wants, for paging and for benchmarks.
 *
 * Owns: making them up, the same ones on every run. A few departments have several hundred people and some have nobody,
 * as in a real company.
 * Does not: know the usual cast, whose names may well occur again here. Called by: `company.ts`.
 */
import { createHash } from 'node:crypto';
import { sandboxApp } from './app.ts';
import { type Department, ROOT_DEPARTMENT } from './departments.ts';
import type { Person } from './person.ts';

export type CompanySize = { people: number; departments: number };

const FIRST_DEPARTMENT = 470_000_001;
const FIRST_USER = 2_040_000_000;
const HIRED_FIRST = Date.parse('2012-01-02T00:00:00+08:00');
const DAY_MS = 86_400_000;
/** Every tenth department stays empty. */
const EMPTY_EVERY = 10;

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢',
];
const givenNames = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲建国文辉鑫宇浩凯嘉欣怡雨晨思琪子轩梓涵佳宁一诺博俊峰',
];
const places = ['北京', '上海', '广州', '深圳', '成都', '武汉', '西安', '南京', '苏州', '长沙', '青岛', '厦门'];
const fields = ['研发', '销售', '市场', '运营', '生产', '采购', '质检', '仓储', '物流', '财务', '人事', '售后'];
const levels = ['中心', '部', '处', '科', '组'];
const titles = ['工程师', '高级工程师', '专员', '主管', '经理', '助理', '顾问', '技师', '分析师', '实习生'];

/** This many departments below the root, and this many people in them. */
export function buildManyPeople({ people, departments }: CompanySize): { departments: Department[]; people: Person[] } {
  const random = createRandom(460_000);
  const invented = Array.from({ length: departments }, (_, index) => inventDepartment(index, random));
  const leaders = new Map<number, string>();
  return {
    departments: invented,
    people: Array.from({ length: people }, (_, index) => {
      const departmentId = chooseDepartment(departments, random);
      const person = inventPerson(index, departmentId, leaders.get(departmentId) ?? 'chenguodong', random);
      const leads = departmentId !== ROOT_DEPARTMENT && !leaders.has(departmentId);
      if (leads) {
        leaders.set(departmentId, person.userId);
      }
      return leads ? { ...person, leadsDepartmentIds: [departmentId] } : person;
    }),
  };
}

type Random = () => number;

function inventDepartment(index: number, random: Random): Department {
  // A third hangs directly below the root; the others below one that came before them.
  const parentIndex = index % 3 === 0 ? null : Math.floor(random() * index);
  const level = levels[Math.min(levels.length - 1, Math.floor(index / 80))];
  return {
    id: FIRST_DEPARTMENT + index,
    name: `${pick(places, random)}${pick(fields, random)}${level}${index + 1}`,
    parentId: parentIndex === null ? ROOT_DEPARTMENT : FIRST_DEPARTMENT + parentIndex,
  };
}

/** Squared, so that the first departments are much larger than the last. */
function chooseDepartment(departments: number, random: Random): number {
  if (departments === 0) {
    return ROOT_DEPARTMENT;
  }
  const index = Math.floor(random() ** 2 * departments);
  return FIRST_DEPARTMENT + (index % EMPTY_EVERY === EMPTY_EVERY - 1 ? index - 1 : index);
}

function inventPerson(index: number, departmentId: number, managerUserId: string, random: Random): Person {
  const userId = String(FIRST_USER + index);
  const name = `${pick(surnames, random)}${pick(givenNames, random)}${random() < 0.7 ? pick(givenNames, random) : ''}`;
  const digits = String(index).padStart(8, '0');
  const mobile = `150${digits}`;
  return {
    corpId: sandboxApp.corpId,
    userId,
    name,
    title: pick(titles, random),
    standing: 'employee',
    isActive: random() > 0.02,
    isAdmin: false,
    isBoss: false,
    isVisible: true,
    hidesMobile: false,
    isDedicatedAccount: false,
    departmentIds: [departmentId],
    leadsDepartmentIds: [],
    managerUserId,
    jobNumber: `QH1${digits}`,
    hiredAt: HIRED_FIRST + Math.floor(random() * 5000) * DAY_MS,
    roles: [],
    workPlace: pick(places, random),
    mobile,
    email: `${userId}@qinghe.example`,
    account: { ...accountIdsOf(userId), nick: name, mobile },
  };
}

function accountIdsOf(userId: string): { unionId: string; openId: string } {
  const text = createHash('sha256').update(`many ${userId}`).digest('base64').replaceAll(/[+/=]/g, '0');
  return { unionId: `${text.slice(0, 27)}iEiE`, openId: text.slice(22, 44) };
}

function pick<T>(choices: readonly T[], random: Random): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) {
    throw new Error('There is nothing to choose from.');
  }
  return chosen;
}

/** The same numbers between 0 and 1 on every run (mulberry32). */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
