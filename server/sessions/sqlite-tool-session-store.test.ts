import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { IDLE_MS, MAX_MS, sessionOf } from './session-store.contract.ts';
import { toSessionKey } from './session-store.ts';
import { createFromRow, openSqliteSessionStore } from './sqlite-session-store.ts';
import { openSqliteToolSessionStore } from './sqlite-tool-session-store.ts';
import { describeToolSessionStore } from './tool-session-store.contract.ts';
import type { ToolSessionKey } from './tool-session-store.ts';

const silent = { warn: () => {} };

function openBoth(t: TestContext, clock: TestClock) {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  const options = { db, idleMs: IDLE_MS, now: clock.now };
  return {
    db,
    sessions: openSqliteSessionStore({ ...options, log: silent }),
    tools: openSqliteToolSessionStore({ ...options, fromRow: createFromRow(silent) }),
  };
}

describeToolSessionStore('SQLite', async (t, { clock }) => openBoth(t, clock));

describe('the SQLite tool session store', () => {
  const phone = toSessionKey('phone');
  const open = async (t: TestContext) => {
    const clock = createTestClock();
    const stores = openBoth(t, clock);
    const { sessions, tools } = stores;
    await sessions.save(phone, sessionOf('a', clock.now()));
    const openTool = async (key: string) => {
      await tools.issue(key, {
        sessionKey: phone,
        target: 'https://wiki.example.com/',
        binding: 'b',
        issuedAt: clock.now(),
      });
      const trade = { key: key as ToolSessionKey, origin: 'https://wiki.example.com', issuedAfter: 0, at: clock.now() };
      return tools.redeem(key, trade);
    };
    return { ...stores, clock, openTool };
  };

  // Whoever can write the file must not get into a tool with half a record.
  it('finds no tool session whose session is not readable as one', async (t) => {
    const { db, tools, openTool } = await open(t);
    await openTool('key');
    db.prepare('UPDATE sessions SET record = ?').run('{"version":2');
    assert.equal(await tools.find('key' as ToolSessionKey), null);
  });

  // Numbers of rows that are given out twice would hand the tools of one person to whoever comes next.
  it('finds no other session for a tool session whose own has been swept', async (t) => {
    const { sessions, tools, openTool, clock } = await open(t);
    await openTool('key');
    clock.advance(MAX_MS);
    await sessions.sweep();
    for (let at = 0; at < 5; at += 1) await sessions.save(toSessionKey(`next ${at}`), sessionOf('b', clock.now()));
    assert.equal(await tools.find('key' as ToolSessionKey), null);
  });

  it('refuses a key that is there already, and the ticket stays good', async (t) => {
    const { tools, openTool, clock } = await open(t);
    await openTool('key');
    await tools.issue('second', {
      sessionKey: phone,
      target: 'https://wiki.example.com/',
      binding: 'b',
      issuedAt: clock.now(),
    });
    const trade = { key: 'key' as ToolSessionKey, origin: 'https://git.example.com', issuedAfter: 0, at: clock.now() };
    await assert.rejects(tools.redeem('second', trade), { code: 'ERR_SQLITE_ERROR' });
    assert.equal((await tools.find('key' as ToolSessionKey))?.origin, 'https://wiki.example.com');
    assert.notEqual(await tools.redeem('second', { ...trade, key: 'another' as ToolSessionKey }), null);
  });

  it('sweeps a bounded number of rows at a time', async (t) => {
    const { db, tools, clock } = await open(t);
    const issuedAt = clock.now();
    for (let at = 0; at < 1_500; at += 1)
      await tools.issue(`${at}`, { sessionKey: phone, target: 'https://wiki.example.com/', binding: 'b', issuedAt });
    clock.advance(MAX_MS);
    const count = () => Number(db.prepare('SELECT count(*) AS count FROM hand_over_tickets').get()?.count);
    await tools.sweep();
    assert.equal(count(), 500);
    await tools.sweep();
    assert.equal(count(), 0);
  });
});
