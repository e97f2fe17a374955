import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { UserId } from '../person.ts';
import type { FaultId } from '../sandbox/fault-table.ts';
import { type Sandbox, sandboxApp } from '../sandbox/sandbox.ts';
import { Secret } from '../secret.ts';
import { startSandboxCaller } from '../testing/sandbox-caller.ts';
import type { DingTalkApp } from './app.ts';
import { openDingTalkClient } from './client.ts';
import type { CompanyWriting, NewExternalContact, NewPerson } from './company-writing.ts';

const { signal } = new AbortController();
const BACKEND = 460000212;
const FRONTEND = 460000213;

type Stage = { sandbox: Sandbox; writing: CompanyWriting };

function open(t: TestContext, origin: string, now = Date.now): CompanyWriting {
  const url = new URL(origin);
  const app: DingTalkApp = {
    clientId: sandboxApp.clientId,
    clientSecret: new Secret(sandboxApp.clientSecret),
    corpId: sandboxApp.corpId,
    kind: 'internal',
    hosts: { login: url, api: url, oapi: url },
  };
  const client = openDingTalkClient({ app, redirectUri: 'http://localhost:3000/auth/callback', now });
  t.after(() => client.close());
  return client.writing;
}

async function start(t: TestContext, now?: () => number): Promise<Stage> {
  const { sandbox, origin } = await startSandboxCaller(t, now && { now });
  return { sandbox, writing: open(t, origin, now) };
}

const li: NewPerson = { name: '李新', mobile: '13912340001', departmentIds: [BACKEND] };
const zhang = 'zhangwei01' as UserId;

/** What a refusal tells whoever handles it. */
function refusedWith(dingtalkCode: string, code = 'dingtalk_refused') {
  return (error: { code: string; dingtalk?: { code: string; requestId: string } }) => {
    assert.deepEqual([error.code, error.dingtalk?.code], [code, dingtalkCode]);
    assert.match(error.dingtalk?.requestId ?? '', /^\w{11,13}$/);
    return true;
  };
}

describe('adding a person', () => {
  it('sends every field, and gives the ids with DingTalk’s request id', async (t) => {
    const { sandbox, writing } = await start(t);
    const added = await writing.addPerson(
      {
        ...li,
        departmentIds: [BACKEND, FRONTEND],
        userId: 'lixin',
        title: '工程师',
        jobNumber: 'QH9001',
        email: 'lixin@qinghe.example',
        orgEmail: 'lixin@corp.qinghe.example',
        telephone: '0571-1',
        workPlace: '上海',
        remark: '新来的',
        hiredAt: 1_780_000_000_000,
        managerUserId: zhang,
        hidesMobile: true,
      },
      signal,
    );
    const person = sandbox.company.find('lixin');
    assert.ok(added.outcome === 'added' && person !== null);
    assert.deepEqual([added.userId, added.unionId], ['lixin', person.account.unionId]);
    assert.match(added.requestId, /^\w{11,13}$/);
    assert.deepEqual(person.departmentIds, [BACKEND, FRONTEND]);
    const { title, jobNumber, email, orgEmail, telephone, workPlace, remark, hiredAt, managerUserId } = person;
    assert.deepEqual([title, jobNumber, email], ['工程师', 'QH9001', 'lixin@qinghe.example']);
    assert.deepEqual([orgEmail, telephone, workPlace], ['lixin@corp.qinghe.example', '0571-1', '上海']);
    assert.deepEqual([remark, hiredAt, managerUserId], ['新来的', 1_780_000_000_000, zhang]);
    assert.deepEqual([person.mobile, person.hidesMobile], ['13912340001', true]);
  });

  it('is an invitation and no failure when DingTalk asks the person first', async (t) => {
    const { sandbox, writing } = await start(t);
    sandbox.faults.on('privacy-asks');
    const { outcome, requestId } = await writing.addPerson(li, signal);
    assert.equal(outcome, 'invited');
    assert.match(requestId, /^\w{11,13}$/);
    assert.equal(await writing.findByMobile(li.mobile, signal), null);
  });

  it('says that a limit is reached where DingTalk says that it is busy', async (t) => {
    const { sandbox, writing } = await start(t);
    sandbox.faults.on('add-limit');
    await assert.rejects(writing.addPerson(li, signal), refusedWith('member-limit', 'dingtalk_busy'));
    await assert.rejects(writing.addPerson(li, signal), ({ details }) => details.said === '-1');
    // The same words about somebody who is changed say what they say.
    sandbox.faults.on('busy', { api: 'POST /topapi/v2/user/update' });
    await assert.rejects(writing.changePerson(zhang, { title: 'x' }, signal), refusedWith('-1', 'dingtalk_busy'));
  });

  const refusals: readonly [string, Partial<NewPerson>, FaultId?][] = [
    ['60103', { mobile: '12345' }],
    ['60103', {}, 'company-abroad'],
    ['60104', { mobile: '13200001012' }],
    ['60102', { userId: 'zhangwei01' }],
    ['60112', { name: 'x'.repeat(81) }],
    ['60123', { jobNumber: '1'.repeat(51) }],
    ['60105', { email: 'no mail' }],
    ['60003', { departmentIds: [5] }],
    ['50004', {}, 'range-people'],
    ['60128', { managerUserId: 'nobody' as UserId }],
    ['40020', {}, 'company-full'],
    ['60022', {}, 'sensitive-words'],
  ];
  for (const [code, changes, fault] of refusals) {
    it(`is refused with ${code}${fault === undefined ? ` for ${Object.keys(changes)}` : ` while ${fault} is on`}`, async (t) => {
      const { sandbox, writing } = await start(t);
      const taken = sandbox.company.find(zhang)?.mobile ?? '';
      if (fault !== undefined) sandbox.faults.on(fault);
      const person = { ...li, ...changes, ...(code === '60104' && { mobile: taken }) };
      await assert.rejects(writing.addPerson(person, signal), refusedWith(code));
      assert.equal(sandbox.company.find('lixin'), null);
    });
  }
});

