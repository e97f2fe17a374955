import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AppError, type ErrorCode } from '../errors.ts';
import { sendJson, startStandIn } from '../testing/stand-in.ts';
import { notMet } from './error-catalogue/not-met.ts';
import {
  dingTalkErrors,
  findDingTalkError,
  invalidTokenCodes,
  lookUpDingTalkError,
  remediesFor,
} from './error-catalogue.ts';
import { createDingTalkRequests } from './request.ts';
import { AppAccessToken } from './wire.ts';

/** What DingTalk's error lists say, once more and by hand: a row that moves to another code must be moved here too. */
const expected: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  sign_in_cancelled: ['sign-in-denied'],
  sign_in_expired: ['invalidParameter.authCode.notFound', 'invalidCode'],
  other_company: ['other-company'],
  corp_id_missing: ['corp-id-missing'],
  not_an_employee: ['invalidParameter.user.notFound', '33012', '46004', '60111', '60121', '50002', '50004'],
  employee_inactive: ['60120'],
  dingtalk_permission_missing: [
    ...['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'apiPermissionDenied', '60011', '43007'],
    'no-permission-to-call',
  ],
  dingtalk_busy: [
    ...['Forbidden.AccessDenied.QpsLimitForApi', 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
    ...['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi'],
    ...['Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi', 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    ...['90001', '90002', '90003', '90004', '90005', '90006', '90007', '90008', '90009', '90010', '90011', '90012'],
    ...['90013', '90014', '90017', '90018', '90020', '45009', 'system.busy', 'systemBusy', '-1', '1111'],
    ...['x5-block', '429', 'member-limit'],
  ],
  dingtalk_unreachable: [
    ...['system.error', 'server.error', 'unknownError', 'Service Unavailable', '400001'],
    ...['service.timeout', '15', 'isp.top-remote-connection-timeout', 'unreachable', 'gateway-error'],
  ],
  dingtalk_refused: [
    ...['Forbidden.AccessDenied.IpNotInWhiteList', '60020', '50001'],
    ...['accesstoken.expired', 'InvalidAuthentication', '40001', '40014', '42001', '40000', '41001'],
    ...['AuthenticationFailed.MissingParameter', 'invalidClientIdOrSecret', '40096', 'invalid.client'],
    ...['unauthorized.client', 'unsupported.grant.type', '40002', '33009', '33001', '40013', '400042', '400043'],
    ...['41030', '48004', 'invalidAuthInfo', '50003', '50005', '70001', '48002'],
    ...['40003', '40031', '40032', '41009', '60003', '40009', '60019'],
    ...['400002', '40035', 'parameter.error', 'invalidParameter.*', 'Missing*', '22', '404', 'InvalidAction.NotFound'],
    ...[
      '43001',
      '43002',
      '43003',
      '43004',
      '43005',
      '43009',
      '44002',
      '47001',
      '40038',
      '40068',
      '40069',
      '40070',
      '88',
    ],
    ...['60103', '40103', '40022', '41054', '12150', '60102', '60104', '60106', '60107', '40100', '40101', '40104'],
    ...['60105', '60112', '60113', '60118', '60119', '60122', '60123', '60128', '40019', '40020', '40023', '40024'],
    ...[
      '22005',
      '60204',
      '60205',
      '60001',
      '60002',
      '60004',
      '60005',
      '60006',
      '60007',
      '60009',
      '60010',
      '60016',
      '60018',
      '60021',
    ],
    ...['60022', '60067', '60068', '60110', '40010', '40011'],
    ...['html-answer', 'unexpected-answer', 'external-contact-required-field'],
  ],
};

/** What no answer of DingTalk's tells Foyer. */
const unheard = [
  ...['login-page', '900103', 'user-id-and-union-id', 'all-employees', 'email-missing', 'mobile-missing'],
  'clear-department-manager',
];

const rows = Object.entries(expected).flatMap(([code, names]) => names.map((name) => [name, code] as const));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Every code of DingTalk's own lists that concern apps of a company: the gateway's, the numeric and the newer ones. */
const documented = [
  ...['-1', '0', '15', '22', '404', '33001', '33009', '33012', '40000', '400002', '40001', '40002', '40003'],
  ...['40009', '40010', '40011', '40013', '40014', '40019', '40020', '40022', '40023', '40024', '40029', '40031'],
  ...['40032', '40035', '40038', '40056', '40068', '40069', '40070', '40073', '40077', '40078', '40079'],
  ...['40080', '40082', '40083', '40084', '40085', '40086', '40087', '40088', '40089', '40090', '40091', '40096'],
  ...numbers(40100, 40104),
  ...['41001', '41002', '41003', '41004', '41007', '41009', ...numbers(41021, 41027), '41030', '41031', '41054'],
  ...['42001', '42002', '42003', '42007', '42008', '42009', ...numbers(43001, 43005), '43007', '43009', '44002'],
  ...['45009', '46004', '47001', '48002', '48003', '48004', ...numbers(50001, 50005), ...numbers(52010, 52019)],
  ...[...numbers(60001, 60007), '60009', '60010', '60011', '60016', '60018', '60019', '60020', '60021', '60022'],
  ...['60067', '60068', ...numbers(60102, 60107), ...numbers(60110, 60113), ...numbers(60118, 60123), '60128'],
  ...['70001', '70003', '70004', ...numbers(71006, 71013), '400001', '400003', '400004'],
  ...[...numbers(400040, 400057), ...numbers(853001, 853004), ...numbers(900001, 900010)],
  ...[...numbers(90001, 90014), '90017', '90018', '90020', '12150'],
  ...['InvalidAuthentication', 'AuthenticationFailed.MissingParameter', 'MissingclientId', 'Missingbody'],
  ...['invalidClientIdOrSecret', 'invalidParameter.authCode.notFound', 'accesstoken.expired', 'invalidCode'],
  ...['invalidSuiteKey', 'invalidSuiteTicket', 'invalidAuthInfo', 'invalid.client', 'unsupported.grant.type'],
  ...['unauthorized.client', 'authFailed', 'parameter.error', 'invalidParameter.param.invalid', 'apiPermissionDenied'],
  ...['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'Forbidden.AccessDenied.IpNotInWhiteList'],
  ...['Forbidden.AccessDenied.QpsLimitForApi', 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
  ...['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi'],
  ...['Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi', 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
  ...['invalidParameter.user.notFound', 'InvalidAction.NotFound', 'system.busy', 'systemBusy', 'system.error'],
  ...['server.error', 'unknownError', 'Service Unavailable', 'service.timeout'],
];

/** The questions of DingTalk's own list of common errors, and the word that an answer must hold. */
const commonQuestions: readonly [question: string, code: string, zh: RegExp, en: RegExp][] = [
  ['differences between userId and unionId', 'user-id-and-union-id', /三家公司/, /unique within one company/],
  ['the user token comes without corpId', 'corp-id-missing', /scope=openid%20corpid/, /scope=openid%20corpid/],
  ['all employees at once', 'all-employees', /逐个部门.*导出/s, /Get department list.*all employees/s],
  ['no email in the profile', 'email-missing', /钉钉客户端 › 邮箱/, /Mail in the DingTalk client.*never returned/s],
  ['clear a department manager', 'clear-department-manager', /department\/update/, /department\/update.*user\/update/s],
  ['no mobile number in the details', 'mobile-missing', /企业员工手机号信息/, /never receives.*Developer Console/s],
  [
    'userid outside the range',
    '50002',
    /工作台 › 应用管理/,
    /Manage permissions.*Workbench › App Management.*Settings/s,
  ],
  ['department outside the range', '50004', /工作台 › 应用管理/, /Manage permissions.*Workbench › App Management/s],
  ['the mobile number cannot be changed', '40022', /删除此人后重新添加/, /deletes the person and adds them again/],
  ['no permission to call', 'no-permission-to-call', /corpSecret.*新建一个应用/s, /corpSecret.*Create a new app/s],
  ['creating a user: system is busy', 'member-limit', /每周上限/, /one week.*limit/s],
  ['system is busy, by its number', '-1', /本周添加的人数/, /weekly limit/],
  ['invalid mobile number', '60103', /国家代码/, /\+country code-number/],
  ['invitation sent', '40103', /不是失败.*24 小时/s, /no failure.*24 hours/s],
  ['external contact, system is busy', '40001', /必填/, /required option/],
  ['profile: no permission', 'Forbidden.AccessDenied.AccessTokenPermissionDenied', /用户凭证/, /Read Contacts Profile/],
  ['user not found', '60121', /离职.*邀请/s, /has left.*invitation/s],
  ['invalid department id', '40009', /-7.*家校/, /-7.*school-parent/],
  ['Smart HR manages job titles', '12150', /智能人事员工调岗/, /Smart HR.*transfer/s],
];

async function refusalOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => assert.fail('not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError);
  return error;
}

type Scripted = { status: number; body: unknown };

/** DingTalk with one answer to everything, and the two ways to ask. */
async function open(t: TestContext) {
  const answer: Scripted = { status: 200, body: null };
  const { url } = await startStandIn(t, (_, response) => sendJson(response, answer.status, answer.body));
  const requests = createDingTalkRequests({ login: url, api: url, oapi: url });
  t.after(requests.close);
  const call = {
    path: '/topapi/x',
    answer: AppAccessToken,
    permission: 'p',
    repeat: 'never',
    signal: AbortSignal.timeout(30_000),
  } as const;
  const script = (status: number, body: unknown) => Object.assign(answer, { status, body });
  return {
    api: (status: number, body: unknown) => {
      script(status, body);
      return refusalOf(requests.callApi('GET', call));
    },
    oapi: (body: unknown, status = 200) => {
      script(status, body);
      return refusalOf(requests.callOapi(call));
    },
  };
}

describe('the catalogue of DingTalk errors', () => {
  it('means to us what DingTalk means, in both families and in the envelope 88', async (t) => {
    const dingtalk = await open(t);
    for (const [pattern, code] of rows) {
      const name = pattern.replace('*', 'x');
      const found = [
        await dingtalk.api(400, { code: name, requestid: 'R1', message: 'm' }),
        await dingtalk.oapi({ errcode: 88, sub_code: name, sub_msg: 'm', request_id: 'R2' }),
      ];
      if (/^-?\d+$/.test(name)) {
        found.push(await dingtalk.oapi({ errcode: 88, sub_code: Number(name), sub_msg: 'm', request_id: 'R3' }));
        found.push(await dingtalk.oapi({ errcode: Number(name), errmsg: 'm', request_id: 'R4' }));
      }
      if (!name.includes(' ')) {
        const errmsg = `ding talk error[subcode=${name},submsg=m]`;
        found.push(await dingtalk.oapi({ errcode: 88, errmsg, request_id: 'R5' }));
      }
      for (const error of found) {
        assert.deepEqual([error.code, error.dingtalk?.code], [code, name]);
        assert.match(error.dingtalk?.requestId ?? '', /^R\d$/);
        assert.equal(error.dingtalk?.permissions !== undefined, code === 'dingtalk_permission_missing', name);
        assert.equal(error.details.remedy, firstRemedy(name));
      }
    }
  });

  it('holds no row that is not in the list above, and none twice', () => {
    const names = dingTalkErrors.flatMap(({ codes }) => codes);
    assert.deepEqual([...names].sort(), [...rows.map(([name]) => name), ...unheard].sort());
    for (const { codes, outcome } of dingTalkErrors) {
      for (const code of codes) assert.equal(unheard.includes(code), outcome === null, code);
    }
  });

  // A code that nobody decided about is a code that nobody can look up.
  it('explains every code of DingTalk’s lists, unless no call of ours can meet it', () => {
    const left = notMet.flatMap(({ codes }) => codes);
    assert.equal(new Set(left).size, left.length);
    for (const code of left) assert.ok(documented.includes(code), `${code} is in no list of DingTalk’s`);
    for (const code of documented) {
      assert.notEqual(findDingTalkError(code) !== undefined, left.includes(code), code);
    }
    for (const { reason } of notMet) assert.match(reason, /^[\w].{15,}$/);
  });

  for (const [question, code, zh, en] of commonQuestions) {
    it(`answers a common question in both languages: ${question}`, () => {
      const entry = findDingTalkError(code);
      assert.ok(entry);
      const read = (language: 'zh' | 'en') =>
        [entry.meaning, ...entry.causes, ...entry.remedies.map(({ steps }) => steps)]
          .map((words) => words[language])
          .join('\n');
      assert.match(read('zh'), zh);
      assert.match(read('en'), en);
    });
  }

  it('keeps a code it does not know as a refusal, unless the status says more', () => {
    assert.equal(lookUpDingTalkError('something.new', 400, 'internal').code, 'dingtalk_refused');
    assert.equal(lookUpDingTalkError('something.new', 200, 'internal').code, 'dingtalk_refused');
    assert.equal(lookUpDingTalkError('Throttling', 429, 'internal').code, 'dingtalk_busy');
    assert.equal(lookUpDingTalkError('something.new', 503, 'internal').code, 'dingtalk_unreachable');
    assert.equal(lookUpDingTalkError('MissingclientId', 503, 'internal').code, 'dingtalk_unreachable');
    assert.equal(lookUpDingTalkError('invalidParameter.user.notFound', 503, 'internal').code, 'not_an_employee');
  });

  it('names the remedy for this kind of app, because a console of the other kind has no such menu', () => {
    const internal = lookUpDingTalkError('50002', 200, 'internal').remedy;
    const thirdParty = lookUpDingTalkError('50002', 200, 'third-party').remedy;
    assert.match(internal, /Developer Console/);
    assert.match(thirdParty, /Admin Console/);
  });

  it('does not find what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
      assert.equal(lookUpDingTalkError(name, 400, 'internal').code, 'dingtalk_refused', name);
      assert.equal(findDingTalkError(name), undefined, name);
    }
  });

  it('renews a token only for codes that speak of the token', () => {
    assert.deepEqual([...invalidTokenCodes].sort(), [
      '40001',
      '40014',
      '42001',
      'InvalidAuthentication',
      'accesstoken.expired',
    ]);
  });
});

describe('an answer without a code of DingTalk’s', () => {
  for (const [what, name, code, status, body] of [
    ['an address that is shut out', 'x5-block', 'dingtalk_busy', 200, { status: 1111, wait: 5 }],
    ['too many requests', '429', 'dingtalk_busy', 429, {}],
    ['a gateway that fails', 'gateway-error', 'dingtalk_unreachable', 502, {}],
    ['JSON that DingTalk does not document', 'unexpected-answer', 'dingtalk_refused', 200, { name: 'x' }],
  ] as const) {
    it(`has a name of ours that can be looked up: ${what}`, async (t) => {
      const dingtalk = await open(t);
      for (const error of [await dingtalk.api(status, body), await dingtalk.oapi(body, status)]) {
        // They are no words of DingTalk's, so they go to the log and to nobody else.
        assert.deepEqual([error.code, error.dingtalk, error.details.case], [code, undefined, name]);
        assert.equal(error.details.remedy, firstRemedy(name));
      }
    });
  }

  it('has a name of ours that can be looked up: a web page, and a host that is not there', async (t) => {
    const { url } = await startStandIn(t, (_, response) => response.end('<html>'));
    const gone = new URL('http://127.0.0.1:1');
    const requests = createDingTalkRequests({ login: url, api: url, oapi: gone });
    t.after(requests.close);
    const call = { path: '/topapi/x', answer: AppAccessToken, permission: 'p', repeat: 'never' } as const;
    const signal = AbortSignal.timeout(10_000);
    const page = await refusalOf(requests.callApi('GET', { ...call, signal }));
    assert.deepEqual([page.code, page.details.case], ['dingtalk_refused', 'html-answer']);
    const silence = await refusalOf(requests.callOapi({ ...call, signal }));
    assert.deepEqual([silence.code, silence.details.case], ['dingtalk_unreachable', 'unreachable']);
    assert.ok(findDingTalkError('html-answer') && findDingTalkError('unreachable'));
  });
});

describe('the words of the catalogue', () => {
  const texts = dingTalkErrors.flatMap(({ codes, meaning, causes, remedies }) =>
    [meaning, ...causes, ...remedies.map(({ steps }) => steps)].map((words) => ({ at: codes[0], ...words })),
  );

  it('are whole sentences in both languages', () => {
    for (const { at, zh, en } of texts) {
      assert.match(zh, /^.{6,}。$/u, `${at}: ${zh}`);
      assert.match(zh, /\p{Script=Han}{2}/u, `${at}: ${zh}`);
      assert.match(en, /^[A-Z+].{20,}\.$/, `${at}: ${en}`);
      // Han characters, and punctuation of full width.
      assert.doesNotMatch(en, /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u, `${at}: ${en}`);
    }
  });

  it('hold no markup, no straight quotes, no stray blanks', () => {
    for (const { at, zh, en } of texts) {
      for (const text of [zh, en]) {
        assert.doesNotMatch(text, /[<>*`|#[\]{}"']|https?:/, `${at}: ${text}`);
        assert.doesNotMatch(text, /^\s|\s$|\s\s|\n/, `${at}: ${text}`);
      }
      assert.doesNotMatch(zh, /[,;?!]|\p{Script=Han}[:.]/u, `${at}: ${zh}`);
    }
  });

  // An administrator sent to a console that shows them nothing gives up.
  it('leave neither kind of app without a remedy', () => {
    for (const { codes, remedies } of dingTalkErrors) {
      for (const kind of ['internal', 'third-party']) {
        assert.ok(
          remedies.some(({ app }) => app === 'any' || app === kind),
          `${codes[0]}: ${kind}`,
        );
      }
    }
  });

  it('send a vendor’s customer to the admin console, and nobody else', () => {
    for (const code of ['50002', '50004', 'all-employees']) {
      const remedies = findDingTalkError(code)?.remedies ?? [];
      const saying = (pattern: RegExp) => remedies.filter(({ steps }) => pattern.test(steps.en)).map(({ app }) => app);
      assert.deepEqual(saying(/Workbench › App Management/), ['third-party'], code);
      assert.deepEqual(saying(/Developer Console › app details › Manage permissions/), ['internal'], code);
    }
  });
});

/** What the log of an internal app names as the remedy. */
function firstRemedy(name: string): string | undefined {
  const entry = findDingTalkError(name);
  return entry && remediesFor(entry, 'internal')[0]?.steps.en;
}
