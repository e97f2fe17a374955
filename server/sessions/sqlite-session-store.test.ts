import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock } from '../testing/clock.ts';
import { describeSessionStore, IDLE_MS, sessionOf } from './session-store.contract.ts';
import { type SessionStore, toSessionKey } from './session-store.ts';
import { openSqliteSessionStore } from './sqlite-session-store.ts';

const silent = { warn: () => {} };

describeSessionStore('SQLite', async (t, { clock, idleMs }) => {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  return openSqliteSessionStore({ db, idleMs, now: clock.now, log: silent });
});

describe('the SQLite session store', () => {
  const open = (t: TestContext) => {
    const clock = createTestClock();
    const warnings: object[] = [];
    const db = openDatabase(':memory:');
    t.after(() => db.close());
    const log = { warn: (details: object) => void warnings.push(details) };
    return { clock, db, warnings, store: openSqliteSessionStore({ db, idleMs: IDLE_MS, now: clock.now, log }) };
  };

  // Whoever can write the file must not be able to sign in with half a record; nor must a bug of ours.
  for (const stored of ['{}', '[]', '"x"', 'null', '{"message":"error"}', '{"version":2', '']) {
    it(`takes ${stored || 'nothing'} in the place of a session for no session, and says so in the log`, async (t) => {
      const { store, db, clock, warnings } = open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      db.prepare('UPDATE sessions SET record = ?').run(stored);
      assert.equal(await store.find(toSessionKey('a')), null);
      assert.equal(warnings.length, 1);
    });
  }

  for (const [what, change] of [
    ['without a company', { person: { corpId: undefined } }],
    ['without a unionId', { person: { unionId: undefined } }],
    ['with an empty subject', { person: { subject: '' } }],
    ['without departments', { person: { departments: undefined } }],
    ['without roles', { person: { roles: undefined } }],
    ['of an earlier version', { version: 1 }],
    ['of a later version', { version: 3 }],
  ] as const) {
    it(`takes a record ${what} for no session`, async (t) => {
      const { store, db, clock } = open(t);
      const { content, ...rest } = sessionOf('a', clock.now());
      await store.save(toSessionKey('a'), { content, ...rest });
      const person = { ...content.person, ...('person' in change && change.person) };
      const changed = { ...content, ...change, person };
      db.prepare('UPDATE sessions SET record = ?').run(JSON.stringify(changed));
      assert.equal(await store.find(toSessionKey('a')), null);
    });
  }

  for (const [way, end] of [
    ['', (store: SessionStore) => store.end(toSessionKey('a'))],
    [' with all others of that person', (store: SessionStore) => store.endAllOf('subject of a person')],
  ] as const) {
    it(`keeps nothing of the person in the tombstone of a session ended${way}`, async (t) => {
      const { store, db, clock } = open(t);
      await store.save(toSessionKey('a'), sessionOf('a person', clock.now()));
      await end(store);
      const left = db.prepare('SELECT * FROM sessions').all();
      assert.equal(left.length, 1);
      assert.doesNotMatch(JSON.stringify(left), /person|192\.0\.2\.1|dingcorp/);
    });
  }

  // One damaged row would otherwise keep a person's rights in all their browsers as they were.
  it('replaces a person beside a record that is not readable', async (t) => {
    const { store, db, clock } = open(t);
    const { content } = sessionOf('a', clock.now());
    for (const key of ['damaged', 'good']) await store.save(toSessionKey(key), sessionOf('a', clock.now()));
    db.prepare('UPDATE sessions SET record = ? WHERE key = ?').run('{"version":2', toSessionKey('damaged'));
    await store.replacePerson({ ...content.person, roles: [] });
    assert.equal(await store.find(toSessionKey('damaged')), null);
    assert.deepEqual((await store.find(toSessionKey('good')))?.content.person.roles, []);
  });
});
