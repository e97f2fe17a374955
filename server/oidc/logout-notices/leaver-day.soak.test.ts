import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { startLogoutStage } from '../../testing/logout-stage.ts';
import { runs } from '../../testing/random-runs.ts';

const NS_PER_MS = 1_000_000;

describe('a day on which a whole company is signed out', () => {
  // Everybody's notices at once must neither fill the memory nor keep those who still work waiting for their pages.
  it('tells every tool of every session once, while Foyer goes on answering', async (t) => {
    const stage = await startLogoutStage(t);
    const [grafana, gitlab] = [await stage.startTool('grafana'), await stage.startTool('gitlab')];
    await stage.startTool('hanging', () => {});
    const people = runs(250);
    for (let index = 0; index < people; index += 1) {
      const session = await stage.signIn(`person-${index}`);
      for (const clientId of ['grafana', 'gitlab', 'hanging', 'silent']) await stage.open(session, clientId);
    }
    stage.register('silent', undefined);
    const courier = stage.startCourier();
    await courier.settled();
    const [delay, heapBefore] = [monitorEventLoopDelay({ resolution: 5 }), process.memoryUsage().heapUsed];
    const begun = performance.now();
    delay.enable();
    for (let index = 0; index < people; index += 1) await stage.store.endAllOf(`person-${index}`);
    await Promise.all([grafana.arrived(people), gitlab.arrived(people)]);
    delay.disable();
    const [took, stall] = [performance.now() - begun, delay.max / NS_PER_MS];
    const heap = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
    t.diagnostic(`${people} people: ${took.toFixed()} ms, stall ${stall.toFixed()} ms, heap +${heap.toFixed()} MiB`);
    for (const tool of [grafana, gitlab]) {
      const sids = (await tool.claims()).map(({ sid }) => sid);
      assert.deepEqual([sids.length, new Set(sids).size], [people, people]);
      assert.ok(tool.most() <= 4);
    }
    assert.ok(stall < 500, `${stall} ms without an answer for anybody`);
  });
});
