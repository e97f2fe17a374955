import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { request } from 'undici';
import { sendJson, startStandIn } from '../testing/stand-in.ts';
import { createPacing } from './pacing.ts';

/** The most that arrived within any one second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length));
}

describe('the pace of calls to DingTalk', () => {
  // Above 20 in a second DingTalk refuses, and people who are signing in are refused with it.
  it('stays below 20 a second for each API, and at three at once in all', async (t) => {
    const arrived = new Map<string, number[]>();
    const most = { now: 0, ever: 0 };
    const { origin } = await startStandIn(t, (incoming, response) => {
      const path = incoming.url ?? '';
      arrived.set(path, [...(arrived.get(path) ?? []), performance.now()]);
      most.now += 1;
      most.ever = Math.max(most.ever, most.now);
      setTimeout(() => {
        most.now -= 1;
        sendJson(response, 200, {});
      }, 15);
    });
    const pacing = createPacing();
    const call = (path: string) => pacing(path, async () => (await request(`${origin}${path}`)).body.dump());
    const paths = ['/one', '/two', '/three'];
    const start = performance.now();
    await Promise.all(paths.flatMap((path) => Array.from({ length: 32 }, () => call(path))));
    const seconds = (performance.now() - start) / 1000;
    for (const path of paths) {
      const times = arrived.get(path) ?? [];
      assert.equal(times.length, 32);
      assert.ok(mostInASecond(times) < 20, `${path}: ${mostInASecond(times)}`);
    }
    assert.ok(most.ever <= 3, `${most.ever} at once`);
    // The lanes are side by side, and each is used: one after the other would take three times as long.
    assert.ok(seconds < 4, `${seconds} s`);
  });

  // Calls that piled up behind slow answers must not all leave when the answers come.
  it('sends no burst after a time in which DingTalk was slow', async () => {
    const pacing = createPacing();
    const { promise: slow, resolve } = Promise.withResolvers<void>();
    const left: number[] = [];
    const blocked = ['a', 'b', 'c'].map((api) => pacing(api, () => slow));
    const waiting = Array.from({ length: 24 }, () => pacing('d', async () => void left.push(performance.now())));
    setTimeout(resolve, 700);
    await Promise.all([...blocked, ...waiting]);
    assert.equal(left.length, 24);
    assert.ok(mostInASecond(left) < 20, `${mostInASecond(left)}`);
  });

  it('gives back what a call gives, and goes on after one that fails', async () => {
    const pacing = createPacing(1000);
    assert.equal(await pacing('a', async () => 7), 7);
    await assert.rejects(
      pacing('a', async () => assert.fail('no')),
      /no/,
    );
    assert.equal(await pacing('a', async () => 8), 8);
  });
});
