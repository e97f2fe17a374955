import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Person } from '../server/person.ts';
import { toSessionKey } from '../server/sessions/session-store.ts';
import { createFromRow, openSqliteSessionStore } from '../server/sessions/sqlite-session-store.ts';
import { openSqliteToolSessionStore } from '../server/sessions/sqlite-tool-session-store.ts';
import type { ToolSessionKey } from '../server/sessions/tool-session-store.ts';
import { openDatabase } from '../server/storage/open-database.ts';
import { openSeed } from './seed-sessions.ts';
import { createToolTokens } from '../server/forward-auth/tool-tokens.ts';
import { createKeyRing } from '../server/keys/key-ring.ts';
import { Secret } from '../server/secret.ts';
import { subjectOf } from './tool-company.ts';

const origin = 'https://tool-0.example.com';
const startedAt = Date.now();
const keyRing = createKeyRing({ secrets: [new Secret('a secret of this test')], environment: 'test' });
const person = {
  subject: subjectOf(0),
  name: '员工0',
  departments: [],
  roles: [],
  isAdmin: false,
} as unknown as Person;

describe('openSeed', () => {
  // A benchmark of rows that no store would write says nothing about Foyer.
  it('opens a tool with the very row that the store of tool sessions writes', async () => {
    const db = openDatabase(':memory:');
    const options = { db, idleMs: 60_000, now: () => startedAt };
    const log = { warn: assert.fail };
    const store = openSqliteSessionStore({ ...options, log });
    const tools = openSqliteToolSessionStore({ ...options, fromRow: createFromRow(log) });

    openSeed(db, createToolTokens(keyRing))({ person, origin, startedAt });
    const seeded = db.prepare('SELECT * FROM tool_sessions').get();
    const session = db.prepare('SELECT * FROM sessions').get();

    const sessionKey = toSessionKey('another browser');
    const content = { version: 2 as const, person, device: 'Chrome 156 · Windows', startedAt };
    const times = { lastSeenAt: startedAt, expiresAt: Number(session?.expires_at) };
    await store.save(sessionKey, { id: 'another', content, ip: '203.0.113.7', ...times });
    const key = 'k'.repeat(43) as ToolSessionKey;
    await tools.issue('ticket', { sessionKey, target: `${origin}/`, binding: 'b', issuedAt: startedAt });
    await tools.redeem('ticket', { key, origin, issuedAfter: startedAt - 1, at: startedAt });
    await tools.noteUse(key, startedAt);
    const written = db.prepare('SELECT * FROM tool_sessions WHERE key = ?').get(key);

    assert.equal(String(seeded?.key).length, key.length);
    assert.deepEqual({ ...seeded, key: '', session_number: 0 }, { ...written, key: '', session_number: 0 });
    assert.deepEqual([seeded?.session_number, written?.session_number], [1, 2]);
    db.close();
  });
});
