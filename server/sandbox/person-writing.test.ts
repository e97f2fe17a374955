import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const BACKEND = 460000212;
const FRONTEND = 460000213;
const RESEARCH = 460000201;

const add = '/topapi/v2/user/create';
const change = '/topapi/v2/user/update';
const remove = '/topapi/v2/user/delete';
const appoint = '/topapi/v2/department/update';
const details = '/topapi/v2/user/get';
const byMobile = '/topapi/v2/user/getbymobile';

const li = { name: '李新', mobile: '13912340001', dept_id_list: String(BACKEND) };

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  const answer = await post(`${path}?access_token=${await appToken()}`, body);
  assert.equal(answer.status, 200);
  return answer.body;
}

async function isListed(test: SandboxCaller, departmentId: number, userId: unknown): Promise<boolean> {
  const { result } = await ask(test, '/topapi/v2/user/list', { dept_id: departmentId, cursor: 0, size: 100 });
  return (result as { list: Json[] }).list.some(({ userid }) => userid === userId);
}

async function count(test: SandboxCaller): Promise<number> {
  const { result } = await ask(test, '/topapi/user/count', { only_active: false });
  return (result as { count: number }).count;
}

describe('POST /topapi/v2/user/create', () => {
  it('adds somebody, who is in every list from then on and can sign in', async (t) => {
    const test = await startSandboxCaller(t);
    const before = await count(test);
    const { errcode, result } = await ask(test, add, { ...li, title: '工程师', userid: 'lixin' });
    const { userid, unionId } = result as Json;
    assert.deepEqual([errcode, userid, Object.keys(result as Json)], [0, 'lixin', ['userid', 'unionId']]);
    const record = (await ask(test, details, { userid })).result as Json;
    assert.deepEqual(
      [record.unionid, record.name, record.title, record.mobile],
      [unionId, '李新', '工程师', li.mobile],
    );
    assert.equal('work_place' in record || 'email' in record || 'manager_userid' in record, false);
    assert.equal(await isListed(test, BACKEND, 'lixin'), true);
    assert.equal(await count(test), before + 1);
    assert.deepEqual((await ask(test, byMobile, { mobile: li.mobile })).result, { userid: 'lixin' });
    assert.equal((await ask(test, '/topapi/user/getbyunionid', { unionid: unionId })).errcode, 0);
    assert.ok((await test.userTokensFor('lixin')).accessToken);
  });

  it('makes up a userId that nobody has', async (t) => {
    const test = await startSandboxCaller(t);
    const first = (await ask(test, add, li)).result as Json;
    const second = (await ask(test, add, { ...li, mobile: '13912340002' })).result as Json;
    assert.match(String(first.userid), /^\d{12}$/);
    assert.notEqual(first.userid, second.userid);
  });

  it('takes departments as text, the first of them as the main one', async (t) => {
    const test = await startSandboxCaller(t);
    await ask(test, add, { ...li, userid: 'lixin', dept_id_list: `${FRONTEND},${BACKEND},${FRONTEND}` });
    assert.deepEqual(test.sandbox.company.find('lixin')?.departmentIds, [FRONTEND, BACKEND]);
  });

  const refused: readonly [number, Json][] = [
    [400002, { name: '' }],
    [60112, { name: ' ' }],
    [60112, { name: '长'.repeat(81) }],
    [60113, { mobile: '' }],
    [60103, { mobile: '1391234000' }],
    [60103, { mobile: '+86-1391234000' }],
    [60103, { mobile: '4155550100' }],
    [400002, { dept_id_list: '' }],
    [400002, { dept_id_list: 'x' }],
    [400002, { dept_id_list: Array.from({ length: 101 }, (_, index) => index + 1).join(',') }],
    [60003, { dept_id_list: '5' }],
    [40003, { userid: 'a b' }],
    [40003, { userid: 'x'.repeat(65) }],
    [60102, { userid: 'zhangwei01' }],
    [60119, { title: 'x'.repeat(201) }],
    [60123, { job_number: 'x'.repeat(51) }],
    [60105, { email: 'nobody' }],
    [60105, { org_email: `${'x'.repeat(100)}@qinghe.example` }],
    [400002, { telephone: '1'.repeat(51) }],
    [400002, { work_place: 'x'.repeat(101) }],
    [400002, { remark: 'x'.repeat(2001) }],
    [400002, { hired_date: 'yesterday' }],
    [60128, { manager_userid: 'nobody' }],
    [60128, { manager_userid: 'zhaolei07' }],
  ];
  for (const [code, fields] of refused) {
    it(`answers ${code} for ${JSON.stringify(fields).slice(0, 60)}, and adds nobody`, async (t) => {
      const test = await startSandboxCaller(t);
      const before = test.sandbox.company.list().length;
      assert.equal((await ask(test, add, { ...li, ...fields })).errcode, code);
      assert.equal(test.sandbox.company.list().length, before);
    });
  }

  it('refuses what somebody else has: mobile, extension number, mailbox', async (t) => {
    const test = await startSandboxCaller(t);
    const zhang = test.sandbox.company.find('zhangwei01');
    const codeFor = async (fields: Json) => (await ask(test, add, { ...li, ...fields })).errcode;
    assert.equal(await codeFor({ mobile: zhang?.mobile }), 60104);
    assert.equal(await codeFor({ mobile: `+86-${zhang?.mobile}` }), 60104);
    assert.equal(await codeFor({ telephone: zhang?.telephone }), 40100);
    assert.equal(await codeFor({ email: zhang?.email }), 40101);
    assert.equal(await codeFor({ org_email: zhang?.orgEmail }), 40101);
    // Somebody who has left holds nothing any more.
    const { mobile, email } = test.sandbox.company.find('zhaolei07') ?? {};
    assert.equal(await codeFor({ mobile, email, userid: 'zhaolei07' }), 0);
  });

  it('wants numbers as the region of the company demands', async (t) => {
    const test = await startSandboxCaller(t);
    const codeFor = async (mobile: string) => (await ask(test, add, { ...li, mobile })).errcode;
    assert.equal(await codeFor('+1-4155550100'), 0);
    assert.equal(await codeFor('+86-13912340003'), 0);
    const abroad = (await ask(test, byMobile, { mobile: '+1-4155550100' })).result as Json;
    const record = (await ask(test, details, { userid: abroad.userid })).result as Json;
    assert.deepEqual([record.state_code, record.mobile], ['1', '4155550100']);
    test.sandbox.faults.on('company-abroad');
    assert.deepEqual([await codeFor('13912340004'), await codeFor('+86-13912340004')], [60103, 0]);
  });

  it('says -1 at the limit, 40020 when full, and 60022 for words it does not like', async (t) => {
    const test = await startSandboxCaller(t);
    for (const [fault, code, text] of [
      ['add-limit', -1, '系统繁忙'],
      ['company-full', 40020, '团队人数已满'],
      ['sensitive-words', 60022, '包含敏感内容，请检查修改后重试！'],
    ] as const) {
      test.sandbox.faults.on(fault);
      const { errcode, errmsg } = await ask(test, add, li);
      assert.deepEqual([errcode, errmsg], [code, text]);
      test.sandbox.faults.clear();
    }
    assert.equal((await ask(test, add, li)).errcode, 0);
  });

  it('refuses what looked right to whoever sent it, and changes nothing', async (t) => {
    const test = await startSandboxCaller(t);
    for (const [fault, path, code] of [
      ['mobile-taken', add, 60104],
      ['user-id-taken', add, 60102],
      ['email-taken', add, 40101],
      ['email-taken', change, 40101],
      ['name-refused', add, 60112],
      ['name-refused', change, 60112],
      ['department-unseen', add, 50004],
      ['department-unseen', change, 50004],
      ['department-unseen', appoint, 50004],
      ['department-invalid', add, 40009],
      ['department-invalid', change, 40009],
      ['department-invalid', appoint, 40009],
      ['person-gone', change, 60121],
      ['person-gone', remove, 60121],
      ['person-unseen', change, 50002],
      ['person-unseen', remove, 50002],
    ] as const) {
      test.sandbox.faults.on(fault);
      const body = { ...li, userid: 'zhangwei01', dept_id: BACKEND, title: '架构师' };
      assert.equal((await ask(test, path, path === add ? li : body)).errcode, code, `${fault} at ${path}`);
      assert.equal((await ask(test, details, { userid: 'zhangwei01' })).errcode, 0, 'reading goes on');
      test.sandbox.faults.clear();
    }
    assert.notEqual(test.sandbox.company.find('zhangwei01')?.title, '架构师');
    assert.equal((await ask(test, add, li)).errcode, 0);
  });

  it('refuses departments outside the range', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('range-partial');
    assert.equal((await ask(test, add, { ...li, dept_id_list: `${BACKEND},460000801` })).errcode, 50004);
    assert.equal((await ask(test, add, li)).errcode, 0);
  });
});

