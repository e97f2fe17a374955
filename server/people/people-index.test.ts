import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../errors.ts';
import { openDatabase } from '../storage/open-database.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { randomRuns } from '../testing/random-runs.ts';
import { openNameReadings } from './name-readings.ts';
import { type IndexedPerson, openPeopleIndex, type PeopleIndex, type PeopleQuery, toSortKey } from './people-index.ts';

type Row = Omit<IndexedPerson, 'readings'>;

/** A company (1) with two divisions (10, 20) and a team in each (11, 21). */
const company: readonly Row[] = [
  { name: '王伟明', userId: 'wangweiming', title: '后端工程师', mobile: '13912340001', departmentIds: [11, 10, 1] },
  { name: '张伟明', userId: 'manager4220', title: '高级软件工程师', mobile: '13800138000', departmentIds: [11, 10, 1] },
  { name: '张伟', userId: 'zhang_wei-02', jobNumber: 'QH-0042', title: '产品经理', departmentIds: [10, 1] },
  { name: '张乐', userId: '0142536', jobNumber: '1380', title: '软件测试', departmentIds: [21, 20, 1] },
  { name: '曾志伟', userId: 'zengzw', mobile: '+86-15013805678', departmentIds: [20, 1] },
  { name: '吕布', userId: 'lb', departmentIds: [20, 1] },
  { name: '欧阳小伟', userId: 'oyxw', title: 'QA Engineer', departmentIds: [1] },
  {
    name: 'José García',
    userId: 'jgarcia',
    title: 'Senior Data Engineer',
    mobile: '+34 612 345 678',
    departmentIds: [1],
  },
  { name: '张伟(David)', userId: 'u9', departmentIds: [1] },
  { name: "Sinéad O'Brien", userId: 'OBrien', jobNumber: 'OR-1', departmentIds: [1] },
];

const readings = new Map<string, string[][]>();
before(async () => {
  const reader = openNameReadings();
  const names = [...company, { name: '张三' }].map(({ name }) => name);
  for (const [name, found] of await reader.readingsOf(names)) readings.set(name, found);
  await reader.close();
});

function openCompany(rows: readonly Row[] = company) {
  const db = openDatabase(':memory:');
  const index = openPeopleIndex(db);
  rows.forEach((row, at) => {
    putPerson(db, index, at + 1, row);
  });
  return { db, index, find: (q: string, departmentId?: number) => namesOf(rows, index, q, departmentId) };
}

function putPerson(db: DatabaseSync, index: PeopleIndex, id: number, row: Row): void {
  const person = { ...row, readings: readings.get(row.name) ?? [] };
  db.prepare(
    `INSERT OR REPLACE INTO people (id, subject, union_id, user_id, name, is_active, record, readings, sort_key, indexed, seen_in)
     VALUES (?, ?, ?, ?, ?, 1, '{}', '[]', ?, '', 1)`,
  ).run(id, String(id), String(id), row.userId, row.name, toSortKey(row.name, person.readings));
  index.put(id, person);
}

function namesOf(rows: readonly Row[], index: PeopleIndex, q: string, departmentId?: number): (string | undefined)[] {
  const query = { q, limit: 100, ...(departmentId !== undefined && { departmentId }) };
  const { ids, total, nextCursor } = index.search(query);
  assert.deepEqual([total, nextCursor], [ids.length, undefined]);
  return ids.map((id) => rows[id - 1]?.userId);
}

