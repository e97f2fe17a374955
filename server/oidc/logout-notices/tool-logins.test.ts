import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { SessionKey } from '../../sessions/session-store.ts';
import { IDLE_MS, type LogoutStage, SESSION_MS, startLogoutStage } from '../../testing/logout-stage.ts';
import type { LoginPlace } from './tool-logins.ts';

const DAY = 24 * 3_600_000;

const record = ({ logins, clock }: LogoutStage, session: SessionKey, sid: string) =>
  logins.record({ session, clientId: 'grafana', sid, subject: 'zhang-wei', expiresAt: clock.now() + SESSION_MS });

/** A login whose session has ended, ready to be told. */
async function startEnded(t: TestContext) {
  const stage = await startLogoutStage(t);
  const session = await stage.signIn();
  const sid = await stage.open(session, 'grafana');
  await stage.store.end(session);
  await stage.logins.noteEnded([session]);
  const claim = () => stage.logins.claim('grafana', stage.clock.now() + 10_000);
  return { ...stage, session, sid, claim };
}

describe('recording a login', () => {
  it('keeps the first sid of a session and a tool, whoever asks how often', async (t) => {
    const stage = await startLogoutStage(t);
    const [session, other] = [await stage.signIn(), await stage.signIn()];
    assert.equal(await record(stage, session, 'first'), 'first');
    assert.equal(await record(stage, session, 'second'), 'first');
    assert.equal(await record(stage, other, 'other'), 'other', 'of another session');
    const gitlab = { session, clientId: 'gitlab', sid: 'gitlab', subject: 'zhang-wei', expiresAt: 0 };
    assert.equal(await stage.logins.record(gitlab), 'gitlab', 'of another tool');
    assert.equal(stage.left(), 3);
  });

  // A tool that is opened in the moment in which somebody signs out would never be told.
  it('refuses a session that is over', async (t) => {
    const stage = await startLogoutStage(t);
    const [ended, idle] = [await stage.signIn(), await stage.signIn()];
    await stage.store.end(ended);
    assert.equal(await record(stage, ended, 'sid'), null);
    assert.equal(await record(stage, 'unknown' as SessionKey, 'sid'), null);
    stage.clock.advance(IDLE_MS - 1);
    assert.equal(await record(stage, idle, 'sid'), 'sid');
    stage.clock.advance(1);
    assert.equal(await record(stage, idle, 'sid'), null);
  });

  it('lists the tools that are open in one session, the latest first', async (t) => {
    const stage = await startLogoutStage(t);
    const [session, other] = [await stage.signIn(), await stage.signIn()];
    await stage.open(session, 'grafana');
    const first = stage.clock.now();
    stage.clock.advance(1_000);
    await stage.open(session, 'gitlab');
    await stage.open(session, 'grafana');
    await stage.open(other, 'jenkins');
    const expected = [
      { clientId: 'gitlab', openedAt: first + 1_000 },
      { clientId: 'grafana', openedAt: first },
    ];
    assert.deepEqual(await stage.logins.listOpen(session), expected);
    await stage.store.end(session);
    await stage.logins.noteEnded([session]);
    assert.deepEqual(await stage.logins.listOpen(session), []);
  });
});

describe('finding the logins of sessions that are over', () => {
  it('finds those of a session and of a person who have changed, if they are over', async (t) => {
    const stage = await startLogoutStage(t);
    const [one, two] = [await stage.signIn('zhang-wei'), await stage.signIn('zhang-wei')];
    const other = await stage.signIn('li-na');
    for (const session of [one, two, other]) await stage.open(session, 'grafana');
    assert.equal(await stage.logins.noteEnded([one, 'zhang-wei', other, 'li-na']), 0, 'all of them live');
    assert.deepEqual(await stage.logins.waiting(), []);
    await stage.store.end(one);
    assert.equal(await stage.logins.noteEnded([two, other]), 0, 'nobody told of the one that ended');
    assert.equal(await stage.logins.noteEnded([one]), 1);
    assert.equal(await stage.logins.noteEnded([one]), 0, 'found before');
    await stage.store.endAllOf('zhang-wei');
    assert.equal(await stage.logins.noteEnded(['zhang-wei']), 1);
    assert.deepEqual(await stage.logins.waiting(), [{ clientId: 'grafana', dueAt: stage.clock.now() }]);
    assert.equal((await stage.logins.listOpen(other)).length, 1);
  });

  it('finds all of them page by page, however their sessions ended', async (t) => {
    const stage = await startLogoutStage(t);
    const [ended, gone] = [await stage.signIn(), await stage.signIn()];
    const clients = Array.from({ length: 600 }, (_, index) => `tool${index}`);
    for (const session of [ended, gone]) for (const client of clients) await stage.open(session, client);
    await stage.store.end(ended);
    stage.db.prepare('DELETE FROM sessions WHERE key = ?').run(gone);
    const idle = await stage.signIn();
    const old = await stage.signIn();
    for (const session of [idle, old]) await stage.open(session, 'grafana');
    stage.clock.advance(IDLE_MS - 1);
    await stage.store.touch(old, { lastSeenAt: stage.clock.now(), ip: '' });
    const live = await stage.signIn();
    await stage.open(live, 'grafana');
    assert.equal(await lookThrough(stage), 2);
    stage.clock.advance(1);
    assert.equal(await lookThrough(stage), 1, 'the one that was idle too long');
    await stage.store.touch(live, { lastSeenAt: stage.clock.now(), ip: '' });
    await stage.store.touch(old, { lastSeenAt: stage.clock.now() + IDLE_MS, ip: '' });
    stage.clock.advance(IDLE_MS - 1);
    assert.equal(await lookThrough(stage), 0);
    stage.clock.advance(1);
    await stage.store.touch(live, { lastSeenAt: stage.clock.now(), ip: '' });
    assert.equal(await lookThrough(stage), 1, 'the one that is too old');
    assert.equal((await stage.logins.listOpen(live)).length, 1);
    const { n } = stage.db.prepare('SELECT count(*) AS n FROM oidc_logins WHERE next_attempt_at IS NULL').get() ?? {};
    assert.equal(n, 1);
  });
});