describe('POST /topapi/v2/user/update', () => {
  const update = (test: SandboxCaller, fields: Json) => ask(test, change, { userid: 'zhangwei01', ...fields });

  it('changes what was sent, in the record and in the lists', async (t) => {
    const test = await startSandboxCaller(t);
    const { errcode, errmsg, request_id } = await update(test, { title: '架构师', dept_id_list: String(FRONTEND) });
    assert.deepEqual([errcode, errmsg, typeof request_id], [0, 'ok', 'string']);
    const record = (await ask(test, details, { userid: 'zhangwei01' })).result as Json;
    assert.deepEqual([record.title, record.dept_id_list, record.name], ['架构师', [FRONTEND], '张伟']);
    assert.deepEqual(
      [await isListed(test, BACKEND, 'zhangwei01'), await isListed(test, FRONTEND, 'zhangwei01')],
      [false, true],
    );
  });

  it('empties what was sent empty, and may say again what is so', async (t) => {
    const test = await startSandboxCaller(t);
    const { email, telephone } = test.sandbox.company.find('zhangwei01') ?? {};
    assert.equal((await update(test, { email, telephone, title: '' })).errcode, 0);
    assert.equal('title' in ((await ask(test, details, { userid: 'zhangwei01' })).result as Json), false);
  });

  it('takes the manager away when that is forced and none is sent', async (t) => {
    const test = await startSandboxCaller(t);
    const manager = () => test.sandbox.company.find('zhangwei01')?.managerUserId;
    await update(test, { force_update_fields: 'manager_userid', manager_userid: 'xumanli' });
    assert.equal(manager(), 'xumanli');
    await update(test, { force_update_fields: 'dept_manager_userid_list' });
    assert.equal(manager(), 'xumanli');
    await update(test, { force_update_fields: 'manager_userid' });
    assert.equal(manager(), undefined);
  });

  it('ends the leading of a department that somebody is moved out of', async (t) => {
    const test = await startSandboxCaller(t);
    await ask(test, change, { userid: 'linzhiyuan', dept_id_list: String(FRONTEND) });
    assert.deepEqual(test.sandbox.company.find('linzhiyuan')?.leadsDepartmentIds, []);
  });

  it('never changes a mobile number', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await update(test, { mobile: '13912340001' })).errcode, 41054);
    test.sandbox.faults.on('mobile-differs');
    assert.equal((await update(test, { title: '架构师' })).errcode, 40022);
  });

  it('leaves positions and departments to Smart HR, and nothing else', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('smart-hr');
    const { errcode, errmsg } = await update(test, { title: '架构师' });
    assert.equal(errcode, 12150);
    assert.match(String(errmsg), /已开启智能人事职位管理.*intelligent-personnel-staff-transfer/);
    assert.equal((await update(test, { dept_id_list: String(FRONTEND) })).errcode, 12150);
    assert.equal((await update(test, { remark: '好' })).errcode, 0);
  });

  it('answers 60121, 33012, 50002 and 400002 for the people it cannot change', async (t) => {
    const test = await startSandboxCaller(t);
    const codeFor = async (userid: string) => (await ask(test, change, { userid, title: 'x' })).errcode;
    assert.deepEqual(
      [await codeFor('nobody'), await codeFor('zhaolei07'), await codeFor('tangruoxi'), await codeFor('')],
      [60121, 60121, 50002, 400002],
    );
    test.sandbox.faults.on('unknown-person-33012');
    assert.equal(await codeFor('nobody'), 33012);
  });
});

