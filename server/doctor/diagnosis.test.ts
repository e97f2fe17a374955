import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import type { FaultId } from '../sandbox/fault-table.ts';
import { liveSettings } from '../testing/live-settings.ts';
import { databaseIn, NEWEST_SCHEMA } from '../storage/open-database.ts';
import { listenUntilAfter, startStandIn } from '../testing/stand-in.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { checks } from './checks.ts';
import { judgeClock } from './checks/clock.ts';
import { judgeScope } from './checks/scope.ts';
import { judgeHosts } from './checks/settings.ts';
import { judgeFreeSpace } from './checks/storage.ts';
import { type DiagnosisOptions, diagnose } from './diagnosis.ts';
import type { DiagnosisLine, Finding } from './schema.ts';

describe('a Foyer in good health', () => {
  it('has every check passed once somebody has signed in and the company was read', async (t) => {
    const server = await start(t);
    await signedIn(server.newBrowser());
    server.services.runner.run({ allowRemovals: false });
    await server.services.runner.settled();
    const { findings, lines } = await examine(server);
    assert.deepEqual(wrongOf(findings), []);
    assert.deepEqual(lines.at(-1), { summary: { passed: checks.length, warnings: 0, failed: 0 } });
  });

  it('is told what only a sign-in and a reading can show, as long as there was none', async (t) => {
    const { findings } = await examine(await start(t));
    assert.deepEqual(wrongOf(findings), [
      'warning permission.Contact.User.Read',
      'warning corp-id',
      'warning directory-run',
    ]);
    for (const finding of findings.filter(({ status }) => status !== 'passed')) assert.ok(finding.remedy?.length);
  });

  it('is asked for nothing that changes anything', async (t) => {
    const server = await healthy(t);
    const before = server.services.evidence.lastSeen('corp_id_missing');
    const people = [server.dingtalk.company.list(), await contactsIn(server)];
    server.clock.advance(60_000);
    const given = server.services.evidence.lastSeen('corp_id_given');
    await examine(server);
    assert.equal(server.services.evidence.lastSeen('corp_id_given'), given, 'the trial write is undone');
    assert.equal(server.services.evidence.lastSeen('corp_id_missing'), before);
    assert.deepEqual([server.dingtalk.company.list(), await contactsIn(server)], people, 'the company is as it was');
    assert.equal((await signIn(server.newBrowser(), { userId: 'zhangwei01' })).headers.location, '/');
  });
});

const contactsIn = ({ services }: TestServer) =>
  services.dingtalk.writing.listExternalContacts(0, AbortSignal.timeout(5_000));

/** What everything after the credentials leaves open. */
const afterCredentials = [
  'permission.qyapi_base',
  'permission.qyapi_get_member',
  'permission.qyapi_get_department_list',
  'permission.qyapi_get_department_member',
  'permission.fieldMobile',
  'permission.fieldEmail',
  'permission.open_app_api_base',
  'permission.qyapi_manage_addresslist',
  'permission.qyapi_get_member_by_mobile',
  'permission.qyapi_ext_read',
  'permission.qyapi_ext_write',
  'visible-range',
  'headcount',
  'directory-run',
];
const afterBase = afterCredentials.filter(
  (id) => !['permission.qyapi_base', 'permission.open_app_api_base'].includes(id),
);
const afterApi = ['clock', 'credentials', ...afterCredentials];

type Planted = {
  fault: FaultId;
  /** All that is not well, besides the line about what was not looked at. */
  finds: string[];
  code?: string;
  cause: RegExp;
  remedy: RegExp;
  link?: string;
  leavesOut?: string[];
};

const applyAt = 'https://open-dev.dingtalk.com/appscope/apply?content=dingfoyersandbox0001%23';
const apply = /Manage permissions/;

