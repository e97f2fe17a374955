import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { CompanyDirectory } from '../dingtalk/company-directory.ts';
import { AppError } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { openNameReadings } from '../people/name-readings.ts';
import { openReplica } from '../people/replica.ts';
import type { Employees } from '../sessions/employees.ts';
import { openSqliteSessionStore } from '../sessions/sqlite-session-store.ts';
import { openDatabase } from '../storage/open-database.ts';
import { latestRun, readCompany, untilDone } from '../testing/company-run.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { openRunStore } from './run-store.ts';
import { openDirectoryRunner } from './runner.ts';
import type { RunTools } from './run-tools.ts';

const MINUTE = 60_000;
const EVERY = 60 * MINUTE;
const START = Date.parse('2026-03-02T08:00:00Z');

const nobody: Awaited<ReturnType<CompanyDirectory['getVisibleRange']>> = { departmentIds: [], userIds: [], fields: [] };
const unreachable = () => Promise.reject(new AppError('dingtalk_unreachable', 'no answer'));

/** A company without anybody, which is read without a moment of waiting, so that all timers can be the test's. */
function openEmptyCompany(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START });
  const db = openDatabase(':memory:');
  const log = createLogger('fatal');
  const reads: number[] = [];
  const dingtalk = { range: async () => nobody };
  const directory = {
    getVisibleRange: () => {
      reads.push(Date.now() - START);
      return dingtalk.range();
    },
    listRoles: async () => ({ items: [] }),
    countPeople: async () => 0,
  } as unknown as CompanyDirectory;
  const store = openSqliteSessionStore({ db, idleMs: EVERY, now: Date.now, log });
  const runs = openRunStore(db);
  const tools: RunTools = {
    directory,
    replica: openReplica(db),
    nameReadings: openNameReadings(),
    employees: {} as Employees,
    store,
    runs,
    now: Date.now,
    log,
  };
  const open = (everyMs = EVERY) => {
    const runner = openDirectoryRunner(tools, everyMs);
    t.after(() => runner.close());
    return runner;
  };
  const pass = async (ms: number, runner: ReturnType<typeof open>) => {
    t.mock.timers.tick(ms);
    await runner.settled();
  };
  return { open, pass, reads, dingtalk, runs };
}

function after(ms: number): string {
  return new Date(START + ms).toISOString();
}

