import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { Doer } from './one-act.ts';
import type { NewPersonBody } from './schema.ts';

const CREATE = 'POST /topapi/v2/user/create';
const li: NewPersonBody = { name: '李新', mobile: '13912340001', departmentIds: [460000212] };
const doer: Doer = {
  asked: { actor: { subject: 's', userId: 'manager4220', name: '管理员' } },
  mayStillAct: async () => true,
};

async function start(t: TestContext) {
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(file, 'admins:\n  - user: manager4220\n  - user: ghost1\ntools: []\n');
  const server = await startTestServer(t, { env: { TOOLS_FILE: file } });
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  const add = (body: Partial<NewPersonBody>) =>
    askJson(server.browser, 'POST', '/api/admin/people', { ...li, ...body });
  return { ...server, add };
}

describe('the userId that is chosen for a newcomer', () => {
  // An administrator could make another, without whoever keeps the file with the rules.
  it('is none that the rules name as an administrator’s, and whoever tries is written down', async (t) => {
    const { add, dingtalk, services } = await start(t);
    const answer = await add({ userId: 'ghost1' });
    const { code, field, reason } = answer.json().error;
    assert.deepEqual(
      [answer.statusCode, code, field, reason],
      [400, 'invalid_request', 'userId', 'named_administrator'],
    );
    assert.equal(dingtalk.calls.count(CREATE), 0);
    const [row] = (await services.audit.list({ limit: 1 })).rows;
    assert.deepEqual(
      [row?.act, row?.outcome, row?.code, row?.actor?.userId, row?.target?.id],
      ['person_added', 'refused', 'named_administrator', 'manager4220', 'ghost1'],
    );
    assert.equal((await add({ userId: 'ghost2' })).statusCode, 201);
  });

  // The same by a file with people.
  it('is none of those in an import either', async (t) => {
    const { browser, dingtalk, services } = await start(t);
    const csv = 'userId,name,mobile,departments\nghost1,李新,13912340001,460000212\nghost2,李二,13912340002,460000212';
    const { id } = (await askJson(browser, 'POST', '/api/admin/imports', { csv })).json().import;
    await askJson(browser, 'POST', `/api/admin/imports/${id}/start`);
    await services.contacts.imports.runner.settled();
    assert.deepEqual([dingtalk.company.find('ghost1'), dingtalk.company.find('ghost2')?.name], [null, '李二']);
    const { body } = await browser.get(`/api/admin/imports/${id}/result.csv`);
    assert.match(body, /named_administrator/);
  });

  // Dots alone lead elsewhere in an address, and a comma parts one userId from the next.
  it('has the signs that stand for nothing else', async (t) => {
    const { add } = await start(t);
    for (const userId of ['.', '..', 'a,b', 'a/b', 'a?b', 'a#b', 'a%2Fb', 'a"b', '李新', 'a\n']) {
      const { field, reason } = (await add({ userId })).json().error;
      assert.deepEqual([field, reason], ['userId', 'not_a_user_id'], JSON.stringify(userId));
    }
    const good = ['li.xin', 'li_xin-2@qinghe.example', '...', '13912340001'];
    for (const [index, userId] of good.entries()) {
      const answer = await add({ userId, mobile: `1391234001${index}` });
      assert.equal(answer.statusCode, 201, answer.body);
    }
  });
});

describe('somebody who was added, and whose record DingTalk does not give', () => {
  it('is shown with what was sent, as somebody of this company', async (t) => {
    const { dingtalk, services } = await start(t);
    dingtalk.faults.answer('POST /topapi/v2/user/get', { status: 502, body: {} }, { times: 2 });
    const added = await services.contacts.people.add({ ...li, userId: 'lixin' }, doer, AbortSignal.timeout(5_000));
    assert.ok(added.outcome === 'added');
    const { corpId, userId, name } = added.employee;
    assert.deepEqual([corpId, userId, name], [services.dingtalkApp.corpId, 'lixin', '李新']);
    assert.equal(services.replica.findByUserId('lixin'), null);
  });
});