const planted: Planted[] = [
  {
    fault: 'wrong-client-secret',
    finds: ['failed credentials'],
    code: 'invalidClientIdOrSecret',
    cause: /copied wrongly/,
    remedy: /DINGTALK_CLIENT_SECRET/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'app-unpublished',
    finds: ['failed credentials'],
    code: 'invalidClientIdOrSecret',
    cause: /never been published/,
    remedy: /Version management and release/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'app-disabled',
    finds: ['failed credentials'],
    code: '50003',
    cause: /^An administrator has disabled the app \(50003\)\.$/,
    remedy: /see that the app is enabled/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'corp-disabled',
    finds: ['failed credentials'],
    code: '50005',
    cause: /\(50005\)/,
    remedy: /ask DingTalk/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'corp-mismatch',
    finds: ['failed credentials'],
    code: '33001',
    cause: /DINGTALK_CORP_ID is wrong/,
    remedy: /DINGTALK_CORP_ID and DINGTALK_REGION/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'ip-refused',
    finds: ['failed credentials'],
    code: 'Forbidden.AccessDenied.IpNotInWhiteList',
    cause: /behind NAT or a proxy/,
    remedy: /egress IP list/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'ip-refused-masked',
    finds: ['failed permission.open_app_api_base'],
    code: 'invalidParameter.authCode.notFound',
    cause: /behind NAT or a proxy/,
    remedy: /egress IP list/,
  },
  {
    fault: 'no-qyapi-base',
    finds: ['failed permission.qyapi_base'],
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    cause: /the app’s own token/,
    remedy: apply,
    link: `${applyAt}qyapi_base`,
    leavesOut: afterBase,
  },
  {
    fault: 'no-qyapi-get-member',
    finds: ['failed permission.qyapi_get_member'],
    code: '60011',
    cause: /whoever signs in is an employee/,
    remedy: apply,
    link: `${applyAt}qyapi_get_member`,
    leavesOut: ['headcount'],
  },
  {
    fault: 'no-qyapi-get-department-list',
    finds: ['failed permission.qyapi_get_department_list'],
    code: '60011',
    cause: /reading the departments/,
    remedy: apply,
    link: `${applyAt}qyapi_get_department_list`,
    leavesOut: ['directory-run'],
  },
  {
    fault: 'no-qyapi-get-department-member',
    finds: ['failed permission.qyapi_get_department_member'],
    code: '60011',
    cause: /the people of the departments/,
    remedy: apply,
    link: `${applyAt}qyapi_get_department_member`,
    leavesOut: ['directory-run'],
  },
  {
    fault: 'no-open-app-api-base',
    finds: ['failed permission.open_app_api_base'],
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    cause: /exchanging a sign-in/,
    remedy: apply,
    link: `${applyAt}open_app_api_base`,
  },
  {
    fault: 'no-field-mobile',
    finds: ['warning permission.fieldMobile'],
    cause: /mobile numbers/,
    remedy: apply,
    link: `${applyAt}fieldMobile`,
  },
  {
    fault: 'no-field-email',
    finds: ['warning permission.fieldEmail'],
    cause: /email, work place/,
    remedy: apply,
    link: `${applyAt}fieldEmail`,
  },
  {
    fault: 'no-qyapi-manage-addresslist',
    finds: ['warning permission.qyapi_manage_addresslist'],
    code: '60011',
    cause: /adding, changing and removing people/,
    remedy: apply,
    link: `${applyAt}qyapi_manage_addresslist`,
  },
  {
    fault: 'no-qyapi-get-member-by-mobile',
    finds: ['warning permission.qyapi_get_member_by_mobile'],
    code: '60011',
    cause: /finding people by mobile number/,
    remedy: apply,
    link: `${applyAt}qyapi_get_member_by_mobile`,
  },
  {
    fault: 'no-qyapi-ext-read',
    finds: ['warning permission.qyapi_ext_read'],
    code: '60011',
    cause: /listing external contacts/,
    remedy: apply,
    link: `${applyAt}qyapi_ext_read`,
  },
  {
    fault: 'no-qyapi-ext-write',
    finds: ['warning permission.qyapi_ext_write'],
    code: '60011',
    cause: /adding external contacts/,
    remedy: apply,
    link: `${applyAt}qyapi_ext_write`,
  },
  {
    fault: 'old-app',
    finds: ['warning permission.qyapi_get_member_by_mobile'],
    code: 'no-permission-to-call',
    cause: /./,
    remedy: /new app/,
  },
  {
    fault: 'third-party-app',
    finds: [
      'warning permission.fieldMobile',
      'warning permission.fieldEmail',
      'warning permission.qyapi_manage_addresslist',
      'warning permission.qyapi_get_member_by_mobile',
      'warning permission.qyapi_ext_write',
    ],
    code: '60011',
    cause: /adding external contacts/,
    remedy: /DINGTALK_APP_KIND to third-party/,
  },
  {
    fault: 'range-partial',
    finds: ['warning visible-range'],
    cause: /not all employees/,
    remedy: /authorised contact range to all employees/,
  },
  {
    fault: 'range-people',
    finds: ['warning visible-range'],
    cause: /not all employees/,
    remedy: /authorised contact range to all employees/,
  },
  {
    fault: 'redirect-unregistered',
    finds: ['failed redirect-address'],
    code: 'login-page',
    cause: /differs from PUBLIC_URL followed by \/auth\/callback/,
    remedy: /enter PUBLIC_URL followed by \/auth\/callback as a redirect URL/,
  },
  {
    fault: 'clock-skew',
    finds: ['failed clock'],
    cause: /does not keep its clock/,
    remedy: /timedatectl/,
  },
  {
    fault: 'html-200',
    finds: ['failed host.api'],
    code: 'html-answer',
    cause: /proxy or firewall of the company answered/,
    remedy: /curl/,
    leavesOut: afterApi,
  },
  {
    fault: 'bad-gateway-html',
    finds: ['failed host.api'],
    code: 'gateway-error',
    cause: /DingTalk’s gateway/,
    remedy: /curl/,
    leavesOut: afterApi,
  },
  {
    fault: 'reset',
    finds: ['failed host.api'],
    code: 'unreachable',
    cause: /cut the connection/,
    remedy: /let connections to this host through/,
    leavesOut: afterApi,
  },
  {
    fault: 'app-throttled',
    finds: ['warning credentials', 'warning rate-limit'],
    code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    cause: /Another program uses the same app/,
    remedy: /an app of its own/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'quota-used-up',
    finds: ['warning credentials', 'failed rate-limit'],
    code: 'Forbidden.AccessDenied.ApiCountLimitForOrg',
    cause: /used the quota/,
    remedy: /upgrades the edition/,
    leavesOut: afterCredentials,
  },
  {
    fault: 'x5-block-json',
    finds: ['warning credentials', 'warning rate-limit'],
    code: 'x5-block',
    cause: /floods DingTalk/,
    remedy: /Wait five minutes/,
    leavesOut: afterCredentials,
  },
];

