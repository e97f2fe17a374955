import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startLogoutStage } from '../../testing/logout-stage.ts';
import { accept, type Answer } from '../../testing/noticed-tool.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A session that has ended, a tool that answers as the test says, and a courier that looks when the clock is moved. */
async function startEnded(t: TestContext, answer: Answer) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stage = await startLogoutStage(t);
  const tool = await stage.startTool('grafana', answer);
  const session = await stage.signIn();
  await stage.open(session, 'grafana');
  await stage.store.end(session);
  const courier = stage.startCourier();
  const pass = async (ms: number) => {
    await courier.settled();
    stage.clock.advance(ms);
    t.mock.timers.tick(250);
    await courier.settled();
    return tool.bodies.length;
  };
  const outcomes = () => stage.lines().map(({ level, attempt, reason }) => [level, attempt, reason]);
  return { ...stage, tool, pass, outcomes };
}

const answering =
  (...statuses: number[]): Answer =>
  (response, count) =>
    void response.writeHead(statuses[count - 1] ?? statuses.at(-1) ?? 200).end();

describe('a notice that a tool did not take', () => {
  it('comes again after a second, and then is over', async (t) => {
    const { pass, left, outcomes } = await startEnded(t, answering(500, 200));
    assert.equal(await pass(0), 1);
    assert.equal(await pass(0.9 * SECOND - 1), 1, 'not before');
    assert.equal(await pass(0.2 * SECOND + 1), 2);
    assert.deepEqual(
      [left(), outcomes()],
      [
        0,
        [
          [40, 1, 'answered 500'],
          [30, 2, undefined],
        ],
      ],
    );
    assert.equal(await pass(2 * HOUR), 2);
  });

  it('is signed anew each time', async (t) => {
    const { tool, pass } = await startEnded(t, answering(500, 200));
    await pass(1.1 * SECOND);
    const [one, two] = await tool.claims();
    assert.notEqual(one?.jti, two?.jti);
    assert.deepEqual([one?.sid, one?.sub], [two?.sid, two?.sub]);
  });

  it('comes ever more seldom, in the end once an hour, and no more after a day', async (t) => {
    const { pass, left, outcomes } = await startEnded(t, answering(500));
    let attempts = await pass(0);
    for (const wait of [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, HOUR]) {
      assert.equal(await pass(0.9 * wait - 2), attempts, `before ${wait / SECOND} s`);
      attempts = await pass(0.2 * wait + 4);
    }
    assert.equal(attempts, 8);
    while (left() > 0) attempts = await pass(HOUR / 10);
    assert.ok(attempts >= 26 && attempts <= 32, `${attempts} attempts`);
    assert.deepEqual(outcomes().at(-1), [50, attempts, 'answered 500']);
    assert.equal(await pass(3 * HOUR), attempts);
  });

  it('comes no more often when nobody is there at all', async (t) => {
    const { register, pass, left, outcomes } = await startEnded(t, accept);
    // Nobody listens at the first port.
    register('grafana', 'http://127.0.0.1:1/');
    for (const wait of [0, SECOND, 5 * SECOND, 30 * SECOND]) await pass(1.1 * wait + 1);
    const refused = [1, 2, 3, 4].map((attempt) => [40, attempt, 'ECONNREFUSED']);
    assert.deepEqual([left(), outcomes()], [1, refused]);
  });
});

describe('a notice that a tool refuses', () => {
  it('comes a few times more, and then the refusal is believed', async (t) => {
    const { pass, left, outcomes } = await startEnded(t, answering(400));
    for (const wait of [0, SECOND, 5 * SECOND, 30 * SECOND]) await pass(1.1 * wait + 1);
    const reason = 'answered 400';
    assert.deepEqual(outcomes(), [
      [40, 1, reason],
      [40, 2, reason],
      [40, 3, reason],
      [50, 4, reason],
    ]);
    assert.equal(left(), 0);
    assert.equal(await pass(24 * HOUR), 4);
  });

  it('may be taken at last', async (t) => {
    const { pass, left } = await startEnded(t, answering(404, 404, 404, 200));
    for (const wait of [0, SECOND, 5 * SECOND, 30 * SECOND]) await pass(1.1 * wait + 1);
    assert.deepEqual([await pass(24 * HOUR), left()], [4, 0]);
  });

  it('goes on for a day when the tool only asks for patience', async (t) => {
    for (const status of [408, 425, 429, 503]) {
      await t.test(String(status), async (tt) => {
        const { pass, left } = await startEnded(tt, answering(status));
        for (const wait of [0, SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE]) await pass(1.1 * wait + 1);
        assert.deepEqual([await pass(HOUR * 1.1), left()], [7, 1]);
      });
    }
  });

  // A proxy that has just started answers 404 for a moment; the notice has waited all night for that moment.
  it('is not given up at the first refusal after the tool was away for long', async (t) => {
    const { pass, left } = await startEnded(t, answering(...Array<number>(7).fill(502), 404, 404, 200));
    for (let hour = 0; hour < 12 && left() > 0; hour += 1) await pass(1.1 * HOUR);
    assert.deepEqual([await pass(0), left()], [10, 0]);
  });
});
