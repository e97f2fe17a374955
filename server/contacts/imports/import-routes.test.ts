import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AppError } from '../../errors.ts';
import { askJson } from '../../testing/ask-json.ts';
import { readCompany } from '../../testing/company-run.ts';
import { readCsv } from '../../testing/read-csv.ts';
import { signedIn } from '../../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import type { ImportPlanResponse, ImportProgress, ListedImport } from '../schema.ts';
import { planImport } from './plan.ts';

const BACKEND = 460000212;
const CREATE = 'POST /topapi/v2/user/create';
const UPDATE = 'POST /topapi/v2/user/update';
const HEADER = 'userId,name,mobile,departments,title,email';

type Start = Parameters<typeof startTestServer>[1];

async function start(t: TestContext, options: Start = {}): Promise<TestServer> {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  return server;
}

const answer502 = { status: 502, body: {} };
const file = (...rows: string[]) => [HEADER, ...rows].join('\r\n');
const newcomer = (number: number) => `,新人${number},139123400${String(number).padStart(2, '0')},${BACKEND},工程师,`;

async function plan({ browser }: TestServer, csv: string): Promise<ImportPlanResponse['import']> {
  const answer = await askJson(browser, 'POST', '/api/admin/imports', { csv });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json().import;
}

const begin = ({ browser }: TestServer, id: string) => askJson(browser, 'POST', `/api/admin/imports/${id}/start`);

/** Begins an import and waits until it does not run any more. */
async function carryOut(server: TestServer, id: string): Promise<ImportProgress> {
  const answer = await begin(server, id);
  assert.equal(answer.statusCode, 202, answer.body);
  await server.services.contacts.imports.runner.settled();
  return progressOf(server, id);
}

async function progressOf({ browser }: TestServer, id: string): Promise<ImportProgress> {
  return (await browser.get(`/api/admin/imports/${id}`)).json().import;
}