describe('a fault planted at DingTalk', () => {
  it('is found and named, and everything else is as well as before', async (t) => {
    const server = await healthy(t);
    for (const row of planted) {
      await t.test(row.fault, async () => {
        server.dingtalk.faults.clear();
        server.dingtalk.faults.on(row.fault);
        const { findings, skipped } = await examine(server);
        assertFound(findings, skipped, row);
      });
    }
    server.dingtalk.faults.clear();
    assert.deepEqual(wrongOf((await examine(server)).findings), [], 'and nothing is left of it');
  });

  it('that ends a sign-in without a corpId is known from that sign-in', async (t) => {
    const server = await healthy(t);
    server.clock.advance(1_000);
    server.dingtalk.faults.on('corp-id-missing');
    const answer = await signIn(server.newBrowser(), { userId: 'zhangwei01' });
    assert.equal(answer.headers.location, '/sign-in?error=corp_id_missing');
    const { findings, skipped } = await examine(server);
    const row = {
      finds: ['failed corp-id'],
      code: 'corp-id-missing',
      cause: /lacks corpid/,
      remedy: /openid%20corpid/,
    };
    assertFound(findings, skipped, row);
    server.dingtalk.faults.clear();
    server.clock.advance(1_000);
    await signedIn(server.newBrowser());
    assert.deepEqual(wrongOf((await examine(server)).findings), []);
  });

  it('is met once without harm when it passes within a second, and still told', async (t) => {
    const server = await healthy(t);
    const busy = { errcode: 88, sub_code: '90018', sub_msg: 'x', errmsg: 'x', request_id: 'abc' };
    server.dingtalk.faults.answer('POST /topapi/user/count', { status: 200, body: busy }, { times: 1 });
    const { findings } = await examine(server);
    assert.deepEqual(wrongOf(findings), ['warning rate-limit']);
    assert.deepEqual(findings.find(({ check }) => check === 'rate-limit')?.dingtalk, {
      code: '90018',
      requestId: 'abc',
    });
  });

  it('of what a third-party app never gets is none where the settings say that it is one', async (t) => {
    const server = await healthy(t, { DINGTALK_APP_KIND: 'third-party' });
    server.dingtalk.faults.on('third-party-app');
    // The sandbox's only app has the id of an internal one.
    assert.deepEqual(wrongOf((await examine(server)).findings), ['warning settings.app']);
    assert.equal(server.dingtalk.calls.count('POST /topapi/v2/user/update'), 0, 'what is not offered is not asked for');
  });
});

