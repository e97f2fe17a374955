import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { takeAll } from '../testing/take-all.ts';
import { type AuditFilter, createAuditReads } from './audit-reads.ts';

/** More than three looks at once take in, and a bit of a fourth. */
const ROWS = 15_123;

/** Rows of which every thousandth is a removal, and two are by somebody else. */
function open(t: TestContext, rows = ROWS) {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  const insert = db.prepare(
    "INSERT INTO audit_log (at, act, outcome, actor_subject, actor_user_id, actor_name) VALUES (?, ?, 'done', 's', ?, '张伟')",
  );
  db.exec('BEGIN');
  for (let n = 1; n <= rows; n += 1)
    insert.run(n, n % 1_000 === 0 ? 'person_removed' : 'signed_in', n === 7 || n === ROWS ? 'rare' : 'zhangwei01');
  db.exec('COMMIT');
  return { db, reads: createAuditReads(db) };
}

/** How often others have their turn while something is awaited. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work;
  isDone = true;
  return turns;
}

const looks: [string, AuditFilter, where: string][] = [
  ['everything', {}, '1'],
  ['an act', { acts: ['person_removed'] }, "act = 'person_removed'"],
  ['two acts', { acts: ['person_removed', 'signed_in'] }, '1'],
  ['no act', { acts: [] }, '0'],
  ['somebody who did little', { by: 'rare' }, "actor_user_id = 'rare'"],
  ['a time long ago', { until: 30 }, 'at < 30'],
  [
    'an act and a time',
    { acts: ['signed_in'], since: 4_990, until: 5_010 },
    "act = 'signed_in' AND at BETWEEN 4990 AND 5009",
  ],
];

describe('looking through many rows', () => {
  for (const [what, filter, where] of looks) {
    it(`finds ${what}, page by page and as a stream, as one look at all rows would`, async (t) => {
      const { db, reads } = open(t);
      const expected = idsWhere(db, where);
      const streamed = (await takeAll(reads.stream(filter))).map(({ id }) => id);
      assert.deepEqual(streamed, expected);
      const paged: number[] = [];
      let cursor: number | undefined;
      for (let pages = 0; pages < 5; pages += 1) {
        const { rows, next } = await reads.list({ ...filter, ...(cursor !== undefined && { cursor }), limit: 7 });
        paged.push(...rows.map(({ id }) => id));
        cursor = next;
        if (next === undefined) break;
      }
      assert.deepEqual(paged, expected.slice(0, 35));
      assert.equal(cursor === undefined, expected.length <= 35);
    });
  }

  // One administrator's search would otherwise hold up every click in every tool.
  it('lets others have their turn again and again', async (t) => {
    const { reads } = open(t);
    assert.ok((await turnsDuring(reads.list({ by: 'nobody', limit: 50 }))) >= 4);
    assert.ok((await turnsDuring(takeAll(reads.stream({ by: 'nobody' })))) >= 4);
    assert.ok((await turnsDuring(takeAll(reads.stream({})))) >= ROWS / 200);
  });

  it('looks no further than a page needs', async (t) => {
    const { reads } = open(t);
    assert.ok((await turnsDuring(reads.list({ limit: 50 }))) <= 2);
  });

  it('leaves out what is written while somebody looks', async (t) => {
    const { db, reads } = open(t, 300);
    const stream = reads.stream({});
    const first = await stream[Symbol.asyncIterator]().next();
    db.exec("INSERT INTO audit_log (at, act, outcome) VALUES (1, 'signed_out', 'done')");
    const rest = (await takeAll(stream)).map(({ id }) => id);
    assert.deepEqual(
      [first.value.id, ...rest],
      Array.from({ length: 300 }, (_, n) => 300 - n),
    );
  });

  it('gives nothing where nothing has been written', async (t) => {
    const { reads } = open(t, 0);
    assert.deepEqual(await reads.list({ limit: 50 }), { rows: [] });
    assert.deepEqual(await takeAll(reads.stream({})), []);
  });

  it('gives what is left when the oldest rows are gone', async (t) => {
    const { db, reads } = open(t);
    db.exec('DELETE FROM audit_log WHERE id <= 12000');
    const { rows, next } = await reads.list({ by: 'rare', limit: 1 });
    assert.deepEqual([rows.length, next], [1, undefined]);
  });
});

function idsWhere(db: DatabaseSync, where: string): number[] {
  return db
    .prepare(`SELECT id FROM audit_log WHERE ${where} ORDER BY id DESC`)
    .all()
    .map(({ id }) => Number(id));
}
