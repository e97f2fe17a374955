import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type Config, loadConfig } from './load-config.ts';
import { ConfigError } from './problems.ts';
import { type SettingName, settings } from './settings.ts';

type Environment = Record<string, string>;

const KEY = 'a secret that is 32 letters long';
const KEY2 = 'another secret of 32 letters ...';
const credentials = {
  DINGTALK_CLIENT_ID: 'dingabc123',
  DINGTALK_CLIENT_SECRET: 'client-secret-canary',
  DINGTALK_CORP_ID: 'ding5a4db0',
};
const live = { ...credentials, PUBLIC_URL: 'https://foyer.example.com' };

const dingtalkHost = {
  accepts: ['https://ding.corp.example', 'http://127.0.0.1:3001', 'http://localhost:3001', 'http://[::1]:1'],
  refuses: [
    'http://ding.corp.example',
    'http://127.evil.example',
    'https://ding.corp.example/v1',
    'ding.corp.example',
    'ftp://x.example',
    'https://u@x.example',
  ],
};

/** For each setting: what is accepted, and the nearest that is not. */
const table: Record<SettingName, { accepts: string[]; refuses: string[]; with?: Environment }> = {
  PUBLIC_URL: {
    with: credentials,
    accepts: [
      'https://foyer.example.com',
      'https://foyer.example.com/',
      'https://foyer.example.com:8443',
      'http://localhost:3000',
      'http://foyer.localhost',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
    ],
    refuses: [
      'foyer.example.com',
      'ftp://foyer.example.com',
      'javascript:alert(1)',
      'https://',
      'https://foyer.example.com/foyer',
      'https://foyer.example.com?x',
      'https://foyer.example.com/?',
      'https://foyer.example.com#x',
      'https://foyer.example.com/#',
      'https://user@foyer.example.com',
      'https://user:secret@foyer.example.com',
      'https://foyer.example.com.',
      'https://foyer.example.com/..//',
      'http://foyer.example.com',
      'http://192.168.1.7',
      'https://192.168.1.7',
      'https://[2001:db8::1]',
    ],
  },
  HOST: { accepts: ['0.0.0.0', '::', 'foyer.internal'], refuses: ['a b', 'a/b', 'http://x', 'x'.repeat(256)] },
  PORT: { accepts: ['0', '1', '65535'], refuses: ['-1', '65536', '80.5', '0x50', '1e3', 'http', ' 80 80', '٨٠'] },
  DATA_DIR: { accepts: ['/var/lib/foyer', 'data'], refuses: [] },
  SESSION_SECRET: {
    accepts: [KEY, `${KEY},${KEY2}`, `${KEY} , ${KEY2}`],
    refuses: [KEY.slice(1), `${KEY},`, `,${KEY}`, `${KEY},short`, `${KEY},${KEY}`, `short,${KEY}`],
  },
  SESSION_IDLE_MINUTES: { accepts: ['1', '720', '43200'], refuses: ['0', '-1', '1.5', '43201', '12h', 'NaN'] },
  SESSION_MAX_HOURS: { accepts: ['1', '168', '720'], refuses: ['0', '721', '1.5', 'Infinity', '1h'] },
  DINGTALK_CLIENT_ID: {
    with: live,
    accepts: ['dingabc', 'a_b-c'],
    refuses: ['ding abc', 'a,b', '*', 'x'.repeat(129), '张'],
  },
  DINGTALK_CLIENT_SECRET: { with: live, accepts: ['s', 'a+b/c=~!'], refuses: ['a b', 'a\tb', '密', 'x'.repeat(513)] },
  DINGTALK_CORP_ID: { with: live, accepts: ['ding1'], refuses: ['*', 'ding1,ding2', 'ding1 ding2', '[]', "ding'1"] },
  DINGTALK_REGION: { accepts: ['cn', 'intl'], refuses: ['CN', 'us', 'cn,intl', 'io'] },
  DINGTALK_APP_KIND: { accepts: ['internal', 'third-party'], refuses: ['Internal', 'third party', 'isv', ','] },
  DINGTALK_LOGIN_URL: { with: live, ...dingtalkHost },
  DINGTALK_API_URL: { with: live, ...dingtalkHost },
  DINGTALK_OAPI_URL: { with: live, ...dingtalkHost },
  SANDBOX_PORT: { accepts: ['0', '3001'], refuses: ['65536', 'x'] },
  TOOLS_FILE: {
    accepts: [import.meta.filename],
    refuses: ['/nowhere/at/all/tools.yaml', import.meta.dirname, `${import.meta.filename}/tools.yaml`],
  },
  TRUSTED_PROXIES: {
    accepts: [
      '127.0.0.1',
      '10.0.0.0/8',
      '10.0.0.0/8, 192.168.0.0/16',
      '::1',
      'fd00::/8',
      '203.0.113.7/32',
      '2001:db8::/128',
    ],
    refuses: [
      'true',
      '1',
      'false',
      '*',
      'any',
      'loopback',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      'fd00::/129',
      '10.0.0.0/8,0.0.0.0/0',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '10.0.0',
      'proxy.example.com',
      '10.0.0.1,',
      '10.0.0.0/08x',
    ],
  },
  FALLBACK_EMAIL_DOMAIN: {
    accepts: ['people.example.com', 'example.com', 'xn--fiq228c.example', 'a-b.c1.cn', `${'a'.repeat(63)}.example.com`],
    refuses: [
      'example',
      'localhost',
      'Example.com',
      'example.com.',
      '.example.com',
      'example..com',
      '-a.example.com',
      'a-.example.com',
      'a_b.example.com',
      'example.c',
      '10.0.0.5',
      '[::1]',
      'noreply@example.com',
      '@example.com',
      '*.example.com',
      'example.com/x',
      'https://example.com',
      'example.com:25',
      '公司.example.com',
      'a.example.com,b.example.com',
      `${'a'.repeat(64)}.example.com`,
      `${'a.'.repeat(90)}com`,
    ],
  },
  DIRECTORY_SYNC_MINUTES: { accepts: ['5', '60', '10080'], refuses: ['4', '0', '10081', '5.5', '1h'] },
  SIGN_IN_STARTS_PER_MINUTE: { accepts: ['1', '300', '100000'], refuses: ['0', '100001', '-1', 'many'] },
  LOG_LEVEL: { accepts: ['info', 'debug', 'silent'], refuses: ['INFO', 'verbose', 'log'] },
};

