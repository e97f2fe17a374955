import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import Type from 'typebox';
import { conforms } from '../conforms.ts';
import { createLogger } from '../logger.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { migrations } from '../storage/migrations.ts';
import { databaseIn, openDatabase } from '../storage/open-database.ts';
import { runFoyer, startFoyer } from '../testing/foyer-process.ts';
import { liveSettings } from '../testing/live-settings.ts';
import { signedIn } from '../testing/sign-in.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readCommandOptions } from './command-options.ts';
import { DiagnosisLine } from './schema.ts';
import { showDiagnosis } from './terminal.ts';
import { explainUnusable } from './unusable-settings.ts';

describe('npm run doctor', () => {
  it('ends with 0 beside a Foyer that is well, and leaves it alone', async (t) => {
    const { foyer, doctor } = await beside(t);
    const browser = await signedIn(foyer.newBrowser(), 'manager4220');
    await companyRead(browser);
    const { code, output } = await doctor();
    assert.equal(code, 0, output);
    assert.match(output, /\n\d+ findings: \d+ passed, 0 warnings, 0 failed\.\n$/);
    assert.match(output, /✔ passed {2}Reading of the directory: \d+ people/);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    foyer.signal('SIGTERM');
    assert.equal((await foyer.exited).code, 0);
  });

  it('ends with 1 when there are warnings only: here nobody has signed in', async (t) => {
    const { doctor } = await beside(t);
    const { code, output } = await doctor();
    assert.equal(code, 1, output);
    assert.match(output, /\n! warning {2}DingTalk names the company/);
    assert.doesNotMatch(output, /✘/);
  });

  it('ends with 2 when something fails, and says what, why and what to do, in both languages', async (t) => {
    const { dingtalk, doctor } = await beside(t);
    dingtalk.faults.on('no-qyapi-get-department-list');
    const english = await doctor();
    assert.equal(english.code, 2);
    const link =
      'https://open-dev.dingtalk.com/appscope/apply?content=dingfoyersandbox0001%23qyapi_get_department_list';
    const [finding = ''] = /✘ failed {2}Permission[^✔!✘]*/.exec(english.output) ?? [];
    for (const part of ['qyapi_get_department_list is missing.', 'DingTalk: 60011, request id ', 'Cause: The app does'])
      assert.ok(finding.includes(part), finding);
    assert.match(finding, /Remedy: Open Developer Console › app details/);
    assert.ok(finding.includes(`Apply at: ${link}`));
    const chinese = await doctor(['--lang', 'zh']);
    assert.equal(chinese.code, 2);
    assert.match(
      chinese.output,
      /✘ 失败 {2}权限 qyapi_get_department_list（通讯录部门信息读权限）：没有 qyapi_get_department_list。/,
    );
    assert.match(chinese.output, /\n {4}原因：.*\n {4}做法：打开开发者后台/);
    assert.match(chinese.output, /\n共 \d+ 项：通过 \d+，警告 \d+，失败 1。\n$/);
  });

  it('speaks the language of the terminal', async (t) => {
    const { doctor } = await beside(t);
    assert.match((await doctor([], { LANG: 'zh_CN.UTF-8' })).output, /通过/);
    assert.match((await doctor([], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).output, /passed/);
  });

  it('gives programs one line for each thing with --json', async (t) => {
    const { dingtalk, doctor } = await beside(t);
    dingtalk.faults.on('wrong-client-secret');
    const { code, output } = await doctor(['--json']);
    assert.equal(code, 2);
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as DiagnosisLine);
    assert.ok(conforms(Type.Array(DiagnosisLine), lines));
    const [failed] = lines.flatMap((line) => ('summary' in line ? [line.summary.failed] : []));
    assert.equal(failed, 1);
  });

  // What a report holds is pasted into tickets.
  it('prints no secret, whatever is wrong', async (t) => {
    const { dingtalk, doctor } = await beside(t, { SESSION_SECRET: 'canary secret that is long enough for any key' });
    for (const fault of ['wrong-client-secret', 'html-200', 'ip-refused'] as const) {
      dingtalk.faults.clear();
      dingtalk.faults.on(fault);
      const { output } = await doctor(['--json']);
      assert.doesNotMatch(output, /canary|sandbox-secret|access_token|\b[0-9a-f]{32}\b/);
    }
  });
});

