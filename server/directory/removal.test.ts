import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pictureIn, pictureOf, readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

const PEOPLE = 'POST /topapi/v2/user/list';
const PERSON = 'POST /topapi/v2/user/get';

/** A company of exactly so many people whom the app sees, all of them read. */
async function startCompanyOf(t: TestContext, people: number): Promise<TestServer> {
  const usual = 59;
  const server = await startTestServer(t, { sandbox: { size: { people: people - usual, departments: 3 } } });
  await readCompany(server.services);
  assert.equal(server.services.replica.count(), people);
  return server;
}

describe('people who are missing from every list', () => {
  // Whoever left must not go on reading what is for employees.
  it('are removed and signed out at once when DingTalk says that they are gone; others are not', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    await readCompany(services);
    const [leaver, alsoLeaver, colleague] = [newBrowser(), newBrowser(), newBrowser()];
    await signedIn(leaver, 'dengkai');
    await signedIn(alsoLeaver, 'dengkai');
    await signedIn(colleague, 'wuyutong');
    dingtalk.company.markLeft('dengkai');
    dingtalk.calls.reset();
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed], ['completed', 1]);
    assert.equal(dingtalk.calls.count(PERSON), 1);
    assert.equal(services.replica.findByUserId('dengkai'), null);
    assert.equal(services.replica.index.search({ q: '邓凯', limit: 10 }).total, 0);
    assert.equal((await leaver.get('/api/me')).statusCode, 401);
    assert.equal((await alsoLeaver.get('/api/me')).statusCode, 401);
    assert.equal((await colleague.get('/api/me')).statusCode, 200);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('are removed as well when DingTalk says it with the old code', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    await readCompany(services);
    dingtalk.faults.on('unknown-person-33012');
    dingtalk.company.markLeft('dengkai');
    assert.equal((await readCompany(services)).removed, 1);
  });

  it('stay when DingTalk still knows them: they moved while departments were read', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    await readCompany(services);
    await signedIn(browser, 'xumanli');
    dingtalk.company.movePerson('xumanli', [1]);
    // The root was read before the move, the department she came from after it.
    const empty = { status: 200, body: { errcode: 0, result: { has_more: false, list: [] } } };
    dingtalk.faults.answer(PEOPLE, empty, { times: 1 });
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed], ['completed', 0]);
    assert.deepEqual(services.replica.findByUserId('xumanli')?.record.departmentIds, [1]);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
  });

  it('stay when their account is disabled, and are signed out', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    await readCompany(services);
    await signedIn(browser, 'dengkai');
    dingtalk.company.markLeft('dengkai');
    dingtalk.faults.answer(PERSON, { status: 200, body: { errcode: 60120, errmsg: '用户已禁用' } });
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed], ['completed', 0]);
    assert.ok(services.replica.findByUserId('dengkai'));
    assert.equal((await browser.get('/api/me')).statusCode, 401);
  });

  it('are shown no more, and stay signed in, when they only went out of the app’s sight', async (t) => {
    const { services, dingtalk, newBrowser } = await startCompanyOf(t, 400);
    const [seller, brand] = [await signedIn(newBrowser(), 'shiminghui'), await signedIn(newBrowser(), 'dujiaqi')];
    const outside = { errcode: 50002, errmsg: '请求的员工userid不在授权范围内', request_id: '16emu000000a1' };
    dingtalk.company.markLeft('shiminghui');
    dingtalk.faults.answer(PERSON, { status: 200, body: outside }, { times: 1 });
    dingtalk.faults.answer('POST /topapi/user/getbyunionid', { status: 200, body: outside }, { times: 1 });
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed], ['completed', 1]);
    assert.equal(services.replica.findByUserId('shiminghui'), null);
    assert.equal((await seller.get('/api/me')).statusCode, 200);
    assert.equal((await brand.get('/api/me')).statusCode, 200);
    // The next reading hears that he is really gone.
    await readCompany(services);
    assert.equal((await seller.get('/api/me')).statusCode, 401);
  });
});

