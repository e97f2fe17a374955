import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, type ErrorCode } from '../errors.ts';
import { sendJson, startStandIn } from '../testing/stand-in.ts';
import { dingTalkErrors, invalidTokenCodes, lookUpDingTalkError } from './error-catalogue.ts';
import { createDingTalkRequests } from './request.ts';
import { AppAccessToken } from './wire.ts';

/** What DingTalk's error lists say, once more and by hand: a row that moves to another code must be moved here too. */
const expected: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  dingtalk_permission_missing: ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'apiPermissionDenied', '60011'],
  dingtalk_refused: [
    ...['Forbidden.AccessDenied.IpNotInWhiteList', '60020', 'invalidClientIdOrSecret', '40096'],
    ...['accesstoken.expired', 'InvalidAuthentication', '40001', '40014', '42001'],
  ],
  sign_in_expired: ['invalidParameter.authCode.notFound', 'invalidCode'],
  not_an_employee: ['invalidParameter.user.notFound', '33012', '46004', '60111', '60121', '50002', '50004'],
  dingtalk_busy: [
    ...['Forbidden.AccessDenied.QpsLimitForApi', 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
    ...['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi'],
    ...['Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi', 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    ...['90002', '90018', '90020', '45009', 'system.busy', 'systemBusy', '-1', '1111'],
  ],
  dingtalk_unreachable: [
    'system.error',
    'server.error',
    'unknownError',
    'Service Unavailable',
    'service.timeout',
    '15',
    '400001',
  ],
};

const rows = Object.entries(expected).flatMap(([code, names]) => names.map((name) => [name, code] as const));

async function refusalOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => assert.fail('not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError);
  return error;
}

describe('the catalogue of DingTalk errors', () => {
  it('means to us what DingTalk means, in both families and in the envelope 88', async (t) => {
    let body: unknown;
    let status = 200;
    const { url } = await startStandIn(t, (_, response) => sendJson(response, status, body));
    const requests = createDingTalkRequests({ login: url, api: url, oapi: url });
    t.after(requests.close);
    const call = {
      path: '/x',
      answer: AppAccessToken,
      permission: 'p',
      repeat: 'never',
      signal: AbortSignal.timeout(20_000),
    } as const;
    for (const [name, code] of rows) {
      [status, body] = [400, { code: name, requestid: 'R1', message: 'm' }];
      const api = await refusalOf(requests.callApi('GET', call));
      [status, body] = [200, { errcode: 88, sub_code: name, sub_msg: 'm', request_id: 'R2' }];
      const wrapped = await refusalOf(requests.callOapi(call));
      const found = [api, wrapped];
      if (/^-?\d+$/.test(name)) {
        body = { errcode: Number(name), errmsg: 'm', request_id: 'R3' };
        found.push(await refusalOf(requests.callOapi(call)));
      }
      for (const error of found) {
        assert.deepEqual([error.code, error.dingtalk?.code], [code, name]);
        assert.match(error.dingtalk?.requestId ?? '', /^R\d$/);
        assert.equal(error.dingtalk?.permissions !== undefined, code === 'dingtalk_permission_missing', name);
      }
    }
  });

  it('holds no row that is not in the list above', () => {
    assert.deepEqual(Object.keys(dingTalkErrors).sort(), rows.map(([name]) => name).sort());
  });

  it('tells an administrator in a whole sentence what to do', () => {
    for (const [name, { remedy }] of Object.entries(dingTalkErrors)) assert.match(remedy, /^[A-Z].{20,}\.$/, name);
  });

  it('keeps a code it does not know as a refusal, unless the status says more', () => {
    assert.equal(lookUpDingTalkError('something.new', 400).code, 'dingtalk_refused');
    assert.equal(lookUpDingTalkError('something.new', 200).code, 'dingtalk_refused');
    assert.equal(lookUpDingTalkError('Throttling', 429).code, 'dingtalk_busy');
    assert.equal(lookUpDingTalkError('something.new', 503).code, 'dingtalk_unreachable');
  });

  it('does not find what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
      assert.equal(lookUpDingTalkError(name, 400).code, 'dingtalk_refused', name);
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
