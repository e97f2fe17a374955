import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { createLogger } from '../logger.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock } from '../testing/clock.ts';
import { takeAll } from '../testing/take-all.ts';
import { type AuditEntry, openAuditLog } from './audit-log.ts';

const admin = { subject: 'subject-of-li', userId: 'manager4220', name: '李明哲' };
const added: AuditEntry = {
  act: 'person_added',
  actor: admin,
  outcome: 'done',
  target: { kind: 'person', id: 'newcomer1', name: '新同事' },
  after: { name: '新同事', mobile: '+86-13800000001', departmentIds: [1] },
  dingtalkRequestId: 'dt-1',
  requestId: 'foyer-1',
  from: '203.0.113.9',
};
const refusedAt = (tool: string): AuditEntry => ({
  ...{ act: 'access_refused', actor: admin, outcome: 'refused', code: 'access_denied' },
  target: { kind: 'tool', id: tool },
});

function open(t: TestContext) {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  const clock = createTestClock();
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const audit = openAuditLog({ db, log, now: clock.now });
  return { db, clock, lines, audit, all: async () => (await audit.list({ limit: 100 })).rows };
}

describe('the audit log', () => {
  it('keeps who did what, on whom, with what, when, from where, and under which numbers', async (t) => {
    const { audit, clock, all } = open(t);
    audit.record(added);
    assert.deepEqual(await all(), [
      { ...added, id: 1, at: clock.now(), after: { name: '新同事', mobile: '+86-138****0001', departmentIds: [1] } },
    ]);
  });

  it('keeps an act of the system of which little is known', async (t) => {
    const { audit, clock, all } = open(t);
    audit.record({ act: 'rules_reloaded', actor: null, outcome: 'done' });
    assert.deepEqual(await all(), [{ id: 1, at: clock.now(), act: 'rules_reloaded', actor: null, outcome: 'done' }]);
  });

  // A name with a line break in it could otherwise write a line of its own into the log, about anybody.
  it('writes each act as one JSON line, whatever a name holds', (t) => {
    const { audit, lines } = open(t);
    const name = 'x\n{"audit":{"act":"person_removed"}}\r\u2028';
    audit.record({ ...added, actor: { ...admin, name }, target: { kind: 'person', id: 'a\nb', name } });
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.trimEnd().includes('\n'), false);
    assert.equal(JSON.parse(lines[0] ?? '').audit.actor.name, name);
  });

  // The log and its copies go to people who may not call anybody.
  it('writes no mobile number in full, neither into the store nor into the log', async (t) => {
    const { audit, db, lines } = open(t);
    audit.record({
      ...added,
      before: { mobile: '13900000002', remark: '旧号 13900000003。' },
      after: { x: [{ mobile: 13900000004 }] },
    });
    const kept = JSON.stringify([db.prepare('SELECT * FROM audit_log').all(), lines]);
    assert.doesNotMatch(kept, /1(38|39)\d{8}/);
    assert.match(kept, /139\*\*\*\*0002.*139\*\*\*\*0003.*139\*\*\*\*0004/);
  });

  it('gives the latest first, in pages that are neither doubled nor torn by what is written meanwhile', async (t) => {
    const { audit } = open(t);
    for (let n = 0; n < 7; n += 1) audit.record({ ...added, requestId: String(n) });
    const first = await audit.list({ limit: 3 });
    audit.record({ ...added, requestId: 'meanwhile' });
    const second = await audit.list({ limit: 3, cursor: first.next ?? 0 });
    const third = await audit.list({ limit: 3, cursor: second.next ?? 0 });
    const numbers = [first, second, third].map(({ rows }) => rows.map(({ requestId }) => requestId).join(''));
    assert.deepEqual(numbers, ['654', '321', '0']);
    assert.equal(third.next, undefined);
  });

  it('gives all of them as a stream, over the borders of its parts', async (t) => {
    const { audit } = open(t);
    for (let n = 0; n < 401; n += 1) audit.record({ act: 'signed_in', actor: admin, outcome: 'done' });
    assert.deepEqual(
      (await takeAll(audit.stream({}))).map(({ id }) => id),
      Array.from({ length: 401 }, (_, n) => 401 - n),
    );
  });

  it('is looked through by act, outcome, person, target and time, and by all of them at once', async (t) => {
    const { audit, clock } = open(t);
    const count = async (filter: Parameters<typeof audit.stream>[0]) => (await takeAll(audit.stream(filter))).length;
    audit.record(added);
    clock.advance(1_000);
    const since = clock.now();
    audit.record({
      act: 'signed_in',
      actor: { subject: 's2', userId: 'zhangwei01', name: 'Zhang Wei' },
      outcome: 'done',
    });
    audit.record(refusedAt('wiki'));
    const rows: [Parameters<typeof audit.stream>[0], number][] = [
      [{}, 3],
      [{ acts: ['signed_in'] }, 1],
      [{ acts: ['signed_in', 'person_added'] }, 2],
      [{ acts: [] }, 0],
      [{ outcome: 'refused' }, 1],
      [{ by: 'manager4220' }, 2],
      [{ by: 'manager422' }, 0],
      [{ by: 'subject-of-li' }, 2],
      [{ by: '明哲' }, 2],
      [{ by: 'zhang w' }, 1],
      [{ by: '%' }, 0],
      [{ on: 'newcomer1' }, 1],
      [{ on: '新同' }, 1],
      [{ on: 'wiki' }, 1],
      [{ since }, 2],
      [{ until: since }, 1],
      [{ since, by: 'manager4220', outcome: 'refused', acts: ['access_refused'], on: 'wiki', until: since + 1 }, 1],
      [{ since, by: 'manager4220', outcome: 'done' }, 0],
    ];
    for (const [filter, expected] of rows) assert.equal(await count(filter), expected, JSON.stringify(filter));
  });

  it('finds a number by what is left of it, and no other', async (t) => {
    const { audit } = open(t);
    audit.record({ ...added, act: 'person_invited', target: { kind: 'person', id: '13800000001', name: '新同事' } });
    const find = async (on: string) => (await audit.list({ on, limit: 10 })).rows.length;
    const found = [
      await find('13800000001'),
      await find('138 0000 0001'),
      await find('13800000002'),
      await find('zhang'),
    ];
    assert.deepEqual(found, [1, 1, 0, 0]);
    // What is left of a short number is nothing to find anybody by.
    audit.record({
      ...added,
      act: 'person_invited',
      target: { kind: 'person', id: '1380' },
      after: { mobile: '1380' },
    });
    assert.equal(await find('wiki'), 0);
  });

  it('writes the same refusal of the same person once in a while, and every other one', async (t) => {
    const { audit, clock, all } = open(t);
    const refuse = () => {
      audit.record(refusedAt('wiki'));
      audit.record(refusedAt('grafana'));
      audit.record({ ...refusedAt('wiki'), actor: { ...admin, subject: 'somebody-else' } });
    };
    for (let n = 0; n < 100; n += 1) refuse();
    assert.equal((await all()).length, 3);
    clock.advance(600_000);
    refuse();
    assert.equal((await all()).length, 6);
    for (let n = 0; n < 3; n += 1) audit.record(added);
    assert.equal((await all()).length, 9, 'what was done is written each time');
  });
});