describe('npm run doctor without a Foyer', () => {
  it('says every problem of the settings as a failure, and ends with 2', async (t) => {
    const env = { PUBLIC_URL: 'x', DINGTALK_CLIENT_SECRET: 'canary secret', SESSION_SECRET: 'canary' };
    const { code, output } = await runFoyer(t, { cwd: temporaryFolder(t), env, args: ['doctor'] });
    assert.equal(code, 2);
    for (const name of ['PUBLIC_URL', 'DINGTALK_CLIENT_SECRET', 'SESSION_SECRET', 'DINGTALK_CLIENT_ID'])
      assert.match(output, new RegExp(`✘ failed {2}Setting ${name}: Found `));
    assert.doesNotMatch(output, /canary|^\s+at /m);
  });

  it('says that a database is none, and a mistake in tools.yaml', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'foyer.sqlite');
    writeFileSync(file, 'this is no database '.repeat(100));
    const broken = await runFoyer(t, { cwd: folder, env: { DATA_DIR: folder }, args: ['doctor'] });
    assert.equal(broken.code, 2);
    assert.match(broken.output, /✘ failed {2}Database: It cannot be read \(file is not a database\)/);
    assert.match(broken.output, /Remedy: Stop Foyer and restore a backup/);
    const elsewhere = temporaryFolder(t);
    writeFileSync(join(elsewhere, 'tools.yaml'), 'admin: []\n');
    const env = { DATA_DIR: join(elsewhere, 'data'), SANDBOX_PORT: '0' };
    const slip = await runFoyer(t, { cwd: elsewhere, env, args: ['doctor'] });
    assert.equal(slip.code, 2);
    assert.match(slip.output, /✘ failed {2}Administrators of Foyer: .*line 1/);
  });

  // A diagnosis by another user than Foyer's would leave files that Foyer cannot open.
  it('makes nothing: no folder, no database, no secret', async (t) => {
    const folder = temporaryFolder(t);
    const env = { DATA_DIR: join(folder, 'data'), SANDBOX_PORT: '0' };
    const { code, output } = await runFoyer(t, { cwd: folder, env, args: ['doctor'] });
    assert.equal(code, 1, output);
    assert.match(output, /There is none yet; the first start makes it/);
    assert.equal(existsSync(join(folder, 'data')), false);
  });

  // Whatever went wrong, 1 would mean that there are warnings only.
  it('says that it could not begin, for a reason that nobody expected, as a failure of its own', () => {
    let logged = '';
    const log = createLogger('error', {
      write: (line) => {
        logged += line;
      },
    });
    const [first, last] = explainUnusable(new TypeError('canary-detail'), log);
    assert.ok(first && 'finding' in first && first.finding.status === 'failed');
    assert.deepEqual(last, { summary: { passed: 0, warnings: 0, failed: 1 } });
    assert.doesNotMatch(JSON.stringify(first), /canary-detail/);
    assert.match(logged, /canary-detail/);
  });

  it('shows how it is used when an argument is unknown', async (t) => {
    for (const args of [['--lang', 'fr'], ['--jason'], ['now']]) {
      const { code, output } = await runFoyer(t, { cwd: temporaryFolder(t), env: {}, args: ['doctor', ...args] });
      assert.deepEqual([code, output], [2, 'Usage: npm run doctor -- [--lang zh|en] [--json]\n']);
    }
  });
});

describe('npm run doctor and the database', () => {
  it('says that another program keeps it locked, and everything else as well', async (t) => {
    const { foyer, doctor, cwd } = await beside(t);
    await companyRead(await signedIn(foyer.newBrowser(), 'manager4220'));
    const other = new DatabaseSync(databaseIn(join(cwd, 'data')), { timeout: 1_000 });
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const { code, output } = await doctor();
    assert.equal(code, 2, output);
    assert.match(output, /✘ failed {2}Database: It cannot be written to \(database is locked\)/);
    assert.match(output, /Cause: Another program keeps the database locked/);
    assert.match(output, /\n\d+ findings: .*, 1 failed\.\n$/);
  });

  it('says that it is locked even to readers', async (t) => {
    const { file, doctor } = alone(t);
    const other = new DatabaseSync(file);
    t.after(() => other.close());
    other.exec("PRAGMA locking_mode = EXCLUSIVE; INSERT INTO used_states VALUES ('hash', 1)");
    const { code, output } = await doctor();
    assert.equal(code, 2, output);
    assert.match(output, /^✘ failed {2}Database: It cannot be read \(database is locked\)/);
    assert.match(output, /\n1 finding: 0 passed, 0 warnings, 1 failed\.\n$/);
  });

  // A Foyer that is running would find another schema under its feet.
  it('leaves one of an older Foyer as it is, and says what to start first', async (t) => {
    const { file, doctor } = alone(t, (db) => db.exec(`${migrations[0]}; PRAGMA user_version = 1`));
    const before = readFileSync(file);
    const { code, output } = await doctor();
    assert.equal(code, 1, output);
    assert.match(output, /! warning {2}Version of the database: Schema 1; this Foyer works with schema \d/);
    assert.match(output, /Remedy: Start the new Foyer first/);
    assert.match(output, /Because of “Version of the database”: .*Reading of the directory/);
    assert.ok(readFileSync(file).equals(before));
  });

  it('says of one of a newer Foyer that this one is too old', async (t) => {
    const { doctor } = alone(t, (db) => db.exec(`PRAGMA user_version = ${migrations.length + 1}`));
    const { code, output } = await doctor();
    assert.equal(code, 2, output);
    assert.match(output, /✘ failed {2}Version of the database: .*\n {4}Cause: The database is of a newer Foyer/);
  });

  // A diagnosis that closed the files itself would never tell that they had been open.
  it('finds one that others may read, and touches neither its mode nor its folder', async (t) => {
    const { file, folder, doctor } = alone(t);
    chmodSync(file, 0o644);
    const before = { files: readdirSync(folder), bytes: readFileSync(file) };
    const { code, output } = await doctor();
    assert.equal(code, 2, output);
    assert.match(output, /✘ failed {2}Modes of the data files: Other users of this machine may read foyer\.sqlite\./);
    assert.equal(statSync(file).mode & 0o777, 0o644);
    assert.deepEqual({ files: readdirSync(folder), bytes: readFileSync(file) }, before);
  });
});

