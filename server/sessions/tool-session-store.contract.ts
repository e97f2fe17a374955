/** What every tool session store must do. Each store's own test file runs this with a way to open two empty ones. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { IDLE_MS, MAX_MS, sessionOf } from './session-store.contract.ts';
import { type SessionStore, toSessionKey } from './session-store.ts';
import type { ToolSessionKey, ToolSessionStore } from './tool-session-store.ts';

type Stores = { sessions: SessionStore; tools: ToolSessionStore };
type OpenStores = (t: TestContext, options: { clock: TestClock; idleMs: number }) => Promise<Stores>;

const WIKI = 'https://wiki.example.com';
const GIT = 'https://git.example.com';
const TICKET_MS = 30_000;
const phone = toSessionKey('phone');
const laptop = toSessionKey('laptop');

/** Runs the contract. */
export function describeToolSessionStore(name: string, openStores: OpenStores): void {
  describe(`${name} as a tool session store`, () => {
    const open = async (t: TestContext) => {
      const clock = createTestClock();
      const { sessions, tools } = await openStores(t, { clock, idleMs: IDLE_MS });
      await sessions.save(phone, sessionOf('a', clock.now()));
      await sessions.save(laptop, sessionOf('a', clock.now()));
      let tickets = 0;
      const issue = async ({ sessionKey = phone, target = `${WIKI}/page` } = {}) => {
        tickets += 1;
        await tools.issue(`ticket ${tickets}`, { sessionKey, target, binding: 'binding', issuedAt: clock.now() });
        return `ticket ${tickets}`;
      };
      const redeem = (ticket: string, key: string, origin = WIKI) =>
        tools.redeem(ticket, {
          key: key as ToolSessionKey,
          origin,
          issuedAfter: clock.now() - TICKET_MS,
          at: clock.now(),
        });
      const opened = async (key: string, options: { sessionKey?: typeof phone; target?: string } = {}) => {
        const { target = `${WIKI}/page` } = options;
        assert.notEqual(await redeem(await issue(options), key, new URL(target).origin), null);
        return key as ToolSessionKey;
      };
      return { clock, sessions, tools, issue, redeem, opened };
    };

    it('trades a ticket for a tool session that belongs to one host and one session', async (t) => {
      const { sessions, tools, issue, redeem, clock } = await open(t);
      const record = await sessions.find(phone);
      const ticket = await issue();
      const expected = { sessionKey: phone, target: `${WIKI}/page`, binding: 'binding', issuedAt: clock.now() };
      assert.deepEqual(await tools.findTicket(ticket), expected);
      assert.equal(await redeem(ticket, 'key'), record?.expiresAt);
      const found = await tools.find('key' as ToolSessionKey);
      assert.deepEqual(found, { origin: WIKI, usedAt: null, parent: { key: phone, record } });
    });

    it('knows nothing under a key or a ticket that was never there', async (t) => {
      const { tools, redeem } = await open(t);
      assert.equal(await tools.find('nobody' as ToolSessionKey), null);
      assert.equal(await tools.findTicket('nothing'), null);
      assert.equal(await redeem('nothing', 'key'), null);
    });

    // Addresses are copied, logged and sent again; a ticket that works twice is a key.
    it('takes each ticket once, also when two come with it at once', async (t) => {
      const { tools, issue, redeem } = await open(t);
      const ticket = await issue();
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, at) => redeem(ticket, `key ${at}`)));
      assert.equal(outcomes.filter((outcome) => outcome !== null).length, 1);
      assert.equal(await redeem(ticket, 'later'), null);
      const found = await Promise.all(outcomes.map((_, at) => tools.find(`key ${at}` as ToolSessionKey)));
      assert.equal(found.filter((session) => session !== null).length, 1);
    });

    it('takes no ticket that was issued too long ago, to the millisecond', async (t) => {
      const { clock, issue, redeem } = await open(t);
      const [early, late] = [await issue(), await issue()];
      clock.advance(TICKET_MS - 1);
      assert.notEqual(await redeem(early, 'early'), null);
      clock.advance(1);
      assert.equal(await redeem(late, 'late'), null);
    });

    for (const [how, end] of [
      ['has ended', (sessions: SessionStore) => sessions.end(phone)],
      ['has ended with all others of that person', (sessions: SessionStore) => sessions.endAllOf('subject of a')],
      ['has been idle for too long', (_: SessionStore, clock: TestClock) => clock.advance(IDLE_MS)],
      ['is too old', (_: SessionStore, clock: TestClock) => clock.advance(MAX_MS)],
    ] as const) {
      // Nothing may outlive the session that it came from, however that ended.
      it(`takes no ticket and finds no tool session whose session ${how}`, async (t) => {
        const { clock, sessions, tools, issue, redeem, opened } = await open(t);
        const key = await opened('key');
        await end(sessions, clock);
        const ticket = `of ${how}`;
        await tools.issue(ticket, { sessionKey: phone, target: `${WIKI}/`, binding: 'b', issuedAt: clock.now() });
        assert.equal(await tools.find(key), null);
        assert.equal(await redeem(ticket, 'other'), null);
        assert.ok(await issue());
        await sessions.save(phone, sessionOf('a', clock.now()));
        assert.equal(await redeem(ticket, 'again'), null, 'a ticket is used up by the attempt');
      });
    }

    it('finds a tool session with what is said of its person by now', async (t) => {
      const { sessions, tools, opened, clock } = await open(t);
      const key = await opened('key');
      const person = { ...sessionOf('a', clock.now()).content.person, title: '架构师', roles: [] };
      await sessions.replacePerson(person);
      clock.advance(1_000);
      await sessions.touch(phone, { lastSeenAt: clock.now(), ip: '192.0.2.9' });
      const found = await tools.find(key);
      assert.deepEqual(found?.parent.record.content.person, person);
      assert.deepEqual([found?.parent.record.lastSeenAt, found?.parent.record.ip], [clock.now(), '192.0.2.9']);
    });

    it('ends the tool sessions of one browser with it, and those of no other', async (t) => {
      const { sessions, tools, opened } = await open(t);
      const [one, other] = [await opened('one'), await opened('other', { sessionKey: laptop })];
      await sessions.end(phone);
      assert.equal(await tools.find(one), null);
      assert.notEqual(await tools.find(other), null);
    });

    it('notes the first use, and stays with it', async (t) => {
      const { clock, tools, opened } = await open(t);
      const key = await opened('key');
      const at = clock.now();
      await tools.noteUse(key, at);
      await tools.noteUse(key, at + 1_000);
      await tools.noteUse('nobody' as ToolSessionKey, at);
      assert.equal((await tools.find(key))?.usedAt, at);
    });

    it('lists the tools that are open in a browser, latest first and each once; what was never used is not open', async (t) => {
      const { clock, tools, opened } = await open(t);
      const at = clock.now();
      for (const [key, options] of Object.entries({
        'wiki first': {},
        git: { target: `${GIT}/` },
        'wiki again': {},
        unused: { target: 'https://never.example.com/' },
        elsewhere: { sessionKey: laptop, target: 'https://other.example.com/' },
      })) {
        const opening = await opened(key, options);
        if (key !== 'unused') await tools.noteUse(opening, clock.now());
        clock.advance(1_000);
      }
      assert.deepEqual(await tools.listOpen(phone), [
        { origin: GIT, openedAt: at + 1_000 },
        { origin: WIKI, openedAt: at },
      ]);
      assert.deepEqual(await tools.listOpen(toSessionKey('nobody')), []);
    });

    // Otherwise a tool that never sees its cookie sends the browser round for ever.
    it('counts the tickets for one page that led to nothing, and no others', async (t) => {
      const { clock, tools, issue, opened } = await open(t);
      const since = clock.now() - 1;
      const count = () => tools.countInVain(phone, `${WIKI}/page`, since);
      for (const key of ['one', 'two', 'three']) await opened(key);
      await issue();
      await opened('other page', { target: `${WIKI}/other` });
      await opened('other browser', { sessionKey: laptop });
      assert.equal(await count(), 3);
      assert.equal(await tools.countInVain(phone, `${WIKI}/page`, clock.now()), 0, 'since then');
      clock.advance(1_000);
      await tools.noteUse('three' as ToolSessionKey, clock.now());
      assert.equal(await count(), 0, 'one of several tabs has got in');
      assert.equal(await tools.countInVain(laptop, `${WIKI}/page`, since), 1, 'and nobody else has');
    });

    it('counts them although a tool of the same browser at another host is used', async (t) => {
      const { clock, tools, opened } = await open(t);
      await opened('one');
      await tools.noteUse(await opened('git', { target: `${GIT}/` }), clock.now());
      assert.equal(await tools.countInVain(phone, `${WIKI}/page`, clock.now() - 1), 1);
    });

    it('sweeps what has expired and nothing else', async (t) => {
      const { clock, sessions, tools, issue, opened } = await open(t);
      await opened('old');
      clock.advance(MAX_MS);
      await sessions.save(toSessionKey('new'), sessionOf('a', clock.now()));
      const fresh = await opened('new', { sessionKey: toSessionKey('new') });
      const ticket = await issue({ sessionKey: toSessionKey('new') });
      await tools.sweep();
      await sessions.sweep();
      assert.equal(await tools.findTicket('ticket 1'), null);
      assert.notEqual(await tools.findTicket(ticket), null);
      assert.notEqual(await tools.find(fresh), null);
      clock.advance(TICKET_MS);
      await tools.sweep();
      assert.notEqual(await tools.findTicket(ticket), null, 'it is still needed to notice a loop');
    });
  });
}
