/** Many people who are signed in at Foyer, each in a browser with a cookie of its own. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../server/config/load-config.ts';
import { openKeyRing } from '../server/open-keys.ts';
import { toSessionKey } from '../server/sessions/session-store.ts';
import { openSqliteSessionStore } from '../server/sessions/sqlite-session-store.ts';
import { inTransaction } from '../server/storage/in-transaction.ts';
import { databaseIn, openDatabase } from '../server/storage/open-database.ts';
import { liveSettings, PUBLIC_URL } from '../server/testing/live-settings.ts';
import { cookieMaker } from './create-sessions.ts';
import { STAND_IN } from './foyer-with-tools.ts';
import { seedPeople } from './seed-sessions.ts';

/** Fills a folder for Foyer; the cookie at `i` is that of the person at `i`. */
export function seedBrowsers(folder: string, count: number): { dataDir: string; cookies: string[] } {
  const dataDir = mkdtempSync(join(folder, 'foyer-'));
  const config = loadConfig({ ...liveSettings(STAND_IN), DATA_DIR: dataDir });
  const toCookie = cookieMaker(openKeyRing(config), new URL(PUBLIC_URL));
  const db = openDatabase(databaseIn(dataDir));
  const { idleMs, maxMs } = config.sessions;
  const store = openSqliteSessionStore({ db, idleMs, now: Date.now, log: { warn: () => {} } });
  const people = seedPeople(db).slice(0, count);
  const startedAt = Date.now();
  const times = { lastSeenAt: startedAt, expiresAt: startedAt + maxMs };
  const cookies = inTransaction(db, () =>
    people.map((person) => {
      const cookieId = randomBytes(18).toString('base64url');
      const content = { version: 2 as const, person, device: 'Chrome 156 · Windows', startedAt };
      // The store has written when it returns; that it promises to is for stores that have to wait.
      void store.save(toSessionKey(cookieId), { id: randomUUID(), content, ip: '203.0.113.7', ...times });
      return toCookie(cookieId);
    }),
  );
  db.close();
  return { dataDir, cookies };
}