describe('a setting that does not fit', () => {
  const cases: { says: string; env: Record<string, string>; finds: string[]; cause: RegExp }[] = [
    {
      says: 'a Client ID that is an AgentId',
      env: { DINGTALK_CLIENT_ID: '3071234567' },
      finds: ['warning settings.app', 'failed credentials', 'failed redirect-address'],
      cause: /begins with “ding”/,
    },
    {
      says: 'a third-party app’s id for an internal app',
      env: { DINGTALK_CLIENT_ID: 'suitexyz' },
      finds: ['failed settings.app', 'failed credentials', 'failed redirect-address'],
      cause: /DINGTALK_APP_KIND is internal/,
    },
    {
      says: 'a public address that is not registered',
      env: { PUBLIC_URL: 'https://other.example.com' },
      finds: ['failed redirect-address'],
      cause: /differs from PUBLIC_URL/,
    },
    {
      says: 'a public address without TLS',
      env: { PUBLIC_URL: 'http://localhost:3000' },
      finds: ['warning settings.public-url', 'failed redirect-address'],
      cause: /Only this machine/,
    },
    {
      says: 'a proxy that nobody trusts',
      env: { HOST: '0.0.0.0' },
      finds: ['warning settings.proxies'],
      cause: /that proxy is not trusted/,
    },
    {
      says: 'proxies anywhere in the world',
      env: { TRUSTED_PROXIES: '0.0.0.0/1' },
      finds: ['warning settings.proxies'],
      cause: /too wide/,
    },
  ];
  it('is told, with what follows from it', async (t) => {
    const server = await healthy(t);
    for (const { says, env, finds, cause } of cases) {
      await t.test(says, async () => {
        const { findings } = await examine(server, withSettings(server, env));
        assert.deepEqual(wrongOf(findings), finds);
        assert.match(findings.find(({ status }) => status !== 'passed')?.cause?.en ?? '', cause);
      });
    }
  });

  it('is told: hosts of two regions, or of none', () => {
    const url = (text: string) => new URL(text);
    const china = { login: url('https://login.dingtalk.com'), api: url('https://api.dingtalk.com') };
    assert.equal(judgeHosts({ ...china, oapi: url('https://oapi.dingtalk.com') }).status, 'passed');
    assert.equal(judgeHosts({ ...china, oapi: url('https://oapi.dingtalk.io') }).status, 'failed');
    assert.equal(judgeHosts({ ...china, oapi: url('https://ding.example.com') }).status, 'warning');
    const own = url('https://ding.example.com');
    assert.equal(judgeHosts({ login: own, api: own, oapi: own }).status, 'passed');
  });

  it('is told: nobody, somebody unknown or a slip of the pen among the administrators', async (t) => {
    const server = await healthy(t);
    const file = server.config.toolsFile ?? '';
    const look = async () => (await examine(server)).findings.find(({ check }) => check === 'settings.administrators');
    writeFileSync(file, 'admins: []\n');
    assert.equal((await look())?.status, 'warning');
    writeFileSync(file, 'admins:\n  - user: manager4220\n  - user: nobody01\n');
    const unknown = await look();
    assert.deepEqual([unknown?.status, unknown?.seen.en], ['warning', 'The directory does not have nobody01.']);
    writeFileSync(file, 'admins:\n  - usr: manager4220\n');
    const slip = await look();
    assert.equal(slip?.status, 'failed');
    assert.match(slip?.seen.en ?? '', /line 2/);
  });
});

