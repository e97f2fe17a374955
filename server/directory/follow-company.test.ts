import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser } from '../testing/browser.ts';
import { pictureIn, pictureOf, readCompany } from '../testing/company-run.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

const BY_UNION_ID = 'POST /topapi/user/getbyunionid';
const DEPARTMENT_GET = 'POST /topapi/v2/department/get';

const status = async (browser: Browser) => (await browser.get('/api/me')).statusCode;

/** What the sessions of a person say of them. */
async function sessionsOf({ services, dingtalk }: TestServer, userId: string) {
  const unionId = dingtalk.company.find(userId)?.account.unionId;
  const subjects = await services.store.subjects();
  const all = (await Promise.all(subjects.map((subject) => services.store.listBySubject(subject)))).flat();
  return all.map(({ record }) => record.content.person).filter((person) => person.unionId === unionId);
}

describe('sessions, when the company is read', () => {
  it('follow a new title, name, department and role', async (t) => {
    const server = await startTestServer(t);
    const { services, dingtalk, newBrowser } = server;
    const [one, other] = [await signedIn(newBrowser()), await signedIn(newBrowser())];
    dingtalk.company.setTitle('zhangwei01', '架构师');
    dingtalk.company.rename('zhangwei01', '张唯');
    dingtalk.company.movePerson('zhangwei01', [460000411, 460000311]);
    dingtalk.company.setRoles('zhangwei01', ['架构委员', '值班负责人']);
    await readCompany(services);
    for (const browser of [one, other]) {
      const me = (await browser.get('/api/me')).json();
      assert.deepEqual([me.title, me.name], ['架构师', '张唯']);
    }
    const people = await sessionsOf(server, 'zhangwei01');
    assert.equal(people.length, 2);
    for (const person of people) {
      assert.deepEqual(person.departments, [
        { id: 460000411, path: ['青禾科技', '市场部', '品牌组'] },
        { id: 460000311, path: ['青禾科技', '产品部', '设计组'] },
      ]);
      assert.deepEqual(person.roles.toSorted(), ['值班负责人', '架构委员'].toSorted());
    }
    dingtalk.company.setRoles('zhangwei01', []);
    dingtalk.company.setTitle('zhangwei01', '');
    await readCompany(services);
    const [person] = await sessionsOf(server, 'zhangwei01');
    assert.deepEqual(person?.roles, []);
    assert.equal('title' in (await one.get('/api/me')).json(), false);
  });

  it('follow a department above that was renamed, or moved', async (t) => {
    const server = await startTestServer(t);
    const { services, dingtalk, browser } = server;
    await signedIn(browser);
    await readCompany(services);
    dingtalk.company.renameDepartment(460000201, '研究院');
    await readCompany(services);
    const pathNow = async () => (await sessionsOf(server, 'zhangwei01'))[0]?.departments[0]?.path;
    assert.deepEqual(await pathNow(), ['青禾科技', '研究院', '技术中心', '后端组']);
    dingtalk.company.moveDepartment(460000211, 460000301);
    await readCompany(services);
    assert.deepEqual(await pathNow(), ['青禾科技', '产品部', '技术中心', '后端组']);
  });

  it('are not written when nothing has changed', async (t) => {
    const { services, browser } = await startTestServer(t);
    await signedIn(browser);
    await readCompany(services);
    const replaced: string[] = [];
    const { replacePerson } = services.store;
    services.store.replacePerson = async (person) => {
      replaced.push(person.userId);
      await replacePerson(person);
    };
    await readCompany(services);
    assert.deepEqual(replaced, []);
  });

  // A disabled account must be out before the next request, on every device.
  it('end on every device when the person is inactive, and can begin anew when active again', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const [one, other] = [await signedIn(newBrowser()), await signedIn(newBrowser())];
    const colleague = await signedIn(newBrowser(), 'wuyutong');
    dingtalk.company.setActive('zhangwei01', false);
    assert.equal((await readCompany(services)).removed, 0);
    assert.deepEqual([await status(one), await status(other), await status(colleague)], [401, 401, 200]);
    assert.equal(services.replica.findByUserId('zhangwei01')?.record.isActive, false);
    const refused = await signIn(newBrowser(), { userId: 'zhangwei01' });
    assert.notEqual(refused.headers.location, '/');
    dingtalk.company.setActive('zhangwei01', true);
    const back = await signedIn(newBrowser());
    assert.equal(await status(back), 200);
    await readCompany(services);
    assert.equal(await status(back), 200);
    assert.equal(await status(one), 401);
  });

  it('end when the person has left, who can come back', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const one = await signedIn(newBrowser());
    await readCompany(services);
    dingtalk.company.markLeft('zhangwei01');
    await readCompany(services);
    assert.equal(await status(one), 401);
    dingtalk.company.markBack('zhangwei01');
    const back = await signedIn(newBrowser());
    assert.equal((await readCompany(services)).state, 'completed');
    assert.equal(await status(back), 200);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  // Somebody whom no list shows is not signed out on a guess.
  it('go on when the app may not see the person, and end when DingTalk says that they are gone', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const [seller, boss] = [await signedIn(newBrowser(), 'shiminghui'), await signedIn(newBrowser(), 'chenguodong')];
    dingtalk.faults.on('range-partial');
    await readCompany(services);
    assert.deepEqual([await status(seller), await status(boss)], [200, 200]);
    assert.ok(dingtalk.calls.count(BY_UNION_ID) > 2);
    dingtalk.company.markLeft('shiminghui');
    await readCompany(services);
    assert.deepEqual([await status(seller), await status(boss)], [401, 200]);
  });

  it('of whom DingTalk could not be asked about go on, and the reading fails', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const seller = await signedIn(newBrowser(), 'shiminghui');
    dingtalk.faults.on('range-partial');
    dingtalk.faults.on('app-throttled', { api: BY_UNION_ID });
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.failure?.code], ['failed', 'dingtalk_busy']);
    assert.equal(await status(seller), 200);
  });
});