async function resultOf({ browser }: TestServer, id: string): Promise<Record<string, string>[]> {
  const answer = await browser.get(`/api/admin/imports/${id}/result.csv`);
  assert.equal(answer.statusCode, 200, answer.body);
  const [header = [], ...rows] = readCsv(answer.body.replace(/^\uFEFF/, ''));
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

describe('POST /api/admin/imports', () => {
  it('says row by row what would happen, and sends nothing', async (t) => {
    const server = await start(t);
    server.dingtalk.calls.reset();
    const title = server.services.replica.findByUserId('wuyutong')?.record.title ?? '';
    const { counts, rows } = await plan(
      server,
      file(newcomer(1), 'wuyutong,,,,首席设计师,', `wuyutong2,,,,x,`, `dengkai,,,,${'x'.repeat(201)},`, 'xumanli,,,,,'),
    );
    assert.deepEqual(counts, { add: 1, change: 1, nothing: 1, fault: 2 });
    assert.deepEqual(
      rows.map(({ line, act, fault }) => [line, act, fault?.field, fault?.reason]),
      [
        [2, 'add', undefined, undefined],
        [3, 'change', undefined, undefined],
        [4, 'fault', 'userId', 'unknown_person'],
        [5, 'fault', 'title', 'too_long'],
        [6, 'nothing', undefined, undefined],
      ],
    );
    assert.deepEqual(rows[1]?.changes, { title: [title, '首席设计师'] });
    assert.deepEqual(rows[0]?.changes?.mobile, ['', '139****0001']);
    assert.equal(server.dingtalk.calls.count(CREATE) + server.dingtalk.calls.count(UPDATE), 0);
  });

  const faults: [why: string, rows: string[], field: string, reason: string][] = [
    ['a department that is none', [`,新人,13912340001,5,,`], 'departmentIds', 'unknown_department'],
    ['a number that stands twice in the file', [newcomer(1), newcomer(1)], 'mobile', 'repeated'],
    ['somebody who stands twice in the file', ['dengkai,,,,a,', 'dengkai,,,,b,'], 'userId', 'repeated'],
    [
      'an address that stands twice in the file',
      ['dengkai,,,,,a@b.example', 'wuyutong,,,,,a@b.example'],
      'email',
      'repeated',
    ],
    ['another number for somebody', ['dengkai,,13912340001,,a,'], 'mobile', 'cannot_change'],
    ['a userId with a blank', [`xin ren,新人,13912340001,${BACKEND},,`], 'userId', 'not_a_user_id'],
    ['a cell that no field can hold', [`dengkai,,,${'x'.repeat(2_001)},,`], 'departmentIds', 'too_long'],
    ['a number without its code', [`,新人,51234567,${BACKEND},,`], 'mobile', 'needs_country_code'],
  ];
  it('finds what cannot be right, in a row and between rows', async (t) => {
    const server = await start(t);
    for (const [why, rows, field, reason] of faults) {
      const planned = await plan(server, file(...rows));
      assert.deepEqual(planned.rows.at(-1)?.fault, { field, reason }, why);
    }
  });

  it('knows departments by their names, and files that a spreadsheet wrote', async (t) => {
    const server = await start(t);
    const path = server.services.replica.departments.pathOf(BACKEND).join('/');
    const csv = `\uFEFF姓名;手机号;部门;备注\n"新 ""一""";139 1234 0001;${path};"两\n行"\n\n新二;13912340002;${BACKEND};'=1+1\n`;
    const { rows } = await plan(server, csv);
    assert.deepEqual(
      rows.map(({ line, act, name }) => [line, act, name]),
      [
        [2, 'add', '新 "一"'],
        [5, 'add', '新二'],
      ],
    );
    assert.equal(rows[0]?.changes?.departmentIds?.[1], String(BACKEND));
    assert.equal(rows[1]?.changes?.remark?.[1], '=1+1');
  });

  it('knows a department by the end of its way, where that is one alone', async (t) => {
    const server = await start(t);
    const path = server.services.replica.departments.pathOf(BACKEND);
    const { rows } = await plan(
      server,
      file(
        ...[path.slice(-1), path.slice(-2), ['技术中心', ...path.slice(-1), '没有']].map(
          (way, index) => `,新人,1391234005${index},${way.join(' / ')},,`,
        ),
      ),
    );
    assert.deepEqual(
      rows.map(({ act, changes }) => [act, changes?.departmentIds?.[1]]),
      [
        ['add', String(BACKEND)],
        ['add', String(BACKEND)],
        ['fault', undefined],
      ],
    );
  });

  it('is found again with all that it would do, by whoever opens it later', async (t) => {
    const server = await start(t);
    const made = await plan(server, file(newcomer(1), 'wuyutong,,,,首席设计师,'));
    const later = await server.browser.get(`/api/admin/imports/${made.id}/plan`);
    assert.deepEqual(later.json().import, made);
    const { imports } = (await server.browser.get('/api/admin/imports')).json();
    assert.deepEqual(
      imports.map(({ id, state, by, counts }: ListedImport) => [id, state, by, counts]),
      [[made.id, 'planned', '李明哲', made.counts]],
    );
    assert.equal((await server.browser.get('/api/admin/imports/none/plan')).statusCode, 404);
  });

  const noFiles: [csv: string, reason: string][] = [
    ['', 'no_rows'],
    ['a,b\n1,2', 'unknown_columns'],
    [HEADER, 'no_rows'],
    ['name,title\nx,y', 'nobody_named'],
    [`${HEADER}\n"never closed`, 'not_a_table'],
    [`${HEADER}\n${'a,,,,,\n'.repeat(2_001)}`, 'too_many'],
    [`${HEADER}${','.repeat(100)}\nx`, 'too_many_columns'],
  ];
  it('refuses what is no file with people, and says why', async (t) => {
    const server = await start(t);
    for (const [csv, reason] of noFiles) {
      const answer = await askJson(server.browser, 'POST', '/api/admin/imports', { csv });
      const { code, field, reason: said } = answer.json().error;
      assert.deepEqual([answer.statusCode, code, field, said], [400, 'invalid_request', 'csv', reason], csv);
    }
  });
});

describe('POST /api/admin/imports/:id/start', () => {
  it('carries out thirty rows, and says of the four that failed why', async (t) => {
    const server = await start(t);
    const rows = Array.from({ length: 26 }, (_, index) => newcomer(index + 1));
    const wrong = [
      `,错一,1391234,${BACKEND},,`,
      ',错二,13912340098,5,,',
      'nobody,错三,,,,',
      `,,13912340099,${BACKEND},,`,
    ];
    const { id, counts } = await plan(server, file(...rows, ...wrong));
    assert.deepEqual(counts, { add: 26, change: 0, nothing: 0, fault: 4 });
    const { state, done, total, failed } = await carryOut(server, id);
    assert.deepEqual({ state, done, total, failed }, { state: 'done', done: 26, total: 26, failed: 0 });
    const result = await resultOf(server, id);
    assert.deepEqual(
      result.map((row) => row.result),
      [...Array.from({ length: 26 }, () => 'added'), 'fault', 'fault', 'fault', 'fault'],
    );
    assert.ok(
      result.slice(26).every(({ reason, explanation, explanationZh }) => reason && explanation && explanationZh),
    );
    assert.ok(server.services.replica.findByUserId(result[0]?.userId ?? ''));
  });

  it('writes down each row and the whole, by whom it was begun', async (t) => {
    const server = await start(t);
    const { id } = await plan(server, file(newcomer(1), 'dengkai,,,,顾问,'));
    await carryOut(server, id);
    const { rows } = await server.services.audit.list({
      limit: 10,
      acts: ['people_imported', 'person_added', 'person_changed'],
    });
    assert.deepEqual(
      rows.map(({ act, actor }) => [act, actor?.userId]),
      [
        ['people_imported', 'manager4220'],
        ['person_changed', 'manager4220'],
        ['person_added', 'manager4220'],
        ['people_imported', 'manager4220'],
      ],
    );
  });

  it('goes on after a row that DingTalk refuses, and keeps its reason', async (t) => {
    const server = await start(t);
    const { id } = await plan(server, file('dengkai,,,,a,', 'wuyutong,,,,b,'));
    server.dingtalk.faults.answer(
      UPDATE,
      { status: 200, body: { errcode: 12150, errmsg: '修改失败', request_id: 'r1' } },
      { times: 1 },
    );
    assert.deepEqual(await carryOut(server, id), { id, state: 'done', done: 2, total: 2, failed: 1, invited: 0 });
    const [first, second] = await resultOf(server, id);
    assert.deepEqual(
      [first?.result, first?.field, first?.reason, first?.dingtalkCode, first?.dingtalkRequestId],
      ['failed', 'title', 'managed_by_hr', '12150', 'r1'],
    );
    assert.match(first?.explanation ?? '', /Smart HR/);
    assert.equal(second?.result, 'changed');
  });

  it('stops at a limit that holds for everybody, and goes on from there when it is started again', async (t) => {
    const server = await start(t);
    const { id } = await plan(server, file(newcomer(1), newcomer(2)));
    server.dingtalk.faults.on('add-limit');
    const stopped = await carryOut(server, id);
    assert.deepEqual([stopped.state, stopped.done, stopped.stopped?.dingtalk?.code], ['stopped', 0, 'member-limit']);
    server.dingtalk.faults.off('add-limit');
    const { state, done, failed } = await carryOut(server, id);
    assert.deepEqual([state, done, failed], ['done', 2, 0]);
  });

  it('counts who was invited', async (t) => {
    const server = await start(t);
    const { id } = await plan(server, file(newcomer(1)));
    server.dingtalk.faults.on('privacy-asks');
    const { state, invited, failed } = await carryOut(server, id);
    assert.deepEqual([state, invited, failed], ['done', 1, 0]);
    assert.equal((await resultOf(server, id))[0]?.result, 'invited');
  });

  const unclear = [
    ['DingTalk did not answer', answer502],
    ['DingTalk met a time limit', { status: 200, body: { errcode: 15, errmsg: 'timeout', request_id: 'r1' } }],
  ] as const;
  for (const [why, answer] of unclear) {
    // Sent a second time, somebody would be added or invited twice.
    it(`never sends a row again of which nobody knows whether it was done: ${why}`, async (t) => {
      const server = await start(t);
      const { id } = await plan(server, file(newcomer(1), newcomer(2)));
      server.dingtalk.faults.answer(CREATE, answer, { times: 1 });
      const stopped = await carryOut(server, id);
      assert.deepEqual([stopped.state, stopped.done, stopped.failed], ['stopped', 1, 1]);
      server.dingtalk.calls.reset();
      assert.deepEqual((await carryOut(server, id)).state, 'done');
      assert.equal(server.dingtalk.calls.count(CREATE), 1);
      assert.equal((await resultOf(server, id))[0]?.reason, 'unknown_outcome');
    });
  }

  it('goes on after a restart, and asks about the row that was under way', async (t) => {
    const dataDir = temporaryFolder(t);
    const first = await start(t, { dataDir });
    const { id } = await plan(first, file(newcomer(1), newcomer(2)));
    const { store } = first.services.contacts.imports;
    const actor = { subject: 's', userId: 'manager4220', name: '管理员' };
    await askJson(first.browser, 'POST', '/api/admin/people', {
      name: '新人1',
      mobile: '13912340001',
      departmentIds: [BACKEND],
      userId: 'xinren1',
    });
    store.begin(id, { actor });
    store.markSent(id, 2);
    const second = await startTestServer(t, { dataDir, dingtalk: first.dingtalk, clock: first.clock });
    first.dingtalk.calls.reset();
    second.services.contacts.imports.runner.resume();
    await second.services.contacts.imports.runner.settled();
    await signedIn(second.browser, 'manager4220');
    assert.deepEqual((await progressOf(second, id)).state, 'done');
    assert.equal(first.dingtalk.calls.count(CREATE), 1);
    const [row] = await resultOf(second, id);
    assert.deepEqual([row?.result, row?.userId], ['added', 'xinren1']);
    // Written down after all: whoever was under way when the process ended had not been.
    const { rows } = await second.services.audit.list({ acts: ['person_added'], limit: 3 });
    assert.deepEqual(
      rows.map(({ outcome, actor, target, after }) => [outcome, actor?.name, target?.name, after?.mobile]),
      [
        ['done', '管理员', '新人2', '139****0002'],
        ['done', '管理员', '新人1', '139****0001'],
        ['done', '李明哲', '新人1', '139****0001'],
      ],
    );
  });

  // Somebody who is an administrator no more must not go on changing the company through a file.
  it('stops when whoever began it is no administrator any more', async (t) => {
    const server = await start(t);
    const { id } = await plan(server, file(newcomer(1)));
    const { store, runner } = server.services.contacts.imports;
    store.begin(id, { actor: { subject: 's', userId: 'wuyutong', name: '' } });
    runner.resume();
    await runner.settled();
    const { state, stopped } = await progressOf(server, id);
    assert.deepEqual([state, stopped?.code], ['stopped', 'access_denied']);
    assert.equal(server.dingtalk.calls.count(CREATE), 0);
  });

  it('does not know an import that is none, and runs one at a time', async (t) => {
    const server = await start(t);
    assert.equal((await begin(server, 'none')).statusCode, 404);
    const [one, other] = [await plan(server, file(newcomer(1), newcomer(2))), await plan(server, file(newcomer(3)))];
    const answers = [await begin(server, one.id), await begin(server, other.id)];
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [202, 409],
    );
  });
});