describe('changing a person', () => {
  it('sends what changes and nothing else', async (t) => {
    const { sandbox, writing } = await start(t);
    const before = sandbox.company.find(zhang);
    const { requestId } = await writing.changePerson(zhang, { title: '架构师', remark: '' }, signal);
    assert.match(requestId, /^\w{11,13}$/);
    assert.deepEqual(sandbox.company.find(zhang), { ...before, title: '架构师', remark: '' });
  });

  it('takes a manager away by force, and gives another', async (t) => {
    const { sandbox, writing } = await start(t);
    await writing.changePerson(zhang, { managerUserId: 'xumanli' as UserId }, signal);
    assert.equal(sandbox.company.find(zhang)?.managerUserId, 'xumanli');
    await writing.changePerson(zhang, { title: '架构师' }, signal);
    assert.equal(sandbox.company.find(zhang)?.managerUserId, 'xumanli');
    await writing.changePerson(zhang, { managerUserId: null }, signal);
    assert.equal(sandbox.company.find(zhang)?.managerUserId, undefined);
  });

  const refusals: readonly [string, FaultId][] = [
    ['40022', 'mobile-differs'],
    ['12150', 'smart-hr'],
    ['60022', 'sensitive-words'],
  ];
  for (const [code, fault] of refusals) {
    it(`is refused with ${code} while ${fault} is on, and changes nothing`, async (t) => {
      const { sandbox, writing } = await start(t);
      const before = sandbox.company.find(zhang);
      sandbox.faults.on(fault);
      await assert.rejects(writing.changePerson(zhang, { title: '架构师' }, signal), refusedWith(code));
      assert.deepEqual(sandbox.company.find(zhang), before);
    });
  }

  // With the code of a refused sign-in, the administrator would be told that they are no employee, and signed out.
  it('says of somebody who is gone or out of range that DingTalk refused, never not_an_employee', async (t) => {
    const { sandbox, writing } = await start(t);
    const nobody = 'nobody' as UserId;
    await assert.rejects(writing.changePerson(nobody, { title: 'x' }, signal), refusedWith('60121'));
    await assert.rejects(writing.removePerson(nobody, signal), refusedWith('60121'));
    await assert.rejects(writing.changePerson('tangruoxi' as UserId, { title: 'x' }, signal), refusedWith('50002'));
    sandbox.faults.on('unknown-person-33012');
    await assert.rejects(writing.removePerson(nobody, signal), refusedWith('33012'));
  });
});

describe('removing a person', () => {
  it('ends their record', async (t) => {
    const { sandbox, writing } = await start(t);
    assert.match((await writing.removePerson(zhang, signal)).requestId, /^\w{11,13}$/);
    assert.equal(sandbox.company.find(zhang)?.standing, 'left');
    await assert.rejects(writing.removePerson(zhang, signal), refusedWith('60121'));
  });
});

