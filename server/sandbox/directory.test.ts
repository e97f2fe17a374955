import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, readJson, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';
import { otherCorpId } from './app.ts';

async function lookUp({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  const answer = await post(`${path}?access_token=${await appToken()}`, body);
  assert.equal(answer.status, 200);
  return answer.body;
}

function unionIdOf({ sandbox }: SandboxCaller, userId: string, corpId?: string): string {
  return sandbox.company.find(userId, corpId)?.account.unionId ?? '';
}

const byUnionId = '/topapi/user/getbyunionid';
const details = '/topapi/v2/user/get';

describe('POST /topapi/user/getbyunionid', () => {
  it('finds an employee by their unionId', async (t) => {
    const test = await startSandboxCaller(t);
    const body = await lookUp(test, byUnionId, { unionid: unionIdOf(test, '0423752') });
    assert.deepEqual(Object.keys(body), ['errcode', 'errmsg', 'result', 'request_id']);
    assert.deepEqual(body.result, { contact_type: 0, userid: '0423752' });
    assert.match(String(body.request_id), /^[0-9a-z]{11,13}$/);
  });

  it('tells an external contact apart', async (t) => {
    const test = await startSandboxCaller(t);
    const body = await lookUp(test, byUnionId, { unionid: unionIdOf(test, '015643211789') });
    assert.deepEqual(body.result, { contact_type: 1, userid: '015643211789' });
  });

  it('finds a person of two organizations under our userId', async (t) => {
    const test = await startSandboxCaller(t);
    const body = await lookUp(test, byUnionId, { unionid: unionIdOf(test, 'manager7315', otherCorpId) });
    assert.deepEqual(body.result, { contact_type: 0, userid: 'shenjianing' });
  });

  it('answers 60121 for a leaver, a stranger and an unknown unionId', async (t) => {
    const test = await startSandboxCaller(t);
    for (const unionid of [unionIdOf(test, 'zhaolei07'), unionIdOf(test, 'guqing', otherCorpId), 'nobodyiEiE']) {
      const { errcode, errmsg } = await lookUp(test, byUnionId, { unionid });
      assert.deepEqual({ errcode, errmsg }, { errcode: 60121, errmsg: '找不到该用户' });
    }
  });

  it('answers 50002 for somebody outside the visible range, and 400002 without a unionId', async (t) => {
    const test = await startSandboxCaller(t);
    const hidden = await lookUp(test, byUnionId, { unionid: unionIdOf(test, 'tangruoxi') });
    assert.equal(hidden.errcode, 50002);
    assert.equal((await lookUp(test, byUnionId, {})).errcode, 400002);
  });

  it('words a missing and a bad token as a refusal of the gateway', async (t) => {
    const test = await startSandboxCaller(t);
    const blank = await test.post(byUnionId, { unionid: 'x' });
    assert.deepEqual([blank.status, blank.body.errcode, blank.body.sub_code], [200, 88, '40000']);
    const userToken = (await test.userTokensFor('zhangwei01')).accessToken;
    for (const token of ['garbage', userToken]) {
      const { body } = await test.post(`${byUnionId}?access_token=${token}`, { unionid: 'x' });
      assert.equal(body.errmsg, 'ding talk error[subcode=40014,submsg=不合法的access_token]');
      assert.equal(body.sub_code, '40014');
    }
  });

  it('does not read the token header of the other host', async (t) => {
    const { origin, appToken } = await startSandboxCaller(t);
    const headers = { 'x-acs-dingtalk-access-token': await appToken() };
    const { body } = await readJson(fetch(`${origin}${byUnionId}`, { method: 'POST', headers }));
    assert.equal(body.sub_code, '40000');
  });

  it('names the limit, and when it ends, once the app calls too often', async (t) => {
    const now = Date.now();
    const test = await startSandboxCaller(t, { callsPerSecond: 1, now: () => now });
    const token = await test.appToken();
    await test.post(`${byUnionId}?access_token=${token}`, { unionid: 'x' });
    const { body } = await test.post(`${byUnionId}?access_token=${token}`, { unionid: 'x' });
    assert.deepEqual([body.errcode, body.sub_code], [88, '90018']);
    assert.match(String(body.sub_msg), /限制将在 \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} 结束/);
  });
});

describe('POST /topapi/v2/user/get', () => {
  it('tells what the company knows of a person', async (t) => {
    const test = await startSandboxCaller(t);
    const result = (await lookUp(test, details, { userid: 'zhangwei01' })).result as Json;
    assert.equal(result.name, '张伟');
    assert.equal(result.title, '后端工程师');
    assert.equal(result.manager_userid, 'linzhiyuan');
    assert.deepEqual(result.dept_id_list, [460000212]);
    assert.deepEqual(result.leader_in_dept, [{ dept_id: 460000212, leader: false }]);
    assert.equal(result.email, 'zhangwei01@qinghe.example');
    assert.equal(result.state_code, '86');
    assert.equal(typeof result.hired_date, 'number');
    assert.equal(result.active, true);
  });

  it('marks administrator, head of the company and who has not activated yet', async (t) => {
    const test = await startSandboxCaller(t);
    const read = async (userid: string) => (await lookUp(test, details, { userid })).result as Json;
    assert.equal((await read('manager4220')).admin, true);
    assert.equal((await read('chenguodong')).boss, true);
    assert.equal((await read('songyiran')).active, false);
  });

  it('leaves out what is not set', async (t) => {
    const test = await startSandboxCaller(t);
    const result = (await lookUp(test, details, { userid: 'wanggang88' })).result as Json;
    for (const field of ['avatar', 'mobile', 'state_code', 'email', 'org_email', 'telephone', 'role_list']) {
      assert.equal(field in result, false, field);
    }
  });

  it('takes a form, a query and a token inside the form', async (t) => {
    const { origin, appToken } = await startSandboxCaller(t);
    const fields = new URLSearchParams({ access_token: await appToken(), userid: 'zhangwei01' });
    const asForm = await readJson(fetch(`${origin}${details}`, { method: 'POST', body: fields }));
    const asQuery = await readJson(fetch(`${origin}${details}?${fields}`));
    assert.deepEqual(asForm.body.result, asQuery.body.result);
    assert.equal((asForm.body.result as Json).name, '张伟');
  });

  it('answers 60121 once a colleague has left', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.company.markLeft('zhangwei01');
    assert.equal((await lookUp(test, details, { userid: 'zhangwei01' })).errcode, 60121);
  });

  it('answers a body that is no JSON with 47001', async (t) => {
    const { origin, appToken } = await startSandboxCaller(t);
    const headers = { 'content-type': 'application/json' };
    const url = `${origin}${details}?access_token=${await appToken()}`;
    const { body } = await readJson(fetch(url, { method: 'POST', headers, body: '{"userid":' }));
    assert.equal(body.errcode, 47001);
  });
});

describe('an unknown path of the oapi host', () => {
  it('is named like a method on topapi, and is not there elsewhere', async (t) => {
    const { post } = await startSandboxCaller(t);
    const { status, body } = await post('/topapi/app/remove_auth', {});
    assert.deepEqual([status, body.errcode], [200, 22]);
    assert.equal(body.errmsg, 'Invalid method[submsg=不合法ApiName，ApiName = dingtalk.oapi.app.remove_auth]');
    const elsewhere = await post('/nothing/here', {});
    assert.deepEqual([elsewhere.status, elsewhere.body], [200, { errcode: 404, errmsg: '请求的URI地址不存在' }]);
  });
});
