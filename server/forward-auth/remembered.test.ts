import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionJournal } from '../sessions/session-changes.ts';
import { sessionOf } from '../sessions/session-store.contract.ts';
import { toSessionKey } from '../sessions/session-store.ts';
import type { ToolSessionKey } from '../sessions/tool-session-store.ts';
import { createToolSessionMemory, type Remembered } from './remembered.ts';

function create() {
  const journal = createSessionJournal();
  const memory = createToolSessionMemory<string>(journal.changes);
  const entryOf = (session: string, name: string): Remembered<string> => ({
    key: `key of ${session}` as ToolSessionKey,
    session: {
      origin: 'https://wiki.example.com',
      usedAt: null,
      parent: { key: toSessionKey(session), record: sessionOf(name, 0) },
    },
    conclusion: null,
    readyUntil: 0,
  });
  const keep = async (token: string, session: string, name: string) => {
    const entry = entryOf(session, name);
    for (const _time of ['first', 'second']) await memory.read(token, async () => entry);
    return entry;
  };
  return { ...journal, memory, entryOf, keep };
}

describe('tool sessions in memory', () => {
  it('are what was read, and the same object each time: conclusions are kept with it', async () => {
    const { memory, keep } = create();
    assert.equal(memory.recall('a'), undefined);
    const entry = await keep('a', 'phone', 'zhang');
    assert.equal(memory.recall('a'), entry);
    entry.conclusion = 'may pass';
    assert.equal(memory.recall('a')?.conclusion, 'may pass');
    assert.equal(memory.recall('b'), undefined);
  });

  // Otherwise a million people who come once push out those who work.
  it('are kept from their second time on', async () => {
    const { memory, entryOf } = create();
    const entry = entryOf('phone', 'zhang');
    assert.equal(await memory.read('a', async () => entry), entry);
    assert.equal(memory.recall('a'), undefined);
    assert.equal(await memory.read('a', async () => entry), entry);
    assert.equal(memory.recall('a'), entry);
  });

  it('share the record of their session, so that activity in one tool is activity in all', async () => {
    const { memory, keep } = create();
    await keep('wiki', 'phone', 'zhang');
    await keep('git', 'phone', 'zhang');
    await keep('other', 'laptop', 'zhang');
    const [wiki, git, other] = ['wiki', 'git', 'other'].map((token) => memory.recall(token)?.session.parent.record);
    assert.equal(wiki, git);
    assert.notEqual(wiki, other);
  });

  it('are not there for a cookie that the store knows nothing of', async () => {
    const { memory } = create();
    assert.equal(await memory.read('a', async () => null), null);
    assert.equal(memory.recall('a'), undefined);
  });

  // What has ended must not be used for even a moment longer.
  it('are forgotten at the next use when their session has ended, and all tools opened with it', async () => {
    const { memory, keep, note } = create();
    for (const [token, session] of Object.entries({ wiki: 'phone', git: 'phone', other: 'laptop' }))
      await keep(token, session, 'zhang');
    note(toSessionKey('phone'));
    assert.deepEqual(
      ['wiki', 'git', 'other'].map((token) => memory.recall(token) !== undefined),
      [false, false, true],
    );
  });

  it('are forgotten for a whole person at once, in every browser, and for nobody else', async () => {
    const { memory, keep, note } = create();
    await keep('wiki', 'phone', 'zhang');
    await keep('git', 'laptop', 'zhang');
    await keep('theirs', 'desk', 'deng');
    note('subject of zhang');
    assert.deepEqual(
      ['wiki', 'git', 'theirs'].map((token) => memory.recall(token) !== undefined),
      [false, false, true],
    );
  });

  it('are all forgotten when it is not known what has changed', async () => {
    const { memory, keep, noteEverything } = create();
    await keep('wiki', 'phone', 'zhang');
    noteEverything();
    assert.equal(memory.recall('wiki'), undefined);
  });

  // A session that ends between the reading and the keeping would be good for ever after.
  it('are not kept when sessions change while they are read', async () => {
    const { memory, entryOf, note, noteEverything } = create();
    for (const change of [() => note(toSessionKey('phone')), () => note('somebody else'), noteEverything]) {
      const entry = entryOf('phone', 'zhang');
      const read = await memory.read('wiki', async () => {
        change();
        return entry;
      });
      assert.equal(read, entry, 'whoever asked before the change gets what was true then');
      assert.equal(memory.recall('wiki'), undefined);
    }
  });

  it('are replaced by what is read later', async () => {
    const { memory, keep, note } = create();
    await keep('wiki', 'phone', 'zhang');
    const later = await keep('wiki', 'laptop', 'zhang');
    assert.equal(memory.recall('wiki'), later);
    note(toSessionKey('phone'));
    assert.equal(memory.recall('wiki'), later, 'the change of the one before is none of its own');
    note(toSessionKey('laptop'));
    assert.equal(memory.recall('wiki'), undefined);
  });

  it('are as many as there is room for: whoever has not come for longest is read again', async () => {
    const { memory, entryOf, note } = create();
    const entry = entryOf('phone', 'zhang');
    const readTwice = async (token: string) => {
      for (const _time of ['first', 'second']) await memory.read(token, async () => entry);
    };
    for (let at = 0; at < 20_000; at += 1) await readTwice(`${at}`);
    assert.notEqual(memory.recall('0'), undefined);
    await readTwice('one more');
    assert.equal(memory.recall('1'), undefined);
    assert.notEqual(memory.recall('0'), undefined);
    note(toSessionKey('phone'));
    assert.equal(memory.recall('0'), undefined);
  });
});
