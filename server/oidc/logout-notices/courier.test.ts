import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { IDLE_MS, ISSUER, type LogoutStage, SESSION_MS, startLogoutStage } from '../../testing/logout-stage.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** A stage on which the courier looks only when the test says so. */
async function startStage(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stage = await startLogoutStage(t);
  return { ...stage, ...startLooking(t, stage) };
}

function startLooking(t: TestContext, { startCourier }: LogoutStage) {
  const courier = startCourier();
  /** The courier looks once, and does everything that it finds. */
  const look = async () => {
    await courier.settled();
    t.mock.timers.tick(250);
    await courier.settled();
  };
  return { courier, look };
}

describe('the end of a session', () => {
  it('is told to each tool that was opened in it, under the sid that the tool knows, and to no other', async (t) => {
    const { startTool, signIn, open, store, look, left, clock, lines } = await startStage(t);
    const [grafana, gitlab, jenkins] = [
      await startTool('grafana'),
      await startTool('gitlab'),
      await startTool('jenkins'),
    ];
    const [session, other] = [await signIn('zhang-wei'), await signIn('zhang-wei')];
    const sids = [await open(session, 'grafana'), await open(session, 'gitlab')];
    await open(other, 'grafana');
    await open(other, 'jenkins');
    await look();
    assert.deepEqual(
      [grafana, gitlab, jenkins].map(({ bodies }) => bodies.length),
      [0, 0, 0],
      'while they live',
    );
    const listed = (await store.find(session))?.id;
    await store.end(session);
    await look();
    assert.deepEqual(
      [grafana, gitlab, jenkins].map(({ bodies }) => bodies.length),
      [1, 1, 0],
    );
    const iat = Math.floor(clock.now() / 1_000);
    for (const [index, tool] of [grafana, gitlab].entries()) {
      const [{ jti, ...claims } = assert.fail('no token')] = await tool.claims();
      assert.match(String(jti), /^[\w-]{20,}$/);
      const expected = { iss: ISSUER, aud: tool.clientId, iat, exp: iat + 120, events: { [EVENT]: {} } };
      assert.deepEqual(claims, { ...expected, sub: 'zhang-wei', sid: sids[index] });
    }
    assert.equal(left(), 2, 'those of the session that lives');
    const told = lines().map(({ level, tool, session, attempt }) => ({ level, tool, session, attempt }));
    const outcome = { level: 30, session: listed, attempt: 1 };
    const expected = ['tool-gitlab', 'tool-grafana'].map((tool) => ({ ...outcome, tool }));
    assert.deepEqual(
      told.toSorted((one, two) => String(one.tool).localeCompare(String(two.tool))),
      expected,
    );
    await look();
    assert.equal(grafana.bodies.length, 1, 'once');
  });

  it('is told however it came: all of a person, too long without activity, too old, or gone from the store', async (t) => {
    const { startTool, signIn, open, store, look, left, clock, db } = await startStage(t);
    const grafana = await startTool('grafana');
    const told = async () => (await grafana.claims()).map(({ sub }) => sub);
    for (const subject of ['leaver', 'leaver', 'idle', 'gone', 'old']) await open(await signIn(subject), 'grafana');
    await store.endAllOf('leaver');
    await look();
    assert.deepEqual(await told(), ['leaver', 'leaver']);
    db.exec("DELETE FROM sessions WHERE subject = 'gone'");
    const touch = db.prepare("UPDATE sessions SET last_seen_at = ? WHERE subject = 'old'");
    clock.advance(IDLE_MS - 1);
    touch.run(clock.now());
    await look();
    assert.deepEqual((await told()).slice(2), ['gone'], 'the idle one had a moment left');
    clock.advance(60_000);
    await look();
    assert.deepEqual((await told()).slice(3), ['idle'], 'at most a minute late');
    clock.advance(SESSION_MS - IDLE_MS - 60_000);
    touch.run(clock.now());
    await look();
    assert.equal((await told()).length, 4, 'the old one had a moment left');
    clock.advance(60_000);
    await look();
    assert.deepEqual([(await told()).slice(4), left()], [['old'], 0]);
  });

  it('is found as well when another process ended it, or so many did that nobody wrote down which', {
    timeout: 30_000,
  }, async (t) => {
    const { startTool, signIn, open, look, db, journal } = await startStage(t);
    const grafana = await startTool('grafana');
    const session = await signIn();
    await open(session, 'grafana');
    await look();
    db.prepare('UPDATE sessions SET ended_at = 1 WHERE key = ?').run(session);
    await look();
    assert.equal(grafana.bodies.length, 0, 'nobody has told of it');
    journal.noteEverything();
    // After a look at everything it rests for a while, which the machine's own clock tells.
    while (grafana.bodies.length === 0) await Promise.all([look(), othersFirst()]);
    assert.equal(grafana.bodies.length, 1);
  });

  it('is told within a second', async (t) => {
    const { startTool, startCourier, signIn, open, store } = await startLogoutStage(t);
    const grafana = await startTool('grafana');
    const courier = startCourier();
    const session = await signIn();
    await open(session, 'grafana');
    await courier.settled();
    const begun = performance.now();
    await store.end(session);
    await grafana.arrived(1);
    assert.ok(performance.now() - begun < 1_000);
  });

  // A change of somebody's title is no end of a session.
  it('is not what a change of a person is', async (t) => {
    const { startTool, signIn, open, store, look, left } = await startStage(t);
    const grafana = await startTool('grafana');
    const session = await signIn();
    await open(session, 'grafana');
    const record = (await store.find(session)) ?? assert.fail('no session');
    await store.replacePerson({ ...record.content.person, title: '经理' });
    await look();
    assert.deepEqual([grafana.bodies.length, left()], [0, 1]);
  });
});

