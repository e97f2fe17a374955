import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock } from '../testing/clock.ts';
import { describeSessionStore, IDLE_MS, sessionOf } from './session-store.contract.ts';
import { toSessionKey } from './session-store.ts';
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
  for (const stored of ['{}', '[]', '"x"', 'null', '{"message":"error"}', '{"version":1', '']) {
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
    ['of a later version', { version: 2 }],
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

  it('keeps nothing of the person in the tombstone of an ended session', async (t) => {
    const { store, db, clock } = open(t);
    await store.save(toSessionKey('a'), sessionOf('a person', clock.now()));
    await store.end(toSessionKey('a'));
    assert.doesNotMatch(JSON.stringify(db.prepare('SELECT * FROM sessions').all()), /person|192\.0\.2\.1|dingcorp/);
  });
});
