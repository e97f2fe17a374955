import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { watchForeignWrites } from './foreign-writes.ts';
import { openDatabase } from './open-database.ts';

/** A database that is watched, a second connection to it, and how often the watch has told of something. */
function watch(t: TestContext, open: (path: string) => DatabaseSync = openDatabase) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const path = join(temporaryFolder(t), 'foyer.sqlite');
  const [db, other] = [open(path), open(path)];
  other.exec('CREATE TABLE words (word TEXT)');
  let told = 0;
  const stop = watchForeignWrites(db, () => {
    told += 1;
  });
  t.after(() => {
    stop();
    for (const each of [db, other]) if (each.isOpen) each.close();
  });
  return { db, other, stop, told: () => told, passASecond: () => t.mock.timers.tick(1_000) };
}

describe('watching for what another process writes', () => {
  // What has been ended there would otherwise still be good here.
  it('tells of it within a second, once', (t) => {
    const { other, told, passASecond } = watch(t);
    passASecond();
    assert.equal(told(), 0);
    other.exec("INSERT INTO words VALUES ('a')");
    passASecond();
    assert.equal(told(), 1);
    passASecond();
    assert.equal(told(), 1);
    other.exec("BEGIN; INSERT INTO words VALUES ('b'); INSERT INTO words VALUES ('c')");
    passASecond();
    assert.equal(told(), 1, 'not before it counts');
    other.exec('COMMIT');
    passASecond();
    assert.equal(told(), 2);
  });

  it('tells of nothing that this process writes or others read', (t) => {
    const { db, other, told, passASecond } = watch(t);
    passASecond();
    db.exec("INSERT INTO words VALUES ('a')");
    other.prepare('SELECT * FROM words').all();
    passASecond();
    assert.equal(told(), 0);
  });

  // What cannot be looked at may say anything by now; and an error that nobody catches would end the process.
  it('tells of something each time it cannot look, and goes on', (t) => {
    const { other, told, passASecond } = watch(t, (path) => new DatabaseSync(path, { timeout: 0 }));
    other.exec('BEGIN EXCLUSIVE');
    passASecond();
    const before = told();
    assert.ok(before >= 1);
    passASecond();
    assert.ok(told() > before);
    other.exec('ROLLBACK');
    passASecond();
    const after = told();
    passASecond();
    assert.equal(told(), after);
  });

  it('ends when it is told to', (t) => {
    const { db, other, stop, told, passASecond } = watch(t);
    stop();
    other.exec("INSERT INTO words VALUES ('a')");
    passASecond();
    db.close();
    passASecond();
    assert.equal(told(), 0);
  });
});
