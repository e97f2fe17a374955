import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
} from 'jose';
import { createLogger } from '../logger.ts';
import { Secret } from '../secret.ts';
import { openDatabase } from '../storage/open-database.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createKeyRing } from './key-ring.ts';
import { createSealer } from './seal.ts';
import { openSigningKeys } from './signing-keys.ts';

const K1 = new Secret('the first secret of this install: long enough');
const K2 = new Secret('the second secret of this install: long enough');

/** Opens the keys as a start with these secrets does. */
async function start(
  db: DatabaseSync,
  secrets: readonly [Secret, ...Secret[]] = [K1],
  { now = Date.now, environment = 'live' } = {},
) {
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line) => void lines.push(line) });
  const sealer = createSealer(createKeyRing({ secrets, environment }), 'signing keys');
  const keys = await openSigningKeys({ db, sealer, now, log });
  return { keys, log: () => lines.join('') };
}

function openTestDatabase(t: TestContext, file = ':memory:'): DatabaseSync {
  const db = openDatabase(file);
  t.after(() => db.close());
  return db;
}

const kidsOf = ({ keys }: Awaited<ReturnType<typeof start>>) => keys.jwks().keys.map(({ kid }) => kid);

describe('the signing keys of an install', () => {
  it('are made at the first start, and the same at every later one', async (t) => {
    const db = openTestDatabase(t);
    const first = await start(db);
    const second = await start(db);
    assert.equal(kidsOf(first).length, 1);
    assert.deepEqual(second.keys.jwks(), first.keys.jwks());
    assert.equal((await second.keys.current('ES256')).kid, kidsOf(first)[0]);
    assert.equal(first.log() + second.log(), '');
  });

  it('sign what the published half verifies, before and after a restart', async (t) => {
    const db = openTestDatabase(t);
    const published = createLocalJWKSet((await start(db)).keys.jwks());
    for (const { keys } of [await start(db), await start(db)]) {
      const { privateKey, kid, alg } = await keys.current('ES256');
      const signed = await new CompactSign(Buffer.from('x')).setProtectedHeader({ alg, kid }).sign(privateKey);
      const { payload } = await compactVerify(signed, published);
      assert.equal(Buffer.from(payload).toString(), 'x');
    }
  });

  it('are published with what verifiers go by, and named after what they are', async (t) => {
    const [published] = (await start(openTestDatabase(t))).keys.jwks().keys;
    assert.ok(published);
    const { kty, crv, use, alg, kid } = published;
    assert.deepEqual({ kty, crv, use, alg }, { kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256' });
    assert.equal(kid, await calculateJwkThumbprint(published));
  });

  // Whoever has the private half can be anybody in every tool.
  it('never show their private half: neither to readers of the database, nor to callers', async (t) => {
    const db = openTestDatabase(t);
    const { keys } = await start(db);
    assert.deepEqual(Object.keys(keys.jwks().keys[0] ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    await assert.rejects(exportJWK((await keys.current('ES256')).privateKey));
    const row = db.prepare('SELECT * FROM signing_keys').get() ?? {};
    assert.deepEqual(JSON.parse(String(row.public_jwk)), keys.jwks().keys[0]);
    const sealer = createSealer(createKeyRing({ secrets: [K1], environment: 'live' }), 'signing keys');
    const { d } = (await sealer.open(String(row.kid), String(row.sealed))) as { d: string };
    assert.match(d, /^[\w-]{43}$/);
    const visible = Object.values(row)
      .flatMap((value) => String(value).split('.'))
      .map((part) => part + Buffer.from(part, 'base64url').toString('latin1'));
    assert.equal(visible.join().includes(d), false);
  });

  it('are replaced when their secret is lost, and the log says so', async (t) => {
    const db = openTestDatabase(t);
    const [lost] = kidsOf(await start(db, [K1]));
    const after = await start(db, [K2]);
    assert.equal(kidsOf(after).length, 1, 'what cannot sign is not published');
    assert.notEqual(kidsOf(after)[0], lost);
    assert.match(after.log(), /SESSION_SECRET/);
    assert.match(after.log(), new RegExp(lost ?? '-'));
    const later = await start(db, [K2]);
    assert.deepEqual(kidsOf(later), kidsOf(after));
    assert.equal(later.log(), '', 'it is said once');
  });

  it('stay when the secret is changed for another: first both, then the new one alone', async (t) => {
    const db = openTestDatabase(t);
    const before = kidsOf(await start(db, [K1]));
    for (const secrets of [[K2, K1], [K2, K1], [K2]] as const) {
      const after = await start(db, secrets);
      assert.deepEqual([kidsOf(after), after.log()], [before, '']);
    }
  });

  it('are all published when a lost secret comes back, and the newest signs', async (t) => {
    const db = openTestDatabase(t);
    const [older] = kidsOf(await start(db, [K1], { now: () => 1_000 }));
    const [newer] = kidsOf(await start(db, [K2], { now: () => 2_000 }));
    const both = await start(db, [K2, K1]);
    assert.deepEqual(kidsOf(both), [newer, older]);
    assert.equal((await both.keys.current('ES256')).kid, newer);
  });

  it('of the sandbox are not those of the company', async (t) => {
    const db = openTestDatabase(t);
    const sandbox = kidsOf(await start(db, [K1], { environment: 'sandbox' }));
    const live = kidsOf(await start(db, [K1], { environment: 'live' }));
    assert.notDeepEqual(live, sandbox);
    assert.deepEqual(kidsOf(await start(db, [K1], { environment: 'sandbox' })), sandbox);
  });

  // Whoever can write the database, from a backup or through another program, could otherwise sign for everybody.
  it('do not come from anything in the database that was not sealed here', async (t) => {
    const db = openTestDatabase(t);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const { d, ...publicHalf } = await exportJWK(privateKey);
    const foreign = { ...publicHalf, use: 'sig', alg: 'ES256', kid: 'foreign' };
    const honest = await start(db);
    db.prepare('UPDATE signing_keys SET public_jwk = ?').run(JSON.stringify(foreign));
    assert.deepEqual((await start(db)).keys.jwks(), honest.keys.jwks());
    const sealed = String(db.prepare('SELECT sealed FROM signing_keys').get()?.sealed);
    const add = db.prepare('INSERT INTO signing_keys VALUES (?, ?, ?, ?, ?)');
    add.run('foreign', 'ES256', JSON.stringify(foreign), JSON.stringify({ ...foreign, d }), Date.now() + 1_000);
    add.run('moved', 'ES256', JSON.stringify(foreign), sealed, Date.now() + 2_000);
    assert.deepEqual((await start(db)).keys.jwks(), honest.keys.jwks());
  });

  // Each start looks before any of them has written, as processes that start together do.
  it('are one key after several first starts at once', async (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const databases = Array.from({ length: 4 }, () => openDatabase(file));
    t.after(() => {
      for (const db of databases) db.close();
    });
    const kids = (await Promise.all(databases.map((db) => start(db)))).flatMap(kidsOf);
    assert.equal(kids.length, databases.length);
    assert.equal(new Set(kids).size, 1);
    assert.deepEqual(kidsOf(await start(openTestDatabase(t, file))), [kids[0]]);
  });

  it('are one new key after several starts at once whose secret is lost', async (t) => {
    const db = openTestDatabase(t);
    const [lost] = kidsOf(await start(db, [K1]));
    const kids = (await Promise.all([1, 2, 3].map(() => start(db, [K2])))).flatMap(kidsOf);
    assert.equal(new Set([...kids, lost]).size, 2);
  });

  // Tools could otherwise be told nothing, and verify nothing, while the store is down.
  it('are in memory: they sign and are published while the store is down', async () => {
    const db = openDatabase(':memory:');
    const { keys } = await start(db);
    db.close();
    assert.equal((await keys.current('ES256')).kid, keys.jwks().keys[0]?.kid);
  });
});