async function lookThrough({ logins }: LogoutStage): Promise<number> {
  let place: LoginPlace | null = null;
  let ended = 0;
  do {
    const found: Awaited<ReturnType<typeof logins.noteEndedFrom>> = await logins.noteEndedFrom(place);
    ended += found.ended;
    place = found.next;
  } while (place !== null);
  return ended;
}

describe('a login that is to be told', () => {
  it('is given to one at a time, with everything that the notice needs', async (t) => {
    const { claim, sid, session, db, logins } = await startEnded(t);
    const login = await claim();
    const listed = db.prepare('SELECT id FROM sessions WHERE key = ?').get(session)?.id;
    const { sessionNumber: _, tellUntil: __, ...rest } = login ?? assert.fail('nothing to tell');
    assert.deepEqual(rest, { clientId: 'grafana', sid, subject: 'zhang-wei', session: listed, attempt: 1 });
    assert.equal(await claim(), null);
    assert.equal(await logins.claim('gitlab', 0), null);
  });

  // A crash in the middle of a call, and the tool would never be told.
  it('comes again when nobody says what became of it', async (t) => {
    const { claim, clock } = await startEnded(t);
    await claim();
    clock.advance(9_999);
    assert.equal(await claim(), null);
    clock.advance(1);
    assert.equal((await claim())?.attempt, 2);
  });

  it('comes again at the time it was put off to, and never again when it is removed', async (t) => {
    const { claim, clock, logins, left } = await startEnded(t);
    const login = (await claim()) ?? assert.fail('nothing to tell');
    await logins.postpone(login, clock.now() + 60_000);
    clock.advance(59_999);
    assert.equal(await claim(), null);
    clock.advance(1);
    assert.equal((await claim())?.attempt, 2);
    await logins.remove(login);
    assert.equal(left(), 0);
  });

  it('is told of for a day, and overdue then', async (t) => {
    const { claim, clock, logins, left } = await startEnded(t);
    const until = clock.now() + DAY;
    clock.advance(DAY - 1);
    assert.deepEqual(await logins.removeOverdue('grafana'), []);
    assert.equal((await claim())?.tellUntil, until);
    clock.advance(1);
    assert.deepEqual(await logins.removeOverdue('gitlab'), []);
    assert.equal((await logins.removeOverdue('grafana')).length, 1);
    assert.equal(left(), 0);
  });

  it('has no name of its session any more when that is gone from the store', async (t) => {
    const { claim, db } = await startEnded(t);
    db.exec('DELETE FROM sessions');
    assert.equal((await claim())?.session, null);
  });

  // A request that was under way when a session became idle may note activity: the session lives, and may end once more.
  it('is an open one again when its session turns out to live, under the same sid', async (t) => {
    const stage = await startLogoutStage(t);
    const session = await stage.signIn();
    const sid = await stage.open(session, 'grafana');
    stage.clock.advance(IDLE_MS);
    assert.equal(await stage.logins.noteEnded([session]), 1);
    const login = (await stage.logins.claim('grafana', 0)) ?? assert.fail('nothing to tell');
    await stage.store.touch(session, { lastSeenAt: stage.clock.now(), ip: '' });
    assert.equal(await stage.open(session, 'grafana'), sid);
    await stage.logins.postpone(login, stage.clock.now());
    await stage.logins.remove(login);
    assert.deepEqual([await stage.logins.waiting(), stage.left()], [[], 1]);
    await stage.store.end(session);
    assert.equal(await stage.logins.noteEnded([session]), 1);
    assert.equal((await stage.logins.claim('grafana', 0))?.attempt, 1);
  });
});