describe('every setting', () => {
  for (const [name, { accepts, refuses, with: others = {} }] of Object.entries(table)) {
    for (const value of accepts) {
      it(`${name} accepts ${shorten(value)}`, () => {
        assert.ok(loadConfig({ ...others, [name]: value }));
      });
    }
    for (const value of refuses) {
      it(`${name} refuses ${shorten(value)}, and says what it accepts`, () => {
        const problems = problemsOf({ ...others, [name]: value });
        assert.deepEqual([...new Set(problems.map(({ variable }) => variable))], [name]);
        assert.ok(problems.every(({ accepted, found }) => accepted.length > 0 && found.length > 0));
      });
    }
  }

  it('is in the table of this test', () => {
    assert.deepEqual(Object.keys(table), Object.keys(settings));
  });

  it('may be empty or blank, which is the same as not set', () => {
    const blank = Object.fromEntries(Object.keys(settings).map((name) => [name, '  ']));
    assert.deepEqual(plain(loadConfig(blank)), plain(loadConfig({})));
  });

  it('may have blanks around it', () => {
    assert.equal(loadConfig({ PORT: ' 8080 ' }).listen.port, 8080);
  });
});

describe('an environment without any setting', () => {
  it('means the sandbox, on this machine alone', () => {
    const { warnings, trustedProxies, ...config } = loadConfig({});
    assert.deepEqual(plain(config), {
      publicUrl: 'http://localhost:3000/',
      listen: { host: '127.0.0.1', port: 3000 },
      dataDir: './data',
      sessions: { secrets: null, idleMs: 720 * 60_000, maxMs: 168 * 3_600_000 },
      dingtalk: { mode: 'sandbox', appKind: 'internal' },
      sandboxPort: 3001,
      toolsFile: null,
      fallbackEmailDomain: null,
      directorySyncMs: 60 * 60_000,
      signInStartsPerMinute: 300,
      logLevel: 'info',
    });
    assert.deepEqual([warnings, trustedProxies], [[], ['127.0.0.0/8', '::1']]);
  });

  it('lets the address follow the port', () => {
    assert.equal(loadConfig({ PORT: '8080' }).publicUrl.origin, 'http://localhost:8080');
  });
});

