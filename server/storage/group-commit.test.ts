import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createGroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';

/** A database with words, in which no word may come twice; `seen` is what another connection finds. */
function open(t: TestContext) {
  const path = join(temporaryFolder(t), 'foyer.sqlite');
  const [db, other] = [openDatabase(path), new DatabaseSync(path)];
  db.exec('CREATE TABLE words (word TEXT PRIMARY KEY) STRICT');
  const insert = db.prepare('INSERT INTO words VALUES (?)');
  let failures = 0;
  const group = createGroupCommit({
    db,
    onFailure: () => {
      failures += 1;
    },
  });
  t.after(() => {
    for (const each of [db, other]) if (each.isOpen) each.close();
  });
  return {
    ...{ db, other, group },
    failures: () => failures,
    add: (word: string) => () => insert.run(word).changes,
    seen: () =>
      other
        .prepare('SELECT word FROM words ORDER BY word')
        .all()
        .map(({ word }) => String(word))
        .join(),
  };
}

describe('writes of one moment', () => {
  it('are there together, each with its own outcome, in the order in which they were asked for', async (t) => {
    const { group, add, seen, db } = open(t);
    const answers = Promise.all([
      group.write(add('a')),
      group.writeDurably(add('b')),
      group.write(() => db.prepare('SELECT count(*) AS n FROM words').get()?.n),
    ]);
    assert.equal(seen(), '');
    assert.deepEqual(await answers, [1, 1, 2]);
    assert.equal(seen(), 'a,b');
  });

  // One whose statement fails must not take with it what others were told is written.
  it('fail alone', async (t) => {
    const { group, add, seen, failures } = open(t);
    const outcomes = await Promise.allSettled(['a', 'a', 'b'].map((word) => group.writeDurably(add(word))));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual([seen(), failures()], ['a,b', 0]);
  });

  // Whoever hears that something is written relies on it.
  it('fail together when they cannot be committed, and those that come later do not', async (t) => {
    const { group, add, seen, other, db, failures } = open(t);
    db.exec('PRAGMA busy_timeout = 0');
    other.exec('BEGIN IMMEDIATE');
    const outcomes = await Promise.allSettled([group.write(add('a')), group.writeDurably(add('b'))]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    other.exec('ROLLBACK');
    assert.deepEqual([seen(), failures()], ['', 1]);
    assert.equal(await group.write(add('c')), 1);
    assert.equal(seen(), 'c');
  });

  it('fail together when one of them ends the transaction', async (t) => {
    const { group, add, seen, db, failures } = open(t);
    const end = () => {
      db.exec('ROLLBACK');
      throw new Error('the disk is full');
    };
    const outcomes = await Promise.allSettled([group.write(add('a')), group.write(end), group.write(add('b'))]);
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    assert.deepEqual([seen(), failures()], ['', 1]);
  });
});

describe('a write that must survive a power cut', () => {
  // After one, a code that was used would be good again.
  it('is waited for until the disk has it, and others only with it', async (t) => {
    const { group, db } = open(t);
    const waitsForDisk = () => db.prepare('PRAGMA synchronous').get()?.synchronous === 2;
    assert.deepEqual(await Promise.all([group.write(waitsForDisk), group.writeDurably(waitsForDisk)]), [true, true]);
    assert.equal(await group.write(waitsForDisk), false);
  });
});