/** All pages of a query, one after the other; its cursor says where to begin. */
function readPages(index: PeopleIndex, { cursor: start, ...query }: PeopleQuery): number[][] {
  const pages: number[][] = [];
  let cursor = start;
  do {
    const found = index.search({ ...query, ...(cursor !== undefined && { cursor }) });
    pages.push(found.ids);
    cursor = found.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const [wang, zhangWm, zhangW, zhangL, zeng, lv, ouyang, garcia, david, brien] = company.map(({ userId }) => userId);

describe('finding people', () => {
  const tables: Readonly<Record<string, readonly (readonly [string, readonly (string | undefined)[]])[]>> = {
    'by Chinese name': [
      ['张', [zhangWm, zhangW, zhangL, david]],
      ['张伟', [zhangW, zhangWm, david]],
      ['张伟明', [zhangWm]],
      ['伟明', [wang, zhangWm]],
      ['明', [wang, zhangWm]],
      ['张 伟', [zhangW, zhangWm, david]],
      ['伟 张', [zhangWm, zhangW, david]],
      ['欧阳', [ouyang]],
      ['明伟', []],
    ],
    'by pinyin': [
      ['zhangwei', [zhangW, zhangWm, david]],
      ['zhangw', [zhangW, zhangWm, david]],
      ['zhang wei', [zhangW, zhangWm, david]],
      ['zhang ming', [zhangWm]],
      ['weiming', [wang, zhangWm]],
      ['wei', [wang, zhangWm, zhangW, zeng, ouyang, david]],
      ['wang wei', [wang]],
      ['ouyang', [ouyang]],
      ['eiming', []],
    ],
    'by initials': [
      ['zw', [zhangW, zhangWm, david, zeng]],
      ['zwm', [zhangWm]],
      ['zzw', [zeng]],
      ['oyxw', [ouyang]],
      ['zhangwm', [zhangWm]],
      ['jg', [garcia]],
    ],
    'by either reading of a character': [
      ['zengzhi', [zeng]],
      ['ceng', [zeng]],
      ['zhangle', [zhangL]],
      ['zhangyue', [zhangL]],
      ['lv', [lv]],
      ['lyubu', [lv]],
      ['lu', [lv]],
    ],
    'by Latin name': [
      ['garcia', [garcia]],
      ['García', [garcia]],
      ['JOSE', [garcia]],
      ['jose garcia', [garcia]],
      ['garcia, josé', [garcia]],
      ['david', [david]],
      ["o'brien", [brien]],
      ['brien', [brien]],
      ['sinead', [brien]],
    ],
    'by mobile number': [
      ['13800138000', [zhangWm]],
      ['+86 138 0013 8000', [zhangWm]],
      ['138-0013-8000', [zhangWm]],
      ['8613800138000', [zhangWm]],
      ['＋８６　１３８００１３８０００', [zhangWm]],
      ['1380', [zhangL, zhangWm, zeng]],
      ['38000', [zhangWm]],
      ['8000', [zhangWm]],
      ['000', [zhangWm]],
      ['5678', [zeng, garcia]],
      ['612 345 678', [garcia]],
      // In the middle, three digits are too few to say who is meant.
      ['123', []],
      ['1234', [wang, garcia]],
    ],
    'by job number and userId': [
      ['QH-0042', [zhangW]],
      ['qh-00', [zhangW]],
      ['qh0042', [zhangW]],
      ['zhang_wei-02', [zhangW]],
      ['ZHANG_WEI', [zhangW, zhangWm, david]],
      ['manager42', [zhangWm]],
      ['0142536', [zhangL]],
      ['4220', []],
    ],
    'by title': [
      ['产品经理', [zhangW]],
      ['软件', [zhangWm, zhangL]],
      ['工程师', [wang, zhangWm]],
      ['engineer', [ouyang, garcia]],
      ['senior eng', [garcia]],
      ['张 软件', [zhangWm, zhangL]],
      ['wang 工程师', [wang]],
    ],
    'by whatever way of typing': [
      ['ＺＷＭ', [zhangWm]],
      [' zwm ', [zhangWm]],
      ['ZhangWeiMing', [zhangWm]],
      ['zwm zwm', [zhangWm]],
    ],
    'by nothing that means something': [
      ['nobody', []],
      ['"', []],
      ['*', []],
      ['"*():^-', []],
      ['-', []],
      ['+', []],
      ['😀', []],
      ['\u200b', []],
      ['\u0000', []],
    ],
  };
  for (const [how, rows] of Object.entries(tables)) {
    it(how, () => {
      const { find } = openCompany();
      for (const [q, expected] of rows) assert.deepEqual(find(q), expected, JSON.stringify(q));
    });
  }

  // With syntax let through, a search could ask for columns it must not, or fail for everybody who types a quote.
  it('takes the language of the index for words like any other', () => {
    const { find } = openCompany();
    assert.deepEqual(find('OR'), [brien]);
    for (const q of [
      'zhang OR wang',
      'zhang NOT ming',
      'NEAR(zhang wei)',
      'name:zhang',
      '{name}:zhang',
      'zhang" OR "wang',
    ]) {
      assert.deepEqual(find(q), [], q);
    }
    assert.deepEqual(find('"zhang" "ming"*'), [zhangWm]);
    assert.deepEqual(find('^张伟明'), [zhangWm]);
  });

  // Whoever could search for a hidden number could find out whose it is, digit by digit.
  it('does not find by a number that is hidden', () => {
    const { db, index, find } = openCompany();
    const [row] = company;
    assert.ok(row?.mobile);
    assert.deepEqual(find(row.mobile), [wang]);
    const { mobile, ...hidden } = row;
    putPerson(db, index, 1, hidden);
    for (const q of [mobile, mobile.slice(0, 3), mobile.slice(-4), mobile.slice(2, 7), `+86 ${mobile}`]) {
      assert.ok(!find(q).includes(wang), q);
    }
    assert.deepEqual(find('wangweiming'), [wang]);
  });

  it('finds a person under what was put last, and nobody who was removed', () => {
    const { db, index, find } = openCompany();
    putPerson(db, index, 1, { name: '张三', userId: 'zs', departmentIds: [1] });
    assert.deepEqual(find('王'), []);
    assert.deepEqual(index.search({ q: 'zhangsan', limit: 9 }).ids, [1]);
    index.remove(1);
    index.remove(99);
    assert.deepEqual(index.search({ q: 'zhangsan', limit: 9 }), { ids: [], total: 0 });
  });

  it('leaves out what a transaction took back', () => {
    const { db, index, find } = openCompany();
    db.exec('BEGIN');
    index.put(50, { name: 'New Person', readings: [], userId: 'new', departmentIds: [1] });
    assert.deepEqual(index.search({ q: 'new', limit: 9 }).ids, [50]);
    db.exec('ROLLBACK');
    assert.deepEqual(find('new'), []);
  });

  it('finds names that were meant to break it, by themselves', () => {
    const names = hostile.profileStrings.map(({ nick }) => nick);
    const { index } = openCompany(names.map((name, at) => ({ name, userId: `u${at}`, departmentIds: [1] })));
    names.forEach((name, at) => {
      const { ids, total } = index.search({ q: name, limit: 100 });
      const isFindable = /[\p{L}\p{N}]/u.test(name);
      assert.equal(ids.includes(at + 1), isFindable, JSON.stringify(name));
      assert.equal(ids.length, total);
    });
  });

  it('bears any person and any query', (t) => {
    const { index } = openCompany();
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'张伟a1 "*():^-{}+\u0000\ud83d') }),
    );
    fc.assert(
      fc.property(text, text, text, (name, other, q) => {
        const syllables = [[other]];
        index.put(77, {
          name,
          readings: syllables,
          userId: other,
          mobile: other,
          title: q,
          jobNumber: q,
          departmentIds: [1],
        });
        const { ids, total } = index.search({ q, limit: 100 });
        assert.equal(ids.length, total);
      }),
      randomRuns(t, 300),
    );
  });
});