describe('the mode', () => {
  it('is live when all credentials are set, with the hosts of the region', () => {
    for (const [region, domain] of [
      ['cn', 'dingtalk.com'],
      ['intl', 'dingtalk.io'],
    ] as const) {
      const { dingtalk } = loadConfig({ ...live, DINGTALK_REGION: region });
      assert.equal(dingtalk.mode, 'live');
      const { hosts, clientSecret, ...app } = (dingtalk as Extract<Config['dingtalk'], { mode: 'live' }>).app;
      assert.deepEqual(app, { clientId: 'dingabc123', corpId: 'ding5a4db0', kind: 'internal' });
      assert.equal(clientSecret.reveal(), 'client-secret-canary');
      assert.deepEqual(
        Object.values(hosts).map(String),
        ['login', 'api', 'oapi'].map((host) => `https://${host}.${domain}/`),
      );
    }
  });

  it('has the kind of app that is set, live and in the sandbox', () => {
    const DINGTALK_APP_KIND = 'third-party';
    const { dingtalk } = loadConfig({ ...live, DINGTALK_APP_KIND });
    assert.equal(dingtalk.mode === 'live' && dingtalk.app.kind, 'third-party');
    assert.deepEqual(loadConfig({ DINGTALK_APP_KIND }).dingtalk, { mode: 'sandbox', appKind: 'third-party' });
  });

  // Half a configuration that fell back to the sandbox would let anybody be anybody.
  for (const missing of Object.keys(credentials) as (keyof typeof credentials)[]) {
    it(`is neither when ${missing} alone is missing, and that is an error`, () => {
      const { [missing]: _left, ...rest } = live;
      assert.deepEqual(variablesOf(rest), [missing]);
      const only = { [missing]: credentials[missing] };
      assert.deepEqual(
        new Set(variablesOf(only)),
        new Set(Object.keys(credentials).filter((name) => name !== missing)),
      );
    });
  }

  it('is neither when only DingTalk’s hosts are set', () => {
    const problems = variablesOf({ DINGTALK_API_URL: 'https://ding.corp.example' });
    assert.deepEqual(new Set(problems), new Set(Object.keys(credentials)));
  });

  it('is not the sandbox when a credential is there but unusable', () => {
    for (const [name, value] of [
      ['DINGTALK_CLIENT_ID', 'a b'],
      ['DINGTALK_CLIENT_SECRET_FILE', '/nowhere/at/all'],
    ] as const) {
      assert.deepEqual(variablesOf({ [name]: value }).includes(name), true);
      assert.equal(variablesOf({ [name]: value }).length, 3, 'and the two others are missing');
    }
  });

  // Whoever reaches the sandbox can be anybody.
  it('is the sandbox only at an address of this machine', () => {
    for (const own of [
      'http://localhost:3000',
      'https://localhost',
      'http://foyer.localhost',
      'http://127.0.0.1',
      'http://127.8.8.8',
      'http://[::1]',
    ]) {
      assert.equal(loadConfig({ PUBLIC_URL: own }).dingtalk.mode, 'sandbox', own);
    }
    for (const other of [
      'https://foyer.example.com',
      'http://192.168.1.7',
      'http://localhost.example.com',
      'http://notlocalhost',
      'http://127.0.0.1.example.com',
      'http://127.example.com',
      'http://0.0.0.0',
      'http://[::2]',
    ]) {
      assert.deepEqual(variablesOf({ PUBLIC_URL: other }), ['PUBLIC_URL'], other);
    }
  });

  it('is live on plain http only at an address of this machine', () => {
    assert.deepEqual(variablesOf({ ...live, PUBLIC_URL: 'http://foyer.example.com' }), ['PUBLIC_URL']);
    assert.deepEqual(variablesOf({ ...live, PUBLIC_URL: 'http://127.evil.example' }), ['PUBLIC_URL']);
    assert.equal(loadConfig({ ...live, PUBLIC_URL: 'http://localhost:3000' }).dingtalk.mode, 'live');
  });
});