describe('the schedule of readings', () => {
  it('begins at the start when there never was one, and goes on in the usual time', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    const runner = open();
    assert.deepEqual(runner.latest(), { run: null });
    runner.start();
    assert.equal('nextRunAt' in runner.latest(), false);
    await runner.settled();
    assert.equal(runner.latest().nextRunAt, after(EVERY));
    await pass(EVERY - 1, runner);
    assert.deepEqual(reads, [0]);
    await pass(1, runner);
    await pass(EVERY, runner);
    assert.deepEqual(reads, [0, EVERY, 2 * EVERY]);
  });

  it('reads nothing before it is started', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    await pass(3 * EVERY, open());
    assert.deepEqual(reads, []);
  });

  // A program that is restarted often must not read the company each time.
  it('waits at a start as long as the last reading is fresh', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    const first = open();
    first.start();
    await first.settled();
    await first.close();
    await pass(20 * MINUTE, first);
    const second = open();
    second.start();
    assert.equal(second.latest().nextRunAt, after(EVERY));
    await pass(40 * MINUTE - 1, second);
    assert.deepEqual(reads, [0]);
    await pass(1, second);
    assert.deepEqual(reads, [0, EVERY]);
  });

  it('begins at a start when the last reading is not fresh any more', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    const first = open();
    first.start();
    await first.settled();
    await first.close();
    await pass(EVERY, first);
    const second = open();
    second.start();
    await second.settled();
    assert.deepEqual(reads, [0, EVERY]);
  });

  it('tries again five minutes after a failure, and at the next start at once', async (t) => {
    const { open, pass, reads, dingtalk } = openEmptyCompany(t);
    dingtalk.range = unreachable;
    const first = open();
    first.start();
    await first.settled();
    assert.equal(first.latest().run?.state, 'failed');
    assert.equal(first.latest().nextRunAt, after(5 * MINUTE));
    await pass(5 * MINUTE - 1, first);
    await pass(1, first);
    assert.deepEqual(reads, [0, 5 * MINUTE]);
    await first.close();
    const second = open();
    dingtalk.range = async () => nobody;
    second.start();
    await second.settled();
    assert.deepEqual(reads, [0, 5 * MINUTE, 5 * MINUTE]);
    assert.equal(second.latest().nextRunAt, after(5 * MINUTE + EVERY));
  });

  it('tries again sooner than that where readings are to be that often', async (t) => {
    const { open, dingtalk } = openEmptyCompany(t);
    dingtalk.range = unreachable;
    const runner = open(2 * MINUTE);
    runner.start();
    await runner.settled();
    assert.equal(runner.latest().nextRunAt, after(2 * MINUTE));
  });

  it('has one reading under way at most, and begins to count when it has ended', async (t) => {
    const { open, pass, reads, dingtalk } = openEmptyCompany(t);
    const { promise, resolve } = Promise.withResolvers<typeof nobody>();
    dingtalk.range = () => promise;
    const runner = open();
    runner.start();
    runner.run({ allowRemovals: true });
    runner.start();
    t.mock.timers.tick(2 * EVERY);
    runner.run({ allowRemovals: false });
    assert.deepEqual(reads, [0]);
    resolve(nobody);
    await runner.settled();
    assert.equal(runner.latest().run?.id, 1);
    assert.equal(runner.latest().nextRunAt, after(3 * EVERY));
    await pass(EVERY, runner);
    assert.deepEqual(reads, [0, 3 * EVERY]);
  });

  it('counts anew from a reading that somebody asked for', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    const runner = open();
    runner.start();
    await runner.settled();
    await pass(50 * MINUTE, runner);
    runner.run({ allowRemovals: false });
    await runner.settled();
    await pass(50 * MINUTE, runner);
    assert.deepEqual(reads, [0, 50 * MINUTE]);
    await pass(10 * MINUTE, runner);
    assert.deepEqual(reads, [0, 50 * MINUTE, 110 * MINUTE]);
  });

  it('does not wait for years when the clock was wrong at the last reading', async (t) => {
    const { open, reads, runs } = openEmptyCompany(t);
    const first = open();
    first.start();
    await first.settled();
    const kept = runs.latest();
    assert.ok(kept);
    runs.save(kept.id, { ...kept.run, finishedAt: after(10_000 * EVERY) });
    await first.close();
    const second = open();
    second.start();
    assert.equal(second.latest().nextRunAt, after(EVERY));
    assert.deepEqual(reads, [0]);
  });

  it('ends when it is closed', async (t) => {
    const { open, pass, reads } = openEmptyCompany(t);
    const runner = open();
    runner.start();
    await runner.settled();
    await runner.close();
    await pass(3 * EVERY, runner);
    runner.run({ allowRemovals: false });
    await runner.settled();
    assert.deepEqual(reads, [0]);
  });

  // A timer or a promise that throws ends the whole process.
  it('outlives a store that fails', async (t) => {
    const { open, pass, reads, runs } = openEmptyCompany(t);
    const runner = open();
    runner.start();
    await runner.settled();
    const { begin, save } = runs;
    runs.begin = () => assert.fail('the disk is full');
    await pass(EVERY, runner);
    assert.equal(runner.latest().nextRunAt, after(EVERY + 5 * MINUTE));
    runs.begin = begin;
    runs.save = () => assert.fail('the disk is full');
    await pass(5 * MINUTE, runner);
    assert.equal(runner.latest().nextRunAt, after(EVERY + 10 * MINUTE));
    runs.save = save;
    await pass(5 * MINUTE, runner);
    assert.equal(runner.latest().run?.state, 'completed');
    assert.equal(runner.latest().nextRunAt, after(2 * EVERY + 10 * MINUTE));
    assert.equal(reads.length, 3);
  });
});

describe('the runner, with DingTalk', () => {
  it('outlives a database that somebody else keeps locked, and reads on afterwards', async (t) => {
    const { services, dataDir } = await startStoredServer(t);
    const other = new DatabaseSync(join(dataDir, 'foyer.sqlite'));
    t.after(() => other.close());
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 10);
    other.exec('BEGIN IMMEDIATE');
    await services.runner.settled();
    assert.notEqual(latestRun(services).state, 'completed');
    other.exec('ROLLBACK');
    assert.equal((await readCompany(services)).state, 'completed');
  });

  it('tells whoever watches about a reading as it goes on, the first time at once', async (t) => {
    const { services } = await startTestServer(t, { sandbox: { size: { people: 300, departments: 120 } } });
    const watching = new AbortController();
    const states: (string | undefined)[] = [];
    let last = -1;
    for await (const { run } of services.runner.watch(watching.signal)) {
      if (states.length === 0) services.runner.run({ allowRemovals: false });
      states.push(run?.state);
      assert.ok((run?.progress.done ?? 0) >= last);
      last = run?.progress.done ?? 0;
      if (run?.state === 'completed') watching.abort();
    }
    assert.deepEqual([states[0], states.at(-1)], [undefined, 'completed']);
    assert.ok(states.length >= 3, states.join());
  });

  it('keeps the last fifty reports', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('json-null', { api: 'GET /auth/scopes' });
    for (let n = 0; n < 55; n += 1) await readCompany(services);
    assert.equal(latestRun(services).id, 55);
    assert.equal(services.runs.lastComplete(), null);
    dingtalk.faults.clear();
    await readCompany(services);
    assert.equal(services.runs.lastComplete()?.id, 56);
  });
});