describe('finding people in a department', () => {
  it('includes the departments below it', () => {
    const { find } = openCompany();
    assert.deepEqual(find('张', 10), [zhangWm, zhangW]);
    assert.deepEqual(find('张', 11), [zhangWm]);
    assert.deepEqual(find('张', 20), [zhangL]);
    assert.deepEqual(find('张', 1), [zhangWm, zhangW, zhangL, david]);
    assert.deepEqual(find('张', 99), []);
    // An id is no beginning of another one, and nothing that anybody is found by.
    assert.deepEqual(find('张', 2), []);
    assert.deepEqual(find('11'), []);
  });

  it('follows people who moved', () => {
    const { db, index, find } = openCompany();
    const row = company[1];
    assert.ok(row);
    putPerson(db, index, 2, { ...row, departmentIds: [21, 20, 1] });
    assert.deepEqual(find('张', 10), [zhangW]);
    assert.deepEqual(find('张', 21), [zhangWm, zhangL]);
  });

  it('knows departments whose ids are below zero', () => {
    const { index } = openCompany([{ name: '张三', userId: 'zs', departmentIds: [-7] }]);
    assert.deepEqual(index.search({ q: 'zs', departmentId: -7, limit: 9 }).ids, [1]);
    assert.deepEqual(index.search({ q: 'zs', departmentId: 7, limit: 9 }).ids, []);
  });
});