describe('mistakes', () => {
  it('are reported all at once', () => {
    const problems = variablesOf({
      PUBLIC_URL: 'x',
      PORT: 'x',
      SESSION_SECRET: 'x',
      SESSION_MAX_HOURS: 'x',
      DINGTALK_CLIENT_ID: 'x y',
      DINGTALK_CORPID: 'x',
      TRUSTED_PROXIES: 'true',
      LOG_LEVEL: 'x',
    });
    assert.deepEqual(
      new Set(problems),
      new Set([
        'PUBLIC_URL',
        'PORT',
        'SESSION_SECRET',
        'SESSION_MAX_HOURS',
        'DINGTALK_CLIENT_ID',
        'DINGTALK_CLIENT_SECRET',
        'DINGTALK_CORP_ID',
        'DINGTALK_CORPID',
        'TRUSTED_PROXIES',
        'LOG_LEVEL',
      ]),
    );
    assert.throws(() => loadConfig({ PORT: 'x', LOG_LEVEL: 'y' }), {
      message:
        /^Foyer cannot start with these settings:\n {2}PORT: found "x"; accepted: .*\n {2}LOG_LEVEL: found "y"; accepted: .*$/,
    });
  });

  // The report is read aloud on calls and pasted into tickets.
  it('never show a secret', () => {
    const canary = 'canary';
    for (const env of [
      { SESSION_SECRET: canary },
      { SESSION_SECRET: `${KEY}${canary},${canary}` },
      { ...live, DINGTALK_CLIENT_SECRET: `${canary} with a blank` },
      {
        ...live,
        SESSION_SECRET: `${canary}${KEY}`,
        DINGTALK_CLIENT_SECRET: `${canary}${KEY}`.replaceAll(' ', '_'),
        PORT: 'x',
      },
    ]) {
      const error = errorOf(env);
      assert.doesNotMatch(`${error.message}${error.stack}${JSON.stringify(error)}${inspect(error)}`, /canary/);
    }
  });

  it('include one secret for two purposes', () => {
    const shared = 'one-secret-for-two-purposes-of-32-letters';
    assert.deepEqual(variablesOf({ ...live, SESSION_SECRET: shared, DINGTALK_CLIENT_SECRET: shared }), [
      'SESSION_SECRET',
    ]);
    assert.deepEqual(variablesOf({ ...live, SESSION_SECRET: `${KEY},${shared}`, DINGTALK_CLIENT_SECRET: shared }), [
      'SESSION_SECRET',
    ]);
  });

  // A misspelled setting is a setting that silently has its default.
  for (const name of [
    'DINGTALK_CLIENTID',
    'DINGTALK_REGIONS',
    'SESSION_SECRETS',
    'SESSION_IDLE_MINUTE',
    'SESSION_MAX_HOUR',
    'TRUSTED_PROXY',
    'SIGN_IN_STARTS',
    'DINGTALK_APP_KINDS',
    'TOOLS_FILES',
    'TOOLS_FILE_PATH',
    'DIRECTORY_SYNC_HOURS',
    'FALLBACK_EMAIL',
    'DINGTALK_CORP_ID_FILE',
    'SESSION_SECRET_FILES',
  ]) {
    it(`include a name that nobody knows: ${name}`, () => {
      assert.ok(variablesOf({ [name]: 'x' }).includes(name));
    });
  }

  it('are not names that belong to others', () => {
    assert.ok(
      loadConfig({
        PATH: '/bin',
        HOME: '/root',
        NODE_ENV: 'production',
        SESSION_MANAGER: 'local/x',
        DIRECTORY: '/x',
        TOOLS: 'x',
        PORTAL: 'x',
        TZ: 'UTC',
      }),
    );
  });
});

