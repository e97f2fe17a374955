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

    // A request may save the session it found some time ago: it must undo nothing that has been written since.
    it('leaves a session that is there as it is when it is saved again', async (t) => {
      const { store, clock } = await open(t);
      const first = sessionOf('first', clock.now());
      await store.save(toSessionKey('a'), first);
      clock.advance(1_000);
      await store.touch(toSessionKey('a'), { lastSeenAt: clock.now(), ip: '192.0.2.9' });
      await store.save(toSessionKey('a'), { ...first, content: sessionOf('second', clock.now()).content });
      const expected = { ...first, lastSeenAt: clock.now(), ip: '192.0.2.9' };
      assert.deepEqual(await store.find(toSessionKey('a')), expected);
      assert.deepEqual(await store.subjects(), ['subject of first']);
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

    it('ends all sessions of one person, says how many there were, and spares everybody else', async (t) => {
      const { store, clock } = await open(t);
      for (const [key, name] of Object.entries({ phone: 'a', laptop: 'a', 'somebody else': 'b' })) {
        await store.save(toSessionKey(key), sessionOf(name, clock.now()));
        await store.saveTokens(toSessionKey(key), `tokens of ${key}`, clock.now() + MAX_MS);
      }
      assert.equal(await store.endAllOf('subject of a'), 2);
      for (const key of ['phone', 'laptop'].map(toSessionKey)) {
        assert.deepEqual([await store.find(key), await store.findTokens(key)], [null, null]);
      }
      const other = toSessionKey('somebody else');
      assert.equal((await store.find(other))?.content.person.name, 'b');
      assert.equal((await store.findTokens(other))?.sealed, 'tokens of somebody else');
      assert.equal(await store.endAllOf('subject of a'), 0);
    });

    // Without the tombstones, whoever left the company goes on in a request that was under way when they left.
    it('keeps them ended, whatever is saved, noted or renewed afterwards', async (t) => {
      const { store, clock } = await open(t);
      const [key, record] = [toSessionKey('a'), sessionOf('a', clock.now())];
      await store.save(key, record);
      await store.saveTokens(key, 'sealed 1', clock.now() + MAX_MS);
      await store.endAllOf('subject of a');
      await store.save(key, record);
      await store.touch(key, { lastSeenAt: clock.now(), ip: '::1' });
      await store.replacePerson(record.content.person);
      assert.equal(await store.replaceTokens(key, 1, 'sealed 2'), false);
      assert.deepEqual([await store.find(key), await store.listBySubject('subject of a')], [null, []]);
    });

    it('lets a person come back after all their sessions ended', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('before'), sessionOf('a', clock.now()));
      await store.endAllOf('subject of a');
      await store.save(toSessionKey('after'), sessionOf('a', clock.now()));
      assert.notEqual(await store.find(toSessionKey('after')), null);
    });

    it('counts a session that was idle for too long as ended, and lets nothing wake it', async (t) => {
      const { store, clock } = await open(t);
      await store.save(toSessionKey('a'), sessionOf('a', clock.now()));
      clock.advance(IDLE_MS);
      assert.equal(await store.endAllOf('subject of a'), 0);
      await store.touch(toSessionKey('a'), { lastSeenAt: clock.now(), ip: '::1' });
      assert.equal(await store.find(toSessionKey('a')), null);
    });

    it('puts a newer view of a person into all their sessions, and into nothing else', async (t) => {
      const { store, clock } = await open(t);
      const [phone, laptop, other] = [sessionOf('a', clock.now()), sessionOf('a', clock.now()), sessionOf('b', 0)];
      await store.save(toSessionKey('phone'), phone);
      await store.save(toSessionKey('laptop'), laptop);
      await store.save(toSessionKey('other'), { ...other, lastSeenAt: clock.now(), expiresAt: clock.now() + MAX_MS });
      const { title: _, ...rest } = phone.content.person;
      const person = {
        ...rest,
        name: '张伟 👩‍💻 "\u0000',
        isAdmin: true,
        departments: [{ id: 7, path: ['公司', '财务部'] }],
        roles: [],
      };
      await store.replacePerson(person);
      for (const [key, { content, ...times }] of Object.entries({ phone, laptop })) {
        assert.deepEqual(await store.find(toSessionKey(key)), { ...times, content: { ...content, person } });
      }
      assert.deepEqual((await store.find(toSessionKey('other')))?.content, other.content);
      await store.replacePerson({ ...person, subject: 'subject of nobody' });
      assert.deepEqual(await store.subjects(), ['subject of a', 'subject of b']);
    });

    // Without this, a request that was under way gives a person back the rights that the company has just taken away.
    it('keeps the newer view when a request saves the older one afterwards', async (t) => {
      const { store, clock } = await open(t);
      const older = sessionOf('a', clock.now());
      await store.save(toSessionKey('a'), older);
      const person = { ...older.content.person, departments: [], roles: [] };
      await store.replacePerson(person);
      await store.save(toSessionKey('a'), older);
      assert.deepEqual((await store.find(toSessionKey('a')))?.content.person, person);
    });

    it('names the people with live sessions, each once', async (t) => {
      const { store, clock } = await open(t);
      assert.deepEqual(await store.subjects(), []);
      await store.save(toSessionKey('idle'), sessionOf('idle', clock.now()));
      clock.advance(IDLE_MS);
      for (const [key, name] of Object.entries({ one: 'a', two: 'a', three: 'b', ended: 'c' })) {
        await store.save(toSessionKey(key), sessionOf(name, clock.now()));
      }
      await store.end(toSessionKey('ended'));
      assert.deepEqual((await store.subjects()).sort(), ['subject of a', 'subject of b']);
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
    title: '工程师',
    isAdmin: false,
    departments: [{ id: 2, path: ['公司', '研发部'] }],
    roles: ['主管'],
  };
  const content = { version: 2 as const, person, device: 'Chrome 156 · Linux', startedAt: at };
  return { id: crypto.randomUUID(), content, ip: '192.0.2.1', lastSeenAt: at, expiresAt: at + MAX_MS };
}