describe('everybody', () => {
  const inOrder = [brien, garcia, lv, ouyang, wang, zeng, zhangL, zhangW, david, zhangWm];

  it('comes in alphabetical order when nothing is typed', () => {
    const { find } = openCompany();
    for (const q of ['', '  ', '\u3000']) assert.deepEqual(find(q).toSorted(), inOrder.toSorted());
    assert.deepEqual(find(''), [garcia, lv, ouyang, brien, wang, zeng, zhangL, zhangW, david, zhangWm]);
  });

  it('of a department comes in alphabetical order, too', () => {
    const { find } = openCompany();
    assert.deepEqual(find('', 10), [wang, zhangW, zhangWm]);
    assert.deepEqual(find('', 1).length, company.length);
    assert.deepEqual(find('', 99), []);
  });
});

describe('toSortKey', () => {
  it('orders by syllables, then by name; names without letters come last', () => {
    const people: readonly (readonly [string, string[][]])[] = [
      ['Anna', []],
      ['李 Bob', [['li', 'bob']]],
      ['李安', [['li', 'an']]],
      ['Lia Na', []],
      ['张为', [['zhang', 'wei']]],
      ['张伟', [['zhang', 'wei']]],
      ['张伟明', [['zhang', 'wei', 'ming']]],
      ['Ольга', []],
      ['😀', []],
    ];
    const sorted = people.toSorted((one, other) =>
      Buffer.compare(Buffer.from(toSortKey(...one)), Buffer.from(toSortKey(...other))),
    );
    const names = sorted.map(([name]) => name);
    assert.deepEqual(names, ['Anna', '李安', '李 Bob', 'Lia Na', '张为', '张伟', '张伟明', 'Ольга', '😀']);
  });

  it('is short and free of control characters, whatever the name', () => {
    const key = toSortKey(`a\u0000\u202e${'张'.repeat(2_000)}`, []);
    assert.match(key, /^[^\p{C}]+$/u);
    assert.ok(Array.from(key).length <= 100);
  });
});

describe('pages', () => {
  const many = (count: number): Row[] =>
    Array.from({ length: count }, (_, at) => ({
      name: ['张伟', 'Zhang', '王张', '李四', 'Bo Zhang'][at % 5] ?? '',
      userId: `${at % 3 === 0 ? 'zhang' : 'x'}${at}`,
      title: at % 2 === 0 ? '张罗' : '经理',
      departmentIds: [1, at % 4 === 0 ? 10 : 20],
    }));

  it('hold everybody who fits exactly once, in the order of one large page', (t) => {
    const { index } = openCompany(many(90));
    const query = fc.record(
      {
        q: fc.constantFrom('zhang', '张', 'z', '李', 'x1', '', 'zhang 1'),
        departmentId: fc.constantFrom(1, 10, 20),
        limit: fc.integer({ min: 1, max: 40 }),
      },
      { requiredKeys: ['q', 'limit'] },
    );
    fc.assert(
      fc.property(query, (asked) => {
        const whole = index.search({ ...asked, limit: 100 });
        const pages = readPages(index, asked);
        assert.deepEqual(pages.flat(), whole.ids);
        assert.equal(whole.total, whole.ids.length);
        assert.ok(pages.slice(0, -1).every((page) => page.length === asked.limit));
      }),
      randomRuns(t, 150),
    );
  });

  it('go on behind the last person when others were added or removed meanwhile', (t) => {
    const rows = many(60);
    const newcomer = { name: 'Zhang', userId: 'zhang', title: '张', departmentIds: [1] };
    const change = fc.record({ id: fc.integer({ min: 1, max: 80 }), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom('zhang', '张', ''), fc.array(change, { maxLength: 12 }), (q, changes) => {
        const { db, index } = openCompany(rows);
        const all = index.search({ q, limit: 100 }).ids;
        const { ids: first, nextCursor: cursor } = index.search({ q, limit: 7 });
        assert.ok(cursor);
        for (const { id, isRemoval } of changes) {
          db.prepare('DELETE FROM people WHERE id = ?').run(id);
          index.remove(id);
          if (!isRemoval) putPerson(db, index, id, rows[id - 1] ?? newcomer);
        }
        const seen = [...first, ...readPages(index, { q, limit: 7, cursor }).flat()];
        assert.equal(new Set(seen).size, seen.length);
        const changed = new Set(changes.map(({ id }) => id));
        const others = (ids: readonly number[]) => ids.filter((id) => !changed.has(id));
        assert.deepEqual(others(seen), others(all));
      }),
      randomRuns(t, 60),
    );
  });

  it('end without a cursor when the last one is full', () => {
    const { index } = openCompany();
    const { ids, total, nextCursor } = index.search({ q: '张伟', limit: 3 });
    assert.deepEqual([ids.length, total, nextCursor], [3, 3, undefined]);
    assert.equal(typeof index.search({ q: '张伟', limit: 2 }).nextCursor, 'string');
  });

  it('say the total on every page', () => {
    const { index } = openCompany();
    const cursor = index.search({ q: '张', limit: 1 }).nextCursor;
    assert.ok(cursor);
    assert.equal(index.search({ q: '张', limit: 1, cursor }).total, 4);
  });
});