describe('a variable that a file names', () => {
  const find = (env: Environment, name: string) => {
    const found = loadConfig(env).findVariable(name);
    return typeof found === 'string' ? found : found.reveal();
  };

  it('has its value, without blanks around it', () => {
    assert.equal(find({ WIKI_CLIENT_SECRET: ' abc ' }, 'WIKI_CLIENT_SECRET'), 'abc');
  });

  it('is not set when it is empty, blank, spelled otherwise or something that every object has', () => {
    const env = { WIKI_CLIENT_SECRET: '', OTHER: '  ', NAME: 'x' };
    for (const name of ['WIKI_CLIENT_SECRET', 'OTHER', 'name', 'NOBODY', 'constructor', '__proto__', 'toString'])
      assert.equal(find(env, name), 'unset', name);
  });

  // Whoever runs the tool would hold the key to every session, or the company's app.
  it('is none of Foyer’s own settings, set or not', () => {
    for (const name of Object.keys(settings)) {
      assert.equal(find(live, name), 'own setting', name);
      assert.equal(find(live, `${name}_FILE`), 'own setting', name);
    }
  });

  // A configuration is printed by whoever looks for a mistake.
  it('is nowhere in a configuration that is printed', () => {
    const config = loadConfig({ WIKI_CLIENT_SECRET: 'canary' });
    assert.doesNotMatch(inspect(config, { depth: null, showHidden: true }) + JSON.stringify(config), /canary/);
    assert.doesNotMatch(inspect(config.findVariable('WIKI_CLIENT_SECRET'), { showHidden: true }), /canary/);
  });
});

describe('the file with the administrators', () => {
  it('is the one that TOOLS_FILE names', (t) => {
    const TOOLS_FILE = fileOf(t, '');
    assert.equal(loadConfig({ TOOLS_FILE }).toolsFile, TOOLS_FILE);
  });

  it('is tools.yaml in the folder where Foyer starts, if it is there', (t) => {
    const folder = temporaryFolder(t);
    const before = process.cwd();
    t.after(() => process.chdir(before));
    process.chdir(folder);
    assert.equal(loadConfig({}).toolsFile, null);
    writeFileSync('tools.yaml', '');
    assert.equal(loadConfig({}).toolsFile, './tools.yaml');
  });
});

