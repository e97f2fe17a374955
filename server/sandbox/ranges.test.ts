import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, readJson, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const RESEARCH = 460000201;
const MARKETING = 460000401;
const BACKEND = 460000212;
const FINANCE = 460000801;

const departmentApis = ['listsub', 'listsubid', 'get', 'listparentbydept'].map(
  (name) => `/topapi/v2/department/${name}`,
);

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  return (await post(`${path}?access_token=${await appToken()}`, body)).body;
}

async function readScopes({ appToken, origin }: SandboxCaller): Promise<Json> {
  return (await readJson(fetch(`${origin}/auth/scopes?access_token=${await appToken()}`))).body;
}

const listPeople = (test: SandboxCaller, dept_id: number) =>
  ask(test, '/topapi/v2/user/list', { dept_id, cursor: 0, size: 100 });

describe('GET /auth/scopes', () => {
  it('names the range and the fields beside errcode, not in a result', async (t) => {
    const test = await startSandboxCaller(t);
    const body = await readScopes(test);
    assert.deepEqual(Object.keys(body), ['errcode', 'errmsg', 'auth_user_field', 'condition_field', 'auth_org_scopes']);
    assert.deepEqual(body.auth_org_scopes, { authed_user: [], authed_dept: [1] });
    const fields = body.auth_user_field as string[];
    assert.ok(['name', 'avatar', 'userid', 'mobile', 'email', 'org_email'].every((name) => fields.includes(name)));
  });

  it('follows the field permissions', async (t) => {
    const test = await startSandboxCaller(t);
    const fields = async () => (await readScopes(test)).auth_user_field as string[];
    test.sandbox.faults.on('no-field-mobile');
    assert.deepEqual([(await fields()).includes('mobile'), (await fields()).includes('email')], [false, true]);
    test.sandbox.faults.clear();
    test.sandbox.faults.on('no-field-email');
    assert.deepEqual([(await fields()).includes('mobile'), (await fields()).includes('email')], [true, false]);
    test.sandbox.faults.clear();
    test.sandbox.faults.on('third-party-app');
    for (const name of ['mobile', 'email', 'telephone', 'hired_date', 'remark']) {
      assert.equal((await fields()).includes(name), false, name);
    }
    assert.equal((await fields()).includes('name'), true);
  });

  it('words refusals without the 88 around them', async (t) => {
    const test = await startSandboxCaller(t);
    const bad = await readJson(fetch(`${test.origin}/auth/scopes?access_token=x`));
    assert.deepEqual([bad.status, bad.body], [200, { errcode: 40014, errmsg: '不合法的access_token' }]);
    assert.equal(bad.headers.get('content-type'), 'application/json');
    const token = await test.appToken();
    for (const [id, errcode] of [
      ['ip-refused', 60020],
      ['app-throttled', 90018],
      ['no-qyapi-base', 60011],
    ] as const) {
      test.sandbox.faults.clear();
      test.sandbox.faults.on(id);
      const { body } = await readJson(fetch(`${test.origin}/auth/scopes?access_token=${token}`));
      assert.deepEqual([body.errcode, Object.keys(body)], [errcode, ['errcode', 'errmsg']]);
    }
  });

  it('is a GET and nothing else', async (t) => {
    const { post } = await startSandboxCaller(t);
    assert.equal((await post('/auth/scopes', {})).body.errcode, 404);
  });
});

