import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { AppError } from '../../errors.ts';
import { type LogoutStage, startLogoutStage } from '../../testing/logout-stage.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import type { ToolLogins } from './tool-logins.ts';

const SECOND = 1_000;

/** Lets a courier look when the clock has been moved. */
function looking(t: TestContext, { startCourier, clock }: LogoutStage, logins?: ToolLogins) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const courier = startCourier(logins && { logins });
  const pass = async (ms: number) => {
    await courier.settled();
    clock.advance(ms);
    t.mock.timers.tick(250);
    await courier.settled();
  };
  return { courier, pass };
}

describe('a restart', () => {
  it('goes on with what was left, and with sessions that ended meanwhile', async (t) => {
    const path = join(temporaryFolder(t), 'foyer.sqlite');
    const first = await startLogoutStage(t, { path });
    const [early, late] = [await first.signIn('early'), await first.signIn('late')];
    const away = await first.startTool('grafana', (response) => response.writeHead(500).end());
    for (const session of [early, late]) await first.open(session, 'grafana');
    await first.store.end(early);
    const courier = first.startCourier();
    await away.arrived(1);
    await courier.close();
    await first.store.end(late);
    first.clock.advance(3 * 24 * 3_600 * SECOND);
    const second = await startLogoutStage(t, { path, clock: first.clock });
    const grafana = await second.startTool('grafana');
    second.startCourier();
    await grafana.arrived(2);
    const told = (await grafana.claims()).map(({ sub }) => sub);
    assert.deepEqual(told.toSorted(), ['early', 'late'], 'however long it took to start again');
  });

  // Removed before the tool has taken it, a notice would be lost by a crash at the wrong moment.
  it('tells again what was under way when the process was killed', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana');
    const session = await stage.signIn();
    await stage.open(session, 'grafana');
    await stage.store.end(session);
    await stage.logins.noteEnded([session]);
    // What a courier has done when it calls; then nobody hears of it any more.
    await stage.logins.claim('grafana', stage.clock.now() + 10 * SECOND);
    const { pass } = looking(t, stage);
    await pass(9 * SECOND);
    assert.equal(grafana.bodies.length, 0, 'it may still be under way');
    await pass(SECOND);
    assert.deepEqual([grafana.bodies.length, stage.left()], [1, 0]);
  });
});

describe('closing', () => {
  it('waits for a call that ends in a moment, and begins no other', async (t) => {
    const stage = await startLogoutStage(t);
    const called = Promise.withResolvers<() => void>();
    const grafana = await stage.startTool('grafana', (response) => called.resolve(() => response.writeHead(200).end()));
    for (const subject of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const session = await stage.signIn(subject);
      await stage.open(session, 'grafana');
      await stage.store.end(session);
    }
    const courier = stage.startCourier();
    const answer = await called.promise;
    await grafana.arrived(4);
    const closed = courier.close();
    answer();
    await closed;
    assert.deepEqual([grafana.bodies.length, stage.left()], [4, 5], 'one was taken; three were broken off');
  });

  it('breaks off a call that hangs, which the next start makes anew at once', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana', (response, count) => void (count > 1 && response.end()));
    const session = await stage.signIn();
    await stage.open(session, 'grafana');
    await stage.store.end(session);
    const courier = stage.startCourier();
    await grafana.arrived(1);
    const begun = performance.now();
    await courier.close();
    const tookMs = performance.now() - begun;
    assert.ok(tookMs > 0.9 * SECOND && tookMs < 2 * SECOND, `${tookMs} ms`);
    assert.deepEqual([stage.left(), stage.log()], [1, ''], 'which says nothing about the tool');
    stage.startCourier();
    await grafana.arrived(2);
  });

  it('takes no time when nothing is under way, and may be done twice', async (t) => {
    const stage = await startLogoutStage(t);
    const courier = stage.startCourier();
    const begun = performance.now();
    await courier.close();
    await courier.close();
    assert.ok(performance.now() - begun < 0.5 * SECOND);
  });
});

/** Logins that fail, or do not, as the test says. */
function makeFragile(logins: ToolLogins) {
  const store = { isDown: false, calls: 0, logins };
  store.logins = new Proxy(logins, {
    get(target, name: keyof ToolLogins) {
      const call = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        store.calls += 1;
        if (store.isDown) throw new AppError('store_unavailable', 'the store failed');
        return call(...args);
      };
    },
  });
  return store;
}