describe('a secret in a file', () => {
  it('is read without the newline that editors add', (t) => {
    for (const [text, expected] of [
      [`${KEY}\n`, KEY],
      [`${KEY}\r\n`, KEY],
      [KEY, KEY],
    ] as const) {
      const SESSION_SECRET_FILE = fileOf(t, text);
      assert.deepEqual(
        loadConfig({ SESSION_SECRET_FILE }).sessions.secrets?.map((secret) => secret.reveal()),
        [expected],
      );
    }
  });

  it('works for DingTalk’s secret as well', (t) => {
    const { DINGTALK_CLIENT_SECRET: secret, ...rest } = live;
    const { dingtalk } = loadConfig({ ...rest, DINGTALK_CLIENT_SECRET_FILE: fileOf(t, `${secret}\n`) });
    assert.equal(dingtalk.mode === 'live' && dingtalk.app.clientSecret.reveal(), secret);
  });

  it('is refused when the variable itself is set as well', (t) => {
    const problems = problemsOf({ SESSION_SECRET: KEY, SESSION_SECRET_FILE: fileOf(t, KEY2) });
    assert.deepEqual(
      problems.map(({ variable }) => variable),
      ['SESSION_SECRET_FILE'],
    );
    assert.ok(loadConfig({ SESSION_SECRET: '', SESSION_SECRET_FILE: fileOf(t, KEY2) }));
  });

  it('is refused when the file is missing, a folder, empty, or holds too short a secret', (t) => {
    const folder = temporaryFolder(t);
    for (const file of [join(folder, 'missing'), folder, fileOf(t, ''), fileOf(t, ' \n')]) {
      assert.deepEqual(variablesOf({ SESSION_SECRET_FILE: file }), ['SESSION_SECRET_FILE'], file);
    }
    const error = errorOf({ SESSION_SECRET_FILE: fileOf(t, 'canary') });
    assert.match(error.message, /SESSION_SECRET/);
    assert.doesNotMatch(error.message, /canary/);
  });

  // A file that everybody on the machine may read is no better than the command line.
  it('is used with a warning when everybody may read it', (t) => {
    const file = fileOf(t, KEY);
    chmodSync(file, 0o644);
    const { warnings } = loadConfig({ SESSION_SECRET_FILE: file });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^SESSION_SECRET_FILE: /);
    assert.doesNotMatch(warnings.join(), new RegExp(KEY));
    chmodSync(file, 0o640);
    assert.deepEqual(loadConfig({ SESSION_SECRET_FILE: file }).warnings, []);
  });
});

describe('a configuration that is shown', () => {
  // Crash reports, logs and a curious JSON.stringify would otherwise print them.
  it('never shows a secret', () => {
    const config = loadConfig({ ...live, SESSION_SECRET: `canary ${KEY}`, DINGTALK_CLIENT_SECRET: 'canary' });
    for (const shown of [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      `${config.sessions.secrets}`,
    ]) {
      assert.doesNotMatch(shown, /canary/);
    }
  });
});

describe('flags of Node that would undo what Foyer relies on', () => {
  it('keep it from starting', () => {
    for (const [env, execArgv, variable] of [
      [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, [], 'NODE_TLS_REJECT_UNAUTHORIZED'],
      [{ NODE_OPTIONS: '--insecure-http-parser' }, [], 'NODE_OPTIONS'],
      [{ NODE_OPTIONS: '--max-old-space-size=512 --insecure-http-parser' }, [], 'NODE_OPTIONS'],
      [{}, ['--insecure-http-parser'], 'NODE_OPTIONS'],
      [live, ['--inspect'], 'NODE_OPTIONS'],
      [live, ['--inspect-brk=0.0.0.0:9229'], 'NODE_OPTIONS'],
      [{ ...live, NODE_OPTIONS: '--inspect=9229' }, [], 'NODE_OPTIONS'],
    ] as [Environment, string[], string][]) {
      assert.deepEqual(variablesOf(env, execArgv), [variable], JSON.stringify([env, execArgv]));
    }
  });

  it('are no obstacle where they are harmless', () => {
    for (const [env, execArgv] of [
      [{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, []],
      [{ NODE_OPTIONS: '--max-old-space-size=512' }, ['--watch']],
      [{}, ['--inspect']],
      [{ ...live, NODE_OPTIONS: '--enable-source-maps' }, []],
    ] as [Environment, string[]][]) {
      assert.ok(loadConfig(env, execArgv));
    }
  });
});

function errorOf(env: Environment, execArgv: string[] = []): ConfigError {
  try {
    loadConfig(env, execArgv);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return assert.fail(`accepted: ${JSON.stringify(env)}`);
}

function problemsOf(env: Environment) {
  return errorOf(env).problems;
}

function variablesOf(env: Environment, execArgv: string[] = []): string[] {
  return errorOf(env, execArgv).problems.map(({ variable }) => variable);
}

function fileOf(t: TestContext, text: string): string {
  const folder = join(temporaryFolder(t), 'secrets');
  mkdirSync(folder);
  const file = join(folder, 'secret');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function shorten(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 20)}… (${value.length} letters)` : value);
}