/** Lets the first row of an import wait in its wait for DingTalk until `go` is called. */
async function hold(server: TestServer, id: string): Promise<() => void> {
  const { store } = server.services.contacts.imports;
  const { markSent } = store;
  const reached = Promise.withResolvers<void>();
  store.markSent = (...row) => {
    markSent(...row);
    reached.resolve();
  };
  server.dingtalk.faults.on('slow', { api: CREATE, delayMs: 500 });
  assert.equal((await begin(server, id)).statusCode, 202);
  await reached.promise;
  return () => server.dingtalk.faults.clear();
}

describe('POST /api/admin/imports/:id/stop', () => {
  it('ends an import after the row that is under way, says by whom, and lets it go on', async (t) => {
    const server = await start(t);
    const { runner } = server.services.contacts.imports;
    const { id } = await plan(server, file(newcomer(1), newcomer(2), newcomer(3)));
    const go = await hold(server, id);
    const answer = await askJson(server.browser, 'POST', `/api/admin/imports/${id}/stop`);
    go();
    assert.equal(answer.statusCode, 202, answer.body);
    await runner.settled();
    const { state, done, stopped } = await progressOf(server, id);
    assert.deepEqual([state, done, stopped], ['stopped', 1, { code: 'stopped_by_administrator' }]);
    const { rows } = await server.services.audit.list({ acts: ['people_imported'], limit: 1 });
    assert.deepEqual(
      rows.map(({ actor, outcome, code }) => [actor?.userId, outcome, code]),
      [['manager4220', 'done', 'stopped_by_administrator']],
    );
    const goesOn = await carryOut(server, id);
    assert.deepEqual([goesOn.state, goesOn.done, goesOn.stopped], ['done', 3, undefined]);
  });

  it('ends one that only waits, and leaves one that is done as it is', async (t) => {
    const server = await start(t);
    const { store } = server.services.contacts.imports;
    const { id } = await plan(server, file(newcomer(1)));
    store.begin(id, { actor: { subject: 's', userId: 'manager4220', name: '' } });
    for (const state of ['stopped', 'done']) {
      const answer = await askJson(server.browser, 'POST', `/api/admin/imports/${id}/stop`);
      assert.deepEqual([answer.statusCode, answer.json().import.state], [202, state]);
      await carryOut(server, id);
    }
    assert.equal((await askJson(server.browser, 'POST', '/api/admin/imports/none/stop')).statusCode, 404);
  });
});