describe('a host of DingTalk’s that is not there', () => {
  it('is named with how far the connection came, and hides nothing else', async (t) => {
    const closed = await closedPort(t);
    const standIn = await startStandIn(t, (_request, response) => response.end('hello'));
    const cases = [
      ['DINGTALK_LOGIN_URL', closed, 'host.login', /no connection came about \(ECONNREFUSED\)/, /firewall/],
      ['DINGTALK_API_URL', closed, 'host.api', /no connection came about \(ECONNREFUSED\)/, /firewall/],
      ['DINGTALK_OAPI_URL', closed, 'host.oapi', /no connection came about \(ECONNREFUSED\)/, /firewall/],
      ['DINGTALK_LOGIN_URL', 'https://dingtalk.invalid', 'host.login', /DNS does not find the name \(E\w+\)/, /DNS/],
      [
        'DINGTALK_OAPI_URL',
        standIn.origin.replace('http:', 'https:'),
        'host.oapi',
        /no TLS connection came about/,
        /certificate/,
      ],
      ['DINGTALK_OAPI_URL', standIn.origin, 'host.oapi', /no JSON/, /proxy or firewall/],
    ] as const;
    for (const [name, origin, check, seen, cause] of cases) {
      const { findings } = await examine(await start(t, { [name]: origin }));
      const failures = findings.filter(({ status }) => status === 'failed');
      assert.deepEqual(wrongOf(failures), [`failed ${check}`], origin);
      assert.match(failures[0]?.seen.en ?? '', seen);
      assert.match(failures[0]?.cause?.en ?? '', cause);
    }
  });
});

describe('judging a figure', () => {
  it('lets the clock be half a minute off, warns up to two minutes, and refuses more', () => {
    const judge = (seconds: number) => judgeClock(1_000_000_000, 1_000_000_500 + seconds * 1000).status;
    assert.deepEqual([30, -30, 31, -31, 120, 121, -121].map(judge), [
      'passed',
      'passed',
      'warning',
      'warning',
      'warning',
      'failed',
      'failed',
    ]);
    assert.equal(judgeClock(Number.NaN, 0).status, 'passed');
  });

  it('wants half a gigabyte of disk, and refuses less than a fifth of it', () => {
    const judge = (megabytes: number) => judgeFreeSpace(megabytes * 1_000_000).status;
    assert.deepEqual([500, 499, 100, 99].map(judge), ['passed', 'warning', 'warning', 'failed']);
  });

  // One answer of DingTalk's own FAQ prints the third of these; with it, nobody could sign in.
  it('accepts the one spelling of the scope that brings a corpId back', () => {
    const judge = (scope: string) => judgeScope(new URL(`https://x.example/a?b=c&scope=${scope}&d`), 'internal').status;
    const spellings = ['openid%20corpid', 'openid+corpid', 'openid%2Bcorpid', 'openid', 'openid%20corpid%20x'];
    assert.deepEqual(spellings.map(judge), ['passed', 'failed', 'failed', 'failed', 'failed']);
  });
});

describe('what Foyer keeps', () => {
  // Whoever else on the machine can read the secret and the database can be anybody.
  it('is told to be readable by others when it is', async (t) => {
    const server = await healthy(t);
    const { dataDir } = server.config;
    writeFileSync(join(dataDir, 'secret'), 'x', { mode: 0o600 });
    assert.deepEqual(wrongOf((await examine(server)).findings), []);
    chmodSync(join(dataDir, 'secret'), 0o640);
    chmodSync(join(dataDir, 'foyer.sqlite'), 0o604);
    const { findings } = await examine(server);
    assert.deepEqual(wrongOf(findings), ['failed storage.files']);
    const [finding] = findings.filter(({ status }) => status === 'failed');
    assert.match(finding?.seen.en ?? '', /may read foyer\.sqlite, secret\./);
    assert.match(finding?.remedy?.[0]?.en ?? '', /^Run chmod 600 /);
  });

  it('is told not to be writable when it is not', async (t) => {
    const server = await healthy(t);
    const other = new DatabaseSync(databaseIn(server.config.dataDir));
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const { findings } = await examine(server);
    assert.deepEqual(wrongOf(findings), ['failed storage.database']);
    const [finding] = findings.filter(({ status }) => status === 'failed');
    assert.match(finding?.seen.en ?? '', /database is locked/);
    assert.match(finding?.cause?.en ?? '', /keeps the database locked/);
    other.exec('ROLLBACK');
    assert.deepEqual(wrongOf((await examine(server)).findings), []);
    rmSync(databaseIn(server.config.dataDir));
    assert.deepEqual(wrongOf((await examine(server)).findings), ['failed storage.database']);
    assert.equal(existsSync(databaseIn(server.config.dataDir)), false, 'a trial makes none in its place');
  });

  it('is not looked into when it is of another Foyer, while everything else is', async (t) => {
    const server = await healthy(t);
    const needing = [
      'permission.fieldMobile',
      'permission.fieldEmail',
      'permission.Contact.User.Read',
      'headcount',
      'corp-id',
      'directory-run',
    ];
    for (const [schema, status] of [
      [NEWEST_SCHEMA - 1, 'warning'],
      [NEWEST_SCHEMA + 1, 'failed'],
    ] as const) {
      const { findings, skipped } = await examine(server, { schema });
      assert.deepEqual(wrongOf(findings), [`${status} storage.schema`]);
      assert.deepEqual(skipped, needing);
    }
  });
});

