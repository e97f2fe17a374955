/**
 * Many people who are signed in and have a tool open, in a database of Foyer's own.
 *
 * Owns: rows as the stores write them, written in bulk. Sessions go through the store itself; its way of opening a tool
 * waits for the disk each time, so that those rows come from a statement of their own, which `seed-sessions.test.ts`
 * compares with the store's.
 * Does not: lay down DingTalk's tokens, which no decision reads.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ToolTokens } from '../server/forward-auth/tool-tokens.ts';
import { openReplica } from '../server/people/replica.ts';
import { toPerson } from '../server/people/to-person.ts';
import type { Person } from '../server/person.ts';
import { openSqliteSessionStore } from '../server/sessions/sqlite-session-store.ts';
import { toSessionKey } from '../server/sessions/session-store.ts';
import { inTransaction } from '../server/storage/in-transaction.ts';
import { originOf, PEOPLE, putCompany, subjectOf, TOOLS } from './tool-company.ts';

const MAX_MS = 168 * 3_600_000;
const PAGE = 100_000;
/** Enough that a page of an index is seldom written twice. */
const CACHE_KB = 1_000_000;

/** How many sessions, and over which time up to now they were last used, evenly. */
export type Amount = { count: number; usedWithinMs: number };

/** Puts the company and sessions into an empty database; gives the tokens of the tools' cookies, in order. */
export function seedSessions(db: DatabaseSync, { count, usedWithinMs }: Amount, toolTokens: ToolTokens): string[] {
  // What the disk would have to survive a power cut with, and nobody needs here, would take most of the time.
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KB}`);
  const people = seedPeople(db);
  const seed = openSeed(db, toolTokens);
  const tokens: string[] = [];
  for (let first = 0; first < count; first += PAGE) {
    inTransaction(db, () => {
      for (let index = first; index < Math.min(first + PAGE, count); index += 1) {
        const person = people[index % PEOPLE] as Person;
        tokens.push(seed({ person, origin: originOf(index % TOOLS), startedAt: Date.now() }));
      }
    });
  }
  // Writing a million takes longer than what counts as just now.
  db.prepare('UPDATE sessions SET last_seen_at = ? - number % ?').run(Date.now(), usedWithinMs);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return tokens;
}

/** Puts the company into a database; gives its people. */
export function seedPeople(db: DatabaseSync): Person[] {
  const replica = openReplica(db);
  putCompany(replica);
  return Array.from({ length: PEOPLE }, (_, index) => {
    const found = replica.findBySubject(subjectOf(index));
    if (found === null) throw new Error('somebody was not written');
    return toPerson(found, replica.departments);
  });
}

type Seeded = { person: Person; origin: string; startedAt: number };

/** Gives a function that signs a person in and opens a tool for them. */
export function openSeed(db: DatabaseSync, { keyOf }: ToolTokens): (seeded: Seeded) => string {
  const log = { warn: () => {} };
  const store = openSqliteSessionStore({ db, idleMs: MAX_MS, now: Date.now, log });
  const open = db.prepare(
    `INSERT INTO tool_sessions (key, session_number, origin, opened_at, used_at, expires_at)
     SELECT ?, number, ?, ?, ?, expires_at FROM sessions WHERE key = ?`,
  );
  return ({ person, origin, startedAt }) => {
    const key = toSessionKey(randomBytes(18).toString('base64url'));
    const content = { version: 2 as const, person, device: 'Chrome 156 · Windows', startedAt };
    const times = { lastSeenAt: startedAt, expiresAt: startedAt + MAX_MS };
    // The store has written when it returns; that it promises to is for stores that have to wait.
    void store.save(key, { id: randomUUID(), content, ip: '203.0.113.7', ...times });
    const token = randomBytes(32).toString('base64url');
    open.run(keyOf(token), origin, startedAt, startedAt, key);
    return token;
  };
}
