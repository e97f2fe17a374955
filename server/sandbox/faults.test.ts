import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { type Json, readJson, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';
import { type ApiName, sandboxApp } from './app.ts';
import type { FaultId } from './fault-table.ts';
import { faultTable } from './fault-table.ts';

const me = '/v1.0/contact/users/me';
const details = '/topapi/v2/user/get';
const detailsCall = 'POST /topapi/v2/user/get';

async function callBoth(test: SandboxCaller): Promise<{ api: Json; oapi: Json; status: number }> {
  const { accessToken } = await test.userTokensFor('zhangwei01');
  const appToken = await test.appToken();
  return callAgain(test, accessToken, appToken);
}

async function callAgain(test: SandboxCaller, accessToken: string, appToken: string) {
  const api = await test.getAs(me, accessToken);
  const oapi = await test.post(`${details}?access_token=${appToken}`, { userid: 'zhangwei01' });
  assert.equal(oapi.status, 200);
  return { api: api.body, oapi: oapi.body, status: api.status };
}

describe('faults.on', () => {
  const refusals: [FaultId, number, string, [number, string?]][] = [
    ['no-contact-user-read', 403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', [0]],
    ['consent-withdrawn', 403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', [0]],
    ['app-throttled', 403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', [88, '90018']],
    ['api-throttled', 403, 'Forbidden.AccessDenied.QpsLimitForApi', [88, '90002']],
    ['ip-refused', 403, 'Forbidden.AccessDenied.IpNotInWhiteList', [88, '60020']],
    ['system-busy-429', 429, 'system.busy', [0]],
    ['error-500', 500, 'system.error', [400001]],
    ['busy', 500, 'system.busy', [-1]],
    ['timeout-504', 504, 'service.timeout', [15]],
    ['quota-used-up', 403, 'Forbidden.AccessDenied.ApiCountLimitForOrg', [88, '90020']],
  ];
  for (const [id, status, code, [errcode, subCode]] of refusals) {
    it(`answers ${status} ${code} and ${errcode} while ${id} is on, and is well again afterwards`, async (t) => {
      const test = await startSandboxCaller(t);
      const { accessToken } = await test.userTokensFor('zhangwei01');
      const appToken = await test.appToken();
      test.sandbox.faults.on(id);
      const sick = await callAgain(test, accessToken, appToken);
      assert.deepEqual([sick.status, sick.api.code], [status, code]);
      assert.deepEqual([sick.oapi.errcode, sick.oapi.sub_code], [errcode, subCode]);
      test.sandbox.faults.off(id);
      assert.equal((await callAgain(test, accessToken, appToken)).status, 200);
    });
  }

  const oapiRefusals: [FaultId, number, string][] = [
    ['corp-mismatch', 33001, '无效的企业ID'],
    ['not-authorized', 43007, '需要授权'],
    ['too-many-calls-45009', 45009, '接口调用超过限制'],
    ['api-disabled', 48002, 'Api禁用'],
    ['app-disabled', 50003, '应用已停用'],
    ['corp-disabled', 50005, '企业已禁用'],
  ];
  for (const [id, errcode, errmsg] of oapiRefusals) {
    it(`answers ${errcode} on the oapi host alone while ${id} is on, for one API when it is narrowed`, async (t) => {
      const test = await startSandboxCaller(t);
      test.sandbox.faults.on(id);
      const { oapi, status } = await callBoth(test);
      assert.deepEqual([status, oapi.errcode, oapi.errmsg], [200, errcode, errmsg]);
      test.sandbox.faults.on(id, { api: 'POST /topapi/v2/department/get' });
      assert.equal((await callBoth(test)).oapi.errcode, 0);
      const department = `/topapi/v2/department/get?access_token=${await test.appToken()}`;
      assert.equal((await test.post(department, { dept_id: 1 })).body.errcode, errcode);
    });
  }

  // A fault that spares the newer APIs would leave what depends on them untested.
  const listings: [ApiName, Json][] = [
    ['POST /topapi/v2/department/listsub', {}],
    ['POST /topapi/v2/user/list', { dept_id: 1, cursor: 0, size: 100 }],
    ['POST /topapi/user/listid', { dept_id: 1 }],
    ['POST /topapi/user/count', { only_active: false }],
    ['POST /topapi/role/list', {}],
  ];
  for (const [api, body] of listings) {
    it(`makes ${api} fail alone when it is narrowed to it`, async (t) => {
      const test = await startSandboxCaller(t);
      const token = await test.appToken();
      const ask = async (name: ApiName, fields: Json) =>
        (await test.post(`${name.split(' ')[1]}?access_token=${token}`, fields)).body.errcode;
      assert.equal(await ask(api, body), 0);
      for (const [id, errcode] of [
        ['busy', -1],
        ['app-throttled', 88],
        ['ip-refused', 88],
      ] as const) {
        test.sandbox.faults.clear();
        test.sandbox.faults.on(id, { api });
        assert.deepEqual([await ask(api, body), await ask(detailsCall, { userid: 'zhangwei01' })], [errcode, 0], id);
      }
    });
  }

  it('answers in the older codes for somebody unknown and for a token that is over', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('unknown-person-33012');
    test.sandbox.faults.on('app-token-42001');
    const ask = async (token: string) => (await test.post(`${details}?access_token=${token}`, { userid: 'x' })).body;
    const [unknown, over] = [await ask(await test.appToken()), await ask('over')];
    assert.deepEqual([unknown.errcode, unknown.errmsg], [33012, '无效的USERID']);
    assert.deepEqual([over.errcode, over.errmsg, over.sub_code], [42001, 'access_token超时', undefined]);
  });

  it('says a refusal of the gateway in errmsg alone, and leaves other answers as they are', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-sub-code');
    test.sandbox.faults.on('no-qyapi-get-department-list');
    const token = await test.appToken();
    const { body } = await test.post(`/topapi/v2/department/get?access_token=${token}`, { dept_id: 1 });
    assert.deepEqual(Object.keys(body), ['errcode', 'errmsg', 'request_id']);
    assert.match(String(body.errmsg), /^ding talk error\[subcode=60011,submsg=.*qyapi_get_department_list/);
    const unknown = await test.post(`${details}?access_token=${token}`, { userid: 'x' });
    assert.equal(unknown.body.errmsg, '找不到该用户');
  });

  it('sends the time of its own clock, and ten minutes more while clock-skew is on', async (t) => {
    const now = Date.parse('2026-03-02T08:00:00Z');
    const test = await startSandboxCaller(t, { now: () => now });
    const readDates = async () => {
      const paths = ['/v1.0/oauth2/accessToken', details, '/nothing/here'];
      const answers = await Promise.all(paths.map((path) => test.post(path, {})));
      // Whoever only wants to know the time of a host asks for no API.
      return [...answers, await fetch(test.origin)].map(({ headers }) => headers.get('date'));
    };
    assert.deepEqual(await readDates(), Array(4).fill('Mon, 02 Mar 2026 08:00:00 GMT'));
    test.sandbox.faults.on('clock-skew');
    assert.deepEqual(await readDates(), Array(4).fill('Mon, 02 Mar 2026 08:10:00 GMT'));
  });

  it('keeps to itself what an app of another company’s never gets', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('third-party-app');
    const token = await test.appToken();
    const never = 'state_code mobile telephone email org_email work_place remark extension hired_date'.split(' ');
    const alone = await test.post(`${details}?access_token=${token}`, { userid: '0423752' });
    const list = { dept_id: 460000801, cursor: 1, size: 1 };
    const listed = await test.post(`/topapi/v2/user/list?access_token=${token}`, list);
    for (const person of [alone.body.result as Json, ...(listed.body.result as { list: Json[] }).list]) {
      assert.equal(person.name, '孙晓燕');
      assert.deepEqual(
        never.filter((field) => field in person),
        [],
      );
    }
    const { api } = await callBoth(test);
    assert.match(String(api.mobile), /^\d{3}\*{4}\d{4}$/);
    test.sandbox.faults.clear();
    const own = await test.post(`${details}?access_token=${token}`, { userid: '0423752' });
    assert.deepEqual(
      never.filter((field) => !(field in (own.body.result as Json))),
      [],
    );
  });

  it('refuses every way to a token while the app is not published', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('app-unpublished');
    const { clientId, clientSecret, corpId } = sandboxApp;
    const app = await test.post('/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
    const user = await test.exchange({ grantType: 'authorization_code', code: 'x' });
    const fields = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
    const company = await test.post(`/v1.0/oauth2/${corpId}/token`, fields);
    assert.deepEqual(
      [app, user, company].map(({ status, body }) => [status, body.code]),
      [
        [400, 'invalidClientIdOrSecret'],
        [400, 'invalidClientIdOrSecret'],
        [400, 'invalid.client'],
      ],
    );
  });

  it('refuses app tokens without qyapi_base', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-qyapi-base');
    const answer = await test.post('/v1.0/oauth2/accessToken', {});
    assert.deepEqual([answer.status, answer.body.accessdenieddetail], [403, { requiredScopes: ['qyapi_base'] }]);
  });

  it('shows an error page instead of the sign-in page for an address that is not registered', async (t) => {
    const { sandbox, authorizeUrl, choose } = await startSandboxCaller(t);
    assert.equal((await fetch(authorizeUrl())).status, 200);
    sandbox.faults.on('redirect-unregistered');
    const page = await fetch(authorizeUrl());
    assert.equal(page.status, 400);
    assert.match(await page.text(), /回调地址未登记/);
    assert.equal((await choose({ user: 'zhangwei01' })).href, 'about:blank#400');
  });

  it('names the permission an app lacks for the directory', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-qyapi-get-member');
    const { oapi } = await callBoth(test);
    assert.equal(oapi.sub_code, '60011');
    assert.match(String(oapi.sub_msg), /requiredScopes=\[qyapi_get_member\]/);
  });

  it('refuses to exchange codes without open_app_api_base', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('no-open-app-api-base');
    const answer = await test.exchange({ grantType: 'authorization_code', code: 'x' });
    assert.deepEqual(answer.body.accessdenieddetail, { requiredScopes: ['open_app_api_base'] });
  });

  it('leaves fields out without a word when their permission is gone', async (t) => {
    const test = await startSandboxCaller(t);
    for (const id of ['no-field-mobile', 'no-field-email', 'no-contact-user-mobile'] as const) {
      test.sandbox.faults.on(id);
    }
    const { api, oapi, status } = await callBoth(test);
    assert.equal(status, 200);
    assert.equal(oapi.errcode, 0);
    const result = oapi.result as Json;
    for (const field of ['mobile', 'state_code', 'email', 'org_email', 'work_place', 'extension']) {
      assert.equal(field in result, false, field);
    }
    assert.equal('mobile' in api || 'stateCode' in api, false);
  });

  it('concerns one API only when it is narrowed', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('error-500', { api: 'GET /v1.0/contact/users/me' });
    const { status, oapi } = await callBoth(test);
    assert.equal(status, 500);
    assert.equal(oapi.errcode, 0);
    assert.equal(test.sandbox.faults.isOn('error-500', detailsCall), false);
  });

  it('ends the user tokens issued so far and leaves later ones alone', async (t) => {
    const test = await startSandboxCaller(t);
    const old = await test.userTokensFor('zhangwei01');
    test.sandbox.faults.on('user-tokens-expired');
    assert.equal((await test.getAs(me, old.accessToken)).body.code, 'InvalidAuthentication');
    const renewed = await test.exchange({ grantType: 'refresh_token', refreshToken: old.refreshToken });
    assert.equal((await test.getAs(me, String(renewed.body.accessToken))).status, 200);
  });

  it('ends the app token once', async (t) => {
    const test = await startSandboxCaller(t);
    const { accessToken } = await test.userTokensFor('zhangwei01');
    const appToken = await test.appToken();
    test.sandbox.faults.on('app-token-expired');
    assert.equal((await callAgain(test, accessToken, appToken)).oapi.sub_code, '40014');
    assert.equal((await callAgain(test, accessToken, await test.appToken())).oapi.errcode, 0);
  });

  it('uses a refresh token up and loses the answer', async (t) => {
    const test = await startSandboxCaller(t);
    const { refreshToken } = await test.userTokensFor('zhangwei01');
    const refresh = () => test.exchange({ grantType: 'refresh_token', refreshToken });
    test.sandbox.faults.on('refresh-refused');
    assert.equal((await refresh()).status, 400);
    test.sandbox.faults.clear();
    test.sandbox.faults.on('refresh-answer-lost');
    await assert.rejects(refresh(), TypeError);
    test.sandbox.faults.clear();
    assert.equal((await refresh()).body.code, 'invalidParameter.authCode.notFound');
  });

  it('masks an address that is not on the list as a bad code, with an empty requestid', async (t) => {
    const test = await startSandboxCaller(t);
    const code = await test.codeFor('zhangwei01');
    test.sandbox.faults.on('ip-refused-masked');
    const { body } = await test.exchange({ grantType: 'authorization_code', code });
    assert.deepEqual([body.code, body.requestid], ['invalidParameter.authCode.notFound', '']);
    test.sandbox.faults.clear();
    test.sandbox.faults.on('code-expired');
    assert.equal((await test.exchange({ grantType: 'authorization_code', code })).status, 400);
    test.sandbox.faults.clear();
    test.sandbox.faults.on('corp-id-missing');
    assert.equal('corpId' in (await test.exchange({ grantType: 'authorization_code', code })).body, false);
    test.sandbox.faults.on('wrong-client-secret');
    assert.equal((await test.exchange({ grantType: 'x' })).body.code, 'invalidClientIdOrSecret');
  });

  const callbacks: [FaultId, string[]][] = [
    ['callback-auth-code-only', ['authCode', 'state']],
    ['callback-code-only', ['code', 'state']],
    ['callback-state-dropped', ['code', 'authCode']],
    ['callback-error', ['error', 'state']],
  ];
  for (const [id, names] of callbacks) {
    it(`sends ${names.join(' and ')} to the callback while ${id} is on`, async (t) => {
      const { sandbox, choose } = await startSandboxCaller(t);
      sandbox.faults.on(id);
      assert.deepEqual([...(await choose({ user: 'zhangwei01' })).searchParams.keys()], names);
    });
  }

  it('changes the state, and makes code and authCode differ', async (t) => {
    const { sandbox, choose } = await startSandboxCaller(t);
    sandbox.faults.on('callback-state-changed');
    sandbox.faults.on('callback-codes-differ');
    const { searchParams } = await choose({ user: 'zhangwei01' });
    assert.notEqual(searchParams.get('state'), 'S1');
    assert.notEqual(searchParams.get('code'), searchParams.get('authCode'));
  });

  it('answers with what is no answer at all', async (t) => {
    const test = await startSandboxCaller(t);
    const { accessToken } = await test.userTokensFor('zhangwei01');
    const read = async (id: FaultId) => {
      test.sandbox.faults.clear();
      test.sandbox.faults.on(id);
      const response = await fetch(`${test.origin}${me}`, { headers: { 'x-acs-dingtalk-access-token': accessToken } });
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    };
    assert.match((await read('x5-block-html')).type ?? '', /text\/html/);
    assert.match((await read('x5-block-json')).text, /"status":1111/);
    assert.equal((await read('bad-gateway-html')).status, 502);
    assert.equal((await read('unavailable-503')).status, 503);
    assert.match((await read('html-200')).type ?? '', /text\/html/);
    assert.equal((await read('json-null')).text, 'null');
    assert.deepEqual(await read('empty-204').then(({ status, text }) => [status, text]), [204, '']);
    const truncated = (await read('truncated-json')).text;
    assert.match(truncated, /^\{"nick":"阿伟"/);
    assert.throws(() => JSON.parse(truncated), SyntaxError);
    assert.match((await read('extra-fields')).text, /gmtSandbox/);
  });

  it('sends numbers as strings', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('numbers-as-strings');
    const { oapi } = await callBoth(test);
    assert.equal(oapi.errcode, '0');
    assert.deepEqual((oapi.result as Json).dept_id_list, ['460000212']);
  });

  it('answers late, when told how late', async (t) => {
    const { sandbox, post } = await startSandboxCaller(t);
    sandbox.faults.on('slow', { delayMs: 60 });
    const start = performance.now();
    assert.equal((await post('/v1.0/oauth2/accessToken', {})).body.code, 'MissingappKey');
    assert.ok(performance.now() - start >= 55);
  });

  it('breaks the connection', async (t) => {
    const { sandbox, post } = await startSandboxCaller(t);
    sandbox.faults.on('reset');
    await assert.rejects(post('/v1.0/oauth2/accessToken', {}), TypeError);
  });

  it('closes at once although a caller waits for an answer that never comes', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    sandbox.faults.on('never-answers');
    const waiting = fetch(`${origin}${me}`);
    waiting.catch(() => {});
    await assert.rejects(fetch(`${origin}${me}`, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
    const start = performance.now();
    await sandbox.close();
    assert.ok(performance.now() - start < 500);
    await assert.rejects(waiting, TypeError);
  });

  it('sends the headers at once and then one byte a second', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    sandbox.faults.on('drip');
    const response = await fetch(`${origin}${details}`);
    assert.equal(response.status, 200);
    assert.ok(Number(response.headers.get('content-length')) > 10);
    await response.body?.cancel();
  });

  it('refuses a name that is not in the table', async (t) => {
    const { sandbox } = await startSandboxCaller(t);
    assert.throws(() => sandbox.faults.on('nonsense' as FaultId), /no fault called nonsense/);
  });
});