describe('the reading of the directory', () => {
  it('is told to be late, held back or failed', async (t) => {
    const server = await healthy(t);
    const complete = server.services.runs.lastComplete();
    assert.ok(complete);
    const look = async (changes: Partial<typeof complete>, earlier = true) => {
      const run = { ...complete, ...changes };
      const runs = { latest: () => ({ run }), lastComplete: () => (earlier ? run : null) };
      const { findings } = await examine(server, { runs });
      return findings.find(({ check }) => check === 'directory-run');
    };
    assert.equal(
      (await look({ finishedAt: new Date(server.clock.now() - 3 * 3_600_000).toISOString() }))?.status,
      'passed',
    );
    assert.equal(
      (await look({ finishedAt: new Date(server.clock.now() - 4 * 3_600_000).toISOString() }))?.status,
      'warning',
    );
    const held = await look({ state: 'held_back', wouldRemove: 31 });
    assert.deepEqual([held?.status, /31 people/.test(held?.cause?.en ?? '')], ['warning', true]);
    const failure = { code: 'dingtalk_permission_missing', dingtalk: { code: '60011', requestId: 'abc' } };
    const failed = await look({ state: 'failed', failure }, false);
    assert.deepEqual([failed?.status, failed?.dingtalk], ['failed', failure.dingtalk]);
    assert.match(failed?.remedy?.[0]?.en ?? '', apply);
    assert.equal((await look({ state: 'failed', failure }))?.status, 'warning', 'what was read before is still there');
  });
});

describe('a diagnosis', () => {
  it('announces each check before its finding, and ends with the sum', async (t) => {
    const { lines } = await examine(await start(t));
    const order = lines.map((line) =>
      'checking' in line ? `? ${line.checking.check}` : 'finding' in line ? `! ${line.finding.check}` : 'sum',
    );
    assert.deepEqual(order, [...checks.flatMap(({ id }) => [`? ${id}`, `! ${id}`]), 'sum']);
  });

  it('goes on when a check itself goes wrong, and tells the log', async (t) => {
    const server = await healthy(t);
    const evidence = {
      ...server.services.evidence,
      lastSeen: () => {
        throw new TypeError('canary-detail');
      },
    };
    const { findings, lines } = await examine(server, { evidence });
    assert.deepEqual(wrongOf(findings), ['failed permission.Contact.User.Read', 'failed corp-id']);
    assert.doesNotMatch(JSON.stringify(lines), /canary-detail/);
    assert.match(server.log(), /canary-detail/);
    assert.ok(lines.at(-1) && 'summary' in (lines.at(-1) ?? {}));
  });

  // Whoever closes a page is no reason to wake an administrator.
  it('tells the log nothing when somebody merely leaves in the middle of a check', async (t) => {
    const server = await healthy(t);
    const leaving = new AbortController();
    const lastSeen = () => {
      leaving.abort();
      return leaving.signal.throwIfAborted() ?? null;
    };
    const seen: DiagnosisLine[] = [];
    for await (const line of diagnose(optionsFor(server, { evidence: { lastSeen } }), leaving.signal)) seen.push(line);
    assert.ok(leaving.signal.aborted);
    assert.ok(seen.at(-1) && 'checking' in (seen.at(-1) ?? {}), 'there is no finding, and no sum');
    assert.doesNotMatch(server.log(), /nobody expected/);
  });

  // A report is copied into tickets and chats.
  it('holds no secret and no token', async (t) => {
    const server = await healthy(t);
    for (const fault of [null, 'wrong-client-secret', 'app-token-expired', 'reset'] as const) {
      if (fault !== null) server.dingtalk.faults.on(fault);
      const text = JSON.stringify((await examine(server)).lines);
      assert.doesNotMatch(text, /sandbox-secret|access_token|a secret for tests/);
      assert.doesNotMatch(text, /\b[0-9a-f]{32}\b/);
      server.dingtalk.faults.clear();
    }
  });

  it('stops when nobody waits for it', async (t) => {
    const server = await healthy(t);
    server.dingtalk.faults.on('never-answers');
    const leaving = new AbortController();
    const seen: DiagnosisLine[] = [];
    for await (const line of diagnose(optionsFor(server), leaving.signal)) {
      seen.push(line);
      if ('checking' in line && line.checking.check === 'host.api') leaving.abort();
    }
    assert.deepEqual(seen.at(-1), {
      checking: { check: 'host.api', title: checks.find(({ id }) => id === 'host.api')?.title },
    });
  });
});

