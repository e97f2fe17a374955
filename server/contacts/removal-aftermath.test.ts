import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { untilSeen } from '../testing/until-seen.ts';

const DELETE = 'POST /topapi/v2/user/delete';

async function start(t: TestContext, options: Parameters<typeof startTestServer>[1] = {}): Promise<TestServer> {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  return server;
}

/** Somebody removes them in DingTalk, or the removal was done though nobody heard of it. */
function takeAway({ dingtalk: { company } }: TestServer, userId: string): void {
  const person = company.find(userId);
  assert.ok(person);
  company.putPerson({ ...person, standing: 'left', leadsDepartmentIds: [] });
}

/** DingTalk answers the next removal like this, after what `before` does. */
function answerRemoval({ dingtalk }: TestServer, answer: object, before = () => {}): void {
  const body = { errmsg: 'x', request_id: 'r1', ...answer };
  const scripted = {
    status: 200,
    get body() {
      before();
      return body;
    },
  };
  dingtalk.faults.answer(DELETE, scripted, { times: 1 });
}

const nameOf = ({ services }: TestServer) => services.replica.findByUserId('wuyutong')?.record.name ?? '';
const remove = (server: TestServer) =>
  askJson(server.browser, 'DELETE', '/api/admin/people/wuyutong', { confirm: nameOf(server) });
const removalsIn = async ({ services }: TestServer) =>
  (await services.audit.list({ limit: 10, acts: ['person_removed'] })).rows.map(({ outcome, code }) => [outcome, code]);
const isSignedIn = async (browser: TestServer['browser']) => (await browser.get('/api/me')).statusCode === 200;

// Whoever is gone would go on reading what is for employees, for as long as their session lasts.
describe('the sessions of somebody who was removed', () => {
  for (const code of [60121, 33012]) {
    it(`end when somebody else removed them meanwhile (${code}), which is a removal like any other`, async (t) => {
      const server = await start(t);
      const leaver = await signedIn(server.newBrowser(), 'wuyutong');
      answerRemoval(server, { errcode: code }, () => takeAway(server, 'wuyutong'));
      const answer = await remove(server);
      assert.deepEqual(
        [answer.statusCode, answer.json().removed],
        [200, { userId: 'wuyutong', endedSessions: 1, stillNamed: false }],
      );
      assert.equal(await isSignedIn(leaver), false);
      assert.equal(server.services.replica.findByUserId('wuyutong'), null);
      assert.deepEqual(await removalsIn(server), [['done', String(code)]]);
    });
  }

  for (const answer of [
    { errcode: 15 },
    { errcode: -1 },
    { errcode: 88, sub_code: 'isp.top-remote-connection-timeout' },
  ]) {
    it(`end when DingTalk did it and answered with trouble of its own: ${Object.values(answer)}`, async (t) => {
      const server = await start(t);
      const leaver = await signedIn(server.newBrowser(), 'wuyutong');
      answerRemoval(server, answer, () => takeAway(server, 'wuyutong'));
      assert.equal((await remove(server)).json().error.reason, 'unknown_outcome');
      assert.equal(await isSignedIn(leaver), false);
      assert.equal(server.services.replica.findByUserId('wuyutong'), null);
      assert.equal((await removalsIn(server))[0]?.[0], 'unknown');
    });
  }

  it('end when the answer is lost and DingTalk stays away, but whoever is an employee still signs in again', async (t) => {
    const server = await start(t);
    const [leaver, other] = [server.newBrowser(), server.newBrowser()];
    await signedIn(leaver, 'wuyutong');
    await signedIn(other, 'dengkai');
    const name = nameOf(server);
    const fault = {
      get kind() {
        server.dingtalk.faults.on('reset');
        return 'reset' as const;
      },
    };
    server.dingtalk.faults.answer(DELETE, fault, { times: 1 });
    const answer = await askJson(server.browser, 'DELETE', '/api/admin/people/wuyutong', { confirm: name });
    server.dingtalk.faults.clear();
    assert.equal(answer.json().error.reason, 'unknown_outcome');
    assert.deepEqual([await isSignedIn(leaver), await isSignedIn(other)], [false, true]);
    await signedIn(leaver, 'wuyutong');
    assert.equal(await isSignedIn(leaver), true);
  });

  it('stay when DingTalk refuses', async (t) => {
    const server = await start(t);
    const colleague = await signedIn(server.newBrowser(), 'wuyutong');
    answerRemoval(server, { errcode: 50002 });
    assert.equal((await remove(server)).json().error.reason, 'out_of_range');
    assert.equal(await isSignedIn(colleague), true);
    assert.deepEqual(await removalsIn(server), [['refused', '50002']]);
  });

  it('end as soon as the store is back, when it failed at that moment', async (t) => {
    const fragile = createFragileStore();
    const server = await start(t, { replaceStores: fragile.replaceStores });
    const leaver = await signedIn(server.newBrowser(), 'wuyutong');
    let failures = 0;
    fragile.before = (method) => {
      if (method !== 'endAllOf' || failures > 1) return;
      failures += 1;
      throw new Error('the disk is full');
    };
    const answer = await remove(server);
    assert.deepEqual([answer.statusCode, answer.json().removed.endedSessions], [200, 0]);
    await untilSeen(async () => !(await isSignedIn(leaver)));
    const [ended] = (await server.services.audit.list({ limit: 1, acts: ['session_ended'] })).rows;
    assert.deepEqual([ended?.actor?.userId, ended?.after], ['manager4220', { sessions: 1 }]);
  });
});

describe('a sign-in at the moment of a removal', () => {
  // DingTalk has described them as an employee; the session would begin after all their sessions have ended.
  it('leaves no session, when the session is only written afterwards', async (t) => {
    const fragile = createFragileStore();
    const server = await start(t, { replaceStores: fragile.replaceStores });
    const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    fragile.before = async (method) => {
      if (method !== 'saveTokens') return;
      reached.resolve();
      await held.promise;
    };
    const leaver = server.newBrowser();
    const signingIn = signedIn(leaver, 'wuyutong').catch(() => {});
    await reached.promise;
    const answer = await remove(server);
    held.resolve();
    await signingIn;
    assert.equal(answer.statusCode, 200);
    assert.equal(await isSignedIn(leaver), false);
    const [refused] = (await server.services.audit.list({ limit: 1, acts: ['sign_in_refused'] })).rows;
    assert.equal(refused?.code, 'not_an_employee');
  });

  // The answer from before the removal would put them back into the directory, and nothing would tell that they are gone.
  it('does not bring them back, when DingTalk’s answer is still on its way', async (t) => {
    const server = await start(t);
    const { employees, dingtalk, replica } = server.services;
    const person = replica.findByUserId('wuyutong')?.record;
    assert.ok(person);
    const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { getEmployee } = dingtalk;
    dingtalk.getEmployee = async (unionId, signal) => {
      const employee = await getEmployee(unionId, signal);
      reached.resolve();
      await held.promise;
      return employee;
    };
    const reading = employees.read(person.unionId, AbortSignal.timeout(5_000));
    await reached.promise;
    assert.equal((await remove(server)).statusCode, 200);
    held.resolve();
    await assert.rejects(reading, { code: 'not_an_employee' });
    assert.equal(replica.findByUserId('wuyutong'), null);
  });

  it('is a sign-in like any other for everybody else', async (t) => {
    const server = await start(t);
    assert.equal((await remove(server)).statusCode, 200);
    const other = await signedIn(server.newBrowser(), 'dengkai');
    assert.equal(await isSignedIn(other), true);
  });
});
