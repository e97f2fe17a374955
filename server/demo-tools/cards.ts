/**
 * The cards of the board. They are kept in memory, and a restart brings the first ones back.
 *
 * Owns: what a card may say, where it may go, and how many there are. Does not: know pages. Called by: `board.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { Words } from './language.ts';

export const columns = ['to-do', 'doing', 'done'] as const;
export type Column = (typeof columns)[number];

export type Card = { id: string; column: Column; title: Words; team: Words; person: string };

export type Cards = {
  list(column: Column): readonly Card[];
  /** False when the text is no title. */
  add(title: string, person: string): boolean;
  /** Moves a card one column on, and off the board after the last. */
  moveOn(id: string): void;
};

const LONGEST_TITLE = 80;
const MOST_CARDS = 60;

/** A board with the first cards on it. */
export function createCards(): Cards {
  let cards: Card[] = firstCards.map((card) => ({ ...card, id: randomUUID() }));
  return {
    list: (column) => cards.filter((card) => card.column === column),
    add(text, person) {
      const title = text.trim();
      if (title === '' || title.length > LONGEST_TITLE || /\p{Cc}/u.test(title)) return false;
      const card = { id: randomUUID(), column: 'to-do', title: same(title), team: newcomer, person } as const;
      // The oldest makes room: nobody looks after this board.
      cards = [...cards, card].slice(-MOST_CARDS);
      return true;
    },
    moveOn(id) {
      cards = cards.flatMap((card) => {
        if (card.id !== id) return [card];
        const next = columns[columns.indexOf(card.column) + 1];
        return next === undefined ? [] : [{ ...card, column: next }];
      });
    },
  };
}

const newcomer: Words = { zh: '新加的', en: 'New' };
const same = (text: string): Words => ({ zh: text, en: text });

const firstCards: readonly Omit<Card, 'id'>[] = [
  {
    column: 'to-do',
    title: { zh: '移动端：没有网络时也能看审批', en: 'Mobile: read approvals without a network' },
    team: { zh: '移动端', en: 'Mobile' },
    person: '冯天翼',
  },
  {
    column: 'to-do',
    title: { zh: '登录页的文案再过一遍', en: 'Go over the words of the sign-in page once more' },
    team: { zh: '设计', en: 'Design' },
    person: '孟繁星',
  },
  {
    column: 'to-do',
    title: { zh: '第三季度需求排期', en: 'Schedule for the third quarter' },
    team: { zh: '产品', en: 'Product' },
    person: '陆一帆',
  },
  {
    column: 'doing',
    title: { zh: '订单查询接口提速', en: 'Make the order search faster' },
    team: { zh: '后端', en: 'Backend' },
    person: '张伟',
  },
  {
    column: 'doing',
    title: { zh: '报表导出支持按日期筛选', en: 'Export reports by date' },
    team: { zh: '前端', en: 'Frontend' },
    person: '蒋淑瑶',
  },
  {
    column: 'done',
    title: { zh: '值班告警合并重复', en: 'One alarm instead of twenty' },
    team: { zh: '运维', en: 'Operations' },
    person: '高洋',
  },
  {
    column: 'done',
    title: { zh: '结算流程的回归用例', en: 'Regression tests for the checkout' },
    team: { zh: '测试', en: 'Quality' },
    person: '潘丽华',
  },
];
