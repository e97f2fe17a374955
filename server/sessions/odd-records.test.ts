import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

type Person = Record<string, unknown>;
const changed = (change: (content: { version: number; person: Person }) => unknown) => (record: string) =>
  JSON.stringify(change(JSON.parse(record)));

const oddRecords: [string, (record: string) => string][] = [
  ['an empty object', () => '{}'],
  ['a list', () => '[]'],
  ['a text', () => '"x"'],
  ['an error message', () => '{"message":"error"}'],
  ['null', () => 'null'],
  ['half of itself', (record) => record.slice(0, record.length / 2)],
  ['nothing', () => ''],
  ['a person without a company', changed(({ person: { corpId, ...person }, ...rest }) => ({ ...rest, person }))],
  ['a person without a unionId', changed(({ person: { unionId, ...person }, ...rest }) => ({ ...rest, person }))],
  ['a person of a company that is a number', changed((c) => ({ ...c, person: { ...c.person, corpId: 1 } }))],
  ['a record of an earlier version', changed((content) => ({ ...content, version: 1 }))],
  ['a record of a later version', changed((content) => ({ ...content, version: 3 }))],
];

describe('a session record that is damaged', () => {
  // A guard that took half a record for a person would let in whoever damaged it; one that crashed would lock out.
  for (const [what, damage] of oddRecords) {
    it(`signs nobody in when it holds ${what}, and the log says so`, async (t) => {
      const dataDir = temporaryFolder(t);
      const { browser, newBrowser, log } = await startTestServer(t, { dataDir });
      const other = await signedIn(newBrowser(), 'dengkai');
      await signedIn(browser, 'zhangwei01');
      const db = new DatabaseSync(join(dataDir, 'foyer.sqlite'));
      t.after(() => db.close());
      const { key, record } =
        db.prepare("SELECT key, record FROM sessions WHERE record LIKE '%zhangwei01%'").get() ?? {};
      db.prepare('UPDATE sessions SET record = ? WHERE key = ?').run(damage(String(record)), String(key));
      for (const path of ['/api/me', '/api/me/profile', '/api/me/sessions']) {
        const answer = await browser.clone().get(path);
        assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'not_signed_in'], path);
      }
      assert.match(log(), /not readable as one/);
      assert.equal((await other.get('/api/me')).statusCode, 200);
      await signedIn(browser, 'zhangwei01');
      assert.equal((await browser.get('/api/me')).statusCode, 200, 'and the person can sign in again');
    });
  }
});