describe('finding a person by mobile', () => {
  it('gives the userId, and null for a number that nobody has', async (t) => {
    const { sandbox, writing } = await start(t);
    const mobile = sandbox.company.find(zhang)?.mobile ?? '';
    assert.equal(await writing.findByMobile(mobile, signal), zhang);
    assert.equal(await writing.findByMobile(`+86-${mobile}`, signal), zhang);
    assert.equal(await writing.findByMobile('13912349999', signal), null);
    assert.equal(await writing.findByMobile('no number', signal), null);
  });

  it('tells an old kind of app from a permission that is missing', async (t) => {
    const { sandbox, writing } = await start(t);
    const missing = 'dingtalk_permission_missing';
    sandbox.faults.on('old-app');
    await assert.rejects(writing.findByMobile('13912349999', signal), refusedWith('no-permission-to-call', missing));
    sandbox.faults.clear();
    sandbox.faults.on('no-qyapi-get-member-by-mobile');
    await assert.rejects(writing.findByMobile('13912349999', signal), refusedWith('60011', missing));
    sandbox.faults.clear();
    // How the newer hosts word a missing permission begins like it.
    const body = { errcode: 60011, errmsg: 'No permission to call this API', request_id: '15s9in2w1yat9' };
    sandbox.faults.answer('POST /topapi/v2/user/getbymobile', { status: 200, body }, { times: 1 });
    await assert.rejects(writing.findByMobile('13912349999', signal), refusedWith('60011', missing));
  });
});

describe('the managers of a department', () => {
  it('are set, listed, and taken away by force', async (t) => {
    const { sandbox, writing } = await start(t);
    assert.deepEqual(await writing.listManagers(BACKEND, signal), ['linzhiyuan']);
    await writing.setManagers(BACKEND, [zhang, 'linzhiyuan' as UserId], signal);
    assert.deepEqual([...(await writing.listManagers(BACKEND, signal))].sort(), ['linzhiyuan', zhang]);
    assert.match((await writing.setManagers(BACKEND, [], signal)).requestId, /^\w{11,13}$/);
    assert.deepEqual(await writing.listManagers(BACKEND, signal), []);
    assert.deepEqual(sandbox.company.find('linzhiyuan')?.leadsDepartmentIds, []);
  });

  it('must be in the department, which must exist', async (t) => {
    const { writing } = await start(t);
    await assert.rejects(writing.setManagers(BACKEND, ['xumanli' as UserId], signal), refusedWith('60068'));
    await assert.rejects(writing.setManagers(5, [], signal), refusedWith('60003'));
    await assert.rejects(writing.setManagers(-7, [], signal), refusedWith('40009'));
    await assert.rejects(writing.listManagers(-7, signal), refusedWith('40009'));
  });
});

describe('external contacts', () => {
  const contact: NewExternalContact = {
    name: '周敏',
    mobile: '13912340002',
    stateCode: '86',
    labelIds: [1561077317],
    followerUserId: zhang,
    companyName: '云帆物流',
    title: '经理',
    address: '杭州',
    remark: '老客户',
  };

  it('are added and listed, with the labels to choose from', async (t) => {
    const { writing } = await start(t);
    const labels = (await writing.listLabelGroups(signal)).flatMap((group) => group.labels);
    assert.ok(labels.some(({ id, name }) => id === 1561077317 && name === '一般'));
    const { items: before, next } = await writing.listExternalContacts(0, signal);
    assert.deepEqual([before[0]?.name, before[0]?.followerUserId, next], ['何文博', 'hourui', undefined]);
    const { userId, requestId } = await writing.addExternalContact(contact, signal);
    assert.match(requestId, /^\w{11,13}$/);
    const { items } = await writing.listExternalContacts(0, signal);
    assert.deepEqual(items.at(-1), { ...contact, userId });
    await assert.rejects(writing.addExternalContact(contact, signal), refusedWith('22005'));
  });

  // As a token to renew, which 40001 is everywhere else, the contact would be sent twice.
  it('say which kind of 40001 it is, and are not sent again', async (t) => {
    const { sandbox, writing } = await start(t);
    sandbox.faults.on('contact-field-required');
    const refused = refusedWith('external-contact-required-field');
    await assert.rejects(writing.addExternalContact(contact, signal), refused);
    assert.equal(sandbox.calls.count('POST /topapi/extcontact/create'), 1);
    const { userId } = await writing.addExternalContact({ ...contact, extension: { 客户编号: 'K1' } }, signal);
    assert.equal((await writing.listExternalContacts(0, signal)).items.at(-1)?.userId, userId);
  });

  it('turn pages by counting, and leave out what is no contact', async (t) => {
    const { sandbox, writing } = await start(t);
    const full = Array.from({ length: 100 }, (_, index) => ({ userid: `e${index}`, name: '甲' }));
    const answer = (results: readonly object[]) => ({ status: 200, body: { errcode: 0, results } });
    sandbox.faults.answer('POST /topapi/extcontact/list', answer(full), { times: 1 });
    sandbox.faults.answer('POST /topapi/extcontact/list', answer([{ userid: 'e1' }, { userid: 'e2', name: '乙' }]));
    assert.equal((await writing.listExternalContacts(0, signal)).next, 100);
    const last = await writing.listExternalContacts(100, signal);
    const left = { userId: 'e2', name: '乙', stateCode: '', labelIds: [], followerUserId: '' };
    assert.deepEqual(last, { items: [left] });
  });
});