describe('a cursor', () => {
  const { index } = openCompany(
    Array.from({ length: 9 }, (_, at) => ({ name: 'Ann', userId: `a${at}`, departmentIds: [1] })),
  );
  const cursorFor = (query: Omit<PeopleQuery, 'limit'>) => index.search({ ...query, limit: 2 }).nextCursor ?? '';
  const refused = (query: Omit<PeopleQuery, 'limit'>) => {
    const isRefusal = (error: unknown) => error instanceof AppError && error.code === 'invalid_request';
    assert.throws(() => index.search({ ...query, limit: 2 }), isRefusal, query.cursor);
  };

  it('works with the query it was given for, however that is typed', () => {
    assert.deepEqual(index.search({ q: 'ＡＮＮ ', cursor: cursorFor({ q: 'ann' }), limit: 2 }).ids, [3, 4]);
    assert.deepEqual(index.search({ q: '', cursor: cursorFor({ q: '' }), limit: 2 }).ids, [3, 4]);
  });

  // A place in one list means somebody else in another one: people would be skipped and nobody would notice.
  it('is refused with another query', () => {
    refused({ q: 'an', cursor: cursorFor({ q: 'ann' }) });
    refused({ q: 'ann', departmentId: 1, cursor: cursorFor({ q: 'ann' }) });
    refused({ q: 'ann', cursor: cursorFor({ q: 'ann', departmentId: 1 }) });
    refused({ q: '', cursor: cursorFor({ q: 'ann' }) });
    refused({ q: 'ann', cursor: cursorFor({ q: '' }) });
    refused({ q: '"', cursor: cursorFor({ q: '' }) });
  });

  it('is refused when it is broken, changed or too long', () => {
    const cursor = cursorFor({ q: 'ann' });
    const [mark] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const written = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const broken = [
      '',
      ' ',
      '"',
      `${cursor}=`,
      cursor.slice(1),
      cursor.slice(0, -3),
      'e30',
      'bnVsbA',
      'a'.repeat(1_025),
    ];
    const changed = [
      [mark, '2', 1],
      [mark, -1, 1],
      [mark, 0.5, 1],
      [mark, 0],
      [mark, 0, 'x'],
      [mark, 0, 1, 1],
      [mark, 0, 1.5],
      ['', 0, 1],
    ];
    for (const wrong of [...broken, ...changed.map(written)]) refused({ q: 'ann', cursor: wrong });
    const everybody = JSON.parse(Buffer.from(cursorFor({ q: '' }), 'base64url').toString());
    refused({ q: '', cursor: written([everybody[0], 3, 1]) });
  });

  it('of any kind never breaks the search', (t) => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        refused({ q: 'ann', cursor: text });
        refused({ q: '', cursor: Buffer.from(JSON.stringify(value)).toString('base64url') });
      }),
      randomRuns(t, 200),
    );
  });

  it('is short enough for an address, whatever the names', () => {
    const { index: longNames } = openCompany(
      ['😀', '张', '\u{2a6d6}'].map((name, at) => ({ name: name.repeat(2_000), userId: `u${at}`, departmentIds: [] })),
    );
    for (const ids of readPages(longNames, { q: '', limit: 1 })) assert.equal(ids.length, 1);
  });
});