describe('POST /topapi/v2/user/delete', () => {
  it('removes somebody from every list, and from what they lead', async (t) => {
    const test = await startSandboxCaller(t);
    const before = await count(test);
    assert.equal((await ask(test, remove, { userid: 'linzhiyuan' })).errcode, 0);
    assert.equal((await ask(test, details, { userid: 'linzhiyuan' })).errcode, 60121);
    assert.equal(await isListed(test, BACKEND, 'linzhiyuan'), false);
    assert.equal(await count(test), before - 1);
    const department = (await ask(test, '/topapi/v2/department/get', { dept_id: BACKEND })).result as Json;
    assert.equal('dept_manager_userid_list' in department, false);
    assert.equal((await ask(test, remove, { userid: 'linzhiyuan' })).errcode, 60121);
  });

  it('adds the same number again as the same account, under a userId of its own', async (t) => {
    const test = await startSandboxCaller(t);
    const before = test.sandbox.company.find('linzhiyuan');
    await ask(test, remove, { userid: 'linzhiyuan' });
    const { result } = await ask(test, add, { ...li, mobile: before?.mobile });
    const { userid, unionId } = result as Json;
    assert.notEqual(userid, 'linzhiyuan');
    assert.equal(unionId, before?.account.unionId);
  });
});

describe('POST /topapi/v2/user/getbymobile', () => {
  it('finds employees alone, and only those in the range', async (t) => {
    const test = await startSandboxCaller(t);
    const codeFor = async (mobile: unknown) => (await ask(test, byMobile, { mobile: mobile as string })).errcode;
    const mobileOf = (userId: string) => test.sandbox.company.find(userId)?.mobile;
    assert.equal(await codeFor(mobileOf('zhangwei01')), 0);
    assert.equal(await codeFor(mobileOf('zhaolei07')), 60121);
    assert.equal(await codeFor(mobileOf('tangruoxi')), 50002);
    assert.deepEqual([await codeFor('12'), await codeFor('')], [40104, 400002]);
    test.sandbox.faults.on('old-app');
    const { sub_msg } = await ask(test, byMobile, { mobile: '13912340001' });
    assert.equal(sub_msg, '无权限调用');
  });
});

