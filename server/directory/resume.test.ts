import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as others, setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../sandbox/sandbox.ts';
import { createTestClock } from '../testing/clock.ts';
import { ended, latestRun, pictureIn, pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { startFoyer } from '../testing/foyer-process.ts';
import { liveSettings } from '../testing/live-settings.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const HOUR = 3_600_000;
const STEPS = [
  'POST /topapi/v2/department/get',
  'POST /topapi/v2/department/listsub',
  'POST /topapi/v2/user/list',
  'POST /topapi/user/listid',
];

/** A company, and a way to start one server after the other on the same database. */
async function openCompany(t: TestContext) {
  const clock = createTestClock();
  const dingtalk = await startTestSandbox(t, clock, { size: { people: 400, departments: 30 } });
  const dataDir = temporaryFolder(t);
  const start = () => startStoredServer(t, { dataDir, dingtalk, clock });
  return { clock, dingtalk, start };
}

describe('a reading that is interrupted', () => {
  for (const steps of [0, 1, 2, 40, 90, 150]) {
    it(`after ${steps} steps goes on at the next start, and asks nothing twice that was written down`, async (t) => {
      const { dingtalk, start } = await openCompany(t);
      const first = await start();
      first.services.runner.run({ allowRemovals: false });
      await untilDone(first.services, steps);
      await first.services.runner.close();
      const left = latestRun(first.services);
      assert.equal(left.state, 'running');
      const hasRolesLeft = first.stored.rows("SELECT 1 FROM directory_steps WHERE step LIKE '%roles%'").length;
      dingtalk.calls.reset();

      const { services } = await start();
      services.runner.start();
      const run = await ended(services);
      assert.deepEqual([run.id, run.state, run.startedAt], [left.id, 'completed', left.startedAt]);
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
      const asked = STEPS.map((call) => dingtalk.calls.count(call)).reduce((sum, count) => sum + count);
      const prepared = left.progress.done === 0 ? 1 : 0;
      // One step stands for the range and the details of the company itself; of these, one call is counted here.
      assert.equal(asked, run.progress.known - left.progress.done - (hasRolesLeft || prepared ? 1 : 0));
      assert.equal(dingtalk.calls.count('GET /auth/scopes'), prepared);
      assert.equal(run.progress.done, run.progress.known);
      assert.deepEqual([run.added, run.people], [services.replica.count(), services.replica.count()]);
      // And what follows is an ordinary reading.
      const next = await readCompany(services);
      assert.deepEqual([next.state, next.added, next.changed, next.removed], ['completed', 0, 0, 0]);
    });
  }

  it('at its end goes on there, and counts everybody who was removed', async (t) => {
    const { dingtalk, start } = await openCompany(t);
    const first = await start();
    await readCompany(first.services);
    dingtalk.company.removeMany(30);
    first.services.runner.run({ allowRemovals: false });
    const before = first.services.replica.count();
    while (first.services.replica.count() > before - 12) await others();
    await first.services.runner.close();
    const left = latestRun(first.services);
    assert.equal(left.state, 'running');
    assert.ok(left.removed >= 12 && left.removed < 30, String(left.removed));
    const { services } = await start();
    services.runner.start();
    const run = await ended(services);
    assert.deepEqual([run.state, run.removed], ['completed', 30]);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('keeps what an administrator allowed', async (t) => {
    const { dingtalk, start } = await openCompany(t);
    const first = await start();
    await readCompany(first.services);
    dingtalk.company.removeMany(100);
    first.services.runner.run({ allowRemovals: true });
    await untilDone(first.services, 20);
    await first.services.runner.close();
    const { services } = await start();
    services.runner.start();
    const run = await ended(services);
    assert.deepEqual([run.state, run.removed], ['completed', 100]);
  });

  it('notices what changed meanwhile', async (t) => {
    const { dingtalk, start } = await openCompany(t);
    const first = await start();
    await readCompany(first.services);
    first.services.runner.run({ allowRemovals: false });
    await untilDone(first.services, 100);
    await first.services.runner.close();
    dingtalk.company.markLeft('dengkai');
    dingtalk.company.setTitle('zhangwei01', '架构师');
    dingtalk.company.movePerson('wuyutong', [460000411]);
    const { services } = await start();
    services.runner.start();
    assert.equal((await ended(services)).state, 'completed');
    // What had been read before the change is found by the next reading.
    await readCompany(services);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('begins anew when that was more than an hour ago', async (t) => {
    const { clock, dingtalk, start } = await openCompany(t);
    const first = await start();
    first.services.runner.run({ allowRemovals: false });
    await untilDone(first.services, 40);
    await first.services.runner.close();
    clock.advance(HOUR);
    const { services } = await start();
    services.runner.start();
    const run = await ended(services);
    assert.deepEqual([run.id, run.state], [latestRun(first.services).id, 'completed']);
    assert.equal(run.id, 2);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('by a failure begins anew', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 30);
    dingtalk.faults.on('members-unreadable');
    assert.equal((await ended(services)).state, 'failed');
    dingtalk.faults.clear();
    const run = await readCompany(services);
    assert.deepEqual([run.id, run.state], [2, 'completed']);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });
});

describe('a process that is killed while it reads the company', () => {
  const LONGEST_MS = 20_000;

  it('goes on after the next start, at DingTalk’s pace, and ends exact', async (t) => {
    const sandbox = createSandbox({ redirectUris: ['https://foyer.example.com/auth/callback'] });
    t.after(sandbox.close);
    const origin = await sandbox.listen({ host: '127.0.0.1', port: 0 });
    const cwd = temporaryFolder(t);
    const secret = 'a secret for tests that is long enough for any key';
    const env = { ...liveSettings(origin), PORT: '0', DATA_DIR: cwd, SESSION_SECRET: secret };
    const first = await startFoyer(t, { cwd, env });
    const db = new DatabaseSync(join(cwd, 'foyer.sqlite'));
    t.after(() => db.close());
    const latest = () => {
      const row = db.prepare('SELECT id, report FROM directory_runs ORDER BY id DESC LIMIT 1').get();
      return row === undefined ? null : { id: row.id, ...JSON.parse(String(row.report)) };
    };
    await until(() => latest()?.progress.done >= 25);
    first.signal('SIGKILL');
    await first.exited;
    const left = latest();
    assert.equal(left.state, 'running');
    sandbox.calls.reset();

    await startFoyer(t, { cwd, env });
    await until(() => latest()?.state !== 'running');
    const run = latest();
    assert.deepEqual([run.id, run.state], [left.id, 'completed'], JSON.stringify(run));
    const asked = STEPS.map((call) => sandbox.calls.count(call)).reduce((sum, count) => sum + count);
    assert.ok(asked <= run.progress.known - left.progress.done, `${asked}`);
    const everybody = Object.keys(pictureOf(sandbox).people).toSorted();
    const known = db
      .prepare('SELECT user_id FROM people')
      .all()
      .map((row) => String(row.user_id));
    assert.deepEqual(known.toSorted(), everybody);
    assert.deepEqual([run.people, run.added], [everybody.length, everybody.length]);
  });

  async function until(isSo: () => boolean): Promise<void> {
    for (let waited = 0; !isSo(); waited += 10) {
      assert.ok(waited < LONGEST_MS, 'it takes too long');
      await pause(10);
    }
  }
});