async function start(t: TestContext, env: Record<string, string> = {}): Promise<TestServer> {
  const folder = temporaryFolder(t);
  const toolsFile = join(folder, 'tools.yaml');
  writeFileSync(toolsFile, 'admins:\n  - user: manager4220\n');
  return startTestServer(t, { dataDir: join(folder, 'data'), env: { TOOLS_FILE: toolsFile, ...env } });
}

/** One that has seen a sign-in and read the company. */
async function healthy(t: TestContext, env: Record<string, string> = {}): Promise<TestServer> {
  const server = await start(t, env);
  server.services.evidence.note('corp_id_given');
  server.services.runner.run({ allowRemovals: false });
  await server.services.runner.settled();
  return server;
}

/** What the settings of a server would be with these changes. */
function withSettings({ config, services }: TestServer, env: Record<string, string>): Partial<DiagnosisOptions> {
  const { dataDir, toolsFile } = config;
  const changed = loadConfig({
    ...liveSettings(services.dingtalkApp.hosts.api.origin),
    DATA_DIR: dataDir,
    ...(toolsFile !== null && { TOOLS_FILE: toolsFile }),
    ...env,
  });
  assert.ok(changed.dingtalk.mode === 'live');
  return { config: changed, app: changed.dingtalk.app };
}

function optionsFor({ services, config }: TestServer, changes: Partial<DiagnosisOptions> = {}): DiagnosisOptions {
  return {
    ...services,
    config,
    app: services.dingtalkApp,
    log: services.logger,
    schema: NEWEST_SCHEMA,
    busyWaitMs: 1,
    ...changes,
  };
}

/** `skipped` names the checks that were not begun. */
type Examined = { lines: DiagnosisLine[]; findings: Finding[]; skipped: string[] };

async function examine(server: TestServer, changes: Partial<DiagnosisOptions> = {}): Promise<Examined> {
  const lines: DiagnosisLine[] = [];
  for await (const line of diagnose(optionsFor(server, changes), new AbortController().signal)) lines.push(line);
  const findings = lines.flatMap((line) => ('finding' in line ? [line.finding] : []));
  const looked = new Set(lines.flatMap((line) => ('checking' in line ? [line.checking.check] : [])));
  return { lines, findings, skipped: checks.map(({ id }) => id).filter((id) => !looked.has(id)) };
}

/** Everything that is not well, in a word each. */
function wrongOf(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ status, check }) => status !== 'passed' && check !== 'not-looked-at')
    .map(({ status, check }) => `${status} ${check}`);
}

type Expected = Omit<Planted, 'fault'>;

function assertFound(findings: readonly Finding[], skipped: readonly string[], expected: Expected): void {
  const { finds, code, cause, remedy, link, leavesOut = [] } = expected;
  assert.deepEqual(wrongOf(findings), finds);
  assert.deepEqual(skipped, leavesOut);
  const last = findings.find(({ check }) => finds.at(-1)?.endsWith(` ${check}`));
  assert.equal(last?.dingtalk?.code, code);
  assert.match(last?.cause?.en ?? '', cause);
  assert.match(last?.remedy?.map(({ en }) => en).join('\n') ?? '', remedy);
  if (link !== undefined) assert.equal(last?.link, link);
  const left = findings.find(({ check }) => check === 'not-looked-at');
  assert.equal(left === undefined, leavesOut.length === 0);
  for (const { title } of checks.filter(({ id }) => leavesOut.includes(id)))
    assert.ok(left?.seen.zh.includes(title.zh));
}

async function closedPort(t: TestContext): Promise<string> {
  const server = createServer();
  const port = await listenUntilAfter(t, server);
  server.close();
  return `http://127.0.0.1:${port}`;
}
