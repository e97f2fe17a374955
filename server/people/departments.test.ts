import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { openDepartments } from './departments.ts';

type Row = readonly [id: number, name: string, parentId: number | null];

const company: readonly Row[] = [
  [1, '公司', null],
  [20, '市场', 1],
  [10, '研发', 1],
  [11, '后端', 10],
  [12, '前端', 10],
  [111, '存储', 11],
];

function open(rows: readonly Row[] = company, run = 1) {
  const db = openDatabase(':memory:');
  const departments = openDepartments(db);
  rows.forEach(([id, name, parentId], position) => {
    departments.put({ id, name, parentId }, { position, run });
  });
  const join = (departmentId: number, ...people: number[]) => {
    for (const person of people) db.prepare('INSERT INTO memberships VALUES (?, ?, 0)').run(departmentId, person);
  };
  return { departments, join };
}

const ids = (found: readonly { id: number }[]) => found.map(({ id }) => id);

describe('departments', () => {
  it('are listed parents first, and beside each other in the company’s order', () => {
    const { departments } = open();
    assert.deepEqual(ids(departments.listAll()), [1, 20, 10, 11, 12, 111]);
    assert.deepEqual(ids(departments.listBelow(1)), [20, 10]);
    assert.deepEqual(ids(departments.listBelow(111)), []);
    assert.deepEqual(
      departments.listAll().map(({ hasChildren }) => hasChildren),
      [true, false, true, true, false, false],
    );
    assert.equal(departments.count(), 6);
  });

  it('have a path from the top, and everything above them, nearest first', () => {
    const { departments } = open();
    assert.deepEqual(departments.pathOf(111), ['公司', '研发', '后端', '存储']);
    assert.deepEqual(departments.withAbove(111), [111, 11, 10, 1]);
    assert.deepEqual([departments.pathOf(1), departments.withAbove(1)], [['公司'], [1]]);
    assert.deepEqual([departments.pathOf(99), departments.withAbove(99), departments.find(99)], [[], [], null]);
  });

  it('begin where the app sees no more', () => {
    const { departments } = open([
      [10, '研发', 1],
      [11, '后端', 10],
    ]);
    assert.deepEqual(ids(departments.listAll()), [10, 11]);
    assert.deepEqual(departments.pathOf(11), ['研发', '后端']);
    assert.deepEqual(departments.withAbove(11), [11, 10]);
  });

  it('in a circle end no question by never answering it', () => {
    const { departments } = open([
      [1, '公司', null],
      [10, '甲', 11],
      [11, '乙', 10],
      [12, '丙', 12],
    ]);
    assert.deepEqual(departments.withAbove(10), [10, 11]);
    assert.deepEqual(departments.pathOf(12), ['丙']);
    assert.deepEqual(ids(departments.listAll()), [1]);
    departments.recount();
  });

  it('count everybody in them and below them once', () => {
    const { departments, join } = open();
    join(11, 1, 2);
    join(111, 2, 3);
    join(12, 4);
    join(20, 4, 5);
    assert.equal(departments.find(1)?.memberCount, 0);
    departments.recount();
    const counts = departments.listAll().map(({ id, memberCount }) => [id, memberCount]);
    assert.deepEqual(counts, [
      [1, 5],
      [20, 2],
      [10, 4],
      [11, 3],
      [12, 1],
      [111, 2],
    ]);
  });

  it('are removed when a complete run did not see them, and only then', () => {
    const { departments } = open();
    departments.put({ id: 1, name: '公司', parentId: null }, { position: 0, run: 2 });
    departments.put({ id: 10, name: '研究', parentId: 1 }, { position: 0, run: 2 });
    // Read on its own meanwhile: it was seen by the run all the same.
    departments.put({ id: 10, name: '研究院', parentId: 1 }, { position: 0, run: 0 });
    assert.deepEqual(
      [departments.isSeenIn(10, 2), departments.isSeenIn(11, 2), departments.isSeenIn(10, 1)],
      [true, false, false],
    );
    departments.keepOnlySeenIn(2);
    assert.deepEqual(ids(departments.listAll()), [1, 10]);
    assert.deepEqual(departments.pathOf(10), ['公司', '研究院']);
  });

  it('move and change their names in place', () => {
    const { departments } = open();
    departments.put({ id: 11, name: '服务端', parentId: 20 }, { position: 3, run: 2 });
    assert.deepEqual(departments.pathOf(111), ['公司', '市场', '服务端', '存储']);
    assert.equal(departments.count(), 6);
  });
});