describe('faults.answer', () => {
  it('overrides one API as often as it is told, in order', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    const ask = () => fetch(`${origin}${details}`, { method: 'POST' });
    sandbox.faults.answer(detailsCall, { status: 418, headers: { 'x-test': '1' }, body: 'tea' }, { times: 1 });
    sandbox.faults.answer(detailsCall, { kind: 'reset' }, { times: 1 });
    const first = await ask();
    assert.deepEqual([first.status, first.headers.get('x-test'), await first.text()], [418, '1', 'tea']);
    await assert.rejects(ask(), TypeError);
    assert.equal((await readJson(ask())).body.sub_code, '40000');
  });
});

describe('sandbox.calls', () => {
  it('counts each path, without its query', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    await fetch(`${origin}${me}?appkey=x`);
    await fetch(`${origin}${me}`);
    assert.equal(sandbox.calls.count(`GET ${me}`), 2);
    assert.deepEqual(sandbox.calls.list(), [`GET ${me}`, `GET ${me}`]);
    sandbox.calls.reset();
    assert.equal(sandbox.calls.count(`GET ${me}`), 0);
  });
});

describe('/sandbox/faults', () => {
  it('lists every fault, switches one on and off, and clears all', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${origin}/sandbox/faults`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
    const page = await (await fetch(`${origin}/sandbox/faults`)).text();
    for (const { id } of faultTable) {
      assert.match(page, new RegExp(`id="${id}"`));
    }
    assert.match(page, /<option>POST \/v1\.0\/oauth2\/\{corpId\}\/token<\/option>/);
    const api = 'GET /v1.0/contact/users/me' as const;
    assert.equal(
      (await send({ id: 'error-500', api, action: 'on' })).headers.get('location'),
      '/sandbox/faults#error-500',
    );
    assert.equal(sandbox.faults.isOn('error-500', api), true);
    assert.equal(sandbox.faults.isOn('error-500', detailsCall), false);
    await send({ id: 'error-500', action: 'off' });
    assert.equal(sandbox.faults.isOn('error-500'), false);
    await send({ id: 'busy', action: 'on' });
    assert.equal((await send({ action: 'clear' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal(sandbox.faults.isOn('busy'), true);
    await send({ action: 'clear' });
    assert.equal(sandbox.faults.isOn('busy'), false);
  });

  // A test that misspells a fault must fail, not pass with everything well.
  it('refuses a name that is not in the table', async (t) => {
    const { sandbox, origin } = await startSandboxCaller(t);
    for (const fields of [{ id: 'nonsense', action: 'on' }, { id: 'nonsense', action: 'off' }, { action: 'on' }]) {
      const body = new URLSearchParams(fields);
      const answer = await fetch(`${origin}/sandbox/faults`, { method: 'POST', body, redirect: 'manual' });
      assert.equal(answer.status, 400);
    }
    for (const { id } of faultTable) {
      assert.equal(sandbox.faults.isOn(id), false);
    }
  });

  it('opens from a start page', async (t) => {
    const { origin } = await startSandboxCaller(t);
    assert.match(await (await fetch(`${origin}/`)).text(), /href="\/sandbox\/faults"/);
    const styles = await fetch(`${origin}/sandbox/styles.css`);
    assert.equal(styles.headers.get('content-type'), 'text/css; charset=utf-8');
  });
});

describe('a message the sandbox cannot read', () => {
  it('is answered in the words of the host, never as a page', async (t) => {
    const { origin } = await startSandboxCaller(t);
    const body = 'x'.repeat(70_000);
    const large = await readJson(fetch(`${origin}/v1.0/oauth2/accessToken`, { method: 'POST', body }));
    assert.deepEqual([large.status, large.body.code], [500, 'unknownError']);
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    for await (const chunk of socket) {
      assert.doesNotMatch(String(chunk), /<html/i);
    }
  });
});
