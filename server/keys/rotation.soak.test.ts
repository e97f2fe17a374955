/** Keys under a random life of two processes: changed, looked at, restarted, while time passes and verifiers keep copies. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { kidsOf, type StartedKeys, startKeys } from '../testing/test-keys.ts';
import { JWKS_MAX_AGE_SECONDS } from './key-phases.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TOKEN_MS = HOUR;
const KEPT_MS = JWKS_MAX_AGE_SECONDS * 1_000;

const which = fc.nat(1);
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sign'), by: which }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fetch'), by: which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      ms: fc.constantFrom(1, 1_000, MINUTE, 5 * MINUTE, 6 * MINUTE, 54 * MINUTE, 70 * MINUTE, DAY, 65 * DAY, 89 * DAY),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sweep'), by: which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rotate'),
      by: which,
      signsAfterMs: fc.constantFrom(6 * MINUTE, HOUR, DAY),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leak'), by: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart'), by: which }) },
);
type Deed = (typeof deed extends fc.Arbitrary<infer T> ? T : never) & {
  by?: number;
  ms?: number;
  signsAfterMs?: number;
};

/** When a key was first published, and how long before it may sign; the first ones, and those after a leak, at once. */
type Announced = { at: number; noticeMs: number };

type World = {
  db: DatabaseSync;
  clock: TestClock;
  processes: StartedKeys[];
  tokens: { kid: string; endsAt: number }[];
  copies: { kids: readonly string[]; at: number }[];
  announced: Map<string, Announced>;
  leaked: Set<string>;
};

async function createWorld(): Promise<World> {
  const clock = createTestClock();
  const db = openDatabase(':memory:');
  const processes = [await startKeys(db, { now: clock.now }), await startKeys(db, { now: clock.now })];
  const world = { db, clock, processes, tokens: [], copies: [], announced: new Map(), leaked: new Set<string>() };
  noteNew(world, 0);
  return world;
}

function kidsIn({ db }: World): string[] {
  return db
    .prepare('SELECT kid FROM signing_keys')
    .all()
    .map(({ kid }) => String(kid));
}

/** Whatever has appeared in the table was published just now. */
function noteNew(world: World, noticeMs: number): void {
  for (const kid of kidsIn(world))
    if (!world.announced.has(kid)) world.announced.set(kid, { at: world.clock.now(), noticeMs });
}

async function doIt(world: World, { kind, by = 0, ms = 0, signsAfterMs = 0 }: Deed): Promise<void> {
  const { processes, clock, leaked } = world;
  const { keys } = processes[by] as StartedKeys;
  switch (kind) {
    case 'sign':
      return sign(world, keys);
    case 'fetch':
      return void world.copies.push({ kids: kidsOf({ keys }), at: clock.now() });
    case 'wait':
      await followAll(world);
      return clock.advance(ms);
    case 'sweep':
      await keys.sweep();
      return noteNew(world, DAY);
    case 'rotate':
      await keys.rotate({ signsAfterMs });
      return noteNew(world, signsAfterMs);
    case 'leak':
      for (const kid of kidsIn(world)) leaked.add(kid);
      await keys.rotate({ isLeaked: true });
      return noteNew(world, 0);
    default:
      processes[by] = await startKeys(world.db, { now: clock.now });
  }
}

async function sign({ announced, leaked, clock, tokens }: World, keys: StartedKeys['keys']): Promise<void> {
  const { kid } = await keys.current('ES256');
  const { at, noticeMs } = announced.get(kid) ?? assert.fail('a key signs that was never published');
  assert.ok(clock.now() >= at + noticeMs, `a key signs ${clock.now() - at} ms after it was published, not ${noticeMs}`);
  if (!leaked.has(kid)) tokens.push({ kid, endsAt: clock.now() + TOKEN_MS });
}

/** Within 250 ms each process looks at what another has written. */
async function followAll({ processes }: World): Promise<void> {
  for (const { keys } of processes) {
    keys.noteForeignWrite();
    await keys.close();
  }
}

/** Everything that must be so at every moment. */
function check(world: World): void {
  const { processes, clock, leaked, announced } = world;
  const now = clock.now();
  world.tokens = world.tokens.filter(({ kid, endsAt }) => endsAt > now && !leaked.has(kid));
  world.copies = world.copies.filter(({ at }) => at + KEPT_MS > now);
  const published = processes.map((process) => ({ kids: kidsOf(process), at: now }));
  for (const { kids, at } of [...published, ...world.copies]) {
    assert.equal(new Set(kids).size, kids.length, 'a kid twice');
    for (const { kid } of world.tokens) {
      // After a leak the new key signs before anybody can know it.
      const isUnannounced = announced.get(kid)?.noticeMs === 0 && at <= (announced.get(kid)?.at ?? 0);
      assert.ok(isUnannounced || kids.includes(kid), `a token of ${kid} is not verified by [${kids}]`);
    }
  }
  for (const { keys } of processes) checkProcess(keys);
}

function checkProcess(keys: StartedKeys['keys']): void {
  const states = keys.states();
  assert.equal(states.filter(({ phase }) => phase === 'signs').length, 1);
  const published = states.filter(({ phase }) => phase !== 'retired').map(({ kid }) => kid);
  assert.deepEqual(published.toSorted(), kidsOf({ keys }).toSorted());
}

describe('keys that two processes change, in any order', () => {
  // A token that is not verified for a moment is a sign-in that fails, and nobody finds out why.
  it('verify every token at every moment, and never sign before they were announced', async (t) => {
    const life = fc.array(deed, { minLength: 1, maxLength: 60 });
    let checks = 0;
    await fc.assert(
      fc.asyncProperty(life, async (deeds) => {
        const world = await createWorld();
        for (const each of deeds) {
          await doIt(world, each as Deed);
          check(world);
          checks += world.tokens.length * (world.copies.length + 2);
        }
        await followAll(world);
        assert.deepEqual(world.processes[0]?.keys.states(), world.processes[1]?.keys.states());
        world.db.close();
      }),
      randomRuns(t, 150),
    );
    t.diagnostic(`${checks} verifications`);
    assert.ok(checks > 1_000);
  });
});