describe('a userId that is given to a new colleague', () => {
  /** 邓凯 leaves, and somebody with another account is given his userId. */
  function giveAway({ dingtalk }: TestServer): void {
    const newcomer = { userId: 'dengkai', name: '邓新', departmentIds: [460000411] as [number], account: 'another' };
    dingtalk.company.addPerson(newcomer);
  }

  // The new colleague would otherwise be taken for the old one, with all that was granted to them.
  it('passes on neither sessions, nor the row, nor roles', async (t) => {
    const server = await startTestServer(t);
    const { services, dingtalk, newBrowser } = server;
    dingtalk.company.setRoles('dengkai', ['架构委员']);
    const old = await signedIn(newBrowser(), 'dengkai');
    await readCompany(services);
    const before = services.replica.findByUserId('dengkai');
    assert.deepEqual(
      before?.roles.map(({ name }) => name),
      ['架构委员'],
    );
    giveAway(server);
    // Even where the roles cannot be read anew.
    const refusal = { errcode: 88, sub_code: '60011', sub_msg: '没有调用该接口的权限', errmsg: 'ding talk error' };
    dingtalk.faults.answer('POST /topapi/role/list', { status: 200, body: refusal });
    // The old colleague's unionId belongs to nobody any more.
    const gone = { status: 200, body: { errcode: 60121, errmsg: '找不到该用户' } };
    dingtalk.faults.answer(BY_UNION_ID, gone, { times: 1 });
    assert.equal((await readCompany(services)).state, 'completed');
    const after = services.replica.findByUserId('dengkai');
    assert.equal(after?.record.name, '邓新');
    assert.notEqual(after?.id, before?.id);
    assert.notEqual(after?.subject, before?.subject);
    assert.deepEqual(after?.roles, []);
    assert.deepEqual(after?.record.departmentIds, [460000411]);
    assert.equal(await status(old), 401);
    assert.equal(services.replica.findBySubject(before?.subject ?? ''), null);
    assert.equal(services.replica.index.search({ q: '邓凯', limit: 10 }).total, 0);
    const fresh = await signedIn(newBrowser(), 'dengkai');
    assert.equal((await fresh.get('/api/me')).json().subject, after?.subject);
  });

  it('is told apart when one person is read alone, too', async (t) => {
    const server = await startTestServer(t);
    const { services, dingtalk, newBrowser } = server;
    dingtalk.company.setRoles('dengkai', ['架构委员']);
    const old = await signedIn(newBrowser(), 'dengkai');
    await readCompany(services);
    const { signal } = new AbortController();
    giveAway(server);
    const userId = services.replica.findByUserId('dengkai')?.record.userId;
    assert.ok(userId);
    const { roles } = await services.employees.readByUserId(userId, signal);
    assert.deepEqual(roles, []);
    assert.deepEqual(services.replica.findByUserId('dengkai')?.roles, []);
    assert.equal(await status(old), 401);
  });
});

describe('asking about people whom no list shows', () => {
  // Many people with sessions may go out of sight at once; the questions must not use up what sign-ins need.
  it('happens at the pace of the reading', async (t) => {
    const server = await startTestServer(t);
    const { services, dingtalk, newBrowser } = server;
    await signedIn(newBrowser(), 'shiminghui');
    dingtalk.faults.on('range-partial');
    const body = { errcode: 88, sub_code: '90018', sub_msg: '触发了qps流控', errmsg: 'ding talk error' };
    dingtalk.faults.answer(BY_UNION_ID, { status: 200, body }, { times: 2 });
    // Only paced questions wait and ask again.
    assert.equal((await readCompany(services)).state, 'completed');
    assert.equal(dingtalk.calls.count(BY_UNION_ID), 1 + 3);
    assert.ok(dingtalk.calls.count(DEPARTMENT_GET) > 0);
  });
});