describe('a store that is down', () => {
  // An error that nobody catches ends the process; one that is only caught leaves everybody signed in to the tools.
  it('ends nothing and loses nothing: what ended meanwhile is told when it is back', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana');
    const fragile = makeFragile(stage.logins);
    const session = await stage.signIn();
    await stage.open(session, 'grafana');
    const { pass } = looking(t, stage, fragile.logins);
    await pass(0);
    fragile.isDown = true;
    await stage.store.end(session);
    for (let look = 0; look < 5; look += 1) await pass(SECOND);
    assert.equal(grafana.bodies.length, 0);
    const said = stage.lines().map(({ level, err }) => [level, (err as { code?: string } | undefined)?.code]);
    assert.deepEqual(said, [[50, 'store_unavailable']], 'said once');
    fragile.isDown = false;
    await pass(0);
    assert.equal(stage.left(), 0);
    assert.equal(grafana.bodies.length, 1);
    fragile.isDown = true;
    stage.journal.note('somebody');
    await pass(0);
    assert.equal(stage.lines().filter(({ level }) => level === 50).length, 2, 'said again when it happens again');
  });

  // Whoever believes that nothing has happened would leave alone what has become due.
  it('may have done what it was asked for, though it failed', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana');
    const [found, changed] = [await stage.signIn('found'), await stage.signIn('changed')];
    for (const session of [found, changed]) await stage.open(session, 'grafana');
    let failures = 0;
    const failOnce = <T>(outcome: T): T => {
      failures += 1;
      if (failures <= 2) throw new AppError('store_unavailable', 'the store did not answer in time');
      return outcome;
    };
    const { pass } = looking(t, stage, {
      ...stage.logins,
      noteEnded: async (some) => failOnce(await stage.logins.noteEnded(some)),
      noteEndedFrom: async (place) => failOnce(await stage.logins.noteEndedFrom(place)),
    });
    stage.db.prepare('UPDATE sessions SET ended_at = 1 WHERE key = ?').run(found);
    await stage.store.end(changed);
    for (let look = 0; look < 3; look += 1) await pass(0);
    assert.deepEqual([failures > 2, grafana.bodies.length, stage.left()], [true, 2, 0]);
  });

  it('makes a notice come twice rather than not at all', async (t) => {
    const stage = await startLogoutStage(t);
    const fragile = makeFragile(stage.logins);
    const grafana = await stage.startTool('grafana', (response, count) => {
      fragile.isDown = count === 1;
      response.end();
    });
    const session = await stage.signIn();
    await stage.open(session, 'grafana');
    await stage.store.end(session);
    const { pass } = looking(t, stage, fragile.logins);
    await pass(0);
    assert.deepEqual([grafana.bodies.length, stage.left()], [1, 1], 'taken, but not noted');
    fragile.isDown = false;
    await pass(12 * SECOND);
    assert.deepEqual([grafana.bodies.length, stage.left()], [2, 0]);
  });

  // Without the key nothing can be told; without a pause everything would be tried again and again meanwhile.
  it('is no worse than a key that cannot be used for a while', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana');
    for (const subject of ['one', 'two']) {
      const session = await stage.signIn(subject);
      await stage.open(session, 'grafana');
      await stage.store.end(session);
    }
    t.mock.timers.enable({ apis: ['setInterval'] });
    let signings = 0;
    const courier = stage.startCourier({
      beforeSigning: () => {
        signings += 1;
        if (signings <= 2) throw new AppError('store_unavailable', 'there is no key');
      },
    });
    for (let look = 0; look < 20; look += 1) {
      await courier.settled();
      t.mock.timers.tick(250);
    }
    assert.deepEqual([signings, stage.left()], [2, 2]);
    stage.clock.advance(11 * SECOND);
    t.mock.timers.tick(250);
    await courier.settled();
    assert.deepEqual([grafana.bodies.length, stage.left()], [2, 0]);
  });

  it('is not asked at all while nothing has changed and nothing is due', async (t) => {
    const stage = await startLogoutStage(t);
    const fragile = makeFragile(stage.logins);
    const { pass } = looking(t, stage, fragile.logins);
    await pass(0);
    const before = fragile.calls;
    for (let look = 0; look < 50; look += 1) await pass(SECOND);
    assert.equal(fragile.calls, before);
    await pass(10 * SECOND);
    assert.ok(fragile.calls > before, 'but once a minute');
  });
});
