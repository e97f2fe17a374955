import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApiName } from '../sandbox/app.ts';
import type { FaultId } from '../sandbox/fault-table.ts';
import { pictureIn, pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const DEPARTMENTS = 'POST /topapi/v2/department/listsub';
const DEPARTMENT = 'POST /topapi/v2/department/get';
const PEOPLE = 'POST /topapi/v2/user/list';
const USER_IDS = 'POST /topapi/user/listid';
const COUNT = 'POST /topapi/user/count';
const ROLE_MEMBERS = 'POST /topapi/role/simplelist';
const SCOPES = 'GET /auth/scopes';

type Expected = { code: string; dingtalk?: string; permission?: string };
type Case = readonly [fault: FaultId, api: ApiName, expected: Expected];

const cases: readonly Case[] = [
  ['app-throttled', PEOPLE, { code: 'dingtalk_busy', dingtalk: '90018' }],
  ['app-throttled', SCOPES, { code: 'dingtalk_busy', dingtalk: '90018' }],
  ['api-throttled', DEPARTMENTS, { code: 'dingtalk_busy', dingtalk: '90002' }],
  ['too-many-calls-45009', USER_IDS, { code: 'dingtalk_busy', dingtalk: '45009' }],
  ['quota-used-up', PEOPLE, { code: 'dingtalk_busy', dingtalk: '90020' }],
  ['x5-block-html', PEOPLE, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['x5-block-json', PEOPLE, { code: 'dingtalk_busy', dingtalk: 'x5-block' }],
  ['x5-block-json', COUNT, { code: 'dingtalk_busy', dingtalk: 'x5-block' }],
  ['busy', ROLE_MEMBERS, { code: 'dingtalk_busy', dingtalk: '-1' }],
  ['error-500', PEOPLE, { code: 'dingtalk_unreachable', dingtalk: '400001' }],
  ['timeout-504', DEPARTMENT, { code: 'dingtalk_unreachable', dingtalk: '15' }],
  ['bad-gateway-html', PEOPLE, { code: 'dingtalk_unreachable', dingtalk: 'gateway-error' }],
  ['unavailable-503', USER_IDS, { code: 'dingtalk_unreachable', dingtalk: 'gateway-error' }],
  ['html-200', DEPARTMENTS, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['truncated-json', PEOPLE, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['json-null', PEOPLE, { code: 'dingtalk_refused', dingtalk: 'unexpected-answer' }],
  ['html-200', ROLE_MEMBERS, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['html-200', SCOPES, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['json-null', USER_IDS, { code: 'dingtalk_refused', dingtalk: 'unexpected-answer' }],
  ['empty-204', DEPARTMENTS, { code: 'dingtalk_refused', dingtalk: 'html-answer' }],
  ['reset', PEOPLE, { code: 'dingtalk_unreachable' }],
  ['ip-refused', PEOPLE, { code: 'dingtalk_refused', dingtalk: '60020' }],
  ['app-disabled', DEPARTMENTS, { code: 'dingtalk_refused', dingtalk: '50003' }],
  ['corp-disabled', PEOPLE, { code: 'dingtalk_refused', dingtalk: '50005' }],
  ['corp-mismatch', PEOPLE, { code: 'dingtalk_refused', dingtalk: '33001' }],
  [
    'not-authorized',
    PEOPLE,
    { code: 'dingtalk_permission_missing', dingtalk: '43007', permission: 'qyapi_get_department_member' },
  ],
  ['api-disabled', PEOPLE, { code: 'dingtalk_refused', dingtalk: '48002' }],
  ['members-unreadable', PEOPLE, { code: 'dingtalk_refused', dingtalk: '60019' }],
  [
    'no-qyapi-get-department-list',
    DEPARTMENTS,
    { code: 'dingtalk_permission_missing', dingtalk: '60011', permission: 'qyapi_get_department_list' },
  ],
  [
    'no-qyapi-get-department-member',
    PEOPLE,
    { code: 'dingtalk_permission_missing', dingtalk: '60011', permission: 'qyapi_get_department_member' },
  ],
  [
    'no-qyapi-get-member',
    'POST /topapi/v2/user/get',
    { code: 'dingtalk_permission_missing', dingtalk: '60011', permission: 'qyapi_get_member' },
  ],
  ['no-qyapi-base', SCOPES, { code: 'dingtalk_permission_missing', dingtalk: '60011', permission: 'qyapi_base' }],
];

describe('a reading that fails', () => {
  // A passing failure at DingTalk must not sign anybody out, nor empty the directory.
  for (const [fault, api, expected] of cases) {
    it(`removes nobody and says why: ${fault} at ${api}`, async (t) => {
      const { services, dingtalk, browser } = await startTestServer(t);
      await readCompany(services);
      await signedIn(browser, 'wuyutong');
      const before = pictureIn(services);
      dingtalk.company.markLeft('dengkai');
      dingtalk.faults.on(fault, { api });
      const run = await readCompany(services);
      assert.equal(run.state, 'failed');
      const { code, dingtalk: said } = run.failure ?? {};
      assert.equal(code, expected.code);
      if (expected.dingtalk !== undefined) assert.equal(said?.code, expected.dingtalk);
      assert.deepEqual(said?.permissions, expected.permission && [expected.permission]);
      assert.equal(run.removed, 0);
      assert.ok(run.finishedAt);
      assert.deepEqual(pictureIn(services), before);
      assert.equal((await browser.get('/api/me')).statusCode, 200);

      dingtalk.faults.clear();
      const again = await readCompany(services);
      assert.deepEqual([again.state, again.removed, 'failure' in again], ['completed', 1, false]);
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    });
  }

  it('keeps what was read until then', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    await readCompany(services);
    dingtalk.company.setTitle('xumanli', '行政总监');
    dingtalk.faults.on('members-unreadable');
    dingtalk.faults.answer(
      PEOPLE,
      {
        status: 200,
        body: {
          errcode: 0,
          result: {
            has_more: false,
            list: [{ userid: 'new1', unionid: 'Unew1', name: '新人', active: true, dept_id_list: [1] }],
          },
        },
      },
      { times: 1 },
    );
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.added], ['failed', 1]);
    assert.ok(services.replica.findByUserId('new1'));
  });
});

describe('a reading that goes on', () => {
  for (const api of [SCOPES, DEPARTMENT, DEPARTMENTS, PEOPLE, USER_IDS, COUNT, ROLE_MEMBERS] as const) {
    it(`waits and asks again when it was throttled for a moment at ${api}`, async (t) => {
      const { services, dingtalk } = await startTestServer(t);
      const text = '触发了qps流控';
      const body = { errcode: 88, sub_code: '90018', sub_msg: text, errmsg: text, request_id: '16emu000000a1' };
      dingtalk.faults.answer(api, { status: 200, body }, { times: 3 });
      assert.equal((await readCompany(services)).state, 'completed');
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    });
  }

  it('gives up after four attempts, and not before', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    dingtalk.faults.on('app-throttled', { api: SCOPES });
    assert.equal((await readCompany(services)).state, 'failed');
    assert.equal(dingtalk.calls.count(SCOPES), 4);
    dingtalk.faults.clear();
    dingtalk.faults.on('json-null', { api: SCOPES });
    dingtalk.calls.reset();
    await readCompany(services);
    assert.equal(dingtalk.calls.count(SCOPES), 1);
  });

  for (const fault of ['app-token-expired', 'app-token-42001'] as const) {
    it(`fetches a new token when the old one ends in the middle: ${fault}`, async (t) => {
      const { services, dingtalk } = await startTestServer(t);
      services.runner.run({ allowRemovals: false });
      for (const steps of [10, 40]) {
        await untilDone(services, steps);
        if (fault === 'app-token-42001') dingtalk.faults.on(fault);
        dingtalk.faults.on('app-token-expired');
      }
      await services.runner.settled();
      assert.equal(services.runner.latest().run?.state, 'completed');
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
      assert.equal(dingtalk.calls.count('POST /v1.0/oauth2/accessToken'), 3);
    });
  }

  for (const fault of ['extra-fields', 'no-sub-code', 'clock-skew'] as const) {
    it(`does not mind ${fault}`, async (t) => {
      const { services, dingtalk } = await startTestServer(t);
      dingtalk.faults.on(fault);
      assert.equal((await readCompany(services)).state, 'completed');
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    });
  }
});
