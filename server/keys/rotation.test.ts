/** What becomes of keys when they are replaced. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createTestClock } from '../testing/clock.ts';
import { K1, K2, kidsOf, openTestDatabase, signTokens, startKeys } from '../testing/test-keys.ts';
import type { Phase } from './key-phases.ts';
import { signingAlgorithms } from './signing-key.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Both keys, on a clock of the test's. */
async function start(t: TestContext, options: { hintsMs?: number } = {}) {
  const clock = createTestClock();
  const db = openTestDatabase(t);
  const open = () => startKeys(db, { now: clock.now, ...options });
  const started = await open();
  await started.keys.ready();
  const phases = () => started.keys.states().map(({ alg, phase }) => `${alg} ${phase}`);
  const passTime = async (ms: number) => {
    clock.advance(ms);
    await started.keys.sweep();
  };
  return { ...started, db, clock, open, phases, passTime, sign: () => signTokens(started.keys, clock.now) };
}

const inBoth = (...phases: Phase[]) => signingAlgorithms.flatMap((alg) => phases.map((phase) => `${alg} ${phase}`));

/** The names of the keys in the table; what is removed from it is gone for good. */
const rowsIn = (db: Awaited<ReturnType<typeof start>>['db']) =>
  db
    .prepare('SELECT kid FROM signing_keys')
    .all()
    .map(({ kid }) => String(kid));

describe('keys that are replaced by command', () => {
  it('are followed by keys that are published first, then sign, while the old ones stay until their tokens have ended', async (t) => {
    const started = await start(t);
    const { keys, clock, phases, sign } = started;
    const before = kidsOf(started);
    const [tokens] = [await sign()];
    await keys.rotate({ signsAfterMs: HOUR });
    assert.deepEqual(phases(), inBoth('next', 'signs'));
    const after = kidsOf(started);
    assert.deepEqual(
      [after.length, new Set(after).size, after.slice(0, 2)],
      [4, 4, before],
      'those that sign come first',
    );
    assert.equal((await keys.current('RS256')).kid, before[1]);
    clock.advance(HOUR - 1);
    assert.deepEqual(phases(), inBoth('next', 'signs'));
    const last = await sign();
    clock.advance(1);
    assert.deepEqual(phases(), inBoth('signs', 'old'));
    assert.deepEqual(kidsOf(started), [after[2], after[3], before[0], before[1]]);
    assert.equal((await keys.current('RS256')).kid, after[3]);
    clock.advance(70 * MINUTE - 1);
    for (const token of [...tokens, ...last])
      await jwtVerify(token, createLocalJWKSet(keys.jwks()), { currentDate: new Date(0) });
    clock.advance(1);
    assert.deepEqual(phases(), inBoth('signs', 'retired'));
    assert.deepEqual(kidsOf(started), after.slice(2));
  });

  it('are all followed, when that happens twice before the first time has come', async (t) => {
    const started = await start(t);
    const { keys, clock, phases } = started;
    await keys.rotate({ signsAfterMs: DAY });
    clock.advance(MINUTE);
    await keys.rotate({ signsAfterMs: HOUR });
    assert.deepEqual(phases(), inBoth('next', 'old', 'signs'), 'the one between them will never sign');
    clock.advance(HOUR);
    assert.deepEqual(phases(), inBoth('signs', 'old', 'old'));
    clock.advance(70 * MINUTE - 1);
    assert.deepEqual(phases(), inBoth('signs', 'old', 'old'));
    clock.advance(1);
    assert.deepEqual(phases(), inBoth('signs', 'retired', 'retired'));
    clock.advance(DAY);
    assert.deepEqual(phases(), inBoth('signs', 'retired', 'retired'));
  });

  it('go on as before after a restart, at each step', async (t) => {
    const { keys, clock, open } = await start(t);
    await keys.rotate({ signsAfterMs: HOUR });
    for (const ms of [0, HOUR, 70 * MINUTE, DAY]) {
      clock.advance(ms);
      const again = await open();
      assert.deepEqual([again.keys.states(), again.keys.jwks()], [keys.states(), keys.jwks()]);
      assert.equal((await again.keys.current('RS256')).kid, (await keys.current('RS256')).kid);
      assert.equal(again.log(), '');
    }
  });

  it('are followed by each in its time, when the second change is for later than the first', async (t) => {
    const { keys, clock, phases } = await start(t);
    await keys.rotate({ signsAfterMs: HOUR });
    await keys.rotate({ signsAfterMs: 2 * HOUR });
    assert.deepEqual(phases(), inBoth('next', 'next', 'signs'));
    clock.advance(HOUR);
    assert.deepEqual(phases(), inBoth('next', 'signs', 'old'));
    clock.advance(HOUR);
    assert.deepEqual(phases(), inBoth('signs', 'old', 'old'));
    clock.advance(10 * MINUTE);
    assert.deepEqual(phases(), inBoth('signs', 'old', 'retired'));
  });

  it('are replaced in the right order also when the clock was set back', async (t) => {
    const started = await start(t);
    const { keys, clock } = started;
    const before = kidsOf(started);
    clock.advance(-400 * DAY);
    await keys.rotate({ signsAfterMs: HOUR });
    assert.deepEqual(kidsOf(started).slice(0, 2), before);
    assert.equal((await keys.current('RS256')).kid, before[1], 'not before the others know the new one');
    clock.advance(HOUR);
    assert.equal(before.includes((await keys.current('RS256')).kid), false);
  });
});