describe('what was written down', () => {
  // Whoever did it could otherwise make it undone: with a mistake of ours, or through any other statement.
  it('is changed, replaced or deleted by no statement', async (t) => {
    const { audit, db, all } = open(t);
    audit.record({ ...added, act: 'person_removed' });
    const before = await all();
    for (const sql of [
      "UPDATE audit_log SET act = 'signed_in'",
      'UPDATE audit_log SET at = 0',
      'DELETE FROM audit_log',
      "REPLACE INTO audit_log (id, at, act, outcome) VALUES (1, 1, 'signed_in', 'done')",
      "INSERT INTO audit_log (id, at, act, outcome) VALUES (1, 1, 'x', 'x') ON CONFLICT DO UPDATE SET act = 'x'",
    ]) {
      assert.throws(() => db.exec(sql), /the audit log/, sql);
    }
    assert.deepEqual(await all(), before);
  });

  it('goes after a year, and not a day before', async (t) => {
    const { audit, db, all } = open(t);
    const day = 86_400_000;
    const insert = db.prepare("INSERT INTO audit_log (at, act, outcome) VALUES (?, 'signed_in', 'done')");
    for (const days of [800, 367, 364, 1]) insert.run(Date.now() - days * day);
    const real = openAuditLog({ db, log: createLogger('silent'), now: Date.now });
    await real.sweep();
    assert.deepEqual(
      (await all()).map(({ at }) => Math.round((Date.now() - at) / day)),
      [1, 364],
    );
    assert.equal(audit.ready(), true);
  });

  // A clock that was set forward by mistake must not take a year with it.
  it('stays when only our own clock says that a year has passed', async (t) => {
    const { db, all } = open(t);
    db.prepare("INSERT INTO audit_log (at, act, outcome) VALUES (?, 'signed_in', 'done')").run(Date.now());
    const ahead = openAuditLog({ db, log: createLogger('silent'), now: () => Date.now() + 500 * 86_400_000 });
    await assert.rejects(ahead.sweep(), /stays for a year/);
    assert.equal((await all()).length, 1);
  });
});

