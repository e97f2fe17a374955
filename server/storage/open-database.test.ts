import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { durably } from './durably.ts';
import { migrations } from './migrations.ts';
import { NEWEST_SCHEMA, openAsItIs, openDatabase, tryWriting } from './open-database.ts';

const versionOf = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.user_version);
const schemaOf = (db: DatabaseSync) => JSON.stringify(db.prepare('SELECT * FROM sqlite_schema ORDER BY name').all());

describe('the database', () => {
  it('is made at the first start, for its owner alone, and brought to the newest schema', (t) => {
    const file = join(temporaryFolder(t), 'data', 'foyer.sqlite');
    const db = openDatabase(file);
    t.after(() => db.close());
    assert.equal(versionOf(db), migrations.length);
    assert.equal(statSync(join(file, '..')).mode & 0o077, 0);
  });

  it('keeps what it holds from start to start; each migration runs once', (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const first = openDatabase(file);
    first.exec("INSERT INTO used_states VALUES ('hash', 1)");
    const schema = schemaOf(first);
    first.close();
    const second = openDatabase(file);
    t.after(() => second.close());
    assert.equal(schemaOf(second), schema);
    assert.equal(second.prepare('SELECT count(*) AS n FROM used_states').get()?.n, 1);
  });

  // An older Foyer that writes into a newer schema destroys what it does not know.
  it('of a newer Foyer is refused, and left as it is', (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const newer = new DatabaseSync(file);
    newer.exec(`CREATE TABLE future (x); PRAGMA user_version = ${migrations.length + 1}`);
    const schema = schemaOf(newer);
    assert.throws(() => openDatabase(file), /newer Foyer/);
    assert.deepEqual([schemaOf(newer), versionOf(newer)], [schema, migrations.length + 1]);
    newer.close();
  });

  it('that is no database is refused', (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    writeFileSync(file, 'this is not a database '.repeat(100));
    assert.throws(() => openDatabase(file));
  });

  it('may be opened by two processes that start at once', (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const [one, two] = [openDatabase(file), openDatabase(file)];
    t.after(() => {
      one.close();
      two.close();
    });
    assert.equal(versionOf(one), versionOf(two));
    one.exec("INSERT INTO used_states VALUES ('hash', 1)");
    assert.equal(two.prepare('SELECT count(*) AS n FROM used_states').get()?.n, 1);
  });

  // A service manager that starts two at once, or a command beside the server, must not find half a schema.
  it('is made once by processes that make their first start at the same moment', async (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const moment = Date.now() + 1_000;
    const errors = await Promise.all(Array.from({ length: 4 }, () => openElsewhere(file, moment)));
    assert.deepEqual(errors, ['', '', '', '']);
    const db = openDatabase(file);
    t.after(() => db.close());
    assert.equal(versionOf(db), migrations.length);
  });

  // Without it, a power cut could bring back a session that somebody ended, or a code that was used.
  it('waits for the disk where the outcome must not be forgotten, and only there', (t) => {
    const db = openDatabase(join(temporaryFolder(t), 'foyer.sqlite'));
    t.after(() => db.close());
    const synchronous = () => db.prepare('PRAGMA synchronous').get()?.synchronous;
    const [normal, full] = [1, 2];
    assert.equal(durably(db, synchronous), full);
    assert.equal(synchronous(), normal);
    assert.throws(() => durably(db, () => assert.fail('half-way')), /half-way/);
    assert.equal(synchronous(), normal);
    assert.equal(db.isTransaction, false);
    assert.equal(db.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal');
  });

  it('has an index on every time by which rows are removed, and strict columns', (t) => {
    const db = openDatabase(':memory:');
    t.after(() => db.close());
    const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
    const indexes = db.prepare("SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index'").all();
    assert.ok(tables.length >= 3);
    for (const { name, sql } of tables) {
      // A full-text index has its own kind of columns, and tables of its own behind it; so has SQLite itself.
      if (!/^(people_index|sqlite_)/.test(String(name))) assert.match(String(sql), /STRICT/);
      if (!String(sql).includes('expires_at')) continue;
      assert.ok(
        indexes.some((index) => index.tbl_name === name && /\(expires_at\)/.test(String(index.sql))),
        String(name),
      );
    }
  });
});

describe('the database that is only looked at', () => {
  // A look that changed the schema would break the older Foyer that is running.
  it('keeps its schema, its mode and its bytes, and gets no files beside it', (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'foyer.sqlite');
    const older = new DatabaseSync(file);
    older.exec('PRAGMA journal_mode = WAL; CREATE TABLE old (x); PRAGMA user_version = 1');
    older.close();
    chmodSync(file, 0o644);
    const before = readFileSync(file);
    const { db, schema } = openAsItIs(file);
    assert.deepEqual([schema, db.prepare('SELECT count(*) AS n FROM old').get()?.n], [1, 0]);
    assert.throws(() => db.exec('DELETE FROM old'), /readonly/);
    tryWriting(file);
    db.close();
    assert.deepEqual([readdirSync(folder), statSync(file).mode & 0o777], [['foyer.sqlite'], 0o644]);
    assert.ok(readFileSync(file).equals(before));
  });

  it('shows what a Foyer beside it wrote a moment ago', (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const running = openDatabase(file);
    t.after(() => running.close());
    running.exec("INSERT INTO used_states VALUES ('hash', 1)");
    const { db, schema } = openAsItIs(file);
    t.after(() => db.close());
    assert.equal(schema, NEWEST_SCHEMA);
    assert.equal(db.prepare('SELECT count(*) AS n FROM used_states').get()?.n, 1);
  });

  it('is told to be locked, to be no database, and not to be there', (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'foyer.sqlite');
    const running = openDatabase(file);
    t.after(() => running.close());
    tryWriting(file);
    running.exec('BEGIN IMMEDIATE');
    assert.throws(() => tryWriting(file), { errcode: 5 });
    running.exec('ROLLBACK');
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'this is not a database '.repeat(100));
    assert.throws(() => openAsItIs(text), { errcode: 26 });
    const gone = join(folder, 'gone.sqlite');
    for (const look of [openAsItIs, tryWriting]) assert.throws(() => look(gone), { errcode: 14 });
    assert.equal(existsSync(gone), false);
  });
});

const program = `import { openDatabase } from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)};
while (Date.now() < Number(process.argv[2]));
openDatabase(process.argv[1]).close();`;

/** Opens the database in a process of its own at a moment; gives what went wrong. */
async function openElsewhere(file: string, moment: number): Promise<string> {
  const args = ['--input-type=module', '-e', program, file, String(moment)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return /\w*Error: .*/.exec(text)?.[0] ?? '';
}
