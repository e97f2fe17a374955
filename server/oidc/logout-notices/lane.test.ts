import assert from 'node:assert/strict';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import { type LogoutStage, startLogoutStage } from '../../testing/logout-stage.ts';
import { accept } from '../../testing/noticed-tool.ts';

const SECOND = 1_000;

/** So many sessions of one person, in each of which all of these tools are open, and which then end. */
async function endMany({ signIn, open, store }: LogoutStage, count: number, clientIds: readonly string[]) {
  for (let index = 0; index < count; index += 1) {
    const session = await signIn('leaver');
    for (const clientId of clientIds) await open(session, clientId);
  }
  await store.endAllOf('leaver');
}

/** Lets the courier look when the clock has been moved. */
function startLooking(t: TestContext, { startCourier, clock }: LogoutStage) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const courier = startCourier();
  return async (ms: number) => {
    await courier.settled();
    clock.advance(ms);
    t.mock.timers.tick(250);
    await courier.settled();
  };
}

describe('a tool that does not answer', () => {
  // One broken tool, and everybody would stay signed in to all the others.
  it('delays no other: they are told everything within a second', async (t) => {
    const stage = await startLogoutStage(t);
    const hanging = await stage.startTool('a-hanging', () => {});
    const dripping = await stage.startTool('b-dripping', (response) => void response.writeHead(200).write('x'));
    stage.register('c-dead', 'http://127.0.0.1:1/');
    const well = await stage.startTool('d-well');
    await endMany(stage, 50, ['a-hanging', 'b-dripping', 'c-dead', 'd-well']);
    const begun = performance.now();
    stage.startCourier();
    await well.arrived(50);
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < SECOND, `${tookMs} ms`);
    assert.ok(hanging.bodies.length > 0 && dripping.bodies.length > 0, 'they were called as well');
    const sids = (await well.claims()).map(({ sid }) => sid);
    assert.equal(new Set(sids).size, 50);
  });

  it('is called by four at once, as any tool, and never by more', async (t) => {
    const stage = await startLogoutStage(t);
    const hanging = await stage.startTool('hanging', () => {});
    await endMany(stage, 10, ['hanging']);
    stage.startCourier();
    await hanging.arrived(4);
    for (let turn = 0; turn < 100; turn += 1) await othersFirst();
    assert.deepEqual([hanging.bodies.length, hanging.most()], [4, 4]);
  });

  // Ten thousand notices on a day of many leavers, each retried on its own, would keep a tool from ever coming back.
  it('is asked one thing at a time, after ever longer pauses, and told everything when it is back', async (t) => {
    const stage = await startLogoutStage(t);
    let isBack = false;
    const grafana = await stage.startTool('grafana', (response, count, request) => {
      if (isBack) accept(response, count, request);
      else response.writeHead(503).end();
    });
    await endMany(stage, 30, ['grafana']);
    const pass = startLooking(t, stage);
    await pass(0);
    let calls = grafana.bodies.length;
    assert.ok(calls <= 4, `${calls} before anything is known`);
    for (const wait of [SECOND, 5 * SECOND, 30 * SECOND, 30 * SECOND]) {
      await pass(0.9 * wait - 2);
      assert.equal(grafana.bodies.length, calls, `before ${wait} ms`);
      await pass(0.2 * wait + 4);
      calls += 1;
      assert.equal(grafana.bodies.length, calls, `after ${wait} ms`);
    }
    isBack = true;
    await pass(33 * SECOND);
    await pass(70 * SECOND);
    assert.equal(stage.left() <= 8, true, 'all but those that wait for a turn of their own');
    await pass(700 * SECOND);
    assert.equal(stage.left(), 0);
    assert.ok(grafana.most() <= 4);
    isBack = false;
    await endMany(stage, 30, ['grafana']);
    calls = grafana.bodies.length;
    await pass(0);
    assert.equal(grafana.bodies.length, calls + 4, 'it was trusted again');
    await pass(1.1 * SECOND);
    assert.equal(grafana.bodies.length, calls + 5, 'the pause was a short one again');
  });

  it('is not told any more after a day, also what has never had a turn, and the log says so of each', async (t) => {
    const stage = await startLogoutStage(t);
    await stage.startTool('grafana', (response) => response.writeHead(503).end());
    await endMany(stage, 30, ['grafana']);
    const pass = startLooking(t, stage);
    await pass(0);
    await pass(24 * 3_600 * SECOND - SECOND);
    assert.ok(stage.left() >= 25, 'a moment is left');
    await pass(SECOND);
    await pass(33 * SECOND);
    assert.equal(stage.left(), 0);
    const given = stage.lines().filter(({ level }) => level === 50);
    assert.equal(given.length, 30);
    assert.equal(new Set(given.map(({ session }) => session)).size, 30);
  });
});

describe('a tool that answers with an error of its own', () => {
  // A tool that fails over one session is there for all the others.
  it('is told the rest without a pause', async (t) => {
    const stage = await startLogoutStage(t);
    const grafana = await stage.startTool('grafana', (response, count) =>
      response.writeHead(count % 2 ? 500 : 200).end(),
    );
    await endMany(stage, 30, ['grafana']);
    const pass = startLooking(t, stage);
    await pass(0);
    assert.deepEqual([grafana.bodies.length, stage.left()], [30, 15]);
  });
});