describe('the brake on removals', () => {
  it('lets a tenth of everybody go, to the last person', async (t) => {
    const { services, dingtalk } = await startCompanyOf(t, 200);
    dingtalk.company.removeMany(20);
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed, run.people], ['completed', 20, 180]);
    assert.equal('wouldRemove' in run, false);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  // One lost permission or a narrowed range would otherwise empty the directory and sign everybody out.
  it('holds one more than a tenth back: nobody is removed for being missing, and everything else is brought up to date', async (t) => {
    const { services, dingtalk, newBrowser } = await startCompanyOf(t, 200);
    const leavers = dingtalk.company.removeMany(23);
    const [gone, stays] = [newBrowser(), await signedIn(newBrowser(), 'zhangwei01')];
    const [leaver = ''] = leavers;
    dingtalk.company.markBack(leaver);
    await signedIn(gone, leaver);
    dingtalk.company.markLeft(leaver);
    dingtalk.company.addPerson({ userId: 'newcomer', name: '新来', departmentIds: [1] });
    dingtalk.company.setTitle('zhangwei01', '资深后端工程师');
    dingtalk.calls.reset();
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed, run.wouldRemove, run.added], ['held_back', 1, 22, 1]);
    assert.equal(services.replica.findByUserId('newcomer')?.record.name, '新来');
    assert.equal((await stays.get('/api/me')).json().title, '资深后端工程师');
    // Whoever is signed in is asked about, and DingTalk says of this one that they are gone.
    assert.equal((await gone.get('/api/me')).statusCode, 401);
    assert.equal(dingtalk.calls.count(PERSON), 1);
    assert.equal(services.replica.count(), 200);

    const again = await readCompany(services);
    assert.deepEqual([again.state, again.wouldRemove], ['held_back', 22]);
    const allowed = await readCompany(services, { allowRemovals: true });
    assert.deepEqual([allowed.state, allowed.removed], ['completed', 22]);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
    // The permission was for once.
    dingtalk.company.removeMany(30);
    assert.equal((await readCompany(services)).state, 'held_back');
  });

  it('counts newcomers on neither side', async (t) => {
    const { services, dingtalk } = await startCompanyOf(t, 100);
    dingtalk.company.removeMany(11);
    for (let n = 0; n < 30; n += 1) {
      dingtalk.company.addPerson({ userId: `new${n}`, name: `新${n}`, departmentIds: [1] });
    }
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.wouldRemove, run.added], ['held_back', 11, 30]);
  });

  it('keeps departments that a run did not see, when it holds back', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    await readCompany(services);
    dingtalk.faults.on('range-partial');
    const run = await readCompany(services);
    assert.equal(run.state, 'held_back');
    assert.deepEqual(services.replica.departments.pathOf(460000311), ['青禾科技', '产品部', '设计组']);
    dingtalk.faults.clear();
    assert.equal((await readCompany(services)).state, 'completed');
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('is not on in the first reading, whose few people are those who signed in', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    await signedIn(newBrowser(), 'dengkai');
    dingtalk.company.markLeft('dengkai');
    const run = await readCompany(services);
    assert.deepEqual([run.state, run.removed], ['completed', 1]);
  });

  // Some hours of failures would otherwise be followed by the very removal that the brake is for.
  it('stays on however many readings failed since the last complete one', async (t) => {
    const { services, dingtalk } = await startTestServer(t);
    await readCompany(services);
    dingtalk.faults.on('json-null', { api: 'GET /auth/scopes' });
    for (let n = 0; n < 60; n += 1) assert.equal((await readCompany(services)).state, 'failed');
    dingtalk.faults.clear();
    assert.ok(services.runs.lastComplete());
    dingtalk.faults.on('range-partial');
    assert.equal((await readCompany(services)).state, 'held_back');
  });
});
