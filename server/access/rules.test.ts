import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { createLogger } from '../logger.ts';
import { openExplanation } from '../open-explanation.ts';
import { type FindVariable, Secret } from '../secret.ts';
import { openServices } from '../services.ts';
import { runFoyer, startFoyer } from '../testing/foyer-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createRules, openRules } from './rules.ts';
import type { Rules } from './tool.ts';
import { ToolsFileError } from './tools-file-error.ts';

const naming = (...users: string[]) => `admins:\n${users.map((user) => `  - user: "${user}"\n`).join('')}`;

const SECRET = 'a-secret-for-tests-that-is-long-enough';
const findVariable: FindVariable = (name) => (name === 'WIKI_CLIENT_SECRET' ? new Secret(SECRET) : 'unset');
const from = { ownOrigin: 'https://foyer.example.com', findVariable };
const without = (admins: string[]) => {
  const rules = createRules({ admins, tools: [] });
  return { current: () => rules };
};

function open(t: TestContext, { text = naming('anna'), fallback = [] as string[] } = {}) {
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(file, text);
  const reports: string[] = [];
  const notes: string[] = [];
  const log = {
    info: (_: object, message: string) => void notes.push(message),
    error: ({ report }: { report: string }) => void reports.push(report),
  };
  const rules = openRules({ file, fallback: without(fallback), log: log as never, ...from });
  t.after(rules.close);
  return { file, rules, administrators: rules, reports, notes };
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
    const administrators = openRules({ file: null, fallback: without(['manager4220']), log, ...from });
    administrators.reload();
    assert.deepEqual(['manager4220', 'anna'].map(administrators.has), [true, false]);
    administrators.close();
    assert.equal(openRules({ file: null, fallback: without([]), log, ...from }).has('manager4220'), false);
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

/** A tools file with one tool of this name, which is always as long. */
const withTool = (name: string) =>
  `admins:\n  - user: anna\ntools:\n  - { id: wiki, name: ${name}, url: "https://wiki.example.com", hosts: [wiki.example.com] }\n`;
const nameIn = ({ current }: { current(): Rules }) => current().tools[0]?.name;

describe('the rules', () => {
  it('find a tool by the addresses it answers at, and by no other', (t) => {
    const { rules } = open(t, { text: withTool('Wiki') });
    const { tools, byOrigin } = rules.current();
    assert.equal(byOrigin.get('https://wiki.example.com'), tools[0]);
    assert.deepEqual([...byOrigin.keys()], ['https://wiki.example.com']);
  });

  it('are the same objects until the text has changed, and then all new ones', (t) => {
    const { file, rules } = open(t, { text: withTool('Wiki') });
    const before = rules.current();
    writeFileSync(file, withTool('Wiki'));
    rules.reload();
    assert.equal(rules.current(), before);
    writeFileSync(file, withTool('Docs'));
    rules.reload();
    assert.notEqual(rules.current(), before);
    assert.notEqual(rules.current().tools[0], before.tools[0]);
  });

  // Half of a change could open what the other half was to close.
  it('change all at once or not at all: a mistake anywhere keeps everything as it was, and is reported until it is gone', (t) => {
    const { file, rules, reports } = open(t, { text: withTool('Wiki') });
    assert.equal(rules.report(), null);
    writeFileSync(file, withTool('Docs').replace('anna', '7').replace('https', 'http'));
    rules.reload();
    assert.deepEqual([nameIn(rules), rules.has('anna')], ['Wiki', true]);
    assert.match(rules.report() ?? '', /line 2: .*\n {2}line 4: /);
    assert.equal(rules.report(), reports[0]);
    writeFileSync(file, withTool('Docs'));
    rules.reload();
    assert.deepEqual([nameIn(rules), rules.report(), reports.length], ['Docs', null, 1]);
  });

  it('are those of the sandbox as long as there is no file', () => {
    const log = { info: () => {}, error: () => {} };
    const fallback = without(['manager4220']);
    const rules = openRules({ file: null, fallback, log, ...from });
    rules.reload();
    assert.deepEqual([rules.current(), rules.report(), rules.file], [fallback.current(), null, null]);
    rules.close();
  });
});

/** Ways in which files are changed; each is told of the file and its new text. */
const ways: Readonly<Record<string, (file: string, text: string) => void>> = {
  'is written in place': (file, text) => writeFileSync(file, text),
  'is put in its place by an editor': (file, text) => {
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  },
  'is taken away and made anew': (file, text) => {
    rmSync(file);
    writeFileSync(file, text);
  },
};

const withClient = (secret: string) =>
  [
    'tools:',
    '  - id: wiki',
    '    name: Wiki',
    '    url: https://wiki.example.com/',
    '    oidc:',
    '      clientId: Wiki',
    `      clientSecret: ${secret}`,
    '      redirectUris: [https://wiki.example.com/cb]',
  ].join('\n');

describe('the rules about OpenID Connect clients', () => {
  const secretOf = (rules: Rules) => rules.byClientId.get('Wiki')?.oidc?.clientSecret?.reveal();

  it('have the variables that the file names, at the start and after a change', (t) => {
    const { file, rules, reports } = open(t, { text: withClient(`\${WIKI_CLIENT_SECRET}`) });
    assert.equal(secretOf(rules.current()), SECRET);
    writeFileSync(file, withClient(`${SECRET}-2`));
    rules.reload();
    assert.equal(secretOf(rules.current()), `${SECRET}-2`);
    writeFileSync(file, withClient(`\${WIKI_SECRET}`));
    rules.reload();
    assert.equal(secretOf(rules.current()), `${SECRET}-2`);
    assert.match(
      reports.join(),
      /^Foyer cannot use .*\n {2}line 7: found \$\{WIKI_SECRET\}, which is not set; expected /,
    );
    writeFileSync(file, withClient(`\${WIKI_CLIENT_SECRET}`));
    rules.reload();
    assert.equal(secretOf(rules.current()), SECRET);
    assert.equal(rules.report(), null);
  });

  // Whoever asks why somebody is refused would be told of a mistake that is none.
  it('are the same for whoever runs Foyer and for whoever has it explain', async (t) => {
    const folder = temporaryFolder(t);
    const TOOLS_FILE = join(folder, 'tools.yaml');
    writeFileSync(TOOLS_FILE, withClient(`\${WIKI_CLIENT_SECRET}`));
    const env = { SANDBOX_PORT: '0', DATA_DIR: folder, TOOLS_FILE };
    const config = loadConfig({ ...env, WIKI_CLIENT_SECRET: SECRET });
    const services = await openServices({ config, logger: createLogger('silent'), webApp: 'built' });
    t.after(services.close);
    assert.equal(secretOf(services.rules.current()), SECRET);
    const explained = openExplanation(config);
    t.after(explained.close);
    assert.equal(secretOf(explained.rules), SECRET);
    assert.throws(() => openExplanation(loadConfig(env)), /WIKI_CLIENT_SECRET\}, which is not set/);
  });
});