describe('an act that is written down before it is done', () => {
  const { dingtalkRequestId: _, outcome: _done, ...known } = added;
  const about = { ...known, after: { ...known.after, userId: 'newcomer1' } };
  const restart = (db: DatabaseSync, now: () => number) => openAuditLog({ db, log: createLogger('silent'), now });

  // A process that is killed while DingTalk works would leave somebody removed, and nobody who did it.
  it('is found after the process ended, as one of which nobody knows whether it was done', async (t) => {
    const { audit, db, clock, all } = open(t);
    audit.begin(about);
    const at = clock.now();
    assert.deepEqual(await all(), []);
    clock.advance(60_000);
    const { rows } = await restart(db, clock.now).list({ limit: 10 });
    const after = { ...about.after, mobile: '+86-138****0001' };
    assert.deepEqual(rows, [{ ...about, id: 1, at, outcome: 'unknown', code: 'interrupted', after }]);
    assert.equal((await restart(db, clock.now).list({ limit: 10 })).rows.length, 1, 'once');
  });

  it('is there once, with its outcome, when the process saw it', async (t) => {
    const { audit, db, clock } = open(t);
    const one = audit.begin(about);
    const other = audit.begin({ ...about, act: 'person_changed' });
    audit.record(added, one);
    audit.record({ ...added, act: 'person_changed', outcome: 'refused' }, other);
    const { rows } = await restart(db, clock.now).list({ limit: 10 });
    assert.deepEqual(
      rows.map(({ act, outcome }) => [act, outcome]),
      [
        ['person_changed', 'refused'],
        ['person_added', 'done'],
      ],
    );
  });

  // The file and its copies go to people who may not call anybody.
  it('holds no mobile number in full', (t) => {
    const { audit, db } = open(t);
    audit.begin(about);
    assert.doesNotMatch(JSON.stringify(db.prepare('SELECT * FROM acts_under_way').all()), /138\d{8}/);
  });

  // What nobody could find later must not be done.
  it('is refused while nothing can be written', (t) => {
    const { audit, db } = open(t);
    db.exec('PRAGMA query_only = 1');
    assert.throws(() => audit.begin(about), { code: 'store_unavailable' });
    db.exec('PRAGMA query_only = 0');
    audit.record(added, audit.begin(about));
  });
});

describe('an audit log that cannot be written', () => {
  // Somebody could otherwise be removed while nobody will ever know by whom.
  it('says that it is not ready, never throws, tells the log, and catches up', async (t) => {
    const { audit, db, lines, all } = open(t);
    assert.equal(audit.ready(), true);
    db.exec('PRAGMA query_only = 1');
    assert.equal(audit.ready(), false);
    audit.record(added);
    audit.record({ act: 'signed_in', actor: admin, outcome: 'done' });
    assert.equal(audit.ready(), false);
    assert.ok(lines.some((line) => line.includes('cannot be written')));
    db.exec('PRAGMA query_only = 0');
    assert.equal(audit.ready(), true);
    assert.deepEqual(
      (await all()).map(({ act }) => act),
      ['signed_in', 'person_added'],
    );
  });

  it('leaves what cannot be JSON out, and goes on', async (t) => {
    const { audit, all } = open(t);
    audit.record({ ...added, after: { n: 1n } });
    audit.record(added);
    assert.equal((await all()).length, 1);
  });

  it('keeps an act that was recorded inside a transaction which was taken back', async (t) => {
    const { audit, db, all } = open(t);
    db.exec('BEGIN');
    audit.record(added);
    db.exec('ROLLBACK');
    assert.equal((await all()).length, 1);
  });

  it('writes down what still waits when it closes', (t) => {
    const { audit, db } = open(t);
    audit.record({ act: 'signed_out', actor: admin, outcome: 'done' });
    audit.close();
    assert.equal(db.prepare('SELECT count(*) AS n FROM audit_log').get()?.n, 1);
    audit.record(added);
    assert.equal(audit.ready(), false);
  });
});
