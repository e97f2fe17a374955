/** What every session store must do. Each store's own test file runs this with a way to open an empty one. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { type SessionRecord, type SessionStore, toSessionKey } from './session-store.ts';

export const IDLE_MS = 60_000;
export const MAX_MS = 600_000;

type OpenStore = (t: TestContext, options: { clock: TestClock; idleMs: number }) => Promise<SessionStore>;

/** Runs the contract. */
export function describeSessionStore(name: string, openStore: OpenStore): void {
  describe(`${name} as a session store`, () => {
    const open = async (t: TestContext) => {
      const clock = createTestClock();
      return { clock, store: await openStore(t, { clock, idleMs: IDLE_MS }) };
    };

    it('gives back what was saved, foreign characters and all', async (t) => {
      const { store, clock } = await open(t);
      const record = sessionOf('张伟 👩‍💻 "\u0000', clock.now());
      await store.save(toSessionKey('a'), record);
      assert.deepEqual(await store.find(toSessionKey('a')), record);
    });

    it('knows nobody under a key that was never saved', async (t) => {
      const { store } = await open(t);
      assert.equal(await store.find(toSessionKey('nobody')), null);
    });

    it('overwrites content, and keeps one session', async (t) => {
      const { store, clock } = await open(t);
      const first = sessionOf('first', clock.now());
      await store.save(toSessionKey('a'), first);
      await store.save(toSessionKey('a'), { ...first, content: sessionOf('second', clock.now()).content });
      assert.equal((await store.find(toSessionKey('a')))?.content.person.name, 'second');
      assert.equal(
        (await store.listBySubject('subject of second')).length +
          (await store.listBySubject('subject of first')).length,
        1,
      );
    });

    it('forgets a session that was idle for too long, to the millisecond', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      clock.advance(IDLE_MS - 1);
      assert.notEqual(await store.find(toSessionKey('a')), null);
      clock.advance(1);
      assert.equal(await store.find(toSessionKey('a')), null);
    });

    it('forgets a session at its absolute limit, however active it is', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      for (let at = 0; at < MAX_MS; at += IDLE_MS / 2) {
        assert.notEqual(await store.find(toSessionKey('a')), null);
        clock.advance(IDLE_MS / 2);
        await store.touch(toSessionKey('a'), { lastSeenAt: clock.now(), ip: '::1' });
      }
      assert.equal(await store.find(toSessionKey('a')), null);
    });

    it('notes activity and where it came from', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      clock.advance(1_000);
      await store.touch(toSessionKey('a'), { lastSeenAt: clock.now(), ip: '192.0.2.9' });
      const found = await store.find(toSessionKey('a'));
      assert.deepEqual([found?.lastSeenAt, found?.ip], [clock.now(), '192.0.2.9']);
    });

    // Without the tombstone, a request that was under way at sign-out writes the session back and the cookie works again.
    it('keeps an ended session ended, whatever is saved or noted afterwards', async (t) => {
      const { store, clock } = await open(t);
      const record = sessionOf('a', clock.now());
      await store.save(toSessionKey('a'), record);
      await store.end(toSessionKey('a'));
      await store.save(toSessionKey('a'), record);
      await store.touch(toSessionKey('a'), { lastSeenAt: clock.now(), ip: '::1' });
      assert.equal(await store.find(toSessionKey('a')), null);
      assert.deepEqual(await store.listBySubject('subject of a'), []);
    });

    // Without this, ending and starting that cross each other would leave the session alive.
    it('keeps a session ended that was ended before it was saved', async (t) => {
      const { store, clock } = await open(t);
      await store.end(toSessionKey('a'));
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      assert.equal(await store.find(toSessionKey('a')), null);
    });

    it('may be told to end a session twice', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      await store.end(toSessionKey('a'));
      await store.end(toSessionKey('a'));
      assert.equal(await store.find(toSessionKey('a')), null);
    });

    it('lists the live sessions of one person, latest activity first', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('old'), sessionOf('a', clock.now()));
      await store.save(toSessionKey('ended'), sessionOf('a', clock.now()));
      await store.save(toSessionKey('somebody else'), sessionOf('b', clock.now()));
      clock.advance(1_000);
      await store.save(toSessionKey('new'), sessionOf('a', clock.now()));
      await store.end(toSessionKey('ended'));
      const keys = (await store.listBySubject('subject of a')).map(({ key }) => key);
      assert.deepEqual(keys, [toSessionKey('new'), toSessionKey('old')]);
    });

    it('keeps tokens beside a session, and replaces them for the one writer who read them last', async (t) => {
      const { store, clock } = await open(t);
      const key = toSessionKey('a');
      await store.saveTokens(key, 'sealed 1', clock.now() + MAX_MS);
      const read = await store.findTokens(key);
      assert.deepEqual(read, { sealed: 'sealed 1', version: 1 });
      assert.equal(await store.replaceTokens(key, 1, 'sealed 2'), true);
      // A second writer who read the same version comes too late: its tokens are the dead ones.
      assert.equal(await store.replaceTokens(key, 1, 'stale'), false);
      assert.deepEqual(await store.findTokens(key), { sealed: 'sealed 2', version: 2 });
    });

    it('forgets the tokens with the session, and never takes them back', async (t) => {
      const { store, clock } = await open(t);
      const key = toSessionKey('a');
      await store.save(key, sessionOf('a', clock.now()));
      await store.saveTokens(key, 'sealed', clock.now() + MAX_MS);
      await store.end(key);
      assert.equal(await store.findTokens(key), null);
      assert.equal(await store.replaceTokens(key, 1, 'late'), false);
      assert.equal(await store.findTokens(key), null);
    });

    it('sweeps what has expired and nothing else', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('old'), sessionOf('a', clock.now()));
      await store.saveTokens(toSessionKey('old'), 'sealed', clock.now() + MAX_MS);
      clock.advance(MAX_MS);
      await store.save(toSessionKey('new'), sessionOf('a', clock.now()));
      await store.saveTokens(toSessionKey('new'), 'sealed', clock.now() + MAX_MS);
      await store.sweep();
      assert.equal(await store.findTokens(toSessionKey('old')), null);
      assert.notEqual(await store.findTokens(toSessionKey('new')), null);
      assert.notEqual(await store.find(toSessionKey('new')), null);
    });
  });
}

/** A session of an invented person. */
export function sessionOf(name: string, at: number): SessionRecord {
  const person = {
    subject: `subject of ${name}`,
    corpId: 'dingcorp' as CorpId,
    unionId: 'union' as UnionId,
    userId: 'user' as UserId,
    name,
    isAdmin: false,
  };
  const content = { version: 1 as const, person, device: 'Chrome 156 · Linux', startedAt: at };
  return { id: crypto.randomUUID(), content, ip: '192.0.2.1', lastSeenAt: at, expiresAt: at + MAX_MS };
}