describe('an app that sees two departments', () => {
  it('learns which, and reads them and everything below', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-partial');
    const range = (await readScopes(test)).auth_org_scopes;
    assert.deepEqual(range, { authed_user: [], authed_dept: [RESEARCH, MARKETING] });
    for (const path of departmentApis) {
      assert.equal((await ask(test, path, { dept_id: RESEARCH })).errcode, 0, path);
      assert.equal((await ask(test, path, { dept_id: BACKEND })).errcode, 0, path);
    }
    assert.equal(((await listPeople(test, BACKEND)).result as { list: Json[] }).list.length, 6);
  });

  it('gets 50004 for other departments, the root among them', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-partial');
    for (const path of [...departmentApis, '/topapi/v2/user/list', '/topapi/user/listsimple']) {
      for (const dept_id of [1, FINANCE]) {
        const { errcode, errmsg } = await ask(test, path, { dept_id, cursor: 0, size: 10 });
        assert.deepEqual({ errcode, errmsg }, { errcode: 50004, errmsg: '请求的部门id不在授权范围内' });
      }
    }
    assert.equal((await ask(test, '/topapi/v2/department/listsub', {})).errcode, 50004);
    assert.equal((await ask(test, '/topapi/v2/department/get', { dept_id: 999 })).errcode, 60003);
  });

  it('gets 50002 for other people, and 60121 for nobody', async (t) => {
    const test = await startSandboxCaller(t);
    const { company, faults } = test.sandbox;
    faults.on('range-partial');
    const read = async (userid: string) => (await ask(test, '/topapi/v2/user/get', { userid })).errcode;
    assert.deepEqual(await Promise.all(['zhangwei01', '0423752', 'nobody'].map(read)), [0, 50002, 60121]);
    const unionid = company.find('0423752')?.account.unionId;
    assert.equal((await ask(test, '/topapi/user/getbyunionid', { unionid })).errcode, 50002);
  });

  it('sees whoever is in one visible department, whatever the others are', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-partial');
    assert.equal((await ask(test, '/topapi/v2/user/get', { userid: 'manager4220' })).errcode, 0);
  });

  it('still gets every userId from listid, and the whole company’s count', async (t) => {
    const test = await startSandboxCaller(t);
    const count = () => ask(test, '/topapi/user/count', { only_active: false });
    const before = await count();
    test.sandbox.faults.on('range-partial');
    const { result } = await ask(test, '/topapi/user/listid', { dept_id: FINANCE });
    assert.deepEqual(result, { userid_list: ['daizhiqiang', '0423752', 'gonglin'] });
    assert.deepEqual((await count()).result, before.result);
  });

  it('finds fewer people in a role', async (t) => {
    const test = await startSandboxCaller(t);
    const holders = async () => {
      const { result } = await ask(test, '/topapi/role/simplelist', { role_id: 507113580, size: 100, offset: 0 });
      return (result as { list: Json[] }).list.map(({ userid }) => userid);
    };
    assert.ok((await holders()).includes('daizhiqiang'));
    test.sandbox.faults.on('range-partial');
    assert.deepEqual(
      [(await holders()).includes('daizhiqiang'), (await holders()).includes('linzhiyuan')],
      [false, true],
    );
  });
});

describe('an app that sees a few people', () => {
  it('learns who, and reads them alone', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-people');
    const range = (await readScopes(test)).auth_org_scopes;
    assert.deepEqual(range, { authed_user: ['zhangwei01', '0423752', 'manager4220', 'lvsiqi'], authed_dept: [] });
    const read = async (userid: string) => (await ask(test, '/topapi/v2/user/get', { userid })).errcode;
    assert.deepEqual(await Promise.all(['zhangwei01', 'linzhiyuan'].map(read)), [0, 50002]);
  });

  it('gets 50004 for every department', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-people');
    assert.equal((await ask(test, '/topapi/v2/department/get', { dept_id: BACKEND })).errcode, 50004);
    assert.equal((await listPeople(test, BACKEND)).errcode, 50004);
  });

  it('sees departments besides when both are named', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-people');
    test.sandbox.faults.on('range-partial');
    const read = async (userid: string) => (await ask(test, '/topapi/v2/user/get', { userid })).errcode;
    assert.deepEqual(await Promise.all(['0423752', 'linzhiyuan', 'gonglin'].map(read)), [0, 0, 50002]);
  });
});