describe('a notice goes', () => {
  // A tool that has moved, or was taken out because it is in wrong hands, must hear nothing at its old address.
  it('to the address that is registered when it is sent', async (t) => {
    const { startTool, register, signIn, open, store, look } = await startStage(t);
    const before = await startTool('grafana', (response) => response.writeHead(500).end());
    const now = await startTool('elsewhere');
    const session = await signIn();
    await open(session, 'grafana');
    register('grafana', now.address);
    await store.end(session);
    await look();
    assert.deepEqual([before.bodies.length, now.bodies.length], [0, 1]);
  });

  it('to no address that was taken away a moment before', { timeout: 30_000 }, async (t) => {
    const { startTool, register, signIn, open, store, startCourier, left } = await startLogoutStage(t);
    const [before, now] = [await startTool('grafana'), await startTool('elsewhere')];
    const [first, second] = [await signIn('first'), await signIn('second')];
    await open(first, 'grafana');
    const courier = startCourier({ beforeSigning: () => register('grafana', now.address) });
    await store.end(first);
    await now.arrived(1);
    await courier.close();
    register('grafana', before.address);
    await open(second, 'grafana');
    const other = startCourier({ beforeSigning: () => register('grafana', undefined) });
    await store.end(second);
    while (left() > 0) await Promise.all([other.settled(), othersFirst()]);
    assert.deepEqual([before.bodies.length, now.bodies.length], [0, 1]);
  });

  it('to nobody when the tool has no address, or is in the file no more, and is forgotten', async (t) => {
    const { startTool, register, unregister, signIn, open, store, look, left, log } = await startStage(t);
    const tools = [await startTool('grafana'), await startTool('gitlab'), await startTool('jenkins')];
    const [session, other] = [await signIn(), await signIn()];
    for (const { clientId } of tools) for (const key of [session, other]) await open(key, clientId);
    register('grafana', undefined);
    unregister('gitlab');
    await store.end(session);
    await look();
    assert.deepEqual(
      tools.map(({ bodies }) => bodies.length),
      [0, 0, 1],
    );
    assert.equal(left(), 3, 'those of the session that lives');
    assert.doesNotMatch(log(), /grafana|gitlab/);
  });

  it('to nobody when the address is taken away while the tool is away', async (t) => {
    const { startTool, register, signIn, open, store, look, left, clock } = await startStage(t);
    const grafana = await startTool('grafana', (response) => response.writeHead(503).end());
    const session = await signIn();
    await open(session, 'grafana');
    await store.end(session);
    await look();
    register('grafana', undefined);
    clock.advance(1_100);
    await look();
    assert.deepEqual([grafana.bodies.length, left()], [1, 0]);
  });
});

describe('the log', () => {
  // The key is the hash of a cookie, the sid and the token are for the tool alone, and an address may hold its password.
  it('names tool and session of each outcome, and nothing that is private', async (t) => {
    const { startTool, register, signIn, open, store, look, log, lines } = await startStage(t);
    const grafana = await startTool('grafana');
    const gitlab = await startTool('gitlab', (response) => response.writeHead(500).end('canary'));
    for (const { clientId, address } of [grafana, gitlab]) register(clientId, `${address}?key=canary`);
    const session = await signIn();
    const sids = [await open(session, 'grafana'), await open(session, 'gitlab')];
    const listed = (await store.find(session))?.id;
    await store.end(session);
    await look();
    const outcomes = lines().map(({ level, tool, session: id, reason }) => [level, tool, id, reason]);
    assert.deepEqual(
      outcomes.toSorted((one, two) => Number(one[0]) - Number(two[0])),
      [
        [30, 'tool-grafana', listed, undefined],
        [40, 'tool-gitlab', listed, 'answered 500'],
      ],
    );
    for (const secret of [session, ...sids, 'canary', 'zhang-wei', 'eyJ']) assert.equal(log().includes(secret), false);
  });
});