describe('an import', () => {
  // Without it, values of weeks ago would be written over what has been changed since.
  it('is not begun an hour after its dry run, nor gone on with an hour after it stopped', async (t) => {
    const server = await start(t);
    const [fresh, old] = [await plan(server, file(newcomer(1))), await plan(server, file(newcomer(2)))];
    server.clock.advance(3_600_000);
    await signedIn(server.browser, 'manager4220');
    server.dingtalk.faults.on('no-qyapi-manage-addresslist');
    assert.equal((await carryOut(server, fresh.id)).state, 'stopped');
    server.dingtalk.faults.clear();
    server.clock.advance(1);
    const refused = await begin(server, old.id);
    assert.deepEqual([refused.statusCode, refused.json().error.reason], [400, 'plan_too_old']);
    assert.equal((await carryOut(server, fresh.id)).state, 'done');
    assert.equal((await progressOf(server, old.id)).state, 'planned');
  });

  it('that meets an error of our own is stopped and can go on; nothing else runs beside it', async (t) => {
    const server = await start(t);
    const { store } = server.services.contacts.imports;
    const { id } = await plan(server, file('dengkai,,,,a,', 'wuyutong,,,,b,'));
    const { settle } = store;
    store.settle = () => {
      throw new Error('disk is full');
    };
    const stopped = await carryOut(server, id);
    assert.deepEqual([stopped.state, stopped.stopped?.code], ['stopped', 'store_unavailable']);
    store.settle = settle;
    assert.equal((await carryOut(server, id)).state, 'done');
    const { rows } = await server.services.audit.list({ acts: ['people_imported'], limit: 5 });
    assert.deepEqual(
      rows.map(({ after }) => [after?.state, after?.stopped]),
      [
        ['done', undefined],
        ['started', undefined],
        ['stopped', undefined],
        ['started', undefined],
      ],
    );
  });

  it('that could not even be ended goes on first when another is to begin', async (t) => {
    const server = await start(t);
    const { store, runner } = server.services.contacts.imports;
    const [left, other] = [await plan(server, file(newcomer(1))), await plan(server, file(newcomer(2)))];
    const { end } = store;
    store.end = () => {
      throw new Error('disk is full');
    };
    assert.equal((await carryOut(server, left.id)).state, 'running');
    store.end = end;
    assert.equal((await begin(server, other.id)).statusCode, 409);
    await runner.settled();
    assert.equal((await progressOf(server, left.id)).state, 'done');
    assert.equal((await carryOut(server, other.id)).state, 'done');
  });

  it('goes on after a restart, with all others that ran', async (t) => {
    const server = await start(t);
    const { store, runner } = server.services.contacts.imports;
    const ids = [await plan(server, file(newcomer(1))), await plan(server, file(newcomer(2)))].map(({ id }) => id);
    for (const id of ids) store.begin(id, { actor: { subject: 's', userId: 'manager4220', name: '' } });
    runner.resume();
    await runner.settled();
    for (const id of ids) assert.equal((await progressOf(server, id)).state, 'done');
  });

  // Sent a second time, somebody would be added or invited twice.
  it('stops while DingTalk is away, when it must find out about a row, and follows whoever it finds', async (t) => {
    const server = await start(t);
    const { store } = server.services.contacts.imports;
    const { id } = await plan(server, file(newcomer(1)));
    store.begin(id, { actor: { subject: 's', userId: 'manager4220', name: '' } });
    store.markSent(id, 2);
    store.end(id, 'stopped', { code: 'dingtalk_unreachable' });
    await askJson(server.browser, 'POST', '/api/admin/people', {
      ...{ name: '新人1', mobile: '13912340001', departmentIds: [BACKEND], userId: 'xinren1' },
    });
    const { replica } = server.services;
    const known = replica.findByUserId('xinren1');
    replica.transact(() => replica.remove(known?.id ?? 0));
    server.dingtalk.faults.answer('POST /topapi/v2/user/getbymobile', answer502);
    const stopped = await carryOut(server, id);
    assert.deepEqual([stopped.state, stopped.done, stopped.stopped?.code], ['stopped', 0, 'dingtalk_unreachable']);
    server.dingtalk.faults.clear();
    server.dingtalk.calls.reset();
    const { state, failed } = await carryOut(server, id);
    assert.deepEqual([state, failed, server.dingtalk.calls.count(CREATE)], ['done', 0, 0]);
    assert.ok(replica.findByUserId('xinren1'));
  });

  // A removed administrator's file would go on for the row that was being looked up.
  it('asks before each call that writes whether whoever began it may still', async (t) => {
    const server = await start(t);
    const { replica, contacts } = server.services;
    const { id } = await plan(server, file('dengkai,,,,a,'));
    const { store } = contacts.imports;
    const { markSent } = store;
    store.markSent = (...row) => {
      markSent(...row);
      const beginner = replica.findByUserId('manager4220');
      replica.transact(() => replica.remove(beginner?.id ?? 0));
    };
    server.dingtalk.calls.reset();
    assert.equal((await begin(server, id)).statusCode, 202);
    await contacts.imports.runner.settled();
    assert.equal(store.progressOf(id)?.stopped?.code, 'access_denied');
    assert.equal(server.dingtalk.calls.count(UPDATE), 0);
  });
});

describe('planImport', () => {
  // One request would stop the process for everybody: each of these takes minutes where time grows with the square.
  it('reads hostile files of the largest size, and ends', { timeout: 120_000 }, async (t) => {
    const { replica } = (await start(t)).services;
    const blanks = ' '.repeat(40_000);
    const files = [
      `userId${','.repeat(1_000_000)}\n${'dengkai,\n'.repeat(2_000)}`,
      `userId,department\n${`dengkai,x${blanks}x\n`.repeat(40)}`,
      `userId,department\n${`dengkai,x${' '.repeat(950)}x\n`.repeat(1_999)}`,
      `mobile,department\n+1${'-'.repeat(1_000_000)}x,1\n`,
      `name,email,mobile\n${`x,${'a@'.repeat(20_000)},${'1 '.repeat(900)}\n`.repeat(40)}`,
      `userId,department\ndengkai,${'x;'.repeat(900_000)}\n`,
    ];
    for (const csv of files) {
      try {
        planImport(csv, { replica, region: 'mainland' });
      } catch (error) {
        assert.ok(error instanceof AppError);
      }
    }
  });
});