describe('POST /topapi/v2/department/update', () => {
  const update = (test: SandboxCaller, fields: Json) =>
    ask(test, '/topapi/v2/department/update', { dept_id: BACKEND, ...fields });

  it('sets who leads a department, with the role that comes with it', async (t) => {
    const test = await startSandboxCaller(t);
    assert.equal((await update(test, { dept_manager_userid_list: 'zhangwei01' })).errcode, 0);
    const department = (await ask(test, '/topapi/v2/department/get', { dept_id: BACKEND })).result as Json;
    assert.deepEqual(department.dept_manager_userid_list, ['zhangwei01']);
    const rolesOf = (userId: string) => test.sandbox.company.find(userId)?.roles.map(({ name }) => name);
    assert.deepEqual([rolesOf('zhangwei01')?.[0], rolesOf('linzhiyuan')?.includes('主管')], ['主管', false]);
  });

  it('takes all managers away only by force', async (t) => {
    const test = await startSandboxCaller(t);
    const leads = () => test.sandbox.company.find('linzhiyuan')?.leadsDepartmentIds;
    assert.equal((await update(test, { dept_manager_userid_list: '' })).errcode, 40031);
    assert.equal((await update(test, {})).errcode, 0);
    assert.deepEqual(leads(), [BACKEND]);
    assert.equal((await update(test, { force_update_fields: 'dept_manager_userid_list' })).errcode, 0);
    assert.deepEqual(leads(), []);
  });

  it('refuses strangers, the company itself, and departments that are not there', async (t) => {
    const test = await startSandboxCaller(t);
    const codeFor = async (fields: Json) => (await update(test, fields)).errcode;
    assert.equal(await codeFor({ dept_manager_userid_list: 'xumanli' }), 60068);
    assert.equal(await codeFor({ dept_id: 1 }), 60018);
    assert.deepEqual([await codeFor({ dept_id: 5 }), await codeFor({ dept_id: -7 })], [60003, 40009]);
    test.sandbox.faults.on('range-people');
    assert.equal(await codeFor({ dept_id: RESEARCH }), 50004);
  });
});

describe('the permissions of the APIs that write', () => {
  for (const [path, fault] of [
    [add, 'no-qyapi-manage-addresslist'],
    [change, 'no-qyapi-manage-addresslist'],
    [remove, 'no-qyapi-manage-addresslist'],
    ['/topapi/v2/department/update', 'no-qyapi-manage-addresslist'],
    [byMobile, 'no-qyapi-get-member-by-mobile'],
    ['/topapi/extcontact/create', 'no-qyapi-ext-write'],
  ] as const) {
    it(`keep a vendor’s app, and an app without ${fault.slice(3)}, from ${path}`, async (t) => {
      const test = await startSandboxCaller(t);
      for (const id of [fault, 'third-party-app'] as const) {
        test.sandbox.faults.on(id);
        assert.equal((await ask(test, path, { userid: 'zhangwei01' })).sub_code, '60011', id);
        test.sandbox.faults.clear();
      }
      assert.notEqual((await ask(test, path, { userid: 'zhangwei01' })).sub_code, '60011');
    });
  }

  it('keep external contacts from an app without qyapi_ext_read alone', async (t) => {
    const test = await startSandboxCaller(t);
    for (const path of ['/topapi/extcontact/list', '/topapi/extcontact/listlabelgroups']) {
      test.sandbox.faults.on('no-qyapi-ext-read');
      assert.equal((await ask(test, path, {})).sub_code, '60011');
      test.sandbox.faults.clear();
      test.sandbox.faults.on('third-party-app');
      assert.equal((await ask(test, path, {})).errcode, 0);
      test.sandbox.faults.clear();
    }
  });
});