describe('keys that are replaced because they leaked', () => {
  // Whoever has one is everybody, for as long as verifiers are told to believe it.
  it('are not published for a moment longer, and lie nowhere any more', async (t) => {
    const started = await start(t);
    const { keys, db, phases, sign } = started;
    const before = kidsOf(started);
    await keys.rotate({ signsAfterMs: DAY });
    const tokens = await sign();
    await keys.rotate({ isLeaked: true });
    assert.deepEqual(phases(), inBoth('signs'));
    assert.equal(rowsIn(db).length, 2);
    for (const kid of [...kidsOf(started), ...rowsIn(db)]) assert.equal(before.includes(kid), false);
    for (const jwk of keys.privateJwks()) assert.equal(before.includes(String(jwk.kid)), false, 'not even as a hint');
    const verifier = createLocalJWKSet(keys.jwks());
    for (const token of tokens) await assert.rejects(jwtVerify(token, verifier), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    for (const token of await sign()) await jwtVerify(token, verifier);
  });
});

describe('keys that have signed for long enough', () => {
  it('are followed by new ones, published a day before they sign, every 90 days', async (t) => {
    const { passTime, phases, log } = await start(t);
    await passTime(89 * DAY - 1);
    assert.deepEqual([phases(), log()], [inBoth('signs'), '']);
    await passTime(1);
    assert.deepEqual(phases(), inBoth('next', 'signs'));
    assert.match(log(), /new keys are published/);
    await passTime(DAY - 1);
    assert.deepEqual(phases(), inBoth('next', 'signs'));
    await passTime(1);
    assert.deepEqual(phases(), inBoth('signs', 'old'));
    await passTime(89 * DAY - 1);
    assert.deepEqual(phases(), inBoth('signs'), 'the one before is forgotten by now');
    await passTime(1);
    assert.deepEqual(phases(), inBoth('next', 'signs'));
  });

  it('are followed with the same notice when Foyer was off at that time', async (t) => {
    const { clock, open } = await start(t);
    clock.advance(365 * DAY);
    const { keys } = await open();
    const before = (await keys.current('RS256')).kid;
    await keys.sweep();
    clock.advance(DAY - 1);
    assert.equal((await keys.current('RS256')).kid, before);
    clock.advance(1);
    assert.notEqual((await keys.current('RS256')).kid, before);
  });

  it('are followed once, by however many processes', async (t) => {
    const { clock, open, db } = await start(t);
    const processes = await Promise.all([1, 2, 3].map(() => open()));
    clock.advance(89 * DAY);
    await Promise.all(processes.map(({ keys }) => keys.sweep()));
    assert.equal(rowsIn(db).length, 4);
    for (const process of processes) assert.deepEqual(kidsOf(process).toSorted(), rowsIn(db).toSorted());
  });

  it('are not followed a second time by a process that has not looked since', async (t) => {
    const { clock, open, db, keys } = await start(t);
    const other = await open();
    clock.advance(89 * DAY);
    await keys.sweep();
    await other.keys.sweep();
    assert.equal(rowsIn(db).length, 4);
    assert.deepEqual(other.keys.jwks(), keys.jwks());
  });
});

describe('another process', () => {
  it('follows what one has changed when it is told to look, and says so once', async (t) => {
    const started = await start(t);
    const other = await started.open();
    await started.keys.rotate({ signsAfterMs: HOUR });
    assert.equal(kidsOf(other).length, 2);
    other.keys.noteForeignWrite();
    await other.keys.close();
    assert.deepEqual(other.keys.jwks(), started.keys.jwks());
    assert.equal(other.log().match(/changed by another process/g)?.length, 1);
    other.keys.noteForeignWrite();
    await other.keys.close();
    assert.equal(other.log().match(/changed by another process/g)?.length, 1);
    assert.doesNotMatch(other.log(), new RegExp(`"d"|${K1.reveal()}`));
  });

  // While SESSION_SECRET is changed, one process may have the new one before the other.
  it('that seals them with a new secret leaves this one the keys that it has opened', async (t) => {
    const started = await start(t);
    const before = kidsOf(started);
    const other = await startKeys(started.db, { secrets: [K2, K1], now: started.clock.now });
    await other.keys.rotate({ signsAfterMs: HOUR });
    started.clock.advance(HOUR);
    started.keys.noteForeignWrite();
    await started.keys.close();
    assert.deepEqual(kidsOf(started), before);
    assert.equal((await started.keys.current('RS256')).kid, before[1]);
    assert.equal(kidsOf(other).length, 4);
    assert.deepEqual(kidsOf(other).slice(2), before);
  });

  it('that replaces the keys at the same time makes keys of its own, and both have all of them', async (t) => {
    const started = await start(t);
    const other = await started.open();
    await Promise.all([started, other].map(({ keys }) => keys.rotate({ signsAfterMs: HOUR })));
    for (const { keys } of [started, other]) {
      keys.noteForeignWrite();
      await keys.close();
    }
    assert.equal(kidsOf(started).length, 6);
    assert.deepEqual(other.keys.states(), started.keys.states());
  });
});

describe('what the provider is given', () => {
  it('begins with the keys that sign, and says when that has changed', async (t) => {
    const { keys, clock } = await start(t);
    const firstOf = (kty: string) => keys.privateJwks().find((jwk) => jwk.kty === kty)?.kid;
    const versions = [keys.version(), keys.version()];
    const check = async () => {
      for (const [alg, kty] of [
        ['RS256', 'RSA'],
        ['ES256', 'EC'],
      ] as const)
        assert.equal(firstOf(kty), (await keys.current(alg)).kid);
      versions.push(keys.version());
    };
    await keys.rotate({ signsAfterMs: HOUR });
    await check();
    clock.advance(HOUR);
    await check();
    clock.advance(HOUR);
    await check();
    assert.deepEqual(versions, [1, 1, 2, 3, 3]);
    for (const { d, kid, use, alg } of keys.privateJwks()) assert.ok(d && kid && use === 'sig' && alg);
  });

  // Whoever signed in before a change of keys could otherwise not sign out of their tool any more: it brings its ID token.
  it('holds old keys for as long as a session lasts, unpublished, and no longer', async (t) => {
    const started = await start(t, { hintsMs: 12 * HOUR });
    const { keys, db, passTime } = started;
    const before = kidsOf(started);
    const known = () => keys.privateJwks().filter(({ kid }) => before.includes(String(kid))).length;
    await keys.rotate({ signsAfterMs: HOUR });
    await passTime(HOUR + 70 * MINUTE);
    assert.deepEqual([kidsOf(started).length, known()], [2, 2]);
    await passTime(12 * HOUR - 1);
    assert.equal(known(), 2);
    await passTime(1);
    assert.deepEqual([known(), rowsIn(db).length], [0, 2]);
  });
});
