import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../testing/random-runs.ts';
import { createSessionJournal, journaled, type SessionChanges } from './session-changes.ts';
import { sessionOf } from './session-store.contract.ts';
import { type SessionStore, toSessionKey } from './session-store.ts';

describe('the journal of what has happened to sessions', () => {
  it('tells each reader what has changed since they asked last', () => {
    const { changes, note } = createSessionJournal();
    const start = changes.count();
    assert.deepEqual(changes.after(start), []);
    note('a');
    note('b');
    const later = changes.count();
    note('c');
    assert.deepEqual(changes.after(start), ['a', 'b', 'c']);
    assert.deepEqual(changes.after(later), ['c']);
    assert.deepEqual(changes.after(changes.count()), []);
  });

  it('says that everything may have changed when that is all that is known', () => {
    const { changes, note, noteEverything } = createSessionJournal();
    const start = changes.count();
    noteEverything();
    const later = changes.count();
    assert.notEqual(later, start, 'also where nothing had changed before');
    note('a');
    assert.equal(changes.after(start), null);
    assert.deepEqual(changes.after(later), ['a']);
  });

  // It is kept in memory: a process that runs for a year must not grow with each sign-out.
  it('stays short, and says to whoever has not asked for too long that everything may have changed', () => {
    const { changes, note } = createSessionJournal();
    const start = changes.count();
    for (let at = 0; at < 4_096; at += 1) note(`${at}`);
    assert.equal(changes.after(start)?.length, 4_096);
    const recent = changes.count();
    note('one more');
    assert.equal(changes.after(start), null);
    assert.notDeepEqual(changes.after(recent), []);
    const now = changes.count();
    note('next');
    assert.deepEqual(changes.after(now), ['next']);
  });

  // One change that is lost is a session that goes on after it has ended.
  it('loses no change for any reader, in any order of notes and readings', (t) => {
    const steps = fc.array(fc.constantFrom('a', 'a', 'b', 'b', 'c', 'many', 'everything', 'first', 'second'), {
      maxLength: 60,
    });
    const property = fc.property(steps, (order) => {
      const { changes, note, noteEverything } = createSessionJournal();
      const readers = [createReader(changes), createReader(changes)];
      const times = (count: number, what: string) => Array.from({ length: count }, () => note(what));
      const doings: Record<string, () => unknown> = {
        first: () => readers[0]?.read(),
        second: () => readers[1]?.read(),
        everything: noteEverything,
        many: () => times(3_000, 'many'),
      };
      for (const step of order) {
        (doings[step] ?? (() => note(step)))();
        if (!/first|second/.test(step)) readers.map(({ unread }) => unread.add(step));
      }
    });
    fc.assert(property, randomRuns(t, 100));
  });
});

/** Somebody who asks now and then, and must be told of everything that happened since. */
function createReader(changes: SessionChanges) {
  const unread = new Set<string>();
  let seen = changes.count();
  const read = () => {
    const told = changes.after(seen);
    for (const what of unread) assert.ok(told === null || told.includes(what), what);
    seen = changes.count();
    unread.clear();
  };
  return { unread, read };
}

describe('a store that writes down whose sessions it changes', () => {
  const create = () => {
    const journal = createSessionJournal();
    const seen: { call: string; before: readonly string[] | null }[] = [];
    const start = journal.changes.count();
    const write = (call: string) => async () => {
      seen.push({ call, before: journal.changes.after(start) });
      return call === 'fails' ? Promise.reject(new Error('down')) : 0;
    };
    const store = {
      end: write('end'),
      endAllOf: write('endAllOf'),
      replacePerson: write('replacePerson'),
      touch: write('touch'),
      save: write('save'),
      find: write('find'),
    } as unknown as SessionStore;
    return {
      journal,
      seen,
      start,
      store: journaled(store, journal),
      failing: journaled({ ...store, end: write('fails') as never }, journal),
    };
  };
  const key = toSessionKey('a');
  const { person } = sessionOf('a', 0).content;

  // Before, so that nobody goes on with what is about to end; after, so that nobody keeps what was read meanwhile.
  for (const [call, write, noted] of [
    ['end', (store: SessionStore) => store.end(key), key],
    ['endAllOf', (store: SessionStore) => store.endAllOf('subject of a'), 'subject of a'],
    ['replacePerson', (store: SessionStore) => store.replacePerson(person), 'subject of a'],
  ] as const) {
    it(`does so before and after ${call}`, async () => {
      const { store, journal, seen, start } = create();
      await write(store);
      assert.deepEqual(seen, [{ call, before: [noted] }]);
      assert.deepEqual(journal.changes.after(start), [noted, noted]);
    });
  }

  it('does so also when the store fails: what it did before that is not known', async () => {
    const { failing, journal, start } = create();
    await assert.rejects(failing.end(key), /down/);
    assert.deepEqual(journal.changes.after(start), [key, key]);
  });

  it('writes nothing down of reading, of activity and of new sessions', async () => {
    const { store, journal, start } = create();
    await store.find(key);
    await store.touch(key, { lastSeenAt: 1, ip: '' });
    await store.save(key, sessionOf('a', 0));
    assert.deepEqual(journal.changes.after(start), []);
  });
});
