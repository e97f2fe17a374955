import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UserId } from '../person.ts';
import type { Browser } from '../testing/browser.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const MINUTE = 60_000;
const PERSON = 'POST /topapi/v2/user/get';
const BY_UNION_ID = 'POST /topapi/user/getbyunionid';

const status = async (browser: Browser) => (await browser.get('/api/me')).statusCode;
const refused = (errcode: number) => ({ status: 200, body: { errcode, errmsg: 'refused', request_id: '16emu01' } });

describe('asking DingTalk about one person', () => {
  const gone = [
    ['60121', { errcode: 60121 }],
    ['33012', { errcode: 33012 }],
    ['60111', { errcode: 60111 }],
    ['46004', { errcode: 46004 }],
  ] as const;

  // A leaver is out at the first sign of it, wherever the question came from.
  for (const [code, { errcode }] of gone) {
    it(`ends every session of somebody who is gone (${code}), through their own contact page`, async (t) => {
      const { newBrowser, dingtalk, services, clock } = await startTestServer(t);
      const [one, other] = [await signedIn(newBrowser()), await signedIn(newBrowser())];
      const colleague = await signedIn(newBrowser(), 'wuyutong');
      clock.advance(2 * MINUTE);
      dingtalk.faults.answer(PERSON, refused(errcode), { times: 1 });
      const answer = await one.get('/api/me/contact');
      assert.ok([401, 403, 404].includes(answer.statusCode), String(answer.statusCode));
      assert.deepEqual([await status(one), await status(other), await status(colleague)], [401, 401, 200]);
      assert.equal(services.replica.findByUserId('zhangwei01'), null);
    });
  }

  it('ends the sessions elsewhere when a sign-in shows that the person has left, and not those of others', async (t) => {
    const { newBrowser, dingtalk } = await startTestServer(t);
    const [one, colleague] = [await signedIn(newBrowser()), await signedIn(newBrowser(), 'wuyutong')];
    dingtalk.company.markLeft('zhangwei01');
    const answer = await signIn(newBrowser(), { userId: 'zhangwei01' });
    assert.notEqual(answer.headers.location, '/');
    assert.deepEqual([await status(one), await status(colleague)], [401, 200]);
  });

  it('ends the sessions elsewhere when a sign-in shows that the person is inactive; they may come back', async (t) => {
    const { newBrowser, dingtalk } = await startTestServer(t);
    const one = await signedIn(newBrowser());
    dingtalk.company.setActive('zhangwei01', false);
    await signIn(newBrowser(), { userId: 'zhangwei01' });
    assert.equal(await status(one), 401);
    dingtalk.company.setActive('zhangwei01', true);
    assert.equal(await status(await signedIn(newBrowser())), 200);
  });

  it('ends every session of somebody inactive, through their own contact page', async (t) => {
    const { newBrowser, dingtalk, clock } = await startTestServer(t);
    const [one, other] = [await signedIn(newBrowser()), await signedIn(newBrowser())];
    dingtalk.company.setActive('zhangwei01', false);
    clock.advance(2 * MINUTE);
    await one.get('/api/me/contact');
    assert.deepEqual([await status(one), await status(other)], [401, 401]);
  });

  it('ends every session when DingTalk gives no record because the account is disabled (60120)', async (t) => {
    const { newBrowser, dingtalk, clock, services } = await startTestServer(t);
    const [one, other] = [await signedIn(newBrowser()), await signedIn(newBrowser())];
    clock.advance(2 * MINUTE);
    dingtalk.faults.answer(PERSON, refused(60120), { times: 1 });
    await one.get('/api/me/contact');
    assert.deepEqual([await status(one), await status(other)], [401, 401]);
    // Disabled is not gone.
    assert.ok(services.replica.findByUserId('zhangwei01'));
  });

  for (const [what, answer] of [
    ['is out of the app’s sight (50002)', refused(50002)],
    ['cannot be asked about because the app is throttled', refused(90018)],
    ['cannot be asked about because of a permission', refused(60011)],
    ['cannot be asked about because DingTalk is broken', refused(400001)],
  ] as const) {
    // Nobody is signed out on a guess.
    it(`keeps the sessions of somebody who ${what}`, async (t) => {
      const { newBrowser, dingtalk, clock, services } = await startTestServer(t);
      const one = await signedIn(newBrowser());
      clock.advance(2 * MINUTE);
      dingtalk.faults.answer(PERSON, answer, { times: 1 });
      assert.notEqual((await one.get('/api/me/contact')).statusCode, 200);
      assert.equal(await status(one), 200);
      assert.ok(services.replica.findByUserId('zhangwei01'));
    });
  }

  it('ends the sessions of whoever became an external contact', async (t) => {
    const { newBrowser, dingtalk, clock } = await startTestServer(t);
    const one = await signedIn(newBrowser());
    clock.advance(2 * MINUTE);
    const external = { errcode: 0, result: { contact_type: 1, userid: 'zhangwei01' } };
    dingtalk.faults.answer(BY_UNION_ID, { status: 200, body: external }, { times: 1 });
    await one.get('/api/me/contact');
    assert.equal(await status(one), 401);
  });

  // The record of another person must never be taken for this one's.
  it('refuses a record of somebody else, and ends nothing', async (t) => {
    const { newBrowser, dingtalk, clock } = await startTestServer(t);
    const one = await signedIn(newBrowser());
    clock.advance(2 * MINUTE);
    const result = { userid: 'zhangwei01', unionid: 'U-other', name: '别人', active: true };
    dingtalk.faults.answer(PERSON, { status: 200, body: { errcode: 0, result } }, { times: 1 });
    assert.notEqual((await one.get('/api/me/contact')).statusCode, 200);
    assert.equal(await status(one), 200);
  });

  it('does not fail when the names of departments cannot be read', async (t) => {
    const { newBrowser, dingtalk, services, log } = await startTestServer(t);
    dingtalk.faults.on('no-qyapi-get-department-list');
    const one = await signedIn(newBrowser());
    assert.equal(await status(one), 200);
    assert.deepEqual(services.replica.findByUserId('zhangwei01')?.record.departmentIds, [460000212]);
    assert.match(log(), /the name of a department could not be read/);
    assert.deepEqual(services.replica.departments.pathOf(460000212), []);
  });

  it('by a userId that nobody has ends nothing', async (t) => {
    const { newBrowser, services } = await startTestServer(t);
    const one = await signedIn(newBrowser());
    const { signal } = new AbortController();
    await assert.rejects(services.employees.readByUserId('nobody' as UserId, signal), { code: 'not_an_employee' });
    assert.equal(await status(one), 200);
  });
});
