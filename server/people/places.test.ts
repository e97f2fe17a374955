import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const DEPARTMENT = 'POST /topapi/v2/department/get';
const BACKEND = 460000212;
const TECHNOLOGY = 460000211;

describe('the departments of somebody who signs in', () => {
  it('are asked about up to the top, each once, before the company was ever read', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    await signedIn(newBrowser());
    assert.deepEqual(services.replica.departments.pathOf(BACKEND), ['青禾科技', '研发部', '技术中心', '后端组']);
    assert.equal(dingtalk.calls.count(DEPARTMENT), 4);
    // A colleague beside them, and one whose way up is known from half-way.
    await signedIn(newBrowser(), 'wuyutong');
    assert.equal(dingtalk.calls.count(DEPARTMENT), 4);
    await signedIn(newBrowser(), 'pengyuxuan');
    assert.equal(dingtalk.calls.count(DEPARTMENT), 5);
  });

  it('are not asked about once the company has been read', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    await readCompany(services);
    dingtalk.calls.reset();
    await signedIn(newBrowser());
    assert.equal(dingtalk.calls.count(DEPARTMENT), 0);
  });

  it('have a path as far as the app may see', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    await signedIn(newBrowser());
    assert.deepEqual(services.replica.departments.pathOf(BACKEND), ['研发部', '技术中心', '后端组']);
  });

  // Whoever signs in first would otherwise show everybody what the company hides.
  it('are hidden from others where the company hides them, before the company was ever read', async (t) => {
    const { dingtalk, newBrowser } = await startTestServer(t);
    dingtalk.company.hideDepartment(TECHNOLOGY, { userPermits: ['luyifan'] });
    const statusFor = async (userId: string) => {
      const browser = await signedIn(newBrowser(), userId);
      const statuses = ['departments/460000212', 'people/wuyutong'].map(async (url) => {
        return (await browser.get(`/api/directory/${url}`)).statusCode;
      });
      return Promise.all(statuses);
    };
    assert.deepEqual(await statusFor('wuyutong'), [200, 200]);
    assert.deepEqual(await statusFor('luyifan'), [200, 200]);
    assert.deepEqual(await statusFor('dujiaqi'), [404, 404]);
  });

  // A hidden department may stand above the one that could be read.
  it('stay hidden from others while the way up could not be read', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const result = { dept_id: BACKEND, name: '后端组', parent_id: TECHNOLOGY };
    dingtalk.faults.answer(DEPARTMENT, { status: 200, body: { errcode: 0, result } }, { times: 1 });
    dingtalk.faults.answer(DEPARTMENT, { status: 200, body: { errcode: -1, errmsg: '系统繁忙' } });
    await signedIn(newBrowser());
    dingtalk.faults.clear();
    const isHidden = () => services.replica.departments.listHidden().some(({ id }) => id === BACKEND);
    assert.equal(isHidden(), true);
    const status = async (userId: string) =>
      (await (await signedIn(newBrowser(), userId)).get(`/api/directory/departments/${BACKEND}`)).statusCode;
    assert.deepEqual([await status('zhangwei01'), await status('dujiaqi')], [200, 404]);
    await readCompany(services);
    assert.deepEqual([isHidden(), await status('dujiaqi')], [false, 200]);
  });

  it('are shown where what stands above them is out of range for good', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    await signedIn(newBrowser());
    assert.deepEqual(services.replica.departments.listHidden(), []);
  });

  for (const [what, answer] of [
    ['may not be read', { errcode: 88, sub_code: '60011', sub_msg: '没有调用该接口的权限', errmsg: 'error' }],
    ['is out of range', { errcode: 50004, errmsg: 'out of range' }],
    ['is gone', { errcode: 60003, errmsg: 'gone' }],
    ['is unreadable for the moment', { errcode: -1, errmsg: '系统繁忙' }],
  ] as const) {
    // A name is no reason to keep somebody out.
    it(`keep nobody out when one ${what}`, async (t) => {
      const { services, dingtalk, newBrowser } = await startTestServer(t);
      dingtalk.faults.answer(DEPARTMENT, { status: 200, body: answer });
      const browser = await signedIn(newBrowser());
      assert.equal((await browser.get('/api/me')).statusCode, 200);
      assert.equal(services.replica.departments.find(BACKEND), null);
    });
  }

  it('in a circle are asked about a bounded number of times', async (t) => {
    const { dingtalk, newBrowser } = await startTestServer(t);
    const circle = { errcode: 0, result: { dept_id: 7, name: '圈', parent_id: BACKEND } };
    dingtalk.faults.answer(DEPARTMENT, { status: 200, body: circle });
    await signedIn(newBrowser());
    assert.ok(dingtalk.calls.count(DEPARTMENT) <= 20);
  });
});