describe('npm run doctor with the sandbox', () => {
  it('talks to the sandbox of the Foyer that is running, with the faults that are on there', async (t) => {
    const folder = temporaryFolder(t);
    const sandboxPort = await freePort();
    const env = { DATA_DIR: join(folder, 'data'), PORT: '0', SANDBOX_PORT: sandboxPort };
    await startFoyer(t, { cwd: folder, env: { ...env, PUBLIC_URL: 'http://localhost:3000' } });
    const body = new URLSearchParams({ id: 'no-field-email', action: 'on' });
    assert.ok((await fetch(`http://localhost:${sandboxPort}/sandbox/faults`, { method: 'POST', body })).ok);
    const { output } = await runFoyer(t, { cwd: folder, env, args: ['doctor'] });
    assert.match(output, new RegExp(`http://localhost:${sandboxPort} answers`));
    assert.match(output, /! warning {2}Permission fieldEmail/);
  });
});

describe('the rows of the diagnosis at a terminal', () => {
  const finding = {
    check: 'x',
    status: 'failed' as const,
    title: { zh: '甲', en: 'A' },
    seen: { zh: '乙\u001b[2J', en: 'B\u001b[2J\nC' },
  };
  async function show(options: Partial<Parameters<typeof showDiagnosis>[1]>) {
    let text = '';
    async function* lines() {
      yield { finding };
    }
    const all = { language: 'en' as const, isJson: false, hasColours: false, ...options };
    const code = await showDiagnosis(lines(), all, (more) => {
      text += more;
    });
    return { text, code };
  }

  // A name out of a file could otherwise clear the screen, or paint a failure green.
  it('have colours only where they are wanted, and no control characters of others', async () => {
    assert.equal((await show({})).text, '✘ failed  A: B C\n');
    assert.equal((await show({ hasColours: true })).text, '\u001b[31m✘ failed\u001b[0m  A: B C\n');
    assert.equal((await show({ language: 'zh' })).text, '✘ 失败  甲：乙\n');
  });

  it('end with 2 when there is no sum', async () => {
    assert.equal((await show({})).code, 2);
  });

  it('are coloured at a terminal, unless NO_COLOR or a dumb terminal says no', () => {
    const coloursOf = (env: Record<string, string>, isTerminal: boolean) =>
      readCommandOptions([], env, isTerminal)?.hasColours;
    assert.deepEqual(
      [
        coloursOf({}, true),
        coloursOf({ NO_COLOR: '1' }, true),
        coloursOf({ TERM: 'dumb' }, true),
        coloursOf({}, false),
      ],
      [true, false, false, false],
    );
  });
});

/** A Foyer that is running, with the sandbox in DingTalk's place, and the command beside it. */
async function beside(t: TestContext, more: Record<string, string> = {}) {
  const dingtalk = createSandbox({
    redirectUris: ['https://foyer.example.com/auth/callback'],
    callsPerSecond: 10_000,
  });
  t.after(dingtalk.close);
  const origin = await dingtalk.listen({ host: '127.0.0.1', port: 0 });
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'tools.yaml'), 'admins:\n  - user: manager4220\n');
  const env = { ...liveSettings(origin), PORT: '0', DATA_DIR: join(cwd, 'data'), ...more };
  const foyer = await startFoyer(t, { cwd, env });
  const doctor = (args: string[] = [], language: Record<string, string> = {}) =>
    runFoyer(t, { cwd, env: { ...env, ...language }, args: ['doctor', ...args] });
  return { dingtalk, foyer, doctor, cwd };
}

/** The command beside no Foyer, with the database that one left behind, or that somebody else made. */
function alone(t: TestContext, make?: (db: DatabaseSync) => void) {
  const folder = temporaryFolder(t);
  const file = databaseIn(folder);
  const db = make === undefined ? openDatabase(file) : new DatabaseSync(file);
  make?.(db);
  db.close();
  chmodSync(file, 0o600);
  const env = { DATA_DIR: folder, SANDBOX_PORT: '0' };
  return { file, folder, doctor: () => runFoyer(t, { cwd: temporaryFolder(t), env, args: ['doctor'] }) };
}

type Reader = { get(url: string): Promise<{ json(): { run: { state: string } | null } }> };

/** Waits until the reading that a start begins has come to its end. */
async function companyRead(browser: Reader): Promise<void> {
  const limit = AbortSignal.timeout(20_000);
  while ((await browser.get('/api/admin/directory')).json().run?.state !== 'completed') {
    limit.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<string> {
  const sandbox = createSandbox({ redirectUris: [] });
  const origin = await sandbox.listen({ host: '127.0.0.1', port: 0 });
  await sandbox.close();
  return new URL(origin).port;
}
