import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
} from 'jose';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { K1, K2, kidsOf, openTestDatabase, sealerOf, startKeys as start } from '../testing/test-keys.ts';
import { signingAlgorithms, toOpenedKey } from './signing-key.ts';

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1: what only the owner of a key may know. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Opens keys, and makes the one that takes time as well. */
async function startWithAll(...[db, options]: Parameters<typeof start>) {
  const started = await start(db, options);
  await started.keys.ready();
  return started;
}

function privateMembersOf(jwk: object): string[] {
  return Object.entries(jwk).flatMap(([name, value]) => (PRIVATE_MEMBERS.includes(name) ? [String(value)] : []));
}

/** All that can be read in a row, also after decoding. */
function describeRow(row: Record<string, unknown>): string {
  return Object.values(row)
    .flatMap((value) => String(value).split('.'))
    .map((part) => part + Buffer.from(part, 'base64url').toString('latin1'))
    .join();
}

describe('the signing keys of an install', () => {
  it('are made at the first start, one for each algorithm, and the same at every later one', async (t) => {
    const db = openTestDatabase(t);
    const first = await startWithAll(db);
    const second = await start(db);
    assert.deepEqual(
      first.keys.jwks().keys.map(({ alg }) => alg),
      ['ES256', 'RS256'],
    );
    assert.deepEqual(second.keys.jwks(), first.keys.jwks());
    for (const alg of signingAlgorithms) {
      assert.deepEqual([(await second.keys.current(alg)).kid], kidsOf(first, alg));
    }
    assert.equal(first.log() + second.log(), '');
  });

  // Making an RSA key takes as long as a good part of the start.
  it('do not keep a start waiting for RS256: it is made when somebody first needs it, once', async (t) => {
    const db = openTestDatabase(t);
    const started = await start(db);
    assert.deepEqual(kidsOf(started, 'RS256'), []);
    assert.throws(
      () => started.keys.privateJwks(),
      { code: 'store_unavailable' },
      'the provider hears that one is missing',
    );
    const needed = await Promise.all([
      started.keys.current('RS256'),
      started.keys.current('RS256'),
      started.keys.ready(),
      started.keys.current('RS256'),
    ]);
    const kids = needed.flatMap((key) => key?.kid ?? []);
    assert.deepEqual([kids.length, [...new Set(kids)]], [3, kidsOf(started, 'RS256')]);
    assert.equal(started.keys.privateJwks().length, 2);
  });

  it('sign what the published half verifies, before and after a restart', async (t) => {
    const db = openTestDatabase(t);
    const published = createLocalJWKSet((await startWithAll(db)).keys.jwks());
    for (const { keys } of [await start(db), await start(db)]) {
      for (const algorithm of signingAlgorithms) {
        const { privateKey, kid, alg } = await keys.current(algorithm);
        const signed = await new CompactSign(Buffer.from('x')).setProtectedHeader({ alg, kid }).sign(privateKey);
        const { payload } = await compactVerify(signed, published);
        assert.equal(Buffer.from(payload).toString(), 'x');
      }
    }
  });

  it('are published with what verifiers go by, and named after what they are', async (t) => {
    const { keys } = await startWithAll(openTestDatabase(t));
    const published = keys.jwks().keys;
    assert.deepEqual(
      published.map(({ kty, use, alg }) => ({ kty, use, alg })),
      [
        { kty: 'EC', use: 'sig', alg: 'ES256' },
        { kty: 'RSA', use: 'sig', alg: 'RS256' },
      ],
    );
    for (const jwk of published) assert.equal(jwk.kid, await calculateJwkThumbprint(jwk));
    assert.deepEqual(keys.jwks().keys[0], { ...published[0], crv: 'P-256' });
  });

  it('have at least 2048 bits where that is what counts', async (t) => {
    const { keys } = await startWithAll(openTestDatabase(t));
    const [rsa] = keys.jwks().keys.filter(({ alg }) => alg === 'RS256');
    const { modulusLength } = createPublicKey({ key: rsa as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails ?? {};
    assert.equal(modulusLength, 2_048);
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const { privateKey: shortKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const [long, short] = [await exportJWK(privateKey), shortKey.export({ format: 'jwk' })];
    assert.ok(await toOpenedKey('RS256', 'kid', long));
    assert.equal(await toOpenedKey('RS256', 'kid', short), null);
    assert.equal(await toOpenedKey('ES256', 'kid', long), null, 'a key is for its own algorithm');
  });

  // Whoever has the private half can be anybody in every tool.
  it('never show their private half: neither to readers of the database, nor to callers', async (t) => {
    const db = openTestDatabase(t);
    const { keys } = await startWithAll(db);
    assert.deepEqual(keys.jwks().keys.flatMap(privateMembersOf), []);
    for (const alg of signingAlgorithms) await assert.rejects(exportJWK((await keys.current(alg)).privateKey));
    const rows = db.prepare('SELECT * FROM signing_keys').all();
    assert.equal(rows.length, 2);
    for (const row of rows) {
      const published = keys.jwks().keys.find(({ kid }) => kid === row.kid);
      assert.deepEqual(JSON.parse(String(row.public_jwk)), published);
      const opened = (await sealerOf().open(String(row.kid), String(row.sealed))) as JWK;
      const secrets = privateMembersOf(opened);
      assert.equal(secrets.length, published?.alg === 'ES256' ? 1 : 6);
      const visible = describeRow(row);
      assert.deepEqual(
        secrets.filter((secret) => visible.includes(secret)),
        [],
      );
    }
  });

  it('are replaced when their secret is lost, and the log says so', async (t) => {
    const db = openTestDatabase(t);
    const lost = kidsOf(await startWithAll(db, { secrets: [K1] }));
    const after = await startWithAll(db, { secrets: [K2] });
    assert.equal(kidsOf(after).length, 2, 'what cannot sign is not published');
    for (const kid of lost) {
      assert.equal(kidsOf(after).includes(kid), false);
      assert.match(after.log(), new RegExp(kid));
    }
    assert.match(after.log(), /SESSION_SECRET/);
    const later = await startWithAll(db, { secrets: [K2] });
    assert.deepEqual(kidsOf(later), kidsOf(after));
    assert.equal(later.log(), '', 'it is said once');
  });

  it('stay when the secret is changed for another: first both, then the new one alone', async (t) => {
    const db = openTestDatabase(t);
    const before = kidsOf(await startWithAll(db, { secrets: [K1] }));
    for (const secrets of [[K2, K1], [K2, K1], [K2]] as const) {
      const after = await start(db, { secrets });
      assert.deepEqual([kidsOf(after), after.log()], [before, '']);
    }
  });

  it('are all published when a lost secret comes back, and the newest signs', async (t) => {
    const db = openTestDatabase(t);
    const [older] = kidsOf(await start(db, { secrets: [K1], now: () => 1_000 }));
    const [newer] = kidsOf(await start(db, { secrets: [K2], now: () => 2_000 }));
    const both = await start(db, { secrets: [K2, K1] });
    assert.deepEqual(kidsOf(both), [newer, older]);
    assert.equal((await both.keys.current('ES256')).kid, newer);
  });

  it('of the sandbox are not those of the company, and neither replaces the other', async (t) => {
    const db = openTestDatabase(t);
    const sandbox = kidsOf(await start(db, { environment: 'sandbox' }));
    const live = await start(db, { environment: 'live' });
    assert.notDeepEqual(kidsOf(live), sandbox);
    assert.deepEqual(kidsOf(await start(db, { environment: 'sandbox' })), sandbox);
    await live.keys.rotate({ isLeaked: true });
    assert.deepEqual(kidsOf(await start(db, { environment: 'sandbox' })), sandbox);
  });
});

describe('a row of the table that is not what it should be', () => {
  // Whoever can write the database, from a backup or through another program, could otherwise sign for everybody.
  it('is never taken for a key when it was not sealed here', async (t) => {
    const db = openTestDatabase(t);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const { d, ...publicHalf } = await exportJWK(privateKey);
    const foreign = { ...publicHalf, use: 'sig', alg: 'ES256', kid: 'foreign' };
    const honest = await start(db);
    db.prepare('UPDATE signing_keys SET public_jwk = ?').run(JSON.stringify(foreign));
    assert.deepEqual((await start(db)).keys.jwks(), honest.keys.jwks());
    const sealed = String(db.prepare('SELECT sealed FROM signing_keys').get()?.sealed);
    const add = db.prepare(
      'INSERT INTO signing_keys (kid, alg, public_jwk, sealed, created_at) VALUES (?, ?, ?, ?, ?)',
    );
    add.run('foreign', 'ES256', JSON.stringify(foreign), JSON.stringify({ ...foreign, d }), Date.now() + 1_000);
    add.run('moved', 'ES256', JSON.stringify(foreign), sealed, Date.now() + 2_000);
    add.run('another', 'HS256', '{}', await sealerOf().seal('another', { kty: 'oct', k: 'x' }), Date.now() + 3_000);
    assert.deepEqual((await start(db)).keys.jwks(), honest.keys.jwks());
  });

  it('is not used when it is damaged, in any way, and the others are', async (t) => {
    const db = openTestDatabase(t);
    const honest = await startWithAll(db);
    const [intact = ''] = kidsOf(honest, 'RS256');
    const [damaged = ''] = kidsOf(honest, 'ES256');
    const sealed = String(db.prepare('SELECT sealed FROM signing_keys WHERE kid = ?').get(damaged)?.sealed);
    for (const text of ['', 'x', '....', sealed.slice(0, -3), `${sealed}A`, sealed.replace(/\.[^.]+$/, '.AAAA')]) {
      db.prepare('UPDATE signing_keys SET sealed = ? WHERE kid = ?').run(text, damaged);
      const after = await start(db);
      const [made] = kidsOf(after, 'ES256');
      assert.deepEqual([kidsOf(after).length, kidsOf(after, 'RS256')], [2, [intact]], text);
      assert.notEqual(made, damaged);
      db.prepare('DELETE FROM signing_keys WHERE kid = ?').run(made ?? '');
    }
  });

  it('is no key when it says that it is for another algorithm', async (t) => {
    const db = openTestDatabase(t);
    const [kid = ''] = kidsOf(await start(db));
    db.prepare("UPDATE signing_keys SET alg = 'RS256' WHERE kid = ?").run(kid);
    const after = await startWithAll(db);
    assert.equal(kidsOf(after).includes(kid), false);
    assert.equal(kidsOf(after).length, 2);
  });
});

describe('several processes that start at once', () => {
  // Each start looks before any of them has written, as processes that start together do.
  it('have one key for each algorithm', async (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    const databases = Array.from({ length: 4 }, () => openTestDatabase(t, file));
    const started = await Promise.all(databases.map((db) => start(db)));
    const found = await Promise.all(
      started.map(async ({ keys }) => [(await keys.current('ES256')).kid, (await keys.current('RS256')).kid]),
    );
    assert.equal(new Set(found.map(String)).size, 1);
    for (const each of started) assert.deepEqual(kidsOf(each), found[0]);
    assert.deepEqual(kidsOf(await start(openTestDatabase(t, file))), found[0]);
  });

  it('have one new key for each algorithm when their secret is lost', async (t) => {
    const db = openTestDatabase(t);
    const lost = kidsOf(await startWithAll(db, { secrets: [K1] }));
    const started = await Promise.all([1, 2, 3].map(() => startWithAll(db, { secrets: [K2] })));
    assert.equal(new Set([...started.flatMap((each) => kidsOf(each)), ...lost]).size, 4);
  });
});

describe('a store that is down', () => {
  // Tools could otherwise be told nothing, and verify nothing.
  it('leaves the keys that are in memory: they sign, and are published', async (t) => {
    const db = openTestDatabase(t);
    const { keys, log } = await startWithAll(db);
    const before = keys.jwks();
    db.exec('ALTER TABLE signing_keys RENAME TO gone');
    keys.noteForeignWrite();
    await assert.rejects(keys.sweep());
    await assert.rejects(keys.rotate({ signsAfterMs: 1 }));
    await keys.close();
    assert.deepEqual(keys.jwks(), before);
    for (const alg of signingAlgorithms) await keys.current(alg);
    assert.equal(log(), '');
  });

  // A key that is not kept is gone with the process, and nobody verifies any more what it has signed.
  it('gets no new key, and the key is made when it is back', async (t) => {
    const db = openTestDatabase(t);
    const { keys, log } = await start(db);
    db.exec('ALTER TABLE signing_keys RENAME TO gone');
    await assert.rejects(keys.current('RS256'), { code: 'store_unavailable' });
    await keys.ready();
    assert.equal(keys.jwks().keys.length, 1);
    assert.match(log(), /could not be made/);
    db.exec('ALTER TABLE gone RENAME TO signing_keys');
    assert.equal((await keys.current('RS256')).alg, 'RS256');
  });
});