describe('a change that nobody asks about', () => {
  /** Resolves when the log says that a change counts. */
  function watched(file: string) {
    let tell = () => {};
    const told = () =>
      new Promise<void>((resolve) => {
        tell = resolve;
      });
    const log = { info: () => tell(), error: () => {} };
    return { rules: openRules({ file, fallback: without([]), log: log as never, ...from }), told };
  }

  for (const [way, change] of Object.entries(ways)) {
    it(`is noticed when the file ${way}, also with as many letters as before`, { timeout: 10_000 }, async (t) => {
      const file = join(temporaryFolder(t), 'tools.yaml');
      writeFileSync(file, withTool('Wiki'));
      const { rules, told } = watched(file);
      t.after(rules.close);
      for (const name of ['Docs', 'Page']) {
        const counts = told();
        change(file, withTool(name));
        await counts;
        assert.equal(nameIn(rules), name);
      }
    });
  }

  // Kubernetes puts a new folder in the place of the old one, and touches nothing that Foyer was told of.
  it('is noticed when the file is a link into a folder that is itself a link, which is turned', {
    timeout: 10_000,
  }, async (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['Wiki', 'Docs']) {
      mkdirSync(join(folder, `..${name}`));
      writeFileSync(join(folder, `..${name}`, 'tools.yaml'), withTool(name));
    }
    symlinkSync('..Wiki', join(folder, '..data'));
    symlinkSync(join('..data', 'tools.yaml'), join(folder, 'tools.yaml'));
    const { rules, told } = watched(join(folder, 'tools.yaml'));
    t.after(rules.close);
    const counts = told();
    symlinkSync('..Docs', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
    await counts;
    assert.equal(nameIn(rules), 'Docs');
  });

  it('is noticed when the whole folder is another one', { timeout: 10_000 }, async (t) => {
    const folder = join(temporaryFolder(t), 'etc');
    mkdirSync(folder);
    const file = join(folder, 'tools.yaml');
    writeFileSync(file, withTool('Wiki'));
    const { rules, told } = watched(file);
    t.after(rules.close);
    const counts = told();
    renameSync(folder, `${folder}.old`);
    mkdirSync(folder);
    writeFileSync(file, withTool('Docs'));
    await counts;
    assert.equal(nameIn(rules), 'Docs');
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

describe('SIGHUP', () => {
  it('has the file read again, and ends nothing', { timeout: 30_000 }, async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, 'tools.yaml'), withTool('Wiki'));
    const env = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: cwd };
    const foyer = await startFoyer(t, { cwd, env });
    foyer.signal('SIGHUP');
    while (!foyer.output().includes('SIGHUP: the rules are read again')) await nextOutput();
    foyer.signal('SIGTERM');
    assert.equal((await foyer.exited).code, 0);
  });
});

const nextOutput = () => new Promise<void>((resolve) => setImmediate(resolve));
