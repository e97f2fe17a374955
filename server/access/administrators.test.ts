import assert from 'node:assert/strict';
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { createLogger } from '../logger.ts';
import { openServices } from '../services.ts';
import { runFoyer } from '../testing/foyer-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openAdministrators } from './administrators.ts';
import { ToolsFileError } from './tools-file.ts';

const naming = (...users: string[]) => `admins:\n${users.map((user) => `  - user: "${user}"\n`).join('')}`;

function open(t: TestContext, { text = naming('anna'), fallback = [] as string[] } = {}) {
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(file, text);
  const reports: string[] = [];
  const notes: string[] = [];
  const log = {
    info: (_: object, message: string) => void notes.push(message),
    error: ({ report }: { report: string }) => void reports.push(report),
  };
  const administrators = openAdministrators({ file, fallback, log: log as never });
  t.after(administrators.close);
  return { file, administrators, reports, notes };
}

describe('the administrators', () => {
  it('are whom the file names, and nobody else', (t) => {
    const { administrators } = open(t, { text: naming('anna', '0423752'), fallback: ['fallback'] });
    for (const userId of ['anna', '0423752']) assert.equal(administrators.has(userId), true, userId);
    for (const userId of ['', 'Anna', 'ann', '423752', 'fallback', 'admins', 'constructor'])
      assert.equal(administrators.has(userId), false, userId);
  });

  it('are nobody when the file is empty, whoever the fallback would be', (t) => {
    assert.equal(open(t, { text: '', fallback: ['anna'] }).administrators.has('anna'), false);
  });

  it('are the fallback when there is no file', () => {
    const log = { info: () => {}, error: () => {} };
    const administrators = openAdministrators({ file: null, fallback: ['manager4220'], log });
    administrators.reload();
    assert.deepEqual(['manager4220', 'anna'].map(administrators.has), [true, false]);
    administrators.close();
    assert.equal(openAdministrators({ file: null, fallback: [], log }).has('manager4220'), false);
  });

  it('cannot be opened from a file with mistakes', (t) => {
    assert.throws(() => open(t, { text: 'admins: [{user: 7}]' }), ToolsFileError);
  });
});

describe('a change of the file', () => {
  // Whoever loses the right must not go on with it, and not for a second longer than it takes to save the file.
  it('counts from the next question, also right after an earlier one', (t) => {
    const { file, administrators, notes } = open(t);
    for (const user of ['bert', 'carl', 'dora', 'emil']) {
      writeFileSync(file, naming(user));
      assert.deepEqual(['anna', user].map(administrators.has), [false, true], user);
    }
    assert.equal(notes.length, 4);
    administrators.has('emil');
    assert.equal(notes.length, 4, 'and what has not changed is not said again');
  });

  it('counts when the file is replaced by one that is older', (t) => {
    const { file, administrators } = open(t);
    writeFileSync(`${file}.new`, naming('bert'));
    utimesSync(`${file}.new`, 1_000, 1_000);
    renameSync(`${file}.new`, file);
    assert.deepEqual(['anna', 'bert'].map(administrators.has), [false, true]);
  });

  // A slip of the pen would otherwise lock every administrator out, or take the whole of Foyer down.
  it('that is a mistake leaves the good rules running, and the log has the report once', (t) => {
    const { file, administrators, reports } = open(t);
    writeFileSync(file, 'admins:\n  - user: bert\n  - user: 7\n');
    for (let again = 0; again < 3; again += 1) {
      assert.deepEqual(['anna', 'bert'].map(administrators.has), [true, false]);
      administrators.reload();
    }
    assert.equal(reports.length, 1);
    assert.match(reports[0] ?? '', /tools\.yaml:\n {2}line 3: found the number 7; expected a userId/);
    writeFileSync(file, naming('bert'));
    assert.deepEqual(['anna', 'bert'].map(administrators.has), [false, true]);
  });

  it('that takes it away leaves the good rules running until it is back', (t) => {
    const { file, administrators, reports } = open(t);
    rmSync(file);
    assert.equal(administrators.has('anna'), true);
    assert.match(reports.join(), /ENOENT/);
    writeFileSync(file, naming('bert'));
    assert.deepEqual(['anna', 'bert'].map(administrators.has), [false, true]);
  });

  it('is noticed within a second when nobody asks, until it is closed', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { file, administrators, reports } = open(t);
    writeFileSync(file, 'admins: 7');
    t.mock.timers.tick(1_000);
    assert.equal(reports.length, 1);
    administrators.close();
    writeFileSync(file, 'admins: 8');
    t.mock.timers.tick(10_000);
    assert.equal(reports.length, 1);
  });
});

describe('the services', () => {
  const openAll = async (t: TestContext, env: Record<string, string>) => {
    const config = loadConfig({ SANDBOX_PORT: '0', DATA_DIR: temporaryFolder(t), ...env });
    const services = await openServices({ config, logger: createLogger('silent'), webApp: 'built' });
    t.after(services.close);
    return services.administrators;
  };
  const credentials = { DINGTALK_CLIENT_ID: 'ding', DINGTALK_CLIENT_SECRET: 's', DINGTALK_CORP_ID: 'ding' };

  it('make the manager an administrator in the sandbox, as long as no file names others', async (t) => {
    assert.equal((await openAll(t, {})).has('manager4220'), true);
    const TOOLS_FILE = join(temporaryFolder(t), 'tools.yaml');
    writeFileSync(TOOLS_FILE, naming('anna'));
    const administrators = await openAll(t, { TOOLS_FILE });
    assert.deepEqual(['manager4220', 'anna'].map(administrators.has), [false, true]);
  });

  // The invented manager's userId may be that of a real person.
  it('make nobody an administrator of a company without a file', async (t) => {
    assert.equal((await openAll(t, credentials)).has('manager4220'), false);
  });
});

describe('the start', () => {
  // With a file that nobody understood, there would be no telling who may do what.
  it('is refused with mistakes in tools.yaml, and each is named with its line', async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, 'tools.yaml'), 'admins:\n  - user: 0423752\nadmin: []\n');
    const { code, output } = await runFoyer(t, { cwd, env: { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: cwd } });
    assert.equal(code, 1);
    assert.match(output, /^Foyer cannot use \.\/tools\.yaml:\n {2}line 2: found .*"0423752"\n {2}line 3: found .*\n$/);
  });
});