describe('a call that writes', () => {
  const writes = (writing: CompanyWriting): readonly (() => Promise<unknown>)[] => [
    () => writing.addPerson(li, signal),
    () => writing.changePerson(zhang, { title: 'x' }, signal),
    () => writing.removePerson(zhang, signal),
    () => writing.setManagers(BACKEND, [], signal),
    () =>
      writing.addExternalContact(
        { name: '周敏', mobile: '13912340002', stateCode: '86', labelIds: [1], followerUserId: zhang },
        signal,
      ),
  ];

  // Repeated, it would add, change or remove somebody twice: nobody knows whether the first was done.
  it('is sent once, whatever the failure, and a question twice', async (t) => {
    const { sandbox, writing } = await start(t);
    sandbox.faults.on('bad-gateway-html');
    sandbox.faults.answer('POST /v1.0/oauth2/accessToken', { status: 200, body: { accessToken: 't', expireIn: 7200 } });
    for (const call of writes(writing)) await assert.rejects(call(), { code: 'dingtalk_unreachable' });
    for (const api of [
      'v2/user/create',
      'v2/user/update',
      'v2/user/delete',
      'v2/department/update',
      'extcontact/create',
    ])
      assert.equal(sandbox.calls.count(`POST /topapi/${api}`), 1, api);
    await assert.rejects(writing.listManagers(BACKEND, signal), { code: 'dingtalk_unreachable' });
    assert.equal(sandbox.calls.count('POST /topapi/v2/department/get'), 2);
  });

  it('is sent once more with a fresh token when the token was no good', async (t) => {
    const { sandbox, writing } = await start(t);
    await writing.listManagers(BACKEND, signal);
    sandbox.faults.on('app-token-expired');
    assert.equal((await writing.addPerson(li, signal)).outcome, 'added');
    assert.equal(sandbox.calls.count('POST /topapi/v2/user/create'), 2);
  });

  for (const [fault, call] of [
    ['no-qyapi-manage-addresslist', (writing: CompanyWriting) => writing.removePerson(zhang, signal)],
    ['no-qyapi-ext-write', (writing: CompanyWriting) => writes(writing).at(-1)?.()],
    ['no-qyapi-ext-read', (writing: CompanyWriting) => writing.listLabelGroups(signal)],
    ['third-party-app', (writing: CompanyWriting) => writing.removePerson(zhang, signal)],
  ] as const) {
    it(`names the permission that is missing while ${fault} is on`, async (t) => {
      const { sandbox, writing } = await start(t);
      sandbox.faults.on(fault);
      const asked = fault === 'third-party-app' ? 'qyapi_manage_addresslist' : fault.slice(3).replaceAll('-', '_');
      const calls = Promise.resolve(call(writing));
      await assert.rejects(calls, ({ code, dingtalk }) => {
        assert.deepEqual([code, dingtalk.permissions], ['dingtalk_permission_missing', [asked]]);
        return true;
      });
    });
  }

  // As a refusal, a person who was added would be added again.
  it('is no refusal when it was done and the answer cannot be read', async (t) => {
    const { sandbox, writing } = await start(t);
    sandbox.faults.on('truncated-json', { api: 'POST /topapi/v2/user/create' });
    await assert.rejects(writing.addPerson({ ...li, userId: 'lixin' }, signal), { code: 'dingtalk_unreachable' });
    assert.equal(sandbox.company.find('lixin')?.standing, 'employee');
    sandbox.faults.on('truncated-json', { api: 'POST /topapi/v2/department/get' });
    await assert.rejects(writing.listManagers(BACKEND, signal), { code: 'dingtalk_refused' });
  });

  it('fails as unknown when no usable answer comes', async (t) => {
    const server = createServer((request) => request.socket.destroy()).listen(0);
    t.after(() => server.close());
    const writing = open(t, `http://localhost:${(server.address() as AddressInfo).port}`);
    await assert.rejects(writing.removePerson(zhang, signal), { code: 'dingtalk_unreachable' });
  });
});
